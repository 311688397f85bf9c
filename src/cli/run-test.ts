/** The test command: a path or a URL → which server → the user's consent → the probe → report. */
import { rootCertificates } from 'node:tls';
import { LARGEST_CA_FILE } from '../io/read-file';
import {
  checkDomain,
  DEFAULT_TIMEOUTS,
  domainToText,
  EXIT_INCOMPLETE,
  EXIT_STOPPED,
  findWorking,
  type Login,
  modeInWords,
  type ProbeReport,
  type ProbeTarget,
  probe,
  senderOf,
  type TestMessage,
  type Timeouts,
  toText,
  type WorkingReport,
  workingToText,
} from '../probe';
import { jsonText } from '../show/shown';
import { readNamedFile } from './input';
import type { DomainTestOptions, TestOptions } from './options';
import { forTerminal, type Out, relativeName, sayTo, wantsColour } from './output';
import { loginFor } from './password';
import { ask, canAsk, Interrupted, statusLine } from './terminal';
import { isUrl, sourcesInWords, type Targets, type TestTarget, targetOfUrl, targetsOfPath } from './test-targets';
import { UsageError } from './usage';

interface Tested {
  readonly tested: TestTarget;
  readonly report: ProbeReport;
  readonly working?: WorkingReport;
}

/** Tests, reports, and returns the exit status. */
export async function runTest(options: TestOptions, out: Out, err: Out): Promise<number> {
  const { signal, release } = interruption();
  const say = sayTo(err);
  try {
    const found = await targetsOf(options, say);
    for (const obstacle of found.obstacles) say(`not tested: ${obstacle}`);
    const targets = await choose(found.targets, options, say, signal);
    const ca = options.ca === undefined ? undefined : await authorities(options.ca, signal);
    const message = messageFor(targets, options);
    // All passwords before the first connection: a person is asked once, and waits for nothing in between.
    const logins: (Login | undefined)[] = [];
    for (const target of targets) logins.push(await wantedLogin(target, options, targets.length === 1, say, signal));
    const results: Tested[] = [];
    for (const [index, tested] of targets.entries()) {
      if (signal.aborted) break;
      const target = { ...tested.target, ...(ca && { ca }) };
      const result = { tested, ...(await test(tested, target, logins[index], message, options, say, signal)) };
      results.push(result);
      if (!options.json) out.write(`${results.length > 1 ? '\n' : ''}${inText(result, options, wantsColour(out))}`);
    }
    if (options.json) out.write(`${jsonText(results.map(inJson))}\n`);
    else if (results.length > 1) out.write(summary(results, options.all ? found.obstacles : []));
    const isIncomplete = options.all && found.obstacles.length > 0;
    const codes = results.map(({ report }) => report.exitCode);
    return Math.max(signal.aborted ? EXIT_STOPPED : isIncomplete ? EXIT_INCOMPLETE : 0, ...codes);
  } catch (error) {
    if (error instanceof Interrupted || signal.aborted) return EXIT_STOPPED;
    throw error;
  } finally {
    release();
  }
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
  if (typeof login !== 'string') return login;
  const where = alone ? '' : `${endpoint(target.target)}: `;
  say(`${where}no login is tried, as ${login}`);
  return undefined;
}

/** Exit status of a domain with a fault: what the DNS says is wrong. */
const EXIT_DNS = 10;

/** Checks a mail domain, reports, and returns the exit status. */
export async function runDomainTest(options: DomainTestOptions, out: Out): Promise<number> {
  const { domain, selector, policy, timeout, json } = options;
  const { signal, release } = interruption();
  try {
    const report = await checkDomain(domain, { signal, selector, fetchPolicy: policy, timeouts: { total: timeout } });
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

async function targetsOf({ subject }: TestOptions, say: (text: string) => void): Promise<Targets> {
  if (!isUrl(subject)) {
    return targetsOfPath(subject, (file, because) => say(`${relativeName(file)}: skipped, ${because}`));
  }
  const target = targetOfUrl(subject);
  if (target.password)
    say('other users of this machine can see the password in the URL; leave it out to be asked for it');
  return { targets: [target], obstacles: [] };
}

const endpoint = ({ host, port, tls }: ProbeTarget) => `${forTerminal(host)}:${port} (${modeInWords(tls)})`;

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
  if (user && !login) throw new UsageError('--send-to: this configuration logs in before it sends; add --login');
  const address = from ?? senderOf(sender, user);
  if (!address) throw new UsageError('--send-to: the configuration names no sender; give one with --from ADDRESS');
  const [source] = sources;
  const about = source && `${source.label}, ${sourcesInWords([source])}`;
  return { from: address, to: sendTo, ...(about && { about }) };
}

/** The public authorities and those of a file: Node takes a list in place of its own. */
async function authorities(file: string, signal: AbortSignal): Promise<string[]> {
  const text = (await readNamedFile(file, LARGEST_CA_FILE, `--ca: '${file}'`, signal)).toString();
  if (/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(text)) return [...rootCertificates, text];
  throw new UsageError(`--ca: '${file}' holds no certificate in PEM form`);
}

/** More time in all is more time for each step. */
function timeouts(total: number): Timeouts {
  const factor = Math.max(1, total / DEFAULT_TIMEOUTS.total);
  const steps = Object.entries(DEFAULT_TIMEOUTS).map(([name, ms]) => [name, Math.round(ms * factor)]);
  return { ...(Object.fromEntries(steps) as unknown as Timeouts), silence: DEFAULT_TIMEOUTS.silence, total };
}

async function test(
  tested: TestTarget,
  target: ProbeTarget,
  login: Login | undefined,
  message: TestMessage | undefined,
  options: TestOptions,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Omit<Tested, 'tested'>> {
  const { from, to, oldVersions, find } = options;
  const status = statusLine();
  const limits = timeouts(options.timeout);
  try {
    const report = await probe(
      { ...target, ...credentials(tested, login), origins: originsWith(tested, login) },
      {
        signal,
        timeouts: limits,
        login: options.login,
        oldVersions,
        ...(message ? { message } : from !== undefined && { envelope: { from, ...(to !== undefined && { to }) } }),
        onStage: (event) => event.kind === 'started' && status.show(`${endpoint(target)}: ${event.title} ...`),
      },
    );
    if (!find && report.outcome === 'fail' && report.exitCode !== 2) {
      status.clear();
      say('other ports and TLS modes are tried with --find');
    }
    if (!find || report.outcome === 'ok' || report.outcome === 'cancelled') return { report };
    status.show(`${endpoint(target)}: trying other ports ...`);
    return { report, working: await findWorking(target, { signal }) };
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

function inText({ tested, report, working }: Tested, { transcript }: TestOptions, colour: boolean): string {
  const { sources } = tested;
  const head = sources.length > 0 ? `${sources[0]!.label}, ${sourcesInWords(sources)}\n` : '';
  const heading = working?.recommended ? 'What would work' : 'None of the alternatives worked';
  const found = working ? `\n${heading}:\n${workingToText(working, { colour })}` : '';
  return `${forTerminal(head.trimEnd())}${head && '\n'}${toText(report, { colour, transcript })}${found}`;
}

/** One result as JSON; the report holds no secret, and the target is left out, as it does. */
const inJson = ({ tested: { sources }, report, working }: Tested) => ({
  sources,
  report,
  ...(working && { working }),
});

function summary(results: readonly Tested[], obstacles: readonly string[]): string {
  const rows = results.map(({ tested: { target, sources }, report }) => {
    const mark = { ok: 'ok', warn: 'warn', fail: 'FAIL', cancelled: '-' }[report.outcome];
    return `${mark.padStart(4)}  ${forTerminal(`${endpoint(target)}, ${sourcesInWords(sources)}: ${report.headline}`)}\n`;
  });
  const left = obstacles.map((obstacle) => `   -  ${forTerminal(obstacle)}\n`);
  const head = `${results.length} tested${left.length > 0 ? `, ${left.length} not tested` : ''}`;
  return `\n${head}:\n${[...rows, ...left].join('')}`;
}
