/** The names that a Postfix client takes in a certificate (postconf(5): smtp_tls_secure_cert_match, match in a policy). */
import type { X509Certificate } from 'node:crypto';
import type { Session } from './session';

/** Entries of the subject alternative name. Node quotes an entry as JSON where it holds a comma or a quote. */
export function alternativeNames(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '').match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g)?.map((name) => name.trim()) ?? [];
}

/** With the words of Postfix replaced; undefined where the host alone counts. */
export function acceptedNames({ target, host, exchange }: Session): readonly string[] | undefined {
  return target.acceptedNames?.map((name) => {
    if (name === 'hostname') return exchange ?? host;
    if (name === 'nexthop') return host;
    return name === 'dot-nexthop' ? `.${host}` : name;
  });
}

const commonName = ({ subject }: X509Certificate): string | undefined => /(?:^|\n)CN=([^\n]*)/.exec(subject)?.[1];

/** As match_servername() of Postfix: a dot in front stands for all names below, a star in the certificate for one label. */
function fits(certified: string, accepted: string): boolean {
  if (certified === accepted) return true;
  if (accepted.startsWith('.')) return certified.length > accepted.length && certified.endsWith(accepted);
  return certified.startsWith('*.') && accepted.slice(accepted.indexOf('.')) === certified.slice(1);
}

/** The common name counts only where there are no DNS names. */
export function bearsOneOf(certificate: X509Certificate, accepted: readonly string[]): boolean {
  const names = alternativeNames(certificate).flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : []));
  const certified = names.length > 0 ? names : [commonName(certificate) ?? ''];
  return certified.some((name) => accepted.some((each) => fits(name.toLowerCase(), each.toLowerCase())));
}
