/** Inputs by number: each follows from the seed and its number alone, so that one that fails can be run again by itself. */
import { formatOf } from '../../src/analyzer/kinds';
import type { SourceDocument } from '../../src/analyzer/model';
import { allFixtures, type Fixture } from '../support/fixture';
import { generator } from '../support/generator';
import { oneOf } from './mutate';
import { fuzzProject } from './project';
import { fuzzReplies } from './replies';
import { fuzzSettingsFile } from './settings-file';

export interface Plan {
  readonly seed: number;
  /** The number of the first input, and how many follow. */
  readonly from: number;
  readonly count: number;
  /** A format of the analyzer, `settings` or `replies`; absent: all in turn. */
  readonly only?: string;
}

export interface Fault {
  readonly number: number;
  readonly subject: string;
  /** What was done to the text, and the text. */
  readonly how: string;
  readonly text: string;
  readonly error: string;
}

export interface Outcome {
  /** By subject: how many texts were read. */
  readonly texts: Readonly<Record<string, number>>;
  readonly faults: readonly Fault[];
}

interface Subject {
  readonly fixture: Fixture;
  readonly document: SourceDocument;
}

/** Documents of the fixtures by format. */
function subjectsByFormat(): Map<string, Subject[]> {
  const found = new Map<string, Subject[]>();
  for (const fixture of allFixtures())
    for (const document of fixture.documents) {
      const format = formatOf(document);
      if (format) found.set(format, [...(found.get(format) ?? []), { fixture, document }]);
    }
  return found;
}

/** Enough to see what is wrong. */
const MOST_FAULTS = 20;

/** Runs the inputs of a plan; `step` is told the number of each before it begins. */
export async function fuzz(plan: Plan, step: (number: number) => void): Promise<Outcome> {
  const byFormat = subjectsByFormat();
  const all = [...byFormat.keys(), 'settings', 'replies'];
  const subjects = plan.only === undefined ? all : all.filter((each) => each === plan.only);
  if (subjects.length === 0) throw new Error(`there are ${all.join(', ')}`);
  const texts: Record<string, number> = {};
  const faults: Fault[] = [];
  for (let number = plan.from; number < plan.from + plan.count && faults.length < MOST_FAULTS; number++) {
    step(number);
    const random = generator(Math.imul(plan.seed, 0x9e3779b1) + number);
    const subject = subjects[number % subjects.length]!;
    let last = { how: '', text: '' };
    const note = (how: string, text: string) => {
      last = { how, text };
    };
    try {
      texts[subject] = (texts[subject] ?? 0) + (await run(subject, byFormat, random, note));
    } catch (error) {
      faults.push({
        number,
        subject,
        ...last,
        error: error instanceof Error ? (error.stack ?? error.message) : `${error}`,
      });
    }
  }
  return { texts, faults };
}

async function run(
  subject: string,
  byFormat: ReadonlyMap<string, readonly Subject[]>,
  random: () => number,
  note: (how: string, text: string) => void,
): Promise<number> {
  if (subject === 'settings') return fuzzSettingsFile(random, note);
  if (subject === 'replies') return fuzzReplies(random, note);
  const subjects = byFormat.get(subject)!;
  const { fixture, document } = oneOf(random, subjects);
  return fuzzProject(fixture, document, oneOf(random, subjects).document.text, random, note);
}
