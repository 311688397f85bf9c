/**
 * The variables that a Dockerfile gives its containers: `ENV KEY=value KEY="a b"` and the old `ENV KEY value`. Each stage
 * is an environment; a variable that only passes on a build argument has the argument's default. Values are read as
 * BuildKit reads them (frontend/dockerfile/shell).
 */
import type { Edit, Editable, Scalar, Span } from '../model';
import { type Instruction, type Instructions, imageOf, instructionsIn, wordsIn } from './dockerfile-instructions';
import { lineBreakOf, lineStartOf, wholeLines } from './lines';
import { postconfIn, writesOf } from './postconf';
import { meaningOf, referenceIn } from './reference';
import type { Entry, Scope, SettingsTree } from './scope';
import { commandsIn } from './shell';

interface Variable extends Entry {
  /** From its first letter to its last, over continued lines. */
  readonly instruction: Span;
}

interface Source extends Instructions {
  readonly uri: string;
}

/** Without the ends of continued lines. */
const joined = ({ text, continued }: Source, { start, end }: Span): string => {
  const word = text.slice(start, end);
  return word.includes('\n') ? word.replace(new RegExp(continued, 'g'), '') : word;
};

/** What the quotes and escapes of a word make of it; undefined where a variable is put in. */
function unquoted(word: string, mark: string): string | undefined {
  let text = '';
  let quote: string | undefined;
  for (let at = 0; at < word.length; at++) {
    const char = word[at]!;
    const next = word[at + 1];
    if (quote ? char === quote : char === '"' || char === "'") quote = quote ? undefined : char;
    else if (char === mark && quote !== "'" && next !== undefined && (!quote || /["$]/.test(next) || next === mark))
      text += word[++at]!;
    else if (char === '$' && quote !== "'") return undefined;
    else text += char;
  }
  return text;
}

/** A value as it is written: in the quotes that were there, else in double quotes where it needs any. */
function spell(value: string, mark: string, quote?: Entry['quote']): string | undefined {
  if (/[\r\n\0]/.test(value)) return undefined;
  if (quote === "'" && !value.includes("'")) return `'${value}'`;
  if (!quote && /^[\w.,:/@%+=~-]+$/.test(value)) return value;
  return `"${value.replace(/["$\\`]/g, (char) => (char === '"' || char === '$' || char === mark ? mark + char : char))}"`;
}

class VariableEditable implements Editable {
  constructor(
    private readonly source: Source,
    private readonly instruction: Span,
    private readonly key: Span,
    private readonly value: Span,
    private readonly quote: Entry['quote'],
    private readonly isAlone: boolean,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const { uri, mark } = this.source;
    const text = spell(String(value), mark, this.quote);
    const isBroken = /[\r\n]/.test(this.source.text.slice(this.value.start, this.value.end));
    return text === undefined || isBroken ? undefined : { uri, span: this.value, text };
  }

  /** Of an instruction that sets several, none is taken out: the lines around it would have to be joined anew. */
  remove(): Edit[] | undefined {
    const { text, uri } = this.source;
    const span = this.isAlone ? wholeLines(text, this.instruction.start, this.instruction.end) : undefined;
    return span && [{ uri, span, text: '' }];
  }

  rename(name: string): Edit {
    return { uri: this.source.uri, span: this.key, text: name };
  }
}

function variable(
  source: Source,
  instruction: Span,
  { name, value: written }: { readonly name: Span; readonly value: Span },
  isAlone: boolean,
): Variable {
  const { text, mark } = source;
  const word = joined(source, written);
  const quote = /^(["'])[^"'\\`$]*\1$/.exec(word)?.[1] as '"' | "'" | undefined;
  const value = unquoted(word, mark);
  const at = quote ? { start: written.start + 1, end: written.end - 1 } : written;
  return {
    key: joined(source, name),
    keySpan: name,
    value: value === undefined ? undefined : meaningOf(value, false),
    raw: text.slice(at.start, at.end),
    at,
    quote,
    instruction,
    editable: new VariableEditable(source, instruction, name, written, quote, isAlone),
  };
}

/** The names and values of an ENV or ARG: `KEY=value` each, or for an ENV one key and all that stands behind it. */
function assignmentsOf(source: Source, { keyword, rest }: Instruction) {
  const words = wordsIn(source, rest);
  const [first, second] = words;
  if (keyword === 'ENV' && first && second && !source.text.slice(first.start, first.end).includes('='))
    return [{ name: first, value: { start: second.start, end: words.at(-1)!.end } }];
  return words.flatMap((word) => {
    const equals = source.text.slice(word.start, word.end).indexOf('=');
    const at = word.start + equals;
    return equals < 1 ? [] : [{ name: { start: word.start, end: at }, value: { start: at + 1, end: word.end } }];
  });
}

/** What an ENV or ARG sets. */
function variablesOf(source: Source, instruction: Instruction): Variable[] {
  const found = assignmentsOf(source, instruction);
  return found.map((each) => variable(source, instruction.span, each, found.length === 1));
}

function stageOf(source: Source, [from, ...instructions]: readonly Instruction[]): Scope {
  const { text, uri, mark } = source;
  const of = (keyword: string) =>
    instructions.filter((one) => one.keyword === keyword).flatMap((one) => variablesOf(source, one));
  const defaults = new Map(of('ARG').map((one) => [one.key, one]));
  const entries = of('ENV').map((one): Variable => {
    const passed = one.value === undefined ? referenceIn(one.raw.replace(/^"(.*)"$/, '$1'), true) : undefined;
    const given = passed && defaults.get(passed.name);
    return given ? { ...given, key: one.key, keySpan: one.keySpan } : one;
  });
  return {
    kind: 'environment',
    name: '',
    image: imageOf(source, from!.rest),
    // Whoever starts the container gives it more.
    isPartial: true,
    extent: { start: from!.span.start, end: (instructions.at(-1) ?? from!).span.end },
    entries,
    insert(key, value, after) {
      const like = entries.find((entry) => entry === after) ?? entries.at(-1);
      const spelt = spell(String(value), mark);
      if (!like || spelt === undefined) return undefined;
      const { start, end } = like.instruction;
      const word = /^[ \t]*env\b/.test(text.slice(lineStartOf(text, start), start + 100)) ? 'env' : 'ENV';
      return { uri, span: { start: end, end }, text: `${lineBreakOf(text)}${word} ${key}=${spelt}` };
    },
  };
}

/** What the commands of all stages write into main.cf: the last stage goes on with what another one has made. */
function postfixOf({ text, uri }: Source, stages: readonly Instruction[][]) {
  const commands = stages.flat().flatMap((instruction) => {
    if (instruction.keyword !== 'RUN') return [];
    const { span } = instruction;
    const keyword = /^\w+(?:\s+--\S+)*\s*/.exec(text.slice(span.start, span.end))![0].length;
    return commandsIn(text, { start: span.start + keyword, end: span.end, isDockerfile: true });
  });
  return postconfIn(text, uri, writesOf(text, uri, commands));
}

/** Reads a Dockerfile, stage by stage. */
export function parseDockerfile(text: string, uri: string): SettingsTree {
  const source = { ...instructionsIn(text), uri };
  const stages: Instruction[][] = [];
  for (const instruction of source.all) {
    if (instruction.keyword === 'FROM') stages.push([instruction]);
    else stages.at(-1)?.push(instruction);
  }
  const scopes = stages.map((stage) => stageOf(source, stage));
  return { format: 'dockerfile', scopes, postfix: text.includes('postconf') ? postfixOf(source, stages) : [] };
}
