/**
 * The settings that a project shares with everybody who lints it, in `.mail-config-lint.json` or `.yaml`:
 *
 *     { "extends": "../base.json", "rules": { "missing-auth": "off" }, "ignore": ["legacy/**"] }
 *
 * A file's settings are those of the nearest such file in its folder and those above, up to the repository's own.
 */
import ignore from 'ignore';
import type { Finding } from '../analyzer/model';
import type { FileStore, TextFile } from './file-store';
import { LineIndex, type Position } from './lines';
import { matchesPath } from './patterns';
import { type Exception, type Part, readSettings } from './settings-reader';
import type { Mistake } from './settings-tree';
import { matchesPattern, namesRule, type SeverityChoices } from './severities';

export const SETTINGS_FILE = '.mail-config-lint.json';

/** The first of them that lies in a folder counts. */
const NAMES: readonly string[] = [SETTINGS_FILE, '.mail-config-lint.yaml', '.mail-config-lint.yml'];

/** For watchers. */
export const SETTINGS_PATTERN = '.mail-config-lint.{json,yaml,yml}';

const nameIn = (path: string) => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

export const isSettingsFile = (path: string): boolean => NAMES.includes(nameIn(path));

export interface ProjectSettings {
  /** The path of the settings file; undefined where there is none. */
  readonly file?: string;
  /** What is said of the rules in a file; the first that says anything of a rule decides. */
  choices(file: string): readonly SeverityChoices[];
  /** Whether findings in a file are left out; the patterns are those of .gitignore, from the settings' folder. */
  ignores(file: string): boolean;
  /** Whether a finding is about hosts alone that its rule is not to speak of. */
  excepts(file: string, finding: Finding): boolean;
}

/** Told of a mistake in a settings file. `at` is undefined where the whole file is meant. */
export type MistakeListener = (file: string, because: string, at?: Position) => void;

interface Known extends ProjectSettings {
  /** The files that were read for it. */
  readonly sources: readonly string[];
}

/** No name of a folder. */
const CHOSEN = '';

const NO_SETTINGS: Known = { choices: () => [], ignores: () => false, excepts: () => false, sources: [] };

/** What a settings file and those that it extends say. */
interface Merged {
  readonly ignored: readonly string[];
  readonly parts: readonly Part[];
}

export class ProjectSettingsFiles {
  /** By folder. */
  private readonly known = new Map<string, Known>();

  /**
   * `problem` is told, once, of what is wrong in a settings file; the rest of the file holds. `chosen`: a settings file that
   * counts everywhere, and the folder that its patterns are read from.
   */
  constructor(
    private readonly files: FileStore,
    private readonly problem: MistakeListener,
    private readonly chosen?: { readonly file: string; readonly folder: string },
  ) {}

  /** The settings for a file, by its path. */
  of(file: string): ProjectSettings {
    return this.inFolder(this.files.folderOf(file));
  }

  /** What is wrong in the text of a settings file, which need not be saved. */
  mistakes(file: string, text: string): readonly Mistake[] {
    const { extends: extended, mistakes } = readSettings(text, file);
    const wrong = extended.flatMap(({ path, at }) => {
      const base = this.baseOf(path, [file]);
      return 'because' in base ? [{ because: base.because, at }] : [];
    });
    return [...mistakes, ...wrong];
  }

  /** The settings files that were read, by path. */
  read(): string[] {
    return [...new Set([...this.known.values()].flatMap(({ sources }) => sources))];
  }

  /** Any settings file may be other than it was. */
  forget(): void {
    this.known.clear();
  }

  /** A file or folder was made, changed or deleted. True where settings that were looked up may be other than they were. */
  pathChanged(path: string): boolean {
    const { separator } = this.files;
    const isOneOfThem = isSettingsFile(path) || nameIn(path) === '.git';
    const concerns = ([folder, { sources }]: readonly [string, Known]) =>
      isOneOfThem || sources.includes(path) || (folder + separator).startsWith(path + separator);
    const concerned = [...this.known].filter(concerns);
    for (const [folder] of concerned) this.known.delete(folder);
    return concerned.length > 0;
  }

  /** Folders outside of a folder that may hold settings for it, nearest first. */
  foldersAbove(folder: string): string[] {
    const above = this.above(folder);
    return above === undefined ? [] : [above, ...this.foldersAbove(above)];
  }

  /** The folder above one; undefined for the top of a repository or of all folders. */
  private above(folder: string): string | undefined {
    const above = this.files.folderOf(folder);
    return above === folder || this.files.names(folder).includes('.git') ? undefined : above;
  }

  private inFolder(folder: string): Known {
    const known = this.known.get(folder);
    if (known) return known;
    const settings = this.chosen ? this.chosenSettings(this.chosen) : (this.own(folder) ?? this.inherited(folder));
    this.known.set(folder, settings);
    return settings;
  }

  private chosenSettings({ file, folder }: { readonly file: string; readonly folder: string }): Known {
    const known = this.known.get(CHOSEN) ?? this.settingsIn(file, folder);
    this.known.set(CHOSEN, known);
    return known;
  }

  private inherited(folder: string): Known {
    const above = this.above(folder);
    return above === undefined ? NO_SETTINGS : this.inFolder(above);
  }

  private own(folder: string): Known | undefined {
    const { separator } = this.files;
    const there = NAMES.map((name) => folder + separator + name).filter(
      (file) => this.files.read(file).kind !== 'missing',
    );
    const [file, other] = there;
    if (file === undefined) return undefined;
    if (other !== undefined) this.problem(other, `it does not count beside ${nameIn(file)}`);
    return this.settingsIn(file, folder);
  }

  /** `folder`: where the patterns are read from. */
  private settingsIn(file: string, folder: string): Known {
    const { separator } = this.files;
    const sources: string[] = [];
    const { parts, ignored } = this.merged(file, [], sources);
    const ignores = ignore().add([...ignored]);
    const within = (path: string) =>
      path.startsWith(folder + separator)
        ? path.slice(folder.length + separator.length).replaceAll(separator, '/')
        : undefined;
    const partsFor = (path: string) =>
      parts.filter(({ files }) => files === undefined || matchesPath(files, within(path) ?? '')).reverse();
    return {
      file,
      sources,
      choices: (path) => partsFor(path).map(({ choices }) => choices),
      ignores: (path) => within(path) !== undefined && ignores.ignores(within(path)!),
      excepts: (path, finding) =>
        partsFor(path).some(({ exceptions }) =>
          Object.entries(exceptions).some(
            ([rule, exception]) => namesRule(rule, finding.rule) && isOnlyAbout(finding, exception),
          ),
        ),
    };
  }

  /** Reads a settings file after those that it extends. `chain`: the files that lead to this one. */
  private merged(file: string, chain: readonly string[], sources: string[]): Merged {
    sources.push(file);
    const text = this.textOf(file, this.files.read(file));
    if (text === undefined) return { parts: [], ignored: [] };
    const { extends: extended, parts, ignore: ignored, mistakes } = readSettings(text, file);
    const lines = new LineIndex(text);
    for (const { because, at } of mistakes) this.problem(file, because, lines.positionAt(at.start));
    const bases = extended.flatMap(({ path, at }) => {
      const base = this.baseOf(path, [...chain, file]);
      if ('file' in base) return [this.merged(base.file, [...chain, file], sources)];
      this.problem(file, base.because, lines.positionAt(at.start));
      return [];
    });
    return {
      parts: [...bases.flatMap((base) => base.parts), ...parts],
      ignored: [...bases.flatMap((base) => base.ignored), ...ignored],
    };
  }

  private textOf(file: string, read: TextFile): string | undefined {
    if (read.kind === 'missing') return undefined;
    if (read.kind === 'text' && read.encoding !== 'unknown') return read.text;
    this.problem(file, read.kind === 'skipped' ? read.because : 'it is not valid UTF-8');
    return undefined;
  }

  /**
   * The path of a file that another one extends, the last of the chain, or why it may not. A file outside of the repository
   * is not read: what it holds must not get into the messages of a CI system.
   */
  private baseOf(path: string, chain: readonly string[]): { readonly file: string } | { readonly because: string } {
    const { files } = this;
    const file = joined(files.folderOf(chain.at(-1)!), path, files.separator);
    if (file === undefined) return { because: `'${path}' is not a relative path` };
    if (!/\.(?:json|ya?ml)$/i.test(path)) return { because: `'${path}' is no JSON or YAML file` };
    if (chain.includes(file)) return { because: `'${path}' leads back to this file` };
    const top = this.topOf(files.folderOf(chain[0]!));
    const prefix = top.endsWith(files.separator) ? top : top + files.separator;
    if (!file.startsWith(prefix)) return { because: `'${path}' lies outside of the repository` };
    return files.read(file).kind === 'missing' ? { because: `there is no file '${path}'` } : { file };
  }

  private topOf(folder: string): string {
    const above = this.above(folder);
    return above === undefined ? folder : this.topOf(above);
  }
}

/** Undefined for what is no relative path. */
function joined(folder: string, relative: string, separator: string): string | undefined {
  if (/^(?:[/\\~]|[a-z][\w+.-]*:)/i.test(relative)) return undefined;
  const parts = folder.split(separator);
  for (const part of relative.split(/[/\\]/)) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join(separator);
}

/** Every configuration that has the finding is one of those that are excepted. */
function isOnlyAbout({ subjects }: Finding, { hosts, ports }: Exception): boolean {
  return subjects.every(({ config }) => {
    const host = config?.host?.value?.toLowerCase();
    const port = config?.port?.value;
    const isHost = (pattern: string) => host !== undefined && matchesPattern(pattern.toLowerCase(), host);
    return (!hosts || hosts.some(isHost)) && (!ports || (port !== undefined && ports.includes(Number(port))));
  });
}
