/** Who drops the packets to a mail port: this network, or somebody at the server. On the user's word only. */
import { connect } from 'node:net';
import { explain, type FailureCode } from './explanations';
import type { Connector, Fact, ProbeOptions, ProbeReport, StageReport } from './report';
import { systemResolver } from './resolver';

/** Servers that answer everybody on these ports. */
const KNOWN: Readonly<Record<number, string>> = {
  25: 'gmail-smtp-in.l.google.com',
  465: 'smtp.gmail.com',
  587: 'smtp.gmail.com',
};

/** The server that is asked for a port; undefined for ports that are none of mail. */
export const knownServer = (port: number): string | undefined => KNOWN[port];

/** For one connection. In milliseconds. */
const PATIENCE = 4_000;

const TITLE = 'Blocked ports';

/** Whether a report is about packets that vanish on a port for mail. */
export const mayBeBlocked = ({ code, endpoint }: ProbeReport): boolean =>
  code === 'connection-timeout' && endpoint.port in KNOWN;

/** Opens a connection, says nothing, and closes it. */
function answers(connector: Connector, host: string, port: number, options: ProbeOptions): Promise<boolean> {
  const { resolver = systemResolver, signal } = options;
  const attempt = async () => {
    const [address] = await resolver.lookup(host);
    if (!address) return false;
    return await new Promise<boolean>((resolve) => {
      const socket = connector(address, port);
      const end = (found: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        socket.destroy();
        resolve(found);
      };
      const stop = () => end(false);
      const timer = setTimeout(stop, options.timeouts?.address ?? PATIENCE);
      signal?.addEventListener('abort', stop, { once: true });
      // A refusal comes from the other side, too.
      socket
        .once('connect', () => end(true))
        .once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED'));
    });
  };
  return attempt().catch(() => false);
}

const systemConnector: Connector = ({ address, family }, port) => connect({ host: address, port, family });

/**
 * Adds to the report of a time-out who is at fault: the other mail ports of the same server are asked, and one well-known
 * server on the same port. Nothing is said to either. Never rejects.
 */
export async function withBlockedPort(
  host: string,
  report: ProbeReport,
  options: ProbeOptions = {},
): Promise<ProbeReport> {
  const known = KNOWN[report.endpoint.port];
  if (!mayBeBlocked(report) || !known) return report;
  const { connector = systemConnector } = options;
  const begun = Date.now();
  const { port, tls } = report.endpoint;
  const others = [465, 587, 2525].filter((each) => each !== port);
  const [elsewhere, ...own] = await Promise.all([
    answers(connector, known, port, options),
    ...others.map((each) => answers(connector, host, each, options)),
  ]);
  const open = others.filter((_, index) => own[index]);
  const code: FailureCode = elsewhere ? 'port-filtered-there' : 'port-blocked-here';
  const facts: Fact[] = [
    { label: `${known}, port ${port}`, value: elsewhere ? 'answers' : 'no answer' },
    {
      label: `Other ports of ${report.endpoint.host}`,
      value: open.length > 0 ? `${open.join(', ')} answer` : 'no answer',
    },
  ];
  const about = { host: report.endpoint.host, port, tls, subject: open.join(' or ') };
  const { sentence, advice } = explain(code, about);
  const stage: StageReport = {
    id: 'blocked-port',
    title: TITLE,
    status: 'warn',
    ms: Date.now() - begun,
    code,
    sentence,
    ...(advice && { advice }),
    facts,
  };
  return {
    ...report,
    ms: report.ms + stage.ms,
    headline: `${report.headline} ${sentence}`,
    stages: [...report.stages, stage],
  };
}
