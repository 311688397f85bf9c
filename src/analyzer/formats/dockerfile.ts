/**
 * The variables that a Dockerfile gives its containers: `ENV KEY=value KEY="a b"` and the old `ENV KEY value`. Each stage
 * is an environment; a variable that only passes on a build argument has the argument's default. Values are read as
 * BuildKit reads them (frontend/dockerfile/shell).
 */
import { type Arg, DockerfileParser, type Env, type From, type Instruction, type Property } from 'dockerfile-ast';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit, Editable, Scalar, Span } from '../model';
import { lineBreakOf, lineStartOf, wholeLines } from './lines';
import { postconfIn, writesOf } from './postconf';
import { meaningOf, referenceIn } from './reference';
import type { Entry, Scope, SettingsTree } from './scope';
import { commandsIn } from './shell';

interface Variable extends Entry {
  /** From its first letter to its last, over continued lines. */
  readonly instruction: Span;
}

interface SourceText {
  readonly text: string;
  readonly uri: string;
  /** What joins lines and escapes characters: a backslash, or a backtick where a directive says so. */
  readonly mark: string;
  /** The ends of continued lines, with the comments and empty lines behind them. */
  readonly continued: RegExp;
  spanOf(range: ReturnType<Instruction['getRange']>): Span;
}

function sourceOf(text: string, uri: string, mark: string): SourceText {
  const document = TextDocument.create(uri, 'dockerfile', 0, text);
  return {
    text,
    uri,
    mark,
    continued: new RegExp(`\\${mark}[ \\t]*(?:\\r?\\n|$)(?:[ \\t]*(?:#[^\\n]*)?\\r?\\n)*`, 'g'),
    spanOf: ({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }),
  };
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
    private readonly source: SourceText,
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

function variable(source: SourceText, instruction: Span, property: Property, isAlone: boolean): Variable[] {
  const { text, mark, spanOf } = source;
  const range = property.getValueRange();
  const keySpan = spanOf(property.getNameRange());
  if (!range || keySpan.start === keySpan.end) return [];
  const written = spanOf(range);
  const word = text.slice(written.start, written.end).replace(source.continued, '');
  const quote = /^(["'])[^"'\\`$]*\1$/.exec(word)?.[1] as '"' | "'" | undefined;
  const value = unquoted(word, mark);
  const at = quote ? { start: written.start + 1, end: written.end - 1 } : written;
  return [
    {
      key: text.slice(keySpan.start, keySpan.end).replace(source.continued, ''),
      keySpan,
      value: value === undefined ? undefined : meaningOf(value, false),
      raw: text.slice(at.start, at.end),
      at,
      quote,
      instruction,
      editable: new VariableEditable(source, instruction, keySpan, written, quote, isAlone),
    },
  ];
}

/** What an ENV or ARG sets. */
function variablesOf(source: SourceText, instruction: Env | Arg): Variable[] {
  const properties = instruction.getProperties();
  const span = source.spanOf(instruction.getRange());
  return properties.flatMap((property) => variable(source, span, property, properties.length === 1));
}

function stageOf(source: SourceText, [from, ...instructions]: readonly Instruction[]): Scope {
  const { text, uri, mark, spanOf } = source;
  const of = (keyword: string) =>
    instructions.filter((one) => one.getKeyword() === keyword).flatMap((one) => variablesOf(source, one as Env | Arg));
  const defaults = new Map(of('ARG').map((one) => [one.key, one]));
  const entries = of('ENV').map((one): Variable => {
    const passed = one.value === undefined ? referenceIn(one.raw.replace(/^"(.*)"$/, '$1'), true) : undefined;
    const given = passed && defaults.get(passed.name);
    return given ? { ...given, key: one.key, keySpan: one.keySpan } : one;
  });
  return {
    kind: 'environment',
    name: '',
    image: (from as From).getImageName() ?? undefined,
    // Whoever starts the container gives it more.
    isPartial: true,
    extent: { start: spanOf(from!.getRange()).start, end: spanOf((instructions.at(-1) ?? from!).getRange()).end },
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
function postfixOf({ text, uri, spanOf }: SourceText, stages: readonly Instruction[][]) {
  const commands = stages.flat().flatMap((instruction) => {
    if (instruction.getKeyword() !== 'RUN') return [];
    const span = spanOf(instruction.getRange());
    const keyword = /^\w+(?:\s+--\S+)*\s*/.exec(text.slice(span.start, span.end))![0].length;
    return commandsIn(text, { start: span.start + keyword, end: span.end, isDockerfile: true });
  });
  return postconfIn(text, uri, writesOf(text, uri, commands));
}

/** Reads a Dockerfile, stage by stage. */
export function parseDockerfile(text: string, uri: string): SettingsTree {
  const dockerfile = DockerfileParser.parse(text);
  const source = sourceOf(text, uri, dockerfile.getEscapeCharacter());
  const stages: Instruction[][] = [];
  for (const instruction of dockerfile.getInstructions()) {
    if (instruction.getKeyword() === 'FROM') stages.push([instruction]);
    else stages.at(-1)?.push(instruction);
  }
  const scopes = stages.map((stage) => stageOf(source, stage));
  return { format: 'dockerfile', scopes, postfix: text.includes('postconf') ? postfixOf(source, stages) : [] };
}
