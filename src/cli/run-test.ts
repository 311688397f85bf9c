/** The test command: a path or a URL → which server → the user's consent → the probe → report. */
import { maskUrls } from '../analyzer/mask';
import { LARGEST_CA_FILE } from '../io/read-file';
import {
  besides,
  checkDomain,
  DEFAULT_TIMEOUTS,
  domainToText,
  EXIT_INCOMPLETE,
  EXIT_STOPPED,
  findWorking,
  followed,
  type Login,
  mayBeBlocked,
  type ProbeTarget,
  passwordHint,
  probeAddresses,
  senderOf,
  systemRoots,
  type TestMessage,
  type Timeouts,
  takesToken,
  withBlockedPort,
} from '../probe';
import { jsonText } from '../show/shown';
import { readNamedFile } from './input';
import { endingResolver } from './lookup';
import type { DomainTestOptions, TestOptions } from './options';
import { type Out, relativeName, sayTo, wantsColour } from './output';
import { loginFor } from './password';
import { ask, canAsk, Interrupted, statusLine } from './terminal';
import { closing, endpoint, inText, nagiosStatus, type Tested } from './test-reports';
import {
  isUrl,
  sourcesInWords,
  type Targets,
  type TestTarget,
  targetOfHost,
  targetOfUrl,
  targetsOfPath,
} from './test-targets';
import { EXIT_USAGE, UsageError } from './usage';

/** Tests, reports, and returns the exit status. */
export async function runTest(options: TestOptions, out: Out, err: Out): Promise<number> {
  const { signal, release } = interruption();
  const say = sayTo(err);
  try {
    const found = await targetsOf(options, say);
    for (const obstacle of found.obstacles) say(`not tested: ${obstacle}`);
    const targets = await choose(found.targets, options, say, signal);
    const asked: Asked = {
      options,
      say,
      signal,
      given: await givenFiles(options, signal),
      message: messageFor(targets, options),
    };
    // All passwords before the first connection: a person is asked once, and waits for nothing in between.
    const logins: (Login | undefined)[] = [];
    for (const target of targets) logins.push(await wantedLogin(target, options, targets.length === 1, say, signal));
    const show = written(options, out, targets.length);
    const results = await inOrder(
      targets,
      options.jobs,
      signal,
      (tested, index) => test(tested, logins[index], asked),
      show,
    );
    const left = options.all ? found.obstacles : [];
    out.write(closing(results, left, options));
    const codes = results.map(({ report }) => report.exitCode);
    const worst = Math.max(signal.aborted ? EXIT_STOPPED : left.length > 0 ? EXIT_INCOMPLETE : 0, ...codes);
    return options.format === 'nagios' ? nagiosStatus(results, worst) : worst;
  } catch (error) {
    if (error instanceof Interrupted || signal.aborted) return EXIT_STOPPED;
    throw error;
  } finally {
    release();
  }
}

/** Writes each result as soon as it is there, where the format allows that. */
const written =
  (options: TestOptions, out: Out, count: number) =>
  (result: Tested, index: number): void => {
    if (options.format !== 'pretty') return;
    const gap = index > 0 && count > 1 ? '\n' : '';
    out.write(`${gap}${inText(result, options, wantsColour(out))}`);
  };

/** Runs `work` for each item, some at a time, and hands the results over in the order of the items. */
async function inOrder<T, R>(
  items: readonly T[],
  atATime: number,
  signal: AbortSignal,
  work: (item: T, index: number) => Promise<R>,
  done: (result: R, index: number) => void,
): Promise<R[]> {
  const running: Promise<R>[] = [];
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    if (signal.aborted) break;
    const before = running[index - atATime];
    running.push(before ? before.then(() => work(item, index)) : work(item, index));
  }
  for (const [index, each] of running.entries()) {
    const result = await each;
    results.push(result);
    done(result, index);
  }
  return results;
}

/** The login that was asked for; the user is told where there is none. */
async function wantedLogin(
  target: TestTarget,
  options: TestOptions,
  alone: boolean,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Login | undefined> {
  if (!options.login) return undefined;
  const login = await loginFor(target, options, alone, signal);
  const where = alone ? '' : `${endpoint(target.target)}: `;
  if (typeof login !== 'string') {
    const hint = takesToken(login.method) ? undefined : passwordHint(target.target.host, login.password);
    if (hint) say(`${where}about the password: ${hint}`);
    return login;
  }
  say(`${where}no login is tried, as ${login}`);
  return undefined;
}

/** Exit status of a domain with a fault: what the DNS says is wrong. */
const EXIT_DNS = 10;

/** Checks a mail domain, reports, and returns the exit status. */
export async function runDomainTest(options: DomainTestOptions, out: Out): Promise<number> {
  const { domain, selector, address, policy, probe: connect, helo, timeout, json } = options;
  const { signal, release } = interruption();
  try {
    const report = await checkDomain(domain, {
      signal,
      selector,
      address,
      fetchPolicy: policy,
      connect,
      ...(helo !== undefined && { clientName: helo }),
      timeouts: { total: timeout },
    });
    out.write(json ? `${jsonText(report)}\n` : domainToText(report, { colour: wantsColour(out) }));
    if (report.checks[0]?.id === 'domain') return 2;
    return { ok: 0, warn: 1, fail: EXIT_DNS, cancelled: EXIT_STOPPED }[report.outcome];
  } finally {
    release();
  }
}

/** Ctrl-C and termination end the test in order; a second Ctrl-C ends the program. */
function interruption(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.once(name, stop);
  return {
    signal: controller.signal,
    release() {
      for (const name of signals) process.off(name, stop);
    },
  };
}

async function targetsOf(options: TestOptions, say: (text: string) => void): Promise<Targets> {
  const all: Targets[] = [];
  for (const subject of options.subjects) all.push(await targetsOfOne(subject, options, say));
  return { targets: all.flatMap(({ targets }) => targets), obstacles: all.flatMap(({ obstacles }) => obstacles) };
}

async function targetsOfOne(subject: string, { env }: TestOptions, say: (text: string) => void): Promise<Targets> {
  const server = targetOfHost(subject);
  if (server) return { targets: [server], obstacles: [] };
  if (!isUrl(subject)) {
    return targetsOfPath(subject, env, (file, because) => say(`${relativeName(file)}: skipped, ${because}`));
  }
  const target = targetOfUrl(subject);
  if (target.password)
    say('other users of this machine can see the password in the URL; leave it out to be asked for it');
  return { targets: [target], obstacles: [] };
}

/** All, the picked one, the only one, or the one that the user points out. */
async function choose(
  targets: readonly TestTarget[],
  { all, pick }: TestOptions,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<readonly TestTarget[]> {
  if (all || (targets.length === 1 && pick === undefined)) return targets;
  const picked = (number: number) => {
    const found = targets[number - 1];
    if (!found)
      throw new UsageError(`there is no number ${number} in the list, which goes from 1 to ${targets.length}`);
    return [found];
  };
  if (pick !== undefined) return picked(pick);
  const rows = targets.map(
    ({ target, sources }, index) => `${String(index + 1).padStart(3)}  ${endpoint(target)}  ${sourcesInWords(sources)}`,
  );
  say(['several configurations connect in different ways:', ...rows].join('\n'));
  if (!canAsk()) throw new UsageError('choose one with --pick NUMBER or a narrower path, or test each with --all');
  const answer = (await ask(`Which one (1 to ${targets.length}, or a for all)? `, signal)).trim();
  return answer === 'a' ? targets : picked(Number(answer));
}

/** The message that the user wants sent: by one configuration, and in the way that its application would. */
function messageFor(
  [target, ...others]: readonly TestTarget[],
  { sendTo, from, login }: TestOptions,
): TestMessage | undefined {
  if (sendTo === undefined || !target) return undefined;
  if (others.length > 0) throw new UsageError('--send-to goes with one configuration: one message, once');
  const { sender, user, sources } = target;
  if ((user || target.target.unknownLogin) && !login)
    throw new UsageError('--send-to: this configuration logs in before it sends; add --login');
  const address = from ?? senderOf(sender, user);
  if (!address) throw new UsageError('--send-to: the configuration names no sender; give one with --from ADDRESS');
  const [source] = sources;
  const about = source && `${source.label}, ${sourcesInWords([source])}`;
  return { from: address, to: sendTo, ...(about && { about }) };
}

/** What options name beside the configuration: roots, and the client's own certificate. */
interface Given extends Pick<ProbeTarget, 'clientCertificate'> {
  /** In place of what the configuration or the runtime trusts. */
  readonly system?: readonly string[];
  /** Beside it. */
  readonly named?: string;
}

async function givenFiles(options: TestOptions, signal: AbortSignal): Promise<Given> {
  const { cert, key } = options;
  const clientCertificate = cert !== undefined &&
    key !== undefined && {
      cert: await pem(cert, '--cert', /CERTIFICATE/, 'certificate', signal),
      key: await pem(key, '--key', /PRIVATE KEY/, 'private key', signal),
    };
  return { ...(await roots(options, signal)), ...(clientCertificate && { clientCertificate }) };
}

async function roots({ ca, systemCa }: TestOptions, signal: AbortSignal): Promise<Given> {
  const named =
    ca === undefined ? undefined : await pem(ca, '--ca', /(?:TRUSTED |X509 )?CERTIFICATE/, 'certificate', signal);
  const system = systemCa ? systemRoots() : undefined;
  if (systemCa && !system)
    throw new UsageError('--system-ca: the roots of this system cannot be found; name their file with --ca');
  return { ...(named !== undefined && { named }), ...(system && { system }) };
}

/** The target as the configuration has it, and as the options change it. */
function withGiven(target: ProbeTarget, { named, system, clientCertificate }: Given): ProbeTarget {
  const base = followed(
    {
      ...target,
      ...(clientCertificate && { clientCertificate }),
      ...(system && { ca: system, rootsInWords: 'those of this system' }),
    },
    process.cwd(),
  );
  if (named === undefined) return base;
  const words = base.rootsInWords && `${base.rootsInWords}, and the CA that was named`;
  return { ...base, ca: besides(base, [named]), ...(words && { rootsInWords: words }) };
}

async function pem(file: string, option: string, kind: RegExp, what: string, signal: AbortSignal): Promise<string> {
  const text = (await readNamedFile(file, LARGEST_CA_FILE, `${option}: '${file}'`, signal)).toString();
  if (new RegExp(`-----BEGIN [A-Z0-9 ]*${kind.source}-----`).test(text)) return text;
  throw new UsageError(`${option}: '${file}' holds no ${what} in PEM form`);
}

/** More time in all is more time for each step. */
function timeouts(total: number): Timeouts {
  const factor = Math.max(1, total / DEFAULT_TIMEOUTS.total);
  const steps = Object.entries(DEFAULT_TIMEOUTS).map(([name, ms]) => [name, Math.round(ms * factor)]);
  return { ...(Object.fromEntries(steps) as unknown as Timeouts), silence: DEFAULT_TIMEOUTS.silence, total };
}

interface Asked {
  readonly options: TestOptions;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  readonly given: Given;
  readonly message?: TestMessage;
}

async function test(tested: TestTarget, login: Login | undefined, asked: Asked): Promise<Tested> {
  const { options, say, signal, given, message } = asked;
  const { from, to, oldVersions, find, findDomain: domain, allAddresses, helo, proxy, family, expiryDays } = options;
  const status = statusLine();
  const target = {
    ...withGiven(tested.target, given),
    ...credentials(tested, login),
    origins: originsWith(tested, login),
    ...(proxy !== undefined && { proxy: proxy === 'none' ? undefined : maskUrls(proxy) }),
  };
  const shared = { signal, resolver: endingResolver(signal), ...(helo !== undefined && { clientName: helo }) };
  try {
    const tried = await probeAddresses(
      target,
      {
        ...shared,
        timeouts: timeouts(options.timeout),
        login: options.login,
        oldVersions,
        ...(family && { family }),
        ...(expiryDays !== undefined && { expiryDays }),
        ...(message ? { message } : from !== undefined && { envelope: { from, ...(to !== undefined && { to }) } }),
        onStage: (event) => event.kind === 'started' && status.show(`${endpoint(target)}: ${event.title} ...`),
      },
      allAddresses,
    );
    const report = options.checkNetwork ? await withBlockedPort(target.host, tried, shared) : tried;
    if (!options.checkNetwork && mayBeBlocked(report)) {
      status.clear();
      say('--check-network asks a well-known server whether this network blocks the port');
    }
    if (!find && report.outcome === 'fail' && report.exitCode !== EXIT_USAGE) {
      status.clear();
      say('other ports and TLS modes are tried with --find');
    }
    if (!find || report.outcome === 'ok' || report.outcome === 'cancelled') return { tested, report };
    status.show(`${endpoint(target)}: trying other ports ...`);
    const { login: _, ...anonymous } = target;
    return {
      tested,
      report,
      working: await findWorking(anonymous, {
        ...shared,
        ...(domain !== undefined && { domain, connectToDomain: true }),
      }),
    };
  } finally {
    status.clear();
  }
}

/** The report says whether credentials are configured, also where they are not to be sent. */
const credentials = ({ user, password }: TestTarget, login: Login | undefined): Pick<ProbeTarget, 'login'> =>
  login ? { login } : user ? { login: { user, password: password ?? '' } } : {};

/** A password from elsewhere goes before the one in the files, and the report says so. */
function originsWith({ target, password }: TestTarget, login: Login | undefined): ProbeTarget['origins'] {
  return login && login.password !== password ? { ...target.origins, password: 'not from the files' } : target.origins;
}
