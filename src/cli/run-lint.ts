/** The lint command: paths → session → findings → fixes → report. */
import fs from 'node:fs';
import path from 'node:path';
import { type Finding, type Place, SEVERITIES } from '../analyzer/model';
import { count } from '../show/count';
import { fileOf } from '../workspace/disk';
import { matchesPath } from '../workspace/patterns';
import type { MistakeListener } from '../workspace/project-settings';
import { compareWithBaseline, writeBaseline } from './baseline';
import { bugReport } from './bug';
import { changedFiles } from './changed';
import { diffOf } from './diff';
import { type Fixed, planFixes, writeFixes } from './fix';
import { frameOf } from './frame';
import { readInput } from './input';
import type { LintOptions } from './lint-options';
import { checkPaths, LintSession, type Problem } from './lint-session';
import { forTerminal, nameOf, type Out, relativeName, sayTo, wantsColour } from './output';
import { REPORTERS } from './reporters/index';
import type { Note } from './reporters/reporter';
import { statusLine } from './terminal';
import { EXIT_FAILURE, EXIT_USAGE } from './usage';

/** In bytes. */
const LARGEST_INPUT = 64_000_000;

const EXIT_FINDINGS = 1;

/** Lints, fixes if asked to, reports, and returns the exit status. */
export async function runLint(options: LintOptions, out: Out, err: Out): Promise<number> {
  checkPaths([...options.paths, ...(options.config === undefined ? [] : [options.config])]);
  const say = sayTo(err);
  const notes = new Notes(say);
  const mistakes = new Set<string>();
  const mistake: MistakeListener = (file, because, at) =>
    mistakes.add(`${relativeName(file)}${at ? `:${at.line + 1}:${at.character + 1}` : ''}: ${because}`);
  const session = new LintSession(mistake, options);
  const isRead = await readAll(session, options, (file, because) =>
    notes.add('warning', `${relativeName(file)}: skipped, ${because}`),
  );
  session.only(wantedBy(options, session));
  const before = session.findings();
  if (mistakes.size > 0) {
    mistakes.forEach(say);
    return EXIT_USAGE;
  }
  if ((options.fix || options.diff) && options.paths.some(isFile)) await session.readAround();
  const fixed = options.fix ? writeFixes(session) : options.diff ? planFixes(session) : undefined;
  if (fixed) tellFixed(fixed, options, say, notes);
  const after = options.fix ? session.findings() : before;
  for (const { message, cause } of session.failures()) notes.add('error', bugReport(cause, message));
  const findings = withoutBaseline(after, options, say);
  const shown = options.quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
  out.write(
    options.diff ? diffOf(fixed?.changes ?? [], session.showing(), out) : inFormat(shown, session, notes, options, out),
  );
  if (!isRead || notes.all.some(({ severity }) => severity === 'error')) return EXIT_FAILURE;
  return tooManyWarnings(findings, options, say) || isGrave(shown, options) ? EXIT_FINDINGS : 0;
}

/** Which findings the options ask for. */
function wantedBy(
  { rules, changedSince, ignored }: LintOptions,
  { roots }: LintSession,
): (finding: Finding) => boolean {
  const changed =
    changedSince === undefined ? undefined : new Set(roots.flatMap((root) => [...changedFiles(root, changedSince)]));
  return ({ rule, at }) =>
    (rules?.has(rule) ?? true) && (changed?.has(fileOf(at.uri) ?? '') ?? true) && !matchesPath(ignored, nameOf(at.uri));
}

/** Writes the baseline, or takes out what it holds. */
function withoutBaseline(
  findings: readonly Finding[],
  { baseline, updateBaseline }: LintOptions,
  say: (text: string) => void,
): readonly Finding[] {
  if (baseline === undefined) return findings;
  if (updateBaseline) {
    writeBaseline(baseline, findings);
    say(`wrote ${count(findings.length, 'finding')} to ${relativeName(baseline)}`);
    return [];
  }
  const { fresh, gone } = compareWithBaseline(baseline, findings);
  if (gone > 0) say(`${count(gone, 'finding')} of the baseline no longer found; --update-baseline takes them out`);
  return fresh;
}

const isFile = (given: string) => !fs.statSync(given).isDirectory();

/** What went wrong beside the findings, told once each. */
class Notes {
  private readonly told = new Map<string, Note>();

  constructor(private readonly say: (text: string) => void) {}

  get all(): Note[] {
    return [...this.told.values()];
  }

  add(severity: Note['severity'], message: string): void {
    if (!this.told.has(message)) this.say(message);
    this.told.set(message, { severity, message: forTerminal(message) });
  }
}

/** False where something that the user named cannot be read. */
async function readAll(
  session: LintSession,
  { paths, stdinFilename }: LintOptions,
  problem: Problem,
): Promise<boolean> {
  if (stdinFilename !== undefined) {
    const text = (await readInput(LARGEST_INPUT)).toString();
    session.addText(path.resolve(stdinFilename), text, problem);
  }
  const line = statusLine();
  try {
    return await session.add(paths, problem, (files) => line.show(`${count(files, 'file')} read`));
  } finally {
    line.clear();
  }
}

function tellFixed({ changes, leftOut }: Fixed, { fix }: LintOptions, say: (text: string) => void, notes: Notes): void {
  const names = changes.map(({ uri }) => nameOf(uri)).sort();
  if (fix && names.length > 0) say(`fixed ${names.join(', ')}`);
  for (const { uri, because, failed } of leftOut)
    notes.add(failed ? 'error' : 'warning', `${nameOf(uri)}: not fixed, ${because}`);
}

function inFormat(
  findings: readonly Finding[],
  session: LintSession,
  notes: Notes,
  { format, quiet, colour }: LintOptions,
  out: Out,
): string {
  const showing = session.showing();
  const frame = ({ uri, span }: Place) => {
    const document = session.document(uri);
    return document ? frameOf(document, { uri, span }, showing) : [];
  };
  return REPORTERS[format]({
    findings,
    ...session.sources(),
    errorsOnly: quiet,
    notes: notes.all,
    nameOf,
    colour: wantsColour(out, colour),
    ...(out.isTTY ? { frame } : {}),
  });
}

const isGrave = (findings: readonly Finding[], { failOn }: LintOptions): boolean =>
  failOn !== undefined && findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn));

function tooManyWarnings(
  findings: readonly Finding[],
  { maxWarnings }: LintOptions,
  say: (text: string) => void,
): boolean {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (maxWarnings === undefined || warnings <= maxWarnings) return false;
  say(`too many warnings: ${warnings}, and --max-warnings allows ${maxWarnings}`);
  return true;
}
