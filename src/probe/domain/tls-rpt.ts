/** Where reports on failed encryption go (TLS-RPT, RFC 8460). */
import { visible } from '../../show/shown';
import type { Finding, Question } from './report';
import { claiming, parseTags } from './tags';

export async function tlsRpt({ domain, records }: Question): Promise<Finding> {
  const found = claiming(await records(`_smtp._tls.${domain}`, 'TXT'), 'TLSRPTv1');
  if (found.length === 0) {
    return {
      status: 'ok',
      sentence: 'The domain asks for no reports on failed encryption (TLS-RPT); they are optional.',
    };
  }
  const facts = [{ label: 'TLS-RPT', value: found.map(visible) }];
  const uris = (parseTags(found[0]!)?.get('rua') ?? '').split(',').map((uri) => uri.trim());
  if (found.length > 1 || !uris.every((uri) => /^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/i.test(uri))) {
    return {
      status: 'warn',
      code: 'tls-rpt-syntax',
      sentence: 'The TLS-RPT record cannot be used, so no reports come.',
      advice: 'One record: v=TLSRPTv1; rua=mailto:reports@example.org.',
      facts,
    };
  }
  return { status: 'ok', sentence: 'Reports on failed encryption are asked for (TLS-RPT).', facts };
}
