/** The user's own settings, however a client hands them over. */
import { readChoices, type SeverityChoices } from '../workspace/severities';

const SECTION = 'mailConfigLint';

/** Severities for some paths only; patterns as in .gitignore, from the workspace's folder. */
export interface Override {
  readonly files: readonly string[];
  readonly rules: SeverityChoices;
}

/** The values of variables and the connections behind calls that are shown in the text. */
export type InlayHints = 'off' | 'variables' | 'all';

export interface UserSettings {
  readonly enable: boolean;
  readonly run: 'onType' | 'onSave';
  /** Findings of files that are not open are shown, too. */
  readonly lintWorkspace: boolean;
  /** Files without findings; patterns as in .gitignore, from the workspace's folder. */
  readonly exclude: readonly string[];
  readonly rules: SeverityChoices;
  readonly overrides: readonly Override[];
  readonly codeLens: boolean;
  readonly inlayHints: InlayHints;
}

export const DEFAULTS: UserSettings = {
  enable: true,
  run: 'onType',
  lintWorkspace: true,
  exclude: [],
  rules: {},
  overrides: [],
  codeLens: true,
  inlayHints: 'variables',
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const oneOf =
  <T>(...values: readonly T[]) =>
  (value: unknown): T | undefined =>
    values.find((each) => each === value);

const texts = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;

const choices = (value: unknown): SeverityChoices | undefined => (isMap(value) ? readChoices(value) : undefined);

function overrides(value: unknown): readonly Override[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(isMap).map(({ files, rules }) => ({
    files: texts(typeof files === 'string' ? [files] : files) ?? [],
    rules: readChoices(rules),
  }));
}

/** Each takes a setting that may be anything; undefined where it is not one. */
const READERS: { readonly [Name in keyof UserSettings]: (value: unknown) => UserSettings[Name] | undefined } = {
  enable: oneOf(true, false),
  run: oneOf<UserSettings['run']>('onType', 'onSave'),
  lintWorkspace: oneOf(true, false),
  exclude: texts,
  rules: choices,
  overrides,
  codeLens: oneOf(true, false),
  inlayHints: oneOf<InlayHints>('off', 'variables', 'all'),
};

/** The settings in an object: of the section, with a dot, or flat. Holds only those that it says something of. */
export function settingsIn(value: unknown): Partial<UserSettings> {
  if (!isMap(value)) return {};
  const section = value[SECTION];
  const read = Object.entries(READERS).flatMap(([name, reader]) => {
    const said = (isMap(section) ? section[name] : undefined) ?? value[`${SECTION}.${name}`] ?? value[name];
    const setting = reader(said);
    return setting === undefined ? [] : [[name, setting] as const];
  });
  return Object.fromEntries(read);
}

/** How long findings wait for the client's answer. In milliseconds. */
const PATIENCE = 2000;

/** What a promise gives; undefined where that takes too long. */
async function inTime<T>(answer: Promise<T>): Promise<{ value: T } | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE);
  });
  const answered = answer.then((value) => ({ value }));
  return Promise.race([answered, end]).finally(() => clearTimeout(timer));
}

export class Settings {
  /** Called when an answer arrives that findings did not wait for. */
  late: () => void = () => undefined;

  private initial: Partial<UserSettings> = {};
  private pushed: Partial<UserSettings> = {};
  /** By document or folder. What the client has not answered is asked again. */
  private readonly answers = new Map<string, Promise<Partial<UserSettings>>>();
  /** Answers that have taken too long: nothing waits for them any more. */
  private readonly overdue = new Set<Promise<Partial<UserSettings>>>();

  /** `ask` gives undefined where the client cannot be asked, or does not tell. */
  constructor(private readonly ask: (uri: string) => Promise<unknown>) {}

  /** Takes `initializationOptions`. */
  start(options: unknown): void {
    this.initial = settingsIn(options);
  }

  /** Takes the settings of `workspace/didChangeConfiguration`; null from clients that want to be asked. */
  changed(settings: unknown): void {
    this.pushed = settingsIn(settings);
    this.answers.clear();
  }

  /** The document is closed. */
  forget(uri: string): void {
    this.answers.delete(uri);
  }

  /** Those for a document or a folder. */
  async of(uri: string): Promise<UserSettings> {
    const answer = this.answers.get(uri) ?? this.asked(uri);
    const answered = this.overdue.has(answer) ? undefined : await inTime(answer);
    if (!answered && !this.overdue.has(answer)) {
      this.overdue.add(answer);
      void answer.then(() => {
        this.overdue.delete(answer);
        this.late();
      });
    }
    return { ...DEFAULTS, ...this.initial, ...this.pushed, ...answered?.value };
  }

  private asked(uri: string): Promise<Partial<UserSettings>> {
    const answer = this.ask(uri).then((settings) => {
      if (settings === undefined && this.answers.get(uri) === answer) this.answers.delete(uri);
      return settingsIn(settings);
    });
    this.answers.set(uri, answer);
    return answer;
  }
}
