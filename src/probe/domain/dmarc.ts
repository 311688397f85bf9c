/** What receivers are to do with forgeries (DMARC, RFC 7489). */
import { visible } from '../../show/shown';
import type { Finding, Question } from './report';
import { claiming, parseTags } from './tags';

const POLICIES: readonly string[] = ['none', 'quarantine', 'reject'];

/** The nearest record: the domain's own, else that of a domain above it, as a walk up the tree finds it. */
async function nearest({ domain, records }: Question): Promise<{ at: string; found: string[] } | undefined> {
  const labels = domain.split('.');
  for (let above = 0; above <= labels.length - 2; above++) {
    const at = labels.slice(above).join('.');
    const found = claiming(await records(`_dmarc.${at}`, 'TXT'), 'DMARC1');
    if (found.length > 0) return { at, found };
  }
  return undefined;
}

export async function dmarc(question: Question): Promise<Finding> {
  const { domain } = question;
  const record = await nearest(question);
  if (!record) {
    return {
      status: 'warn',
      code: 'dmarc-missing',
      sentence: `${domain} has no DMARC record: receivers are not told what to do with forgeries.`,
      advice: 'Publish at least "v=DMARC1; p=none; rua=mailto:..."; large mailbox providers want it of bulk senders.',
    };
  }
  const { at, found } = record;
  const facts = [{ label: `DMARC at _dmarc.${at}`, value: found.map(visible) }];
  if (found.length > 1) {
    return {
      status: 'fail',
      code: 'dmarc-several',
      sentence: `${at} has ${found.length} DMARC records, so receivers ignore all of them.`,
      advice: 'Leave one.',
      facts,
    };
  }
  const tags = parseTags(found[0]!);
  const own = tags?.get('p')?.toLowerCase();
  const policy = (at === domain ? undefined : tags?.get('sp')?.toLowerCase()) ?? own;
  const percent = Number(tags?.get('pct') ?? 100);
  const unfit =
    !tags || !own || !POLICIES.includes(own) || !POLICIES.includes(policy ?? '') || !(percent >= 0 && percent <= 100);
  if (unfit) {
    return {
      status: 'fail',
      code: 'dmarc-syntax',
      sentence: `The DMARC record of ${at} cannot be read: ${tags && !own ? 'it has no policy (p)' : 'a tag or a value is wrong'}.`,
      advice: 'It should begin with v=DMARC1; p=none, quarantine or reject.',
      facts,
    };
  }
  return judgePolicy(policy ?? '', percent, tags.get('rua') ?? '', at === domain ? '' : `, from ${at}`, facts);
}

/** Of a record that can be read; `from` says whose it is, where it is not the domain's own. */
function judgePolicy(
  policy: string,
  percent: number,
  rua: string,
  from: string,
  facts: NonNullable<Finding['facts']>,
): Finding {
  const reports = rua.split(',').map((uri) => uri.trim());
  if (reports.some((uri) => uri !== '' && !/^mailto:[^\s@]+@[^\s@]+$/i.test(uri.replace(/![0-9]+[kmgt]?$/i, '')))) {
    return {
      status: 'warn',
      code: 'dmarc-reports',
      sentence: 'The DMARC record names an address for reports that is none.',
      advice: 'Write it as rua=mailto:reports@example.org.',
      facts,
    };
  }
  if (policy === 'none') {
    return {
      status: 'warn',
      code: 'dmarc-none',
      sentence: 'DMARC only observes (p=none): forgeries are delivered.',
      advice: 'When the reports show only your own servers, go on to p=quarantine or p=reject.',
      facts,
    };
  }
  if (percent < 100) {
    return {
      status: 'warn',
      code: 'dmarc-part',
      sentence: `DMARC holds for ${percent} percent of the mail only.`,
      advice: 'Take pct out when the reports are clean.',
      facts,
    };
  }
  return {
    status: 'ok',
    sentence: `DMARC has forgeries ${policy === 'reject' ? 'refused' : 'put aside'} (${policy}${from}).`,
    facts,
  };
}
