/** The findings of a document as its user and its project want them. */
import type { Finding, SourceDocument } from '../analyzer/model';
import { withoutMessage } from '../show/error';
import type { FileStore } from '../workspace/file-store';
import { matchesPath } from '../workspace/patterns';
import { isSettingsFile, type ProjectSettingsFiles, SETTINGS_FILE } from '../workspace/project-settings';
import type { Mistake } from '../workspace/settings-tree';
import { applyChoices } from '../workspace/severities';
import type { Workspace } from '../workspace/workspace';
import { type Reading, readingsOf, readsOf } from './readings';
import type { Settings, UserSettings } from './settings';

export interface FindingsHost {
  readonly files: FileStore;
  readonly workspace: Workspace;
  readonly projects: ProjectSettingsFiles;
  readonly settings: Settings;
  isOpen(uri: string): boolean;
  /** Told once of each part of this program that threw. */
  bug(message: string): void;
}

export class Findings {
  private readonly bugs = new Set<string>();

  constructor(private readonly host: FindingsHost) {}

  /** As these, of another workspace in which nothing is open. */
  over(workspace: Workspace): Findings {
    return new Findings({ ...this.host, workspace, isOpen: () => false });
  }

  /** Those of a document, by its canonical URI. */
  async of(uri: string): Promise<Finding[]> {
    const { files, workspace, projects, settings } = this.host;
    const own = await settings.of(this.scopeOf(uri));
    if (!own.enable) return [];
    const findings = workspace.findings(uri);
    for (const { part, error } of workspace.analysis(uri)?.failures ?? [])
      this.tell(`${part} failed on ${uri}: ${withoutMessage(error)}`);
    const file = files.fileOf(uri);
    if (file === undefined) return applyChoices(findings, [own.rules]);
    const project = projects.of(file);
    const path = workspace.nameOf(file);
    if (project.ignores(file) || matchesPath(own.exclude, path)) return [];
    // The person at the editor goes before the project, and what is said of some files before what is said of all.
    const special = own.overrides.filter(({ files }) => matchesPath(files, path)).map(({ rules }) => rules);
    const kept = findings.filter((finding) => !project.excepts(file, finding));
    return applyChoices(kept, [...special.reverse(), own.rules, ...project.choices(file)]);
  }

  /** Wrong values that a document reads from other documents. */
  async readIn(uri: string): Promise<Reading[]> {
    const reads = readsOf(this.host.workspace.configs(uri), uri);
    const readings: Reading[] = [];
    for (const other of new Set(reads.map(({ written }) => written.uri)))
      readings.push(...readingsOf(await this.of(other), reads));
    return readings;
  }

  /** The user's settings for a document. */
  settingsOf(uri: string): Promise<UserSettings> {
    return this.host.settings.of(this.scopeOf(uri));
  }

  /** What the user's settings are asked for: an open document, else the folder of the workspace, once for all of its files. */
  private scopeOf(uri: string): string {
    const { files, workspace, isOpen } = this.host;
    const file = files.fileOf(uri);
    const root = file === undefined || isOpen(uri) ? undefined : workspace.rootOf(file);
    return root === undefined ? uri : files.uriOf(root);
  }

  /** A document that is a settings file of a project, with what is wrong in it; undefined for any other. */
  settingsFile(uri: string): { readonly document: SourceDocument; readonly mistakes: readonly Mistake[] } | undefined {
    const { files, projects, workspace } = this.host;
    const file = files.fileOf(uri);
    const document = file !== undefined && isSettingsFile(file) ? workspace.document(uri) : undefined;
    return document && { document, mistakes: projects.mistakes(file!, document.text) };
  }

  /** The settings files in which something is wrong, of those that hold for the workspace, by their URIs. */
  faultySettings(): string[] {
    const { files, projects, workspace } = this.host;
    for (const uri of workspace.found()) {
      const file = files.fileOf(uri);
      if (file !== undefined) projects.of(file);
    }
    return projects
      .read()
      .map((file) => files.uriOf(file))
      .filter((uri) => (this.settingsFile(uri)?.mistakes.length ?? 0) > 0);
  }

  /** The settings file that holds for a document, or the one that its folder may have. */
  settingsUri(uri: string): string | undefined {
    const { files, workspace, projects } = this.host;
    const file = files.fileOf(uri);
    if (file === undefined) return undefined;
    const root = workspace.rootOf(file);
    const path = projects.of(file).file ?? (root === undefined ? undefined : root + files.separator + SETTINGS_FILE);
    return path === undefined ? undefined : files.uriOf(path);
  }

  private tell(bug: string): void {
    if (!this.bugs.has(bug)) this.host.bug(`a bug of this program: ${bug}`);
    this.bugs.add(bug);
  }
}
