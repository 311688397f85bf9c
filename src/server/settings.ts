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

  private initial: SeverityChoices | undefined;
  private pushed: SeverityChoices | undefined;
  /** By document. What the client has not answered is asked again. */
  private readonly answers = new Map<string, Promise<SeverityChoices | undefined>>();
  /** Answers that have taken too long: nothing waits for them any more. */
  private readonly overdue = new Set<Promise<SeverityChoices | undefined>>();

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
    const answer = this.answers.get(uri) ?? this.asked(uri);
    const answered = this.overdue.has(answer) ? undefined : await inTime(answer);
    if (!answered && !this.overdue.has(answer)) {
      this.overdue.add(answer);
      void answer.then(() => {
        this.overdue.delete(answer);
        this.late();
      });
    }
    return answered?.value ?? this.pushed ?? this.initial ?? {};
  }

  private asked(uri: string): Promise<SeverityChoices | undefined> {
    const answer = this.ask(uri).then((settings) => {
      if (settings === undefined && this.answers.get(uri) === answer) this.answers.delete(uri);
      return rulesIn(settings);
    });
    this.answers.set(uri, answer);
    return answer;
  }
}
