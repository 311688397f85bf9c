/** The lint command: paths → workspaces → findings → report. */
import fs from 'node:fs';
import path from 'node:path';
import { unite } from '../analyzer/analyze';
import { applyEdits, combineFixes } from '../analyzer/edits';
import { type Edit, type Finding, SEVERITIES, type SourceDocument } from '../analyzer/model';
import { disk, fileOf, uriOf } from '../workspace/disk';
import { readTextFile } from '../workspace/files';
import { ProjectSettingsFiles } from '../workspace/project-settings';
import { applyChoices } from '../workspace/severities';
import { Workspace } from '../workspace/workspace';
import type { LintOptions } from './options';
import { REPORTERS } from './reporters/index';

/** More rounds than any chain of fixes needs; what still changes then would change forever. */
const MOST_ROUNDS = 12;

export interface Out {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Lints, mends if asked to, reports, and returns the exit status. */
export async function runLint(options: LintOptions, out: Out, err: Out): Promise<number> {
  const missing = options.paths.filter((given) => !fs.existsSync(given));
  if (missing.length > 0) {
    err.write(missing.map((given) => `mail-config-lint: there is no file or folder '${given}'\n`).join(''));
    return 2;
  }
  const skipped = new Set<string>();
  const problem = (file: string, because: string) => {
    const message = `${relativeName(file)}: skipped, ${because}`;
    if (!skipped.has(message)) err.write(`mail-config-lint: ${message}\n`);
    skipped.add(message);
  };
  const mistakes: string[] = [];
  const settings = new ProjectSettingsFiles(disk, (file, because) =>
    mistakes.push(`mail-config-lint: ${relativeName(file)}: ${because}\n`),
  );
  const lint = async () => outcomeOf(await workspacesOf(options, problem), settings);
  let outcome = await lint();
  if (mistakes.length > 0) {
    err.write(mistakes.join(''));
    return 2;
  }
  if (options.fix) {
    const changed = new Set<string>();
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const edits = combineFixes(outcome.findings, true);
      if (edits.length === 0) break;
      for (const uri of applyToFiles(edits)) changed.add(uri);
      outcome = await lint();
    }
    if (changed.size > 0) err.write(`mail-config-lint: mended ${[...changed].map(nameOf).sort().join(', ')}\n`);
  }
  const { findings, document, failures } = outcome;
  const bugs = failures.map(({ message, cause }) => `a bug of this program: ${message}: ${cause}`);
  const notes = [
    ...[...skipped].map((message) => ({ severity: 'warning' as const, message })),
    ...bugs.map((message) => ({ severity: 'error' as const, message })),
  ];
  out.write(REPORTERS[options.format]({ findings, notes, document, nameOf, colour: wantsColour(out) }));
  for (const bug of bugs) err.write(`mail-config-lint: ${bug}\n`);
  if (bugs.length > 0) return 3;
  const { failOn } = options;
  const grave = failOn === undefined ? [] : SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  return findings.some(({ severity }) => grave.includes(severity)) ? 1 : 0;
}

interface Outcome {
  readonly findings: readonly Finding[];
  readonly failures: readonly Error[];
  document(uri: string): SourceDocument | undefined;
}

type Problem = (file: string, because: string) => void;

async function workspacesOf({ paths, stdinFilename }: LintOptions, problem: Problem): Promise<Workspace[]> {
  if (stdinFilename !== undefined)
    return [workspaceOfText(path.resolve(stdinFilename), fs.readFileSync(0, 'utf8'), problem)];
  const workspaces: Workspace[] = [];
  for (const given of paths) workspaces.push(await workspaceOf(given, problem));
  return workspaces;
}

/** Findings as the projects weigh them. */
function outcomeOf(workspaces: readonly Workspace[], settings: ProjectSettingsFiles): Outcome {
  const findingsIn = (workspace: Workspace, uri: string) => {
    const findings = workspace.findings(uri);
    const file = fileOf(uri);
    if (findings.length === 0 || file === undefined) return findings;
    const { choices, ignores } = settings.of(file);
    return ignores(file) ? [] : applyChoices(findings, [choices]);
  };
  return {
    findings: unite(workspaces.flatMap((workspace) => workspace.touched().map((uri) => findingsIn(workspace, uri)))),
    failures: workspaces.flatMap((workspace) => workspace.failures()),
    document: (uri) => {
      for (const workspace of workspaces) {
        const found = workspace.document(uri);
        if (found) return found;
      }
      return undefined;
    },
  };
}

/** A folder is a workspace of its own; a file is looked at within the working directory, if it lies there. */
export async function workspaceOf(given: string, problem: Problem): Promise<Workspace> {
  const workspace = new Workspace(disk);
  const full = path.resolve(given);
  if (fs.statSync(full).isDirectory()) {
    workspace.setRoots([full]);
    await workspace.scan(full, { problem });
  } else {
    workspace.setRoots([rootFor(full)]);
    workspace.look(full, { problem }, true);
  }
  return workspace;
}

const rootFor = (file: string) =>
  path.relative(process.cwd(), file).startsWith('..') ? path.dirname(file) : process.cwd();

/** A text that is not saved, as an editor has it. */
function workspaceOfText(file: string, text: string, problem: Problem): Workspace {
  const workspace = new Workspace(disk);
  workspace.setRoots([rootFor(file)]);
  workspace.open({ uri: uriOf(file), path: workspace.nameOf(file), text: text.replace(/^\ufeff/, '') });
  workspace.look(file, { problem }, true);
  return workspace;
}

/** Writes edits into their files and returns the URIs of those; byte order marks stay. */
function applyToFiles(edits: readonly Edit[]): string[] {
  const uris = [...new Set(edits.map((edit) => edit.uri))];
  return uris.filter((uri) => {
    const file = fileOf(uri);
    const read = file === undefined ? undefined : readTextFile(file);
    if (!file || !read || read.kind === 'skipped') return false;
    const text = read.kind === 'text' ? read.text : '';
    const mended = applyEdits(
      text,
      edits.filter((edit) => edit.uri === uri),
    );
    fs.writeFileSync(file, (read.kind === 'text' && read.byteOrderMark ? '\ufeff' : '') + mended);
    return true;
  });
}

export const relativeName = (file: string) =>
  path.relative(process.cwd(), path.resolve(file)).replaceAll(path.sep, '/') || '.';

export const nameOf = (uri: string) => relativeName(fileOf(uri) ?? uri);

export const wantsColour = (out: Out) => out.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
