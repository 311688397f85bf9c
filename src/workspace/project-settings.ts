/**
 * The settings that a project shares with everybody who lints it, in `.mail-config-lint.json`:
 *
 *     { "rules": { "missing-auth": "off" }, "ignore": ["legacy/**"] }
 *
 * A file's settings are those of the nearest such file in its folder and those above, up to the repository's own.
 */
import ignore from 'ignore';
import { RULE_IDS } from '../analyzer/rules/index';
import type { FileStore, TextFile } from './file-store';
import { isChoice, namesRule, readChoices, type SeverityChoices } from './severities';
import { UNUSED_SUPPRESSION } from './suppressions';

export const SETTINGS_FILE = '.mail-config-lint.json';

export interface ProjectSettings {
  /** The path of the settings file; undefined where there is none. */
  readonly file?: string;
  readonly choices: SeverityChoices;
  /** Whether findings in a file are left out; the patterns are those of .gitignore, from the settings' folder. */
  ignores(file: string): boolean;
}

type Text = Extract<TextFile, { kind: 'text' }>;

const NO_SETTINGS: ProjectSettings = { choices: {}, ignores: () => false };

const isKnown = (id: string) => id === UNUSED_SUPPRESSION || [...RULE_IDS].some((rule) => namesRule(id, rule));

export class ProjectSettingsFiles {
  /** By folder. */
  private readonly known = new Map<string, ProjectSettings>();

  /** `problem` is told, once, of what is wrong in a settings file; the rest of the file holds. */
  constructor(
    private readonly files: FileStore,
    private readonly problem: (file: string, because: string) => void,
  ) {}

  /** The settings for a file, by its path. */
  of(file: string): ProjectSettings {
    return this.inFolder(this.files.folderOf(file));
  }

  /** Any settings file may be other than it was. */
  forget(): void {
    this.known.clear();
  }

  /** A file or folder was made, changed or deleted. True where settings that were looked up may be other than they were. */
  pathChanged(path: string): boolean {
    const { separator } = this.files;
    const name = path.slice(path.lastIndexOf(separator) + 1);
    const concerns = (folder: string) =>
      name === SETTINGS_FILE || name === '.git' || (folder + separator).startsWith(path + separator);
    const concerned = [...this.known.keys()].filter(concerns);
    for (const folder of concerned) this.known.delete(folder);
    return concerned.length > 0;
  }

  /** Where settings that hold in a folder may lie outside of it, nearest first, as paths. */
  placesAbove(folder: string): string[] {
    const above = this.above(folder);
    return above === undefined ? [] : [above + this.files.separator + SETTINGS_FILE, ...this.placesAbove(above)];
  }

  /** The folder above one; undefined for the top of a repository or of all folders. */
  private above(folder: string): string | undefined {
    const above = this.files.folderOf(folder);
    return above === folder || this.files.names(folder).includes('.git') ? undefined : above;
  }

  private inFolder(folder: string): ProjectSettings {
    let settings = this.known.get(folder);
    if (settings) return settings;
    const own = folder + this.files.separator + SETTINGS_FILE;
    const read = this.files.read(own);
    if (read.kind === 'text') settings = this.parsed(read, folder, own);
    else {
      if (read.kind === 'skipped') this.problem(own, read.because);
      const above = this.above(folder);
      settings = above === undefined ? NO_SETTINGS : this.inFolder(above);
    }
    this.known.set(folder, settings);
    return settings;
  }

  private parsed({ text, encoding }: Text, folder: string, file: string): ProjectSettings {
    let settings: unknown;
    if (encoding === 'unknown') {
      this.problem(file, 'it is not valid UTF-8');
      return { ...NO_SETTINGS, file };
    }
    try {
      settings = JSON.parse(text);
    } catch (error) {
      this.problem(file, `it is not valid JSON: ${error instanceof Error ? error.message : error}`);
      return { ...NO_SETTINGS, file };
    }
    const { rules, patterns, problems } = readSettings(settings);
    for (const because of problems) this.problem(file, because);
    const ignored = ignore().add(patterns);
    const { separator } = this.files;
    return {
      file,
      choices: rules,
      ignores: (other) =>
        other.startsWith(folder + separator) &&
        ignored.ignores(other.slice(folder.length + separator.length).replaceAll(separator, '/')),
    };
  }
}

/** The text of a settings file with a rule switched off in it; undefined where the text is no settings file. */
export function withRuleOff(text: string, rule: string): string | undefined {
  try {
    const settings = text.trim() === '' ? {} : JSON.parse(text);
    const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? 2;
    return `${JSON.stringify({ ...settings, rules: { ...settings.rules, [rule]: 'off' } }, null, indent)}\n`;
  } catch {
    return undefined;
  }
}

/** What a settings file holds, and what is wrong with it. */
function readSettings(settings: unknown): { rules: SeverityChoices; patterns: string[]; problems: string[] } {
  const problems: string[] = [];
  const isMap = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(settings)) return { rules: {}, patterns: [], problems: ['it holds no object'] };
  const { $schema: _, rules, ignore: patterns, ...others }: Record<string, unknown> = { ...settings };
  for (const name of Object.keys(others))
    problems.push(`there is no setting '${name}'; there are 'rules' and 'ignore'`);
  if (rules !== undefined && !isMap(rules)) problems.push("'rules' takes an object of rule ids and severities");
  for (const [id, choice] of Object.entries(isMap(rules) ? rules : {})) {
    if (!isKnown(id)) problems.push(`there is no rule '${id}'`);
    if (!isChoice(choice))
      problems.push(`'${id}' takes error, warning, information, hint, off or default, not ${JSON.stringify(choice)}`);
  }
  const list = Array.isArray(patterns) ? patterns : [];
  const isText = (value: unknown): value is string => typeof value === 'string';
  if (patterns !== undefined && !(Array.isArray(patterns) && list.every(isText)))
    problems.push("'ignore' takes a list of patterns");
  return { rules: readChoices(rules), patterns: list.filter(isText), problems };
}
