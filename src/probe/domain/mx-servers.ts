/** Whether the MX hosts of a domain really take mail inside TLS: one connection to each, on the user's word only. */
import { visible } from '../../show/shown';
import { probeOnce } from '../probe';
import type { ProbeReport } from '../report';
import { hostOf } from './mx';
import type { Finding, Question } from './report';

/** A test is a guest. */
const MOST_HOSTS = 4;

/** For one host. In milliseconds. */
const PATIENCE = 15_000;

const inWords = ({ headline, certificate, tls }: ProbeReport): string =>
  certificate?.verified && tls ? `STARTTLS with ${tls.version} and a good certificate` : headline;

/** What a sender would trip over: no connection, no STARTTLS, another certificate than DANE or MTA-STS want. */
function judge(failed: readonly (readonly [string, ProbeReport])[], all: number): Finding {
  const [host, report] = failed[0]!;
  const shown = visible(host);
  if (report.code === 'connection-timeout' && failed.length === all) {
    return {
      status: 'skipped',
      sentence: `The MX hosts cannot be tested from here: nothing answers on port 25 (${report.headline})`,
      advice: 'Most access and cloud networks block port 25; test from a server that sends mail.',
    };
  }
  if (report.failedAt === 'certificate' && report.code !== 'dane-mismatch') {
    return {
      status: 'warn',
      code: 'mx-certificate',
      sentence: `The certificate of ${shown} does not stand every check: ${report.headline}`,
      advice: 'Senders encrypt all the same, unless MTA-STS or a policy of theirs asks for more.',
    };
  }
  const code = report.failedAt === 'starttls' ? 'mx-without-tls' : (report.code ?? 'mx-fails');
  return {
    status: 'fail',
    code,
    sentence: `Mail for ${shown} cannot be handed over inside TLS: ${report.headline}`,
    advice: report.stages.find(({ status }) => status === 'fail')?.advice,
  };
}

export async function mxServers({ domain, options, records, signal }: Question): Promise<Finding> {
  const hosts = (await records(domain, 'MX')).map(hostOf).filter((host) => host !== '');
  if (hosts.length === 0) return { status: 'skipped', sentence: 'There is no MX host to connect to.' };
  const tested = hosts.slice(0, MOST_HOSTS);
  const { resolver, connector, clientName, ca } = options;
  const reports: (readonly [string, ProbeReport])[] = [];
  for (const host of tested) {
    signal.throwIfAborted();
    const target = { host, port: 25, tls: 'starttls', verify: 'full', dane: 'dane', ...(ca && { ca }) } as const;
    const report = await probeOnce(target, { signal, resolver, connector, clientName, timeouts: { total: PATIENCE } });
    reports.push([host, report]);
  }
  const facts = reports.map(([host, report]) => ({ label: visible(host), value: inWords(report) }));
  const failed = reports.filter(([, { outcome }]) => outcome === 'fail' || outcome === 'cancelled');
  if (failed.length > 0) return { ...judge(failed, reports.length), facts };
  const count = reports.length === 1 ? 'The MX host takes' : `Each of ${reports.length} MX hosts takes`;
  return { status: 'ok', sentence: `${count} mail inside TLS.`, facts };
}
