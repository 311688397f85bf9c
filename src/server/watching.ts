/** Files that change on disk: which ones the client is to report, and what follows from its reports. */
import { type FileSystemWatcher, WatchKind } from 'vscode-languageserver';
import { watchPatterns } from '../analyzer/kinds';
import type { FileStore } from '../workspace/file-store';
import { type ProjectSettingsFiles, SETTINGS_PATTERN } from '../workspace/project-settings';
import type { Workspace } from '../workspace/workspace';
import { Delayed } from './delayed';
import type { Scan } from './scan';

/** How long reports pause before what they tell is looked into. In milliseconds. */
const PAUSE = 100;

/** Lookup tables of Postfix by their usual names; they have any, and none that only they have. */
const TABLES = ['sasl_passwd', 'tls_policy', 'transport', 'virtual', 'virtual_domains', 'vmailbox', 'relay_domains'];

/** Read along with those: settings of the `config` package, lookup tables, and what tells which files count. */
const OTHERS = ['**/*.json5', '**/.gitignore', '**/.gitattributes', ...TABLES.map((name) => `**/${name}`)];

/** Git's index: of the repository, of a linked working tree or of a submodule. */
const GIT_INDEX = /[\\/]index$/;
const IN_GIT = /[\\/]\.git[\\/]/;

export interface WatchingHost {
  readonly files: FileStore;
  readonly workspace: Workspace;
  readonly projects: ProjectSettingsFiles;
  readonly scan: Scan;
  roots(): readonly string[];
  /** Everything that is shown may be other than it was. */
  refresh(): void;
}

export class Watching {
  private paths = new Set<string>();
  private isKnown = false;
  private isGit = false;
  private readonly delayed = new Delayed(() => void this.look(), PAUSE);

  constructor(private readonly host: WatchingHost) {}

  /**
   * What the client is to report: changes of the files that are read, and whatever is made or goes, as it may be a folder
   * of whose files nothing else is told. `anywhere`: it can watch files outside of its folders.
   */
  watchers(anywhere: boolean): FileSystemWatcher[] {
    return [
      ...[...watchPatterns(), ...OTHERS].map((globPattern) => ({ globPattern, kind: WatchKind.Change })),
      { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
      { globPattern: '**/.git/index' },
      ...(anywhere ? this.watchersOutside(this.host.roots()) : []),
    ];
  }

  /** What the client is to report of files outside of some of its folders. */
  watchersOutside(roots: readonly string[]): FileSystemWatcher[] {
    return roots.flatMap((root) => this.outside(root));
  }

  /** Files outside of a root that count in it: settings in the folders above, and the index of the repository. */
  private outside(root: string): FileSystemWatcher[] {
    const { files, projects } = this.host;
    const index = files.gitIndex?.(root);
    const isOutside = index !== undefined && !index.startsWith(root + files.separator);
    const places = projects.foldersAbove(root).map((folder) => ({ folder, pattern: SETTINGS_PATTERN }));
    if (isOutside) places.push({ folder: files.folderOf(index), pattern: 'index' });
    return places.map(({ folder, pattern }) => ({ globPattern: { baseUri: files.uriOf(folder), pattern } }));
  }

  /**
   * Takes a report of files and folders, by the client's URIs. From here on nothing old is answered; what may be new is
   * looked for after a pause, as a report seldom comes alone.
   */
  changed(uris: readonly string[]): void {
    const { files, workspace, projects } = this.host;
    for (const uri of uris) {
      const path = files.fileOf(uri);
      if (path === undefined) continue;
      if (IN_GIT.test(path)) {
        this.isGit ||= GIT_INDEX.test(path);
        continue;
      }
      files.forget?.(path);
      const isKnown = workspace.pathChanged(path);
      const isSettings = projects.pathChanged(path);
      this.isKnown ||= isKnown || isSettings;
      this.paths.add(
        path.endsWith(`${files.separator}.gitignore`) ? this.ignoredOtherwise(files.folderOf(path)) : path,
      );
    }
    this.delayed.schedule();
  }

  /** Other files of a folder are ignored than before: it is scanned anew. Gives the folder. */
  private ignoredOtherwise(folder: string): string {
    this.host.workspace.leave(folder);
    this.isKnown = true;
    return folder;
  }

  /** For clients that report nothing: any file may be other than it was. */
  anythingChanged(): void {
    this.host.workspace.anythingChanged();
    this.host.projects.forget();
    this.isKnown = true;
    this.delayed.schedule();
  }

  stop(): void {
    this.delayed.stop();
  }

  private async look(): Promise<void> {
    const { scan, workspace, roots, refresh } = this.host;
    const { paths, isKnown, isGit } = this;
    this.paths = new Set();
    this.isKnown = false;
    this.isGit = false;
    const isNew = paths.size > 0 && (await scan.some(roots(), paths));
    if (isKnown || isNew || (isGit && workspace.trackingChanged())) refresh();
  }
}
