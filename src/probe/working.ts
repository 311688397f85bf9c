/** What else could work: other ports, modes and hosts, tried without credentials. */
import { wrongHost } from '../analyzer/hosts';
import { modeFor, providerOf } from '../analyzer/providers';
import { visible } from '../show/shown';
import { announcedBy } from './announced';
import { Failure } from './failure';
import { probeOnce } from './probe';
import type {
  Candidate,
  CandidateResult,
  FindOptions,
  ProbeReport,
  ProbeTarget,
  Timeouts,
  WorkingReport,
} from './report';
import { systemResolver } from './resolver';
import { normalHost } from './stages/settings';

/** Connections at a time, and in all: a test is a guest. */
const AT_A_TIME = 3;
const MOST = 8;

/** Milliseconds for one candidate. */
const PATIENCE: Partial<Timeouts> = {
  dns: 3_000,
  address: 3_000,
  tcp: 4_000,
  greeting: 4_000,
  silence: 4_000,
  handshake: 4_000,
  command: 4_000,
  total: 5_000,
};

/** The registered ports first (RFC 8314, RFC 6409), then the usual second doors for networks that block those. */
const USUAL: readonly Omit<Candidate, 'host' | 'why'>[] = [
  { port: 465, tls: 'implicit' },
  { port: 587, tls: 'starttls' },
  { port: 2465, tls: 'implicit' },
  { port: 2525, tls: 'starttls' },
  { port: 2587, tls: 'starttls' },
];

const encrypted = (tls: 'implicit' | 'starttls' | 'off' | 'opportunistic'): Candidate['tls'] =>
  tls === 'implicit' ? 'implicit' : 'starttls';

/** Candidates in the order of their promise, each once. */
export function candidatesFor({ host, port, tls }: ProbeTarget): Candidate[] {
  const other = tls === 'implicit' ? 'starttls' : 'implicit';
  const configured: Candidate[] = [
    { host, port, tls: other, why: 'the other TLS mode of the configured port' },
    ...(tls === 'implicit' || tls === 'starttls'
      ? []
      : [{ host, port, tls: 'starttls', why: 'the configured port, with STARTTLS required' } as const]),
  ];
  const meant = wrongHost(host)?.meant;
  const provided = [host, ...(meant ? [meant] : [])].flatMap((name) => {
    const provider = providerOf(name);
    const endpoints = provider?.endpoints.filter((endpoint) => endpoint.tls !== 'none' && endpoint.port !== 25) ?? [];
    return endpoints.map((endpoint): Candidate => {
      const why = `${provider!.name} serves it`;
      return { host: name, port: endpoint.port, tls: encrypted(modeFor(endpoint.tls)), why };
    });
  });
  const usual = USUAL.map((endpoint): Candidate => ({ host, ...endpoint, why: 'a usual port for submission' }));
  return unique([...configured, ...provided, ...usual], { host, port, tls });
}

/** Each endpoint once, and not the one that is configured. */
function unique(candidates: readonly Candidate[], configured: Pick<ProbeTarget, 'host' | 'port' | 'tls'>): Candidate[] {
  const key = ({ host, port, tls }: Pick<ProbeTarget, 'host' | 'port' | 'tls'>) => `${host} ${port} ${tls}`;
  const seen = new Set([key(configured)]);
  return candidates.filter((candidate) => {
    const isNew = !seen.has(key(candidate));
    seen.add(key(candidate));
    return isNew;
  });
}

/** Hosts that the mail domain announces (RFC 6186, RFC 8314), and the names that are usual. */
async function ofDomain(domain: string, { resolver = systemResolver }: FindOptions): Promise<Candidate[]> {
  const named = ['smtp', 'mail'].map(
    (label): Candidate => ({ host: `${label}.${domain}`, port: 465, tls: 'implicit', why: 'a usual name' }),
  );
  return [...(await announcedBy(domain, resolver)), ...named].filter(({ host }) => hostIsUsable(host));
}

/** The configured settings stay as they are, except for those that the candidate changes. */
function targetFor(target: ProbeTarget, { host, port, tls }: Candidate): ProbeTarget {
  const { login: _, servername, ...rest } = target;
  const sameHost = host === target.host && servername !== undefined;
  return { ...rest, host, port, tls, verify: 'full', ...(sameHost && { servername }) };
}

function resultOf(candidate: Candidate, target: ProbeTarget, report: ProbeReport): CandidateResult {
  const works = report.certificate?.verified === true && report.mechanisms.insideTls !== undefined;
  const { host, port, tls } = candidate;
  return {
    ...candidate,
    host: visible(host),
    status: works ? 'works' : 'fails',
    ms: report.ms,
    sentence: works
      ? report.headline
      : (report.stages.find(({ status }) => status === 'fail')?.sentence ?? report.headline),
    ...(report.code && !works && { code: report.code }),
    ...(report.tls && { tlsVersion: report.tls.version }),
    ...(report.certificate && { certificateVerified: report.certificate.verified }),
    ...(report.mechanisms.insideTls && { mechanisms: report.mechanisms.insideTls }),
    change: {
      ...(host !== target.host && { host }),
      ...(port !== target.port && { port }),
      ...(tls !== target.tls && { tls }),
    },
  };
}

const untried = (candidate: Candidate, target: ProbeTarget, why: string): CandidateResult => ({
  ...candidate,
  host: visible(candidate.host),
  status: 'not-tried',
  ms: 0,
  sentence: why,
  change: { ...(candidate.host !== target.host && { host: candidate.host }), port: candidate.port, tls: candidate.tls },
});

/** Tries what else could work, a few at a time, without credentials. Never rejects. */
export async function findWorking(target: ProbeTarget, options: FindOptions = {}): Promise<WorkingReport> {
  const own = hostIsUsable(target.host) ? candidatesFor(target) : [];
  const domain = options.domain && hostIsUsable(options.domain) ? normalHost(options.domain) : undefined;
  const announced = domain ? unique(await ofDomain(domain, options), target) : [];
  const candidates = [...own, ...(options.connectToDomain ? announced : [])];
  const results: (CandidateResult | undefined)[] = candidates.map(() => undefined);
  let next = 0;
  let found = false;
  const worker = async () => {
    while (next < Math.min(candidates.length, MOST) && !(found && !options.all) && !options.signal?.aborted) {
      const index = next++;
      const candidate = candidates[index]!;
      const { all: _all, domain: _domain, connectToDomain: _connect, onResult, ...rest } = options;
      const report = await probeOnce(targetFor(target, candidate), {
        ...rest,
        // Whatever a caller has put beside the options: nothing is said here that was meant for one server.
        login: undefined,
        envelope: undefined,
        message: undefined,
        timeouts: { ...PATIENCE, ...options.timeouts },
      });
      const result = resultOf(candidate, target, report);
      results[index] = result;
      found ||= result.status === 'works';
      onResult?.(result);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  const tried = candidates.map(
    (candidate, index) =>
      results[index] ?? untried(candidate, target, 'Not tried, as something else was found to work.'),
  );
  const shown = options.connectToDomain
    ? []
    : announced.map((each) => untried(each, target, `Not tried: ${each.why}.`));
  const working = tried.filter(({ status }) => status === 'works');
  const recommended = working.find(({ tls }) => tls === 'implicit') ?? working[0];
  return { results: [...tried, ...shown], ...(recommended && { recommended }) };
}

function hostIsUsable(host: string): boolean {
  try {
    normalHost(host);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
