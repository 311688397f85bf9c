/** Looks at what the DNS says about a mail domain: who may send for it, and where its mail goes. Never rejects. */

import { visible } from '../../show/shown';
import { overall, TimeUp, within } from '../deadline';
import { errorCode, Failure } from '../failure';
import { systemResolver } from '../resolver';
import { shownHost } from '../show';
import { normalHost } from '../stages/settings';
import { dane, dnssec } from './dane';
import { dkim } from './dkim';
import { dmarc } from './dmarc';
import { mtaSts } from './mta-sts';
import { mx } from './mx';
import { mxServers } from './mx-servers';
import { ptr } from './ptr';
import {
  type DomainCheck,
  type DomainCheckId,
  type DomainOptions,
  type DomainReport,
  type Finding,
  type Question,
  Unanswered,
} from './report';
import { spf } from './spf';
import { tlsRpt } from './tls-rpt';

const QUERY_MS = 5_000;
const TOTAL_MS = 30_000;

const CHECKS: readonly (readonly [DomainCheckId, string, (question: Question) => Promise<Finding>])[] = [
  ['mx', 'MX', mx],
  ['spf', 'SPF', spf],
  ['dkim', 'DKIM', dkim],
  ['dmarc', 'DMARC', dmarc],
  ['mta-sts', 'MTA-STS', mtaSts],
  ['tls-rpt', 'TLS-RPT', tlsRpt],
  ['dnssec', 'DNSSEC', dnssec],
  ['dane', 'DANE', dane],
];

const MX_SERVERS: (typeof CHECKS)[number] = ['mx-servers', 'MX hosts', mxServers];
const PTR: (typeof CHECKS)[number] = ['ptr', 'Reverse name', ptr];

/** Checks one domain, with the records that everybody can see. */
export async function checkDomain(domain: string, options: DomainOptions = {}): Promise<DomainReport> {
  const now = options.now ?? Date.now;
  const started = now();
  const { signal, release } = overall(options.timeouts?.total ?? TOTAL_MS, options.signal);
  try {
    const name = usable(domain);
    const checks = name
      ? await Promise.all(
          [...CHECKS, ...(options.connect ? [MX_SERVERS] : []), ...(options.address ? [PTR] : [])].map(
            ([id, title, check]) => run(id, title, check, questionOf(name, options, signal), now),
          ),
        )
      : [unusable()];
    return reportOf(name ?? shownHost(domain.slice(0, 300)), checks, started, now() - started);
  } finally {
    release();
  }
}

/** ASCII form; undefined for what is no domain. */
function usable(domain: string): string | undefined {
  try {
    const name = normalHost(domain);
    return /[a-z]/i.test(name) && name.includes('.') ? name : undefined;
  } catch {
    return undefined;
  }
}

const unusable = (): DomainCheck => ({
  id: 'domain',
  title: 'Domain',
  status: 'fail',
  ms: 0,
  code: 'domain-invalid',
  sentence: 'This is no mail domain.',
  advice: 'Give the part behind the @ of a mail address.',
  facts: [],
});

function questionOf(domain: string, options: DomainOptions, signal: AbortSignal): Question {
  const { resolver = systemResolver } = options;
  const records: Question['records'] = async (name, type) => {
    try {
      return await within(options.timeouts?.query ?? QUERY_MS, signal, () => resolver.query(name, type));
    } catch (error) {
      signal.throwIfAborted();
      const code = error instanceof TimeUp ? 'ETIMEOUT' : errorCode(error);
      if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
      throw new Unanswered(name, code);
    }
  };
  const hasAddress = async (name: string) =>
    (await records(name, 'A')).length > 0 || (await records(name, 'AAAA')).length > 0;
  return { domain, options, signal, records, hasAddress };
}

async function run(
  id: DomainCheckId,
  title: string,
  check: (question: Question) => Promise<Finding>,
  question: Question,
  now: () => number,
): Promise<DomainCheck> {
  const begun = now();
  const finding = await check(question).catch((error: unknown): Finding => {
    if (error instanceof Unanswered) return unanswered(error);
    const code = error instanceof Failure ? error.code : 'internal';
    return {
      status: 'skipped',
      code,
      sentence: STOPPED[code] ?? `The check itself failed (${visible(errorCode(error))}).`,
    };
  });
  return { id, title, ...finding, ms: now() - begun, facts: finding.facts ?? [] };
}

const unanswered = ({ asked, code }: Unanswered): Finding => ({
  status: 'warn',
  code: 'dns-unanswered',
  sentence: `The DNS did not answer the question for ${visible(asked)} (${visible(code)}).`,
  advice: 'Try again. If it stays, the name servers of the domain or its DNSSEC are out of order.',
});

const STOPPED: Readonly<Record<string, string>> = {
  cancelled: 'Not run to its end, as it was cancelled.',
  deadline: 'Not run to its end, as the time was up.',
};

function reportOf(domain: string, checks: readonly DomainCheck[], started: number, ms: number): DomainReport {
  const stopped = checks.find(({ status, code }) => status === 'skipped' && code !== undefined);
  const failed = checks.find(({ status }) => status === 'fail');
  const warned = checks.find(({ status }) => status === 'warn');
  const outcome = stopped?.code === 'cancelled' ? 'cancelled' : failed ? 'fail' : warned || stopped ? 'warn' : 'ok';
  const startedAt = new Date(started).toISOString();
  return {
    format: 1,
    domain,
    startedAt,
    ms,
    outcome,
    headline: headline(domain, failed ?? warned ?? stopped, checks),
    checks,
  };
}

function headline(domain: string, worst: DomainCheck | undefined, checks: readonly DomainCheck[]): string {
  const others = checks.filter((check) => check !== worst && (check.status === 'fail' || check.status === 'warn'));
  if (worst) {
    const more = others.length > 0 ? ` Also to be fixed: ${others.map(({ title }) => title).join(', ')}.` : '';
    return `${worst.sentence}${more}`;
  }
  const signed = checks.some(({ id, status }) => id === 'dkim' && status === 'ok') ? ', DKIM' : '';
  return `${domain} is in order: MX, SPF${signed} and DMARC are sound.`;
}
