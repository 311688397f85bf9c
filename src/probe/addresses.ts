/** A test of further addresses of a host: behind one name there may be servers that differ. */
import { isIP } from 'node:net';
import { EXIT_PARTLY } from './exit-codes';
import { explain, type FailureCode } from './explanations';
import { DEFAULT_TIMEOUTS, pinnedTo, probe, probeOnce } from './probe';
import type { ProbeOptions, ProbeReport, ProbeTarget, ResolvedAddress, Resolver, StageId, StageReport } from './report';
import { scopeOf, systemResolver } from './resolver';
import { firstMx } from './stages/dns';

/** A test is a guest: so many beside the first without being asked for, and so many on the user's word. */
const SOME = 3;
const MOST = 7;

/** For those that nobody asked for, all together. In milliseconds. */
const PATIENCE_MS = 15_000;

const TITLE = 'Other addresses';

/** Tells of this machine, or of the moment, and not of the server at that address. */
const NO_VERDICT: ReadonlySet<string | undefined> = new Set([
  'network-unreachable',
  'connection-forbidden',
  'greeting-busy',
  'too-many-connections',
  'cancelled',
  'deadline',
  'internal',
] satisfies FailureCode[]);

interface Tested {
  readonly address: ResolvedAddress;
  readonly report: ProbeReport;
}

/**
 * Tests the first address as `probe` does, and others up to the certificate, without login and message. `every`: the user
 * asked for them; else some are looked at, where the first server answered, as an application may get any of them.
 * Never rejects.
 */
export async function probeAddresses(
  target: ProbeTarget,
  options: ProbeOptions = {},
  every = false,
): Promise<ProbeReport> {
  const first = await probe(target, options);
  const { timeouts, signal } = options;
  if (!first.address || first.outcome === 'cancelled' || (!every && !isEnd(first))) return first;
  const others = await othersOf(target, first.address, options, every);
  const chosen = others.slice(0, every ? MOST : SOME);
  if (chosen.length === 0) return first;
  options.onStage?.({ kind: 'started', id: 'addresses', title: TITLE });
  const { login: _, ...anonymous } = target;
  const total = timeouts?.total ?? DEFAULT_TIMEOUTS.total;
  const alone: ProbeOptions = {
    ...options,
    login: false,
    message: undefined,
    envelope: undefined,
    oldVersions: false,
    onStage: undefined,
    timeouts: { ...timeouts, total: every ? total : Math.min(PATIENCE_MS, total) },
  };
  const { resolver = systemResolver } = options;
  const tests = chosen.map(async (address): Promise<Tested> => {
    const report = await probeOnce(anonymous, { ...alone, resolver: pinnedTo(resolver, address) });
    return { address, report };
  });
  const tested = await Promise.all(tests);
  if (signal?.aborted) return first;
  const begun: Tested = { address: { address: first.address, family: familyOf(first.address) }, report: first };
  const result = together(
    begun,
    tested.filter((one) => every || tells(begun.address, one)),
    others.length - chosen.length,
  );
  const stage = result.stages.at(-1)!;
  if (stage.id === 'addresses') options.onStage?.({ kind: 'finished', stage });
  return result;
}

const familyOf = (address: string): 4 | 6 => (isIP(address) === 6 ? 6 : 4);

/** What another server behind the same name may do otherwise; a login that fails here fails there as well. */
const OF_ONE_SERVER: ReadonlySet<StageId | undefined> = new Set<StageId>([
  'tcp',
  'greeting',
  'ehlo',
  'starttls',
  'tls',
  'certificate',
]);

/** Whether an application that gets this address ends there, so that others are worth a look. */
const isEnd = ({ failedAt, code }: ProbeReport): boolean =>
  failedAt === undefined || (failedAt !== 'tcp' && OF_ONE_SERVER.has(failedAt) && !NO_VERDICT.has(code));

/** In the order of the resolver. Names of this machine have two addresses, and servers that listen on one of them. */
async function othersOf(
  { host, mailDomain }: ProbeTarget,
  first: string,
  { resolver = systemResolver, family }: ProbeOptions,
  every: boolean,
): Promise<readonly ResolvedAddress[]> {
  if (isIP(host) !== 0) return [];
  const found = await addressesOf(host, mailDomain, resolver).catch((): readonly ResolvedAddress[] => []);
  return found.filter(
    (each) =>
      each.address !== first &&
      (family === undefined || each.family === family) &&
      (every ||
        scopeOf(each.address) !== 'loopback' ||
        scopeOf(first) !== 'loopback' ||
        familyOf(first) === each.family),
  );
}

async function addressesOf(
  host: string,
  mailDomain: boolean | undefined,
  resolver: Resolver,
): Promise<readonly ResolvedAddress[]> {
  const server = mailDomain ? await firstMx({ host, resolver }) : undefined;
  return resolver.lookup(server ?? host);
}

/** A network without IPv6 fails at every IPv6 address, and the server knows nothing of it. */
function tells(first: ResolvedAddress, { address, report }: Tested): boolean {
  const isOtherWay = address.family !== first.family && report.failedAt === 'tcp';
  return !isOtherWay && !NO_VERDICT.has(report.code);
}

const isFailure = ({ report: { outcome, failedAt, code } }: Tested): boolean =>
  outcome === 'cancelled' || (outcome === 'fail' && OF_ONE_SERVER.has(failedAt) && code !== 'network-unreachable');

function together(begun: Tested, others: readonly Tested[], untested: number): ProbeReport {
  const first = begun.report;
  if (others.length === 0) return first;
  const reached = [begun, ...others].filter(({ report }) => report.code !== 'network-unreachable');
  const failed = reached.filter(isFailure);
  const ms = Math.max(...others.map(({ report }) => report.ms));
  const facts = [begun, ...others].map(({ address, report }) => ({ label: address.address, value: report.headline }));
  const shared = { id: 'addresses', title: TITLE, ms, facts } as const;
  const isMixed = failed.length > 0 && failed.length < reached.length;
  if (isMixed) return differing(first, failed, shared);
  const [status, how] = failed.length === 0 ? (['ok', 'works'] as const) : (['warn', 'fails'] as const);
  const rest = untested > 0 ? `; ${untested} more ${untested === 1 ? 'is' : 'are'} not tested` : '';
  const sentence = `The server ${how} at each of ${reached.length} addresses${rest}.`;
  // A warning at another address is one of the whole.
  const warned = reached.find(({ report: { outcome } }) => outcome === 'warn')?.report;
  const worse = first.outcome === 'ok' && warned;
  return {
    ...first,
    ms: first.ms + ms,
    stages: [...first.stages, { ...shared, status, sentence }],
    ...(worse && { outcome: 'warn' as const, exitCode: warned.exitCode, headline: warned.headline }),
  };
}

function differing(
  first: ProbeReport,
  failed: readonly Tested[],
  shared: Pick<StageReport, 'id' | 'title' | 'ms' | 'facts'>,
): ProbeReport {
  const { host, port, tls } = first.endpoint;
  const subject = failed.map(({ address }) => address.address).join(', ');
  const code = 'addresses-differ';
  const { sentence, advice } = explain(code, { host, port, tls, subject });
  const stage: StageReport = { ...shared, status: 'fail', code, sentence, ...(advice && { advice }) };
  const report = { ...first, ms: first.ms + shared.ms, stages: [...first.stages, stage] };
  // A login that failed is the answer to the question that was asked.
  if (first.failedAt && !OF_ONE_SERVER.has(first.failedAt)) return report;
  return {
    ...report,
    outcome: 'fail',
    failedAt: 'addresses',
    code,
    exitCode: EXIT_PARTLY,
    headline: `${sentence} There: ${failed[0]!.report.headline}`,
  };
}
