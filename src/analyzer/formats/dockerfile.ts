/**
 * The variables that a Dockerfile gives its containers, as BuildKit reads them (frontend/dockerfile/parser and shell):
 * `ENV KEY=value KEY="a b"` and the old `ENV KEY value`, continued lines, the `escape` directive. Each stage is an
 * environment; a variable that only passes on a build argument has the argument's default.
 */
import type { Edit, Editable, Scalar, Span } from '../model';
import { lineBreakOf, lineEndOf, lineStartOf, wholeLines } from './lines';
import { meaningOf, referenceIn } from './reference';
import type { Entry, Scope, SettingsTree } from './scope';

/** One instruction with its continued lines. */
interface Instruction {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Where its arguments start. */
  readonly from: number;
}

interface Variable extends Entry {
  readonly instruction: Instruction;
}

interface Source {
  /** The text, with `GONE` for what the reader takes out to join continued lines. */
  readonly plain: string;
  readonly text: string;
  readonly uri: string;
  /** What joins lines and escapes characters: a backslash, or a backtick where a directive says so. */
  readonly mark: string;
}

/** Stands for a character that is not there for the reader: the end of a continued line, a comment within. */
const GONE = '\0';

const ESCAPE = /^\s*#[ \t]*escape[ \t]*=[ \t]*([\\`])[ \t]*$/im;
/** Only comments may stand before a directive. */
const HEAD = /^(?:[ \t]*#[^\r\n]*(?:\r\n|\n|$))*/;

const isComment = (line: string) => /^[ \t]*#/.test(line);

/** The names that end the texts behind `<<` in an instruction. */
const heredocsOf = (line: string) => [...line.matchAll(/<<-?(["']?)([A-Za-z_]\w*)\1/g)].map(([, , name]) => name!);

function sourceOf(text: string, uri: string): { source: Source; instructions: Instruction[] } {
  const mark = ESCAPE.exec(HEAD.exec(text)![0])?.[1] ?? '\\';
  const parts: string[] = [];
  const instructions: Instruction[] = [];
  let open: { name: string; start: number; from: number; text: string } | undefined;
  let heredocs: string[] = [];
  for (let at = 0; at < text.length; ) {
    const lineEnd = lineEndOf(text, at);
    const next = lineEnd + (text.startsWith('\r\n', lineEnd) ? 2 : 1);
    const line = text.slice(at, lineEnd);
    const whole = text.slice(at, next);
    if (heredocs.length > 0) {
      if (line.trim() === heredocs[0]) heredocs.shift();
      parts.push(whole);
    } else if (isComment(line) || line.trim() === '') {
      parts.push(open ? GONE.repeat(whole.length) : whole);
    } else {
      const head = /^[ \t]*([A-Za-z]+)[ \t]*/.exec(line);
      open ??= { name: head?.[1]?.toUpperCase() ?? '', start: at, from: at + (head?.[0].length ?? 0), text: '' };
      open.text += line;
      const kept = line.trimEnd();
      const isContinued = kept.endsWith(mark);
      parts.push(isContinued ? kept.slice(0, -1) + GONE.repeat(whole.length - kept.length + 1) : whole);
      if (!isContinued || next >= text.length) {
        instructions.push({ name: open.name, start: open.start, from: open.from, end: lineEnd });
        if (/^(?:RUN|COPY|ADD)$/.test(open.name)) heredocs = heredocsOf(open.text);
        open = undefined;
      }
    }
    at = next;
  }
  return { source: { plain: parts.join(''), text, uri, mark }, instructions };
}

/** The words of an instruction: parted by blanks outside of quotes, with their quotes and escapes. */
function wordsOf({ plain, mark }: Source, { from, end }: Instruction): Span[] {
  const words: Span[] = [];
  let start: number | undefined;
  let quote: string | undefined;
  for (let at = from; at < end; at++) {
    const char = plain[at]!;
    if (char === GONE) continue;
    if (!quote && /\s/.test(char)) {
      if (start !== undefined) words.push({ start, end: at });
      start = undefined;
      continue;
    }
    start ??= at;
    if (quote ? char === quote : char === '"' || char === "'") quote = quote ? undefined : char;
    else if (char === mark && quote !== "'") at++;
  }
  if (start !== undefined) words.push({ start, end });
  return words;
}

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
    private readonly instruction: Instruction,
    private readonly key: Span,
    private readonly value: Span,
    private readonly quote: Entry['quote'],
    private readonly isAlone: boolean,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const { uri, plain, mark } = this.source;
    const text = spell(String(value), mark, this.quote);
    const isBroken = plain.slice(this.value.start, this.value.end).includes(GONE);
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

function variable(source: Source, instruction: Instruction, key: Span, written: Span, isAlone: boolean): Variable {
  const { plain, text, mark } = source;
  const word = plain.slice(written.start, written.end).replaceAll(GONE, '');
  const quote = /^(["'])[^"'\\`$]*\1$/.exec(word)?.[1] as '"' | "'" | undefined;
  const value = unquoted(word, mark);
  const at = quote ? { start: written.start + 1, end: written.end - 1 } : written;
  return {
    key: text.slice(key.start, key.end),
    keySpan: key,
    value: value === undefined ? undefined : meaningOf(value, false),
    raw: text.slice(at.start, at.end),
    at,
    quote,
    instruction,
    editable: new VariableEditable(source, instruction, key, written, quote, isAlone),
  };
}

/** What an ENV or ARG sets; a word without `=` in its first place makes the rest of the line one value. */
function variablesOf(source: Source, instruction: Instruction): Variable[] {
  const { plain } = source;
  const words = wordsOf(source, instruction);
  const [first, second] = words;
  if (instruction.name === 'ENV' && first && second && !plain.slice(first.start, first.end).includes('=')) {
    const rest = plain.slice(second.start, instruction.end).trimEnd();
    return [variable(source, instruction, first, { start: second.start, end: second.start + rest.length }, true)];
  }
  return words.flatMap(({ start, end }) => {
    const equals = plain.slice(start, end).indexOf('=');
    if (equals < 1) return [];
    const key = { start, end: start + equals };
    return [variable(source, instruction, key, { start: key.end + 1, end }, words.length === 1)];
  });
}

/** Without registry, tag and digest. */
function imageOf({ plain }: Source, { from, end }: Instruction): string | undefined {
  const name = plain
    .slice(from, end)
    .replaceAll(GONE, '')
    .split(/\s+/)
    .find((word) => word !== '' && !word.startsWith('--'));
  return name
    ?.replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .replace(/^[^/]*[.:][^/]*\//, '');
}

function stageOf(source: Source, instructions: readonly Instruction[]): Scope {
  const { text, uri, mark } = source;
  const of = (name: string) =>
    instructions.filter((one) => one.name === name).flatMap((one) => variablesOf(source, one));
  const defaults = new Map(of('ARG').map((one) => [one.key, one]));
  const entries = of('ENV').map((one): Variable => {
    const passed = one.value === undefined ? referenceIn(one.raw.replace(/^"(.*)"$/, '$1'), true) : undefined;
    const given = passed && defaults.get(passed.name);
    return given ? { ...given, key: one.key, keySpan: one.keySpan } : one;
  });
  const [first] = instructions;
  return {
    kind: 'environment',
    name: '',
    image: first?.name === 'FROM' ? imageOf(source, first) : undefined,
    // Whoever starts the container gives it more.
    isPartial: true,
    extent: { start: first?.start ?? 0, end: instructions.at(-1)?.end ?? 0 },
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

/** Reads a Dockerfile, stage by stage. */
export function parseDockerfile(text: string, uri: string): SettingsTree {
  const { source, instructions } = sourceOf(text.replaceAll(GONE, ' '), uri);
  const stages: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') stages.push([instruction]);
    else if (instruction.name === 'ENV' || instruction.name === 'ARG') stages.at(-1)?.push(instruction);
  }
  return { format: 'dockerfile', scopes: stages.map((stage) => stageOf(source, stage)) };
}
