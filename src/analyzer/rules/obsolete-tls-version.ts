import type { TlsVersion } from '../model';
import { reach } from '../trust';
import { inTwo } from './message';
import type { Rule } from './rule';

const OBSOLETE: ReadonlySet<TlsVersion> = new Set(['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1']);

const name = (version: TlsVersion) => version.replace(/^(SSL|TLS)v(\d)$/, '$1 $2.0').replace(/^TLSv/, 'TLS ');

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
    const modern = allowed.length > old.length;
    report({
      at: config.versions,
      ...inTwo(
        `${modern ? 'Allows' : 'Asks for'} ${old.map(name).join(', ')}: forbidden since RFC 8996 (TLS 1.0, 1.1) and broken for longer (SSL). ` +
          `${modern ? 'An attacker can push the connection down to it.' : 'Servers that are kept up to date refuse the connection.'} Use TLS 1.2 as the minimum.`,
      ),
      fixes: [
        {
          title: 'Use TLS 1.2 as the minimum',
          change: { kind: 'connection', minVersion: 'TLSv1.2' },
        },
      ],
    });
  },
};
