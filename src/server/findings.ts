/** The findings of a document as its user and its project want them. */
import type { Finding } from '../analyzer/model';
import { withoutMessage } from '../show/error';
import type { FileStore } from '../workspace/file-store';
import { type ProjectSettingsFiles, SETTINGS_FILE } from '../workspace/project-settings';
import { applyChoices } from '../workspace/severities';
import type { Workspace } from '../workspace/workspace';
import type { Settings } from './settings';

export interface FindingsHost {
  readonly files: FileStore;
  readonly workspace: Workspace;
  readonly projects: ProjectSettingsFiles;
  readonly settings: Settings;
  /** Told once of each part of this program that threw. */
  bug(message: string): void;
}

export class Findings {
  private readonly bugs = new Set<string>();

  constructor(private readonly host: FindingsHost) {}

  /** Those of a document, by its canonical URI. */
  async of(uri: string): Promise<Finding[]> {
    const { files, workspace, projects, settings } = this.host;
    const own = await settings.of(uri);
    const findings = workspace.findings(uri);
    for (const { part, error } of workspace.analysis(uri)?.failures ?? [])
      this.tell(`${part} failed on ${uri}: ${withoutMessage(error)}`);
    const file = files.fileOf(uri);
    const project = file === undefined ? undefined : projects.of(file);
    if (file !== undefined && project?.ignores(file)) return [];
    // The person at the editor goes before the project.
    return applyChoices(findings, [own, project?.choices ?? {}]);
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
