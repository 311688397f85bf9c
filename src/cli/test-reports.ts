/** Results of connection tests as text, JSON, JUnit's XML, or one line for monitoring. */
import { modeInWords } from '../analyzer/words';
import { type ProbeReport, type ProbeTarget, toText, type WorkingReport, workingToText } from '../probe';
import { jsonText } from '../show/shown';
import type { TestOptions } from './options';
import { forTerminal } from './output';
import { attributes, xml } from './reporters/xml';
import { sourcesInWords, type TestTarget } from './test-targets';

export interface Tested {
  readonly tested: TestTarget;
  readonly report: ProbeReport;
  readonly working?: WorkingReport;
}

export const endpoint = ({ host, port, tls }: ProbeTarget): string =>
  `${forTerminal(host)}:${port} (${modeInWords(tls)})`;

export function inText({ tested, report, working }: Tested, { transcript }: TestOptions, colour: boolean): string {
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

/** What is written when all tests have ended. */
export function closing(results: readonly Tested[], obstacles: readonly string[], { format }: TestOptions): string {
  switch (format) {
    case 'json':
      return `${jsonText(results.map(inJson))}\n`;
    case 'junit':
      return junit(results, obstacles);
    case 'nagios':
      return nagios(results);
    case 'pretty':
      return results.length > 1 ? summary(results, obstacles) : '';
  }
}

function summary(results: readonly Tested[], obstacles: readonly string[]): string {
  const rows = results.map(({ tested: { target, sources }, report }) => {
    const mark = { ok: 'ok', warn: 'warn', fail: 'FAIL', cancelled: '-' }[report.outcome];
    const where = [endpoint(target), sourcesInWords(sources)].filter(Boolean).join(', ');
    return `${mark.padStart(4)}  ${forTerminal(`${where}: ${report.headline}`)}\n`;
  });
  const left = obstacles.map((obstacle) => `   -  ${forTerminal(obstacle)}\n`);
  const head = `${results.length} tested${left.length > 0 ? `, ${left.length} not tested` : ''}`;
  return `\n${head}:\n${[...rows, ...left].join('')}`;
}

/** A test case a server; what was not tested is skipped. */
function junit(results: readonly Tested[], obstacles: readonly string[]): string {
  const cases = results.map(({ tested: { target, sources }, report }) => {
    const about = {
      name: endpoint(target),
      classname: forTerminal(sourcesInWords(sources)) || 'mail-config-lint test',
      time: (report.ms / 1000).toFixed(3),
    };
    const message = forTerminal(report.headline);
    const failed = report.outcome === 'fail' || report.outcome === 'cancelled';
    const failure = failed
      ? `      <failure${attributes({ type: report.code ?? report.outcome, message })}>${xml(forTerminal(toText(report)))}</failure>\n`
      : `      <system-out>${xml(message)}</system-out>\n`;
    return `    <testcase${attributes(about)}>\n${failure}    </testcase>\n`;
  });
  const skipped = obstacles.map(
    (obstacle) =>
      `    <testcase${attributes({ name: forTerminal(obstacle), classname: 'mail-config-lint test' })}>\n      <skipped/>\n    </testcase>\n`,
  );
  const failures = results.filter(({ report }) => report.outcome === 'fail' || report.outcome === 'cancelled').length;
  const tests = cases.length + skipped.length;
  const suite = { name: 'mail-config-lint test', tests, failures, errors: 0, skipped: skipped.length };
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite${attributes(suite)}>\n${[...cases, ...skipped].join('')}  </testsuite>\n</testsuites>\n`;
}

/** Exit statuses of Nagios' plug-ins. */
const NAGIOS = { ok: 0, warn: 1, fail: 2, cancelled: 3 } as const;

const NAGIOS_WORDS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

export const nagiosStatus = (results: readonly Tested[], exitCode: number): number =>
  results.length === 0
    ? NAGIOS.cancelled
    : Math.max(exitCode === 0 ? NAGIOS.ok : NAGIOS.warn, ...results.map(({ report }) => NAGIOS[report.outcome]));

/** `MAIL OK - mail.example.net:465: The connection works ... | time0=0.312s days0=71`. */
function nagios(results: readonly Tested[]): string {
  const worst = nagiosStatus(results, 0);
  // The bar parts the words from the figures.
  const words = results.map(({ tested: { target }, report }) =>
    forTerminal(`${endpoint(target)}: ${report.headline}`).replaceAll('|', '/'),
  );
  const figures = results.flatMap(({ report }, index) => [
    `time${index}=${(report.ms / 1000).toFixed(3)}s`,
    ...(report.certificate ? [`days${index}=${report.certificate.daysLeft}`] : []),
  ]);
  return `MAIL ${NAGIOS_WORDS[worst]} - ${words.join('; ')} | ${figures.join(' ')}\n`;
}
