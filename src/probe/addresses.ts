/** A test of every address of a host: behind one name there may be servers that differ. */
import { isIP } from 'node:net';
import { EXIT_PARTLY } from './exit-codes';
import { explain } from './explanations';
import { pinnedTo, probe } from './probe';
import type { ProbeOptions, ProbeReport, ProbeTarget, ResolvedAddress, StageReport } from './report';
import { systemResolver } from './resolver';

/** A test is a guest. */
const MOST = 8;

const TITLE = 'Other addresses';

/**
 * Tests each address, and the first of them as `probe` does; a login or a message goes to that one alone. Never rejects.
 */
export async function probeAddresses(target: ProbeTarget, options: ProbeOptions = {}): Promise<ProbeReport> {
  const { resolver = systemResolver, family } = options;
  const first = await probe(target, options);
  if (isIP(target.host) !== 0 || !first.address || first.outcome === 'cancelled') return first;
  const found = await resolver.lookup(target.host).catch((): readonly ResolvedAddress[] => []);
  const others = found
    .filter((each) => each.address !== first.address && (family === undefined || each.family === family))
    .slice(0, MOST - 1);
  if (others.length === 0) return first;
  const reports: [string, ProbeReport][] = [[first.address, first]];
  for (const address of others) {
    if (options.signal?.aborted) break;
    options.onStage?.({ kind: 'started', id: 'addresses', title: `${TITLE}: ${address.address}` });
    const alone = { ...options, login: false, message: undefined, envelope: undefined, oldVersions: false };
    const { login: _, ...anonymous } = target;
    reports.push([address.address, await probe(anonymous, { ...alone, resolver: pinnedTo(resolver, address) })]);
  }
  return together(first, reports);
}

const isFailure = ({ outcome }: ProbeReport): boolean => outcome === 'fail' || outcome === 'cancelled';

function together(first: ProbeReport, reports: readonly (readonly [string, ProbeReport])[]): ProbeReport {
  const failed = reports.filter(([, report]) => isFailure(report));
  const ms = reports.slice(1).reduce((sum, [, report]) => sum + report.ms, 0);
  const facts = reports.map(([address, { headline }]) => ({ label: address, value: headline }));
  const shared = { id: 'addresses', title: TITLE, ms, facts } as const;
  if (failed.length === 0 || failed.length === reports.length) {
    const all = failed.length === 0 ? 'works at' : 'fails at';
    const status = failed.length === 0 ? 'ok' : 'warn';
    const stage: StageReport = {
      ...shared,
      status,
      sentence: `The server ${all} each of ${reports.length} addresses.`,
    };
    // A warning at another address is one of the whole.
    const warned = reports.find(([, { outcome }]) => outcome === 'warn')?.[1];
    const worse = first.outcome === 'ok' && warned;
    return {
      ...first,
      ms: first.ms + ms,
      stages: [...first.stages, stage],
      ...(worse && { outcome: 'warn' as const, exitCode: warned.exitCode, headline: warned.headline }),
    };
  }
  const { host, port, tls } = first.endpoint;
  const subject = failed.map(([address]) => address).join(', ');
  const code = 'addresses-differ';
  const { sentence, advice } = explain(code, { host, port, tls, subject });
  const stage: StageReport = { ...shared, status: 'fail', code, sentence, ...(advice && { advice }) };
  const [, why] = failed[0]!;
  return {
    ...first,
    ms: first.ms + ms,
    outcome: 'fail',
    failedAt: 'addresses',
    code,
    exitCode: EXIT_PARTLY,
    headline: `${sentence} There: ${why.headline}`,
    stages: [...first.stages, stage],
  };
}
