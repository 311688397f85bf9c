/** The user's own severities, however a client hands its settings over. */
import { readChoices, type SeverityChoices } from '../workspace/severities';

const SECTION = 'mailConfigLint';

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rules in a settings object: of the section, with a dot, or flat; undefined where it says nothing of them. */
export function rulesIn(settings: unknown): SeverityChoices | undefined {
  if (!isMap(settings)) return undefined;
  const section = settings[SECTION];
  const rules = (isMap(section) ? section.rules : undefined) ?? settings[`${SECTION}.rules`] ?? settings.rules;
  return isMap(rules) ? readChoices(rules) : undefined;
}

export class Settings {
  private initial: SeverityChoices | undefined;
  private pushed: SeverityChoices | undefined;
  /** By document. What the client has not answered is asked again. */
  private readonly answers = new Map<string, Promise<SeverityChoices | undefined>>();

  /** `ask` gives undefined where the client cannot be asked, or does not tell. */
  constructor(private readonly ask: (uri: string) => Promise<unknown>) {}

  /** Takes `initializationOptions`. */
  start(options: unknown): void {
    this.initial = rulesIn(options);
  }

  /** Takes the settings of `workspace/didChangeConfiguration`; null from clients that want to be asked. */
  changed(settings: unknown): void {
    this.pushed = rulesIn(settings);
    this.answers.clear();
  }

  /** The document is closed. */
  forget(uri: string): void {
    this.answers.delete(uri);
  }

  async of(uri: string): Promise<SeverityChoices> {
    let answer = this.answers.get(uri);
    if (!answer) {
      answer = this.ask(uri).then((settings) => {
        if (settings === undefined && this.answers.get(uri) === answer) this.answers.delete(uri);
        return rulesIn(settings);
      });
      this.answers.set(uri, answer);
    }
    return (await answer) ?? this.pushed ?? this.initial ?? {};
  }
}
