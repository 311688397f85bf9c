import { reach } from '../trust';
import { inTwo } from './message';
import type { Rule } from './rule';

/** Words of an OpenSSL cipher list that select something broken (openssl-ciphers(1); RFC 7465 for RC4, RFC 9325). */
const WEAK =
  /^(?:e?null|anull|adh|aecdh|complementofall|(?:.*-)?(?:rc4|3?des|rc2|md5|idea|seed)(?:-.*|\d.*)?|des-cbc.*|exp(?:ort)?(?:\d*|-.*)|low)$/is;

/** Words of a cipher list that add ciphers; `!x` and `-x` take away, `+x` only moves what is there to the end. */
function weakWords(list: string): string[] {
  return list.split(/[\s:,]+/).filter((word) => {
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
        ...inTwo(
          `\`${list.trim()}\` names a list of old ciphers, not a protocol version. It does not make a connection work: with TLS 1.3 it has no ` +
            'effect, and a TLS 1.2 server with modern ciphers only refuses it. Remove it; the default list holds all of these that are still sound.',
        ),
        fixes: [{ title: 'Use the default ciphers', change: { kind: 'connection', ciphers: 'default' } }],
      });
      return;
    }
    const weak = weakWords(list);
    if (weak.length === 0) return;
    report({
      at: config.ciphers,
      ...inTwo(
        `${weak.map((word) => `\`${word}\``).join(', ')} allows ciphers that can be broken, or none at all. ` +
          'Use the default list, or name only AEAD ciphers with forward secrecy (RFC 9325).',
      ),
      fixes: [
        { title: 'Use the default ciphers', change: { kind: 'connection', ciphers: 'default' }, suggestion: true },
      ],
    });
  },
};
