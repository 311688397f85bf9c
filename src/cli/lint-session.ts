/** The workspaces that the paths of a command name, linted as one. */
import fs from 'node:fs';
import path from 'node:path';
import { secretsOf, unite } from '../analyzer/analyze';
import { formatOf } from '../analyzer/kinds';
import type { Finding, SourceDocument } from '../analyzer/model';
import { codeOf, errorInWords } from '../io/errors';
import { disk, fileOf, uriOf } from '../workspace/disk';
import { ProjectSettingsFiles } from '../workspace/project-settings';
import { applyChoices } from '../workspace/severities';
import { Workspace } from '../workspace/workspace';
import { UsageError } from './options';
import type { Looked } from './reporters/reporter';

/** Told of a file or folder that is left out, and why: the end of a sentence. */
export type Problem = (file: string, because: string) => void;

export class LintSession {
  /** Texts as they were read of the documents that `replace` changed, by URI. */
  private readonly originals = new Map<string, string>();
  private readonly workspaces: Workspace[] = [];
  private readonly settings: ProjectSettingsFiles;
  /** The folders that the workspaces consist of. */
  readonly roots: string[] = [];

  /** `mistake` is told of what is wrong in a project's settings file. */
  constructor(mistake: Problem) {
    this.settings = new ProjectSettingsFiles(disk, mistake);
  }

  /** Reads a folder, or one file. False where it cannot be read; `problem` is told why. */
  async add(given: string, problem: Problem): Promise<boolean> {
    const { workspace, root, isRead } = await workspaceOf(given, problem);
    this.workspaces.push(workspace);
    this.roots.push(root);
    return isRead;
  }

  /** A text that is not saved, as an editor has it. */
  addText(file: string, text: string, problem: Problem): void {
    const workspace = new Workspace(disk);
    workspace.setRoots([rootFor(file)]);
    workspace.open({ uri: uriOf(file), path: workspace.nameOf(file), text: text.replace(/^\ufeff/, '') });
    workspace.look(file, { problem }, true);
    this.workspaces.push(workspace);
    this.roots.push(rootFor(file));
  }

  /** All findings, as the projects weigh them. */
  findings(): Finding[] {
    return unite(
      this.workspaces.flatMap((workspace) => workspace.touched().map((uri) => this.findingsIn(workspace, uri))),
    );
  }

  private findingsIn(workspace: Workspace, uri: string): Finding[] {
    const findings = workspace.findings(uri);
    const file = fileOf(uri);
    if (findings.length === 0 || file === undefined) return findings;
    const { choices, ignores } = this.settings.of(file);
    return ignores(file) ? [] : applyChoices(findings, [choices]);
  }

  /** Dialects and rules that threw: bugs of this program. */
  failures(): Error[] {
    return this.workspaces.flatMap((workspace) => workspace.failures());
  }

  /** Files with a mail configuration, and all of their configurations. */
  looked(): Looked {
    const byUri = new Map(
      this.workspaces.flatMap((workspace) =>
        workspace.mailDocuments().map((uri) => [uri, workspace.configs(uri).length] as const),
      ),
    );
    return { files: byUri.size, configurations: [...byUri.values()].reduce((sum, number) => sum + number, 0) };
  }

  /** Texts that must not be shown. */
  secrets(): string[] {
    const configs = this.workspaces.flatMap((workspace) =>
      workspace.mailDocuments().flatMap((uri) => workspace.configs(uri)),
    );
    return [...new Set(configs.flatMap(secretsOf))];
  }

  document(uri: string): SourceDocument | undefined {
    for (const workspace of this.workspaces) {
      const found = workspace.document(uri);
      if (found) return found;
    }
    return undefined;
  }

  /** Lints another text in place of a file's own from now on. Nothing is written. */
  replace(uri: string, text: string): void {
    if (!this.originals.has(uri)) this.originals.set(uri, this.document(uri)?.text ?? '');
    for (const workspace of this.workspaces) {
      const document = workspace.document(uri);
      if (document) workspace.open({ ...document, text });
    }
  }

  /** The text of a document as it was read. */
  original(uri: string): string | undefined {
    return this.originals.get(uri) ?? this.document(uri)?.text;
  }

  /** Goes back to the text as it was read, of one document or of all. */
  restore(only?: string): void {
    for (const [uri, text] of this.originals) if (only === undefined || uri === only) this.replace(uri, text);
  }
}

/** Throws `UsageError` for a path that is not there. */
export function checkPaths(paths: readonly string[]): void {
  for (const given of paths) {
    try {
      fs.statSync(given);
    } catch (error) {
      const isMissing = codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
      throw new UsageError(
        isMissing ? `there is no file or folder '${given}'` : `'${given}' cannot be read: ${errorInWords(error)}`,
      );
    }
  }
}

/** A folder is a workspace of its own; a file is looked at within the working directory, if it lies there. */
export async function workspaceOf(
  given: string,
  problem: Problem,
): Promise<{ readonly workspace: Workspace; readonly root: string; readonly isRead: boolean }> {
  const workspace = new Workspace(disk);
  const full = path.resolve(given);
  const isFolder = fs.statSync(full).isDirectory();
  const root = isFolder ? full : rootFor(full);
  workspace.setRoots([root]);
  if (!isFolder) {
    workspace.look(full, { problem }, true);
    return { workspace, root, isRead: !formatOf({ path: full }) || workspace.document(uriOf(full)) !== undefined };
  }
  let isRead = true;
  await workspace.scan(full, {
    problem(file, because) {
      if (file === full) isRead = false;
      problem(file, because);
    },
  });
  return { workspace, root, isRead };
}

const rootFor = (file: string) =>
  path.relative(process.cwd(), file).startsWith('..') ? path.dirname(file) : process.cwd();
