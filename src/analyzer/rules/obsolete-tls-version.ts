import type { TlsVersion } from '../model';
import { reach } from '../trust';
import { listed, nameOf, sentences, type Texts } from './message';
import type { Rule } from './rule';

const OBSOLETE: ReadonlySet<TlsVersion> = new Set(['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1']);

const inWords = (version: TlsVersion) => version.replace(/^(SSL|TLS)v(\d)$/, '$1 $2.0').replace(/^TLSv/, 'TLS ');

interface Facts {
  readonly name: string;
  readonly old: readonly string[];
}

const END = 'Use TLS 1.2 as the minimum.';
const FORBIDDEN = 'RFC 8996 forbids TLS 1.0 and 1.1, and SSL was broken before.';

const messages = {
  allowed: ({ name, old }: Facts) => ({
    headline: `\`${name}\` allows ${listed(old)}`,
    detail: sentences(FORBIDDEN, 'A network attacker can downgrade the connection to them.', END),
  }),
  only: ({ name, old }: Facts) => ({
    headline: `\`${name}\` allows only ${listed(old)}`,
    detail: sentences(FORBIDDEN, 'Up-to-date servers refuse the connection.', END),
  }),
} satisfies Texts;

export const obsoleteTlsVersion: Rule = {
  id: 'obsolete-tls-version',
  severity: 'error',
  category: 'encryption',
  summary: 'SSL 2, SSL 3, TLS 1.0 or TLS 1.1 is allowed or asked for',
  fix: 'safe',
  check(config, report) {
    const allowed = config.versions?.value;
    if (!config.versions || !allowed || reach(config) === 'local') return;
    const old = allowed.filter((version) => OBSOLETE.has(version));
    if (old.length === 0) return;
    const message = allowed.length > old.length ? messages.allowed : messages.only;
    report({
      at: config.versions,
      ...message({ name: nameOf(config.versions), old: old.map(inWords) }),
      fixes: [
        {
          title: 'Use TLS 1.2 as the minimum',
          change: { kind: 'connection', minVersion: 'TLSv1.2' },
        },
      ],
    });
  },
};
