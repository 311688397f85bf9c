/** What the paths of a command name, linted as one workspace. */
import fs from 'node:fs';
import path from 'node:path';
import { compareFindings } from '../analyzer/analyze';
import { formatOf } from '../analyzer/kinds';
import type { Edit, Finding, Fix, SourceDocument } from '../analyzer/model';
import { type Showing, showingFor } from '../analyzer/showing';
import { codeOf, errorInWords } from '../io/errors';
import { disk, fileOf, uriOf } from '../workspace/disk';
import { type MistakeListener, ProjectSettingsFiles } from '../workspace/project-settings';
import { rewritable } from '../workspace/rewriting';
import { applyChoices, type SeverityChoices } from '../workspace/severities';
import { Workspace } from '../workspace/workspace';
import type { Looked, Reported } from './reporters/reporter';
import { UsageError } from './usage';

/** So many files of other kinds are told of one by one. */
const MOST_NAMED = 3;

/** How often progress is told. In milliseconds. */
const PROGRESS = 500;

/** Told of a file or folder that is left out, and why: the end of a sentence. */
export type Problem = (file: string, because: string) => void;

export class LintSession {
  /** Texts as they were read of the documents that `replace` changed, by URI. */
  private readonly originals = new Map<string, string>();
  /** By URI. */
  private readonly writable = new Map<string, boolean>();
  /** The documents whose findings count; all, where nothing more than what was named has been read. */
  private shown: ReadonlySet<string> | undefined;
  private readonly workspace = new Workspace(disk);
  private readonly settings: ProjectSettingsFiles;
  private readonly severities: SeverityChoices;
  /** The folders that the workspace consists of. */
  readonly roots: string[] = [];

  private isWanted: (finding: Finding) => boolean = () => true;

  /**
   * `mistake` is told of what is wrong in a project's settings file. `severities` go before those of the project, and
   * `config` is a settings file in its place.
   */
  constructor(
    mistake: MistakeListener,
    { severities = {}, config }: { readonly severities?: SeverityChoices; readonly config?: string } = {},
  ) {
    this.severities = severities;
    const chosen = config === undefined ? undefined : { file: path.resolve(config), folder: process.cwd() };
    this.settings = new ProjectSettingsFiles(disk, mistake, chosen);
  }

  /**
   * Reads folders and files. False where one of them cannot be read; `problem` is told why, and `progress` now and then how
   * many files of a folder were read.
   */
  async add(paths: readonly string[], problem: Problem, progress?: (files: number) => void): Promise<boolean> {
    this.addRoots(paths.map(rootOfPath));
    // What a hook hands over is every file of a commit.
    const strange = new Set(paths.filter((given) => !formatOf({ path: path.resolve(given) }) && !isFolder(given)));
    const isSummedUp = strange.size > MOST_NAMED;
    if (isSummedUp) problem(`${strange.size} files`, 'they are none of the files that hold mail settings');
    let isRead = true;
    for (const given of paths.filter((each) => !isSummedUp || !strange.has(each)))
      isRead = (await readInto(this.workspace, given, problem, progress)) && isRead;
    return isRead;
  }

  /**
   * Reads what lies around the named files, and may read them, so that no fix disturbs it. Its own findings do not count.
   */
  async readAround(): Promise<void> {
    this.shown = new Set(this.workspace.touched());
    for (const root of this.roots) await this.workspace.scan(root);
  }

  /** Leaves out all other findings from now on. */
  only(isWanted: (finding: Finding) => boolean): void {
    this.isWanted = isWanted;
  }

  /** A text that is not saved, as an editor has it. */
  addText(file: string, text: string, problem: Problem): void {
    this.addRoots([rootFor(file)]);
    const path = this.workspace.nameOf(file);
    this.workspace.open({ uri: uriOf(file), path, text: text.replace(/^\ufeff/, '') });
    this.workspace.look(file, { problem }, true);
  }

  private addRoots(roots: readonly string[]): void {
    this.roots.push(...roots.filter((root, index) => !this.roots.includes(root) && roots.indexOf(root) === index));
    this.workspace.setRoots(this.roots);
  }

  /** All findings, as the projects weigh them. */
  findings(): Finding[] {
    return this.workspace
      .touched()
      .filter((uri) => this.shown?.has(uri) ?? true)
      .flatMap((uri) => this.findingsIn(uri))
      .sort(compareFindings);
  }

  /** What may be done about a finding, the best first. */
  fixes(finding: Finding): readonly Fix[] {
    return this.workspace.fixes(finding);
  }

  /** True for a safe fix whose files may all be written. */
  isApplicable({ safe, edits }: Fix): boolean {
    return safe && edits.every(({ uri }) => this.isWritable(uri));
  }

  private isWritable(uri: string): boolean {
    const known = this.writable.get(uri);
    if (known !== undefined) return known;
    const isWritable = !this.isLeftOut(uri) && rewritable(fileOf(uri) ?? '', this.roots).kind === 'rewritable';
    this.writable.set(uri, isWritable);
    return isWritable;
  }

  /** The edits of as many safe fixes as can be applied at once, of those that are wanted. */
  fixAll(isWanted: (fix: Fix) => boolean): Edit[] {
    return this.workspace.fixAll(this.findings(), isWanted);
  }

  private findingsIn(uri: string): Finding[] {
    const findings = this.workspace.findings(uri).filter(this.isWanted);
    const file = fileOf(uri);
    if (file === undefined) return findings;
    const project = this.settings.of(file);
    if (project.ignores(file)) return [];
    const kept = findings.filter((finding) => !project.excepts(file, finding));
    return applyChoices(kept, [this.severities, ...project.choices(file)]);
  }

  /** Whether the project's settings leave a document out. */
  isLeftOut(uri: string): boolean {
    const file = fileOf(uri);
    return file !== undefined && this.settings.of(file).ignores(file);
  }

  /** Dialects and rules that threw: bugs of this program. */
  failures(): Error[] {
    return this.workspace.failures();
  }

  /** Files with a mail configuration that are not left out, and all of their configurations. */
  looked(): Looked {
    const uris = this.workspace.mailDocuments().filter((uri) => !this.isLeftOut(uri) && (this.shown?.has(uri) ?? true));
    const configurations = uris.reduce((sum, uri) => sum + this.workspace.configs(uri).length, 0);
    return { files: uris.length, configurations };
  }

  /** What every report is given of the session, beside the findings. */
  sources(): Pick<Reported, 'fixes' | 'isApplicable' | 'looked' | 'document'> {
    return {
      fixes: (finding) => this.fixes(finding),
      isApplicable: (fix) => this.isApplicable(fix),
      looked: this.looked(),
      document: (uri) => this.document(uri),
    };
  }

  /** How texts of these files are shown. */
  showing(): Showing {
    return showingFor(this.workspace.mailDocuments().flatMap((uri) => this.workspace.configs(uri)));
  }

  document(uri: string): SourceDocument | undefined {
    return this.workspace.document(uri);
  }

  /** Lints another text in place of a file's own from now on. Nothing is written. */
  replace(uri: string, text: string): void {
    if (!this.originals.has(uri)) this.originals.set(uri, this.document(uri)?.text ?? '');
    const document = this.document(uri);
    if (document) this.workspace.open({ ...document, text });
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
  surrounding?: SourceDocument,
): Promise<{ readonly workspace: Workspace; readonly root: string; readonly isRead: boolean }> {
  const workspace = new Workspace(disk);
  const root = rootOfPath(given);
  workspace.setRoots([root]);
  if (surrounding) workspace.addEnvironment(surrounding);
  return { workspace, root, isRead: await readInto(workspace, given, problem) };
}

const isFolder = (given: string) => fs.statSync(given).isDirectory();

function rootOfPath(given: string): string {
  const full = path.resolve(given);
  return isFolder(full) ? full : rootFor(full);
}

/** False where a folder or file cannot be read. */
async function readInto(
  workspace: Workspace,
  given: string,
  problem: Problem,
  progress?: (files: number) => void,
): Promise<boolean> {
  const full = path.resolve(given);
  if (!isFolder(full)) {
    workspace.look(full, { problem }, true);
    return !formatOf({ path: full }) || workspace.document(uriOf(full)) !== undefined;
  }
  let isRead = true;
  let read = 0;
  let told = Date.now();
  await workspace.scan(full, {
    breathe() {
      read++;
      if (!progress || Date.now() - told < PROGRESS) return undefined;
      told = Date.now();
      progress(read);
      return undefined;
    },
    problem(file, because) {
      if (file === full) isRead = false;
      problem(file, because);
    },
  });
  return isRead;
}

const rootFor = (file: string) =>
  path.relative(process.cwd(), file).startsWith('..') ? path.dirname(file) : process.cwd();
