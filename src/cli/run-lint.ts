/** The lint command: paths → workspaces → findings → report. */
import fs from 'node:fs';
import path from 'node:path';
import { unite } from '../analyzer/analyze';
import { applyEdits, combineFixes } from '../analyzer/edits';
import type { Edit, Finding, SourceDocument } from '../analyzer/model';
import { disk, fileOf } from '../workspace/disk';
import { readTextFile } from '../workspace/files';
import { Workspace } from '../workspace/workspace';
import type { LintOptions } from './options';
import { REPORTERS } from './reporters';

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
  const told = new Set<string>();
  const problem = (file: string, because: string) => {
    const line = `mail-config-lint: ${relativeName(file)}: skipped, ${because}\n`;
    if (!told.has(line)) err.write(line);
    told.add(line);
  };
  let outcome = await lintAll(options.paths, problem);
  if (options.fix) {
    const changed = new Set<string>();
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const edits = combineFixes(outcome.findings, true);
      if (edits.length === 0) break;
      for (const uri of applyToFiles(edits)) changed.add(uri);
      outcome = await lintAll(options.paths, problem);
    }
    if (changed.size > 0) err.write(`mail-config-lint: mended ${[...changed].map(nameOf).sort().join(', ')}\n`);
  }
  const { findings, document, failures } = outcome;
  out.write(REPORTERS[options.format]({ findings, document, nameOf, colour: wantsColour(out) }));
  for (const failure of failures)
    err.write(`mail-config-lint: a bug of this program: ${failure.message}: ${failure.cause}\n`);
  if (failures.length > 0) return 3;
  return findings.length > 0 ? 1 : 0;
}

interface Outcome {
  readonly findings: readonly Finding[];
  readonly failures: readonly Error[];
  document(uri: string): SourceDocument | undefined;
}

async function lintAll(paths: readonly string[], problem: (file: string, because: string) => void): Promise<Outcome> {
  const workspaces: Workspace[] = [];
  for (const given of paths) workspaces.push(await workspaceOf(given, problem));
  return {
    findings: unite(workspaces.flatMap((workspace) => workspace.touched().map((uri) => workspace.findings(uri)))),
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
export async function workspaceOf(given: string, problem: (file: string, because: string) => void): Promise<Workspace> {
  const workspace = new Workspace(disk);
  const full = path.resolve(given);
  if (fs.statSync(full).isDirectory()) {
    workspace.setRoots([full]);
    await workspace.scan(full, { problem });
  } else {
    const inside = !path.relative(process.cwd(), full).startsWith('..');
    workspace.setRoots([inside ? process.cwd() : path.dirname(full)]);
    workspace.look(full, { problem }, true);
  }
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
