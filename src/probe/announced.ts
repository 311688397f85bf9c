/** Which servers a mail domain announces for submission. */
import { visible } from '../show/shown';
import type { Candidate, Resolver } from './report';
import { records } from './resolver';

const SERVICES = [
  ['_submissions', 'implicit'],
  ['_submission', 'starttls'],
] as const;

/** By its SRV records (RFC 6186, RFC 8314), those with implicit TLS first. */
export async function announcedBy(domain: string, resolver: Resolver): Promise<Candidate[]> {
  const found = await Promise.all(
    SERVICES.map(async ([service, tls]) =>
      (await records(resolver, `${service}._tcp.${domain}`, 'SRV')).flatMap((record): Candidate[] => {
        const [, , port, target = ''] = record.split(' ');
        const host = target.replace(/\.$/, '');
        // A lone dot: the domain says that there is no such service.
        return host === ''
          ? []
          : [{ host: visible(host), port: Number(port), tls, why: `${domain} announces it (SRV)` }];
      }),
    ),
  );
  return found.flat();
}
