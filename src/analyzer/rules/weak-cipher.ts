import { reach } from '../trust';
import { listed, quoted, type Texts } from './message';
import type { Rule } from './rule';

/** Words of an OpenSSL cipher list that select something broken (openssl-ciphers(1); RFC 7465 for RC4, RFC 9325). */
const WEAK =
  /^(?:e?null|anull|adh|aecdh|complementofall|(?:.*-)?(?:rc4|3?des|rc2|md5|idea|seed)(?:-.*|\d.*)?|des-cbc.*|exp(?:ort)?(?:\d*|-.*)|low)$/is;

/** Words of a cipher list that add ciphers; `!x` and `-x` take away, `+x` only moves what is there to the end. */
function weakWords(list: string): string[] {
  // OpenSSL takes `DEFAULT@SECLEVEL=0`, without a colon between, too.
  return list.split(/[\s:,]+|(?<=.)(?=@)/).filter((word) => {
    if (/^[!+-]/.test(word)) return false;
    return (
      /^@SECLEVEL=0$/i.test(word) ||
      word
        .replace(/^\+/, '')
        .split('+')
        .some((part) => WEAK.test(part))
    );
  });
}

const messages = {
  notAVersion: ({ list }: { list: string }) => ({
    headline: `\`${list}\` selects a list of old ciphers, not a protocol version`,
    detail:
      'It has no effect with TLS 1.3, and a TLS 1.2 server that has only modern ciphers refuses the connection. Remove it; ' +
      'the default list holds all ciphers of this list that are still sound.',
  }),
  weak: ({ words }: { words: readonly string[] }) => ({
    headline: `${listed(words.map(quoted), 3)} ${words.length > 1 ? 'allow' : 'allows'} weak ciphers or no encryption`,
    detail: 'Use the default list, or name only AEAD ciphers with forward secrecy (RFC 9325).',
  }),
} satisfies Texts;

export const weakCipher: Rule = {
  id: 'weak-cipher',
  severity: 'warning',
  category: 'encryption',
  summary: 'broken ciphers are allowed: RC4, DES, 3DES, EXPORT, NULL, aNULL, MD5, security level 0',
  fix: 'safe',
  check(config, report) {
    const list = config.ciphers?.value;
    if (!config.ciphers || list === undefined || reach(config) === 'local') return;
    if (/^(?:SSLv3|TLSv1|SSLv2)$/i.test(list.trim())) {
      report({
        at: config.ciphers,
        ...messages.notAVersion({ list: list.trim() }),
        fixes: [{ title: 'Use the default ciphers', change: { kind: 'connection', ciphers: 'default' } }],
      });
      return;
    }
    const weak = weakWords(list);
    if (weak.length === 0) return;
    report({
      at: config.ciphers,
      ...messages.weak({ words: weak }),
      fixes: [
        { title: 'Use the default ciphers', change: { kind: 'connection', ciphers: 'default' }, suggestion: true },
      ],
    });
  },
};
