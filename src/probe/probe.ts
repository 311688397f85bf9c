/** Runs the stages one after the other and writes down how each ended. */
import { connect, isIP } from 'node:net';
import { compared, otherDoor } from './comparison';
import { overall, within } from './deadline';
import { exitCodeOf } from './exit-codes';
import { errorCode, Failure } from './failure';
import type {
  Connector,
  ProbeOptions,
  ProbeReport,
  ProbeTarget,
  ResolvedAddress,
  Resolver,
  StageReport,
  Timeouts,
} from './report';
import { systemResolver } from './resolver';
import { type Outcome, Session } from './session';
import { shownHost } from './show';
import { type Stage, stagesFor } from './stages';

export const DEFAULT_TIMEOUTS: Timeouts = {
  // Where the first of the DNS servers is down, programs get their answer after five or ten seconds.
  dns: 12_000,
  address: 8_000,
  tcp: 15_000,
  // What nodemailer waits; other clients wait longer.
  greeting: 30_000,
  silence: 3_000,
  handshake: 10_000,
  command: 10_000,
  auth: 20_000,
  message: 20_000,
  total: 45_000,
};

const systemConnector: Connector = ({ address, family }, port, localAddress) =>
  connect({ host: address, port, family, ...(localAddress && { localAddress }) });

/** For the other port, milliseconds: it only helps to explain. */
const COMPARISON_MS = 6_000;

/** Tests one endpoint, and asks the other port of a server that does not seem to speak for itself. Never rejects. */
export async function probe(target: ProbeTarget, options: ProbeOptions = {}): Promise<ProbeReport> {
  const reached = await outside(target, options);
  const report = await probeOnce(reached, options);
  const other = otherDoor(reached, report);
  if (!other) return report;
  const { signal, clientName, timeouts, connector, now, resolver = systemResolver, onStage } = options;
  onStage?.({ kind: 'started', id: 'comparison', title: `Comparison with port ${other.port}` });
  const total = Math.min(COMPARISON_MS, timeouts?.total ?? COMPARISON_MS);
  const result = compared(
    report,
    await probeOnce(other, {
      signal,
      clientName,
      connector,
      now,
      resolver: report.address
        ? pinnedTo(resolver, { address: report.address, family: isIP(report.address) === 6 ? 6 : 4 })
        : resolver,
      timeouts: { ...timeouts, total },
    }),
  );
  onStage?.({ kind: 'finished', stage: result.stages.at(-1)! });
  return result;
}

/** A container by its published port, where this machine does not know its name: the test then runs outside of its network. */
async function outside(
  target: ProbeTarget,
  { resolver = systemResolver, timeouts }: ProbeOptions,
): Promise<ProbeTarget> {
  const { host, port, published, servername, assumptions = [] } = target;
  if (!published) return target;
  const limit = timeouts?.dns ?? DEFAULT_TIMEOUTS.dns;
  const known = within(limit, new AbortController().signal, () => resolver.lookup(host));
  if (
    await known.then(
      ({ length }) => length > 0,
      () => false,
    )
  )
    return target;
  const there = `${published.host}:${published.port}`;
  return {
    ...target,
    host: published.host,
    port: published.port,
    servername: servername ?? host,
    assumptions: [
      ...assumptions,
      `${host} is a service of ${published.file} and known in its network only: its port ${port} is tested where it is published, at ${there}.`,
    ],
  };
}

/** A resolver that knows one address only. */
export const pinnedTo = (resolver: Resolver, address: ResolvedAddress): Resolver => ({
  lookup: async () => [address],
  query: (name, type) => resolver.query(name, type),
});

/** Tests one endpoint, and no other. Never rejects. */
export async function probeOnce(target: ProbeTarget, options: ProbeOptions = {}): Promise<ProbeReport> {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const { resolver = systemResolver, connector = systemConnector } = options;
  const session = new Session(target, options, timeouts, resolver, connector);
  const { signal, release } = overall(timeouts.total, options.signal);
  const stages: StageReport[] = [];
  let failed: StageReport | undefined;
  try {
    for (const stage of stagesFor(target, options)) {
      const report = skipReason(stage, session, failed) ?? (await runStage(stage, session, signal));
      stages.push(report);
      if (report.status === 'fail') failed ??= report;
      options.onStage?.({ kind: 'finished', stage: report });
    }
  } finally {
    release();
    await session.close();
  }
  return reportOf(session, stages, failed);
}

/** After a failure only QUIT still has a meaning, and only where the dialogue itself is unharmed. */
function skipReason(stage: Stage, session: Session, failed: StageReport | undefined): StageReport | undefined {
  const skip = (sentence: string): StageReport => {
    const { id, title } = stage;
    return { id, title, status: 'skipped', ms: 0, sentence, facts: [] };
  };
  if (failed) {
    if (stage.id === 'quit' && session.conversation?.usable) return undefined;
    return skip(`Not run, as "${failed.title}" failed.`);
  }
  const secured = stage.id === 'tls' || stage.id === 'certificate';
  const clear = session.target.tls === 'opportunistic' && session.clear && !session.clear.has('STARTTLS');
  return secured && clear ? skip('Not run, as the server offers no STARTTLS.') : undefined;
}

async function runStage(stage: Stage, session: Session, signal: AbortSignal): Promise<StageReport> {
  const { id, title } = stage;
  session.options.onStage?.({ kind: 'started', id, title });
  const begun = session.now();
  let outcome: Outcome;
  try {
    signal.throwIfAborted();
    outcome = await stage.run(session, signal);
  } catch (error) {
    const failure = error instanceof Failure ? error : new Failure('internal', { subject: errorCode(error) });
    outcome = session.outcome('fail', failure.code, failure.detail);
  }
  const { status, code, sentence, advice, facts = [] } = outcome;
  const ms = session.now() - begun;
  return { id, title, status, ms, ...(code && { code }), sentence, ...(advice && { advice }), facts };
}

function reportOf(session: Session, stages: readonly StageReport[], failed: StageReport | undefined): ProbeReport {
  const { target, options, greeting, clear, inside } = session;
  const omitted = notDone(session, stages);
  const warned = stages.find(({ status }) => status === 'warn');
  const outcome = failed
    ? failed.code === 'cancelled'
      ? 'cancelled'
      : 'fail'
    : warned || omitted.length > 0
      ? 'warn'
      : 'ok';
  const { host, port, tls, servername } = target;
  return {
    format: 1,
    endpoint: {
      host: session.show(shownHost(host)),
      port,
      tls,
      ...(servername && { servername: session.show(shownHost(servername)) }),
    },
    startedAt: new Date(session.started).toISOString(),
    ms: session.now() - session.started,
    outcome,
    exitCode: exitCodeOf(outcome, failed?.id, failed?.code, omitted.length === 0),
    ...(failed && { failedAt: failed.id, code: failed.code }),
    headline: headline(session, failed ?? warned, omitted),
    assumptions: target.assumptions?.map(session.show) ?? [],
    notFollowed: target.notFollowed?.map(session.show) ?? [],
    stages,
    ...(session.address && !session.proxy && { address: session.address.address }),
    ...(greeting && { greeting: session.show(greeting.lines.join(' ')) }),
    ...(session.tls && { tls: session.tls }),
    ...(session.certificate && { certificate: session.certificate }),
    mechanisms: {
      ...(clear && { beforeTls: clear.mechanisms }),
      ...(inside && { insideTls: inside.mechanisms }),
    },
    login: session.login,
    ...(options.message && { message: session.message }),
    ...(session.suggestion && { suggestion: session.suggestion }),
    transcript: [...session.transcript],
  };
}

/** What was asked for and not done, although nothing failed. */
function notDone({ options, login, message }: Session, stages: readonly StageReport[]): string[] {
  const ranOldVersions = stages.some(({ id, status }) => id === 'old-versions' && status !== 'skipped');
  return [
    ...(options.login && login === 'not-tried' ? ['the login was not tried'] : []),
    ...(options.message && message === 'not-sent' ? ['the message was not sent'] : []),
    ...(options.oldVersions && !ranOldVersions ? ['TLS 1.0 and 1.1 were not tried'] : []),
  ];
}

function headline(session: Session, worst: StageReport | undefined, omitted: readonly string[]): string {
  const { tls, certificate, login, message } = session;
  if (worst?.status === 'fail') {
    return message === 'unknown' ? `${worst.sentence} The test message may be on its way.` : worst.sentence;
  }
  const warning = worst ? ` ${worst.sentence}` : '';
  if (omitted.length > 0) return `The connection works, but ${omitted.join(' and ')}.${warning}`;
  if (worst) return `The connection works, with a warning:${warning}`;
  const encrypted = tls ? `${tls.version}, certificate good for ${certificate?.daysLeft} days` : 'not encrypted';
  const tried = login === 'accepted' ? 'login accepted' : 'login not tested';
  return `The connection works: ${encrypted}, ${tried}${message === 'accepted' ? ', message accepted' : ''}.`;
}
