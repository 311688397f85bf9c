/** Completion of parameter names: at the start of a line, behind `-o`, behind `$`. */
import { isReadBy, PARAMETERS, type PostfixParameter, serviceParameters } from '../../analyzer/data/postfix-parameters';
import { wordsOfParameter } from '../../analyzer/data/postfix-words';
import { defaultOf } from '../../analyzer/dialects/postfix/evaluate';
import { allDefinitions } from '../../analyzer/dialects/postfix/instance';
import { startOfLine } from '../../analyzer/formats/postfix-lines';
import type { Span } from '../../analyzer/model';
import { restrictionClasses } from './names';
import { isKnownTo, parameterOf, settableIn } from './parameters';
import type { Completion } from './results';
import { onOneLine, withoutSecrets } from './shown';
import type { Slot, ValueSlot } from './slot';
import { serviceAt, type View } from './view';

type NameSlot = Extract<Slot, { kind: 'name' }>;
type OptionSlot = Extract<Slot, { kind: 'option' | 'override' }>;

/** True where the letters of `typed` come in `name` in this order, as editors match. */
function matches(name: string, typed: string): boolean {
  if (typed === '') return true;
  const letters = name.toLowerCase();
  let index = 0;
  for (const letter of typed.toLowerCase()) {
    index = letters.indexOf(letter, index) + 1;
    if (index === 0) return false;
  }
  return true;
}

/** Names that values refer to and that no file defines, and classes without a list. */
function wantedNames({ instance }: View): Set<string> {
  const wanted = new Set<string>();
  const want = (name: string) => {
    if (!instance.settings.has(name) && !PARAMETERS.has(name) && /^[a-z]\w/.test(name)) wanted.add(name);
  };
  for (const { macros } of allDefinitions(instance)) for (const { name } of macros.references) want(name);
  for (const name of restrictionClasses(instance)) want(name);
  return wanted;
}

/** Parameters of Postfix and of the services of master.cf that may be set. */
function* settableNames({ instance }: View): Generator<PostfixParameter> {
  yield* settableIn(instance);
  const seen = new Set<string>();
  for (const { service, program } of instance.services) {
    for (const [name] of serviceParameters(service.text, program.text)) {
      if (PARAMETERS.has(name) || seen.has(name)) continue;
      seen.add(name);
      yield parameterOf(name)!;
    }
  }
}

/** Parameters that main.cf does not set yet. */
export function nameCompletions(view: View, { typed, replace, hasValue }: NameSlot): Completion[] {
  const { instance, document } = view;
  const isSet = (name: string) => {
    const key = instance.settings.get(name)?.key;
    return key !== undefined && !(key.uri === document.uri && key.span.start === replace.start);
  };
  const first = instance.assignments.slice(0, 20);
  const isTight = first.filter(({ key }) => document.text[key.span.end] === '=').length * 2 > first.length;
  const separator = hasValue ? '' : isTight ? '=' : ' = ';
  const found: Completion[] = [];
  for (const parameter of settableNames(view)) {
    const { name } = parameter;
    if (matches(name, typed) && !isSet(name)) {
      found.push(nameCompletion(parameter, instance.release, replace, name, separator));
    }
  }
  for (const name of wantedNames(view)) {
    if (matches(name, typed)) found.push(userName(name, replace, name + separator, 'referred to, and not defined'));
  }
  return found;
}

/** Parameters that the program of a service reads and that its line does not set yet. */
export function overrideCompletions(view: View, slot: OptionSlot): Completion[] {
  const { instance } = view;
  const entry = serviceAt(view, slot.start);
  const overrides = entry && startOfLine(entry.line) === slot.start ? entry.overrides : [];
  const isSet = (name: string) =>
    overrides.some((override) => override.name === name && override.nameSpan.start !== slot.replace.start);
  const typed = slot.kind === 'option' ? '' : slot.typed;
  const prefix = slot.kind === 'option' ? '-o ' : '';
  const separator = slot.kind === 'override' && slot.hasValue ? '' : '=';
  const found: Completion[] = [];
  for (const parameter of settableIn(instance)) {
    const { name } = parameter;
    if (!isReadBy(parameter, slot.program) || !matches(name, typed) || isSet(name)) continue;
    found.push(nameCompletion(parameter, instance.release, slot.replace, prefix + name, separator));
  }
  const own = [...instance.settings.keys()].filter((name) => !parameterOf(name));
  for (const name of new Set([...wantedNames(view), ...own])) {
    if (!matches(name, typed) || isSet(name)) continue;
    const detail = instance.settings.has(name) ? 'of main.cf' : 'referred to, and not defined';
    found.push(userName(name, slot.replace, prefix + name + separator, detail));
  }
  return found;
}

/** What the completion of a parameter says whatever the files are. */
interface Entry {
  readonly detail?: string;
  readonly meaning?: string;
  /** A snippet that offers the values. */
  readonly choice?: string;
  readonly isOld: boolean;
}

/** By name, for each release. */
const entries = new Map<string, Map<string, Entry>>();

function entryOf(parameter: PostfixParameter, release: string): Entry {
  let known = entries.get(release);
  if (!known) {
    known = new Map();
    entries.set(release, known);
  }
  let entry = known.get(parameter.name);
  if (!entry) {
    const value = onOneLine(defaultOf(parameter, release));
    entry = {
      detail: value.length > 60 ? `${value.slice(0, 60)}…` : value || undefined,
      meaning: meaningOf(parameter.name),
      choice: choiceOf(parameter, value),
      isOld: parameter.deprecated !== undefined || parameter.aliasOf !== undefined || parameter.class === 'legacy',
    };
    known.set(parameter.name, entry);
  }
  return entry;
}

const LONGEST_MEANING = 70;

/** The first sentence of its description, without the marks of Markdown. */
function meaningOf(name: string): string | undefined {
  const [sentence] = (wordsOfParameter(name) ?? '').split(/(?<=\w)[.:;](?:\s|$)/);
  const plain = sentence?.replaceAll('`', '').trim();
  if (!plain) return undefined;
  return plain.length > LONGEST_MEANING ? `${plain.slice(0, LONGEST_MEANING)}…` : plain;
}

function nameCompletion(
  parameter: PostfixParameter,
  release: string,
  replace: Span,
  text: string,
  separator: string,
): Completion {
  const { name } = parameter;
  const { detail, meaning, choice, isOld } = entryOf(parameter, release);
  const offersChoice = choice !== undefined && separator !== '';
  return {
    label: name,
    kind: 'parameter',
    detail,
    meaning,
    insert: text + separator + (offersChoice ? choice : ''),
    ...(offersChoice ? { snippet: true } : {}),
    ...(isOld ? { deprecated: true, rank: 8 } : {}),
    replace,
    about: { kind: 'parameter', name },
  };
}

/** A place that offers the values, the one that is not the default first. */
function choiceOf({ type, kind, values }: PostfixParameter, standard: string): string | undefined {
  const all = type === 'bool' ? ['yes', 'no'] : kind === 'enum' ? values?.filter((value) => value !== '') : undefined;
  if (!all || all.length === 0) return undefined;
  const sorted = [...all].sort((a, b) => Number(a === standard) - Number(b === standard));
  return `\${1|${sorted.join(',')}|}`;
}

const userName = (name: string, replace: Span, insert: string, detail: string): Completion => ({
  label: name,
  kind: 'user',
  detail,
  insert,
  replace,
  rank: 2,
});

/** Names behind a `$`; undefined where none is being written. */
export function referenceCompletions({ instance }: View, slot: ValueSlot): Completion[] | undefined {
  const written = /\$[{(]?(\w*)$/.exec(slot.typed);
  if (!written) return undefined;
  const typed = written[1]!;
  const start = slot.replace.start + slot.typed.length - typed.length;
  const rest = /^\w*/.exec(instanceText(instance, slot).slice(start + typed.length, start + typed.length + 100))![0];
  const replace = { start, end: start + typed.length + rest.length };
  const found: Completion[] = [];
  for (const { name, raw } of instance.settings.values()) {
    if (name === slot.parameter || !matches(name, typed)) continue;
    const isOwn = !PARAMETERS.has(name);
    const detail = withoutSecrets(instance, name, raw).slice(0, 60);
    found.push({ label: name, kind: isOwn ? 'user' : 'parameter', detail, insert: name, replace, rank: isOwn ? 1 : 3 });
  }
  for (const parameter of PARAMETERS.values()) {
    const { name } = parameter;
    if (instance.settings.has(name) || name === slot.parameter || !matches(name, typed)) continue;
    if (!isKnownTo(parameter, instance) || parameter.class === 'legacy') continue;
    found.push({ label: name, kind: 'parameter', insert: name, replace, about: { kind: 'parameter', name } });
  }
  return found;
}

const instanceText = ({ main, master }: View['instance'], { service }: ValueSlot): string =>
  (service ? master?.text : main?.text) ?? '';
