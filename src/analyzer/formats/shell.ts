/**
 * The simple commands of a shell script, each with its words as the shell would hand them to the program, as far as the
 * text alone tells (POSIX, Shell Command Language). What only the running shell knows is a mark.
 */

import { type Assembled, assembled, cut, mark, verbatim } from './assembled';
import { isEnvironmentName } from './postfix-templates';

export interface Command {
  readonly words: readonly Assembled[];
  /** Whether other words decide that it runs: in a branch, a loop, behind a test. */
  readonly conditional: boolean;
}

type Part = Assembled['parts'][number];

const OPENING: ReadonlySet<string> = new Set(['if', 'for', 'while', 'until', 'case', 'select']);
const CLOSING: ReadonlySet<string> = new Set(['fi', 'done', 'esac']);
/** Words in front of a command that leave it a command of its own. */
const PREFIX: ReadonlySet<string> = new Set([
  'then',
  'do',
  'else',
  'elif',
  '!',
  '{',
  'time',
  'sudo',
  'exec',
  'command',
  'eval',
  '-E',
]);
/** Programs that only ask something: what stands behind `&&` or `||` depends on the answer. */
const TEST = /^(?:\[\[?|test|grep|egrep|which|type|command|id|getent|\[?!)$/;

/** Marks the end of a word at the start of a chain of operators. */
const OPERATOR = /[;&|()\n]/;

class Lexer {
  readonly commands: Command[] = [];
  private words: Assembled[] = [];
  private parts: Part[] | undefined;
  private depth = 0;
  private isTested = false;
  private readonly heredocs: { word: string; isIndented: boolean }[] = [];
  private index = 0;

  constructor(
    private readonly text: string,
    private readonly end: number,
    /** In a Dockerfile lines of comments stand between continued lines. */
    private readonly isDockerfile: boolean,
  ) {}

  read(from: number): void {
    this.index = from;
    while (this.index < this.end) this.step();
    this.endCommand();
  }

  private step(): void {
    const { text, index } = this;
    const char = text[index]!;
    if (char === '\\') this.escape();
    else if (char === "'") this.single();
    else if (char === '"') this.double();
    else if (char === '$' || char === '`') this.expansion();
    else if (char === '#' && !this.parts) this.index = this.lineEnd(index);
    else if (char === '<' && text.startsWith('<<', index) && text[index + 2] !== '<') this.heredoc();
    else if (OPERATOR.test(char)) this.operator(char);
    else if (/\s/.test(char)) {
      this.endWord();
      this.index++;
    } else {
      this.add(verbatim(text, index, index + 1));
      this.index++;
    }
  }

  private lineEnd(from: number): number {
    const feed = this.text.indexOf('\n', from);
    return feed < 0 || feed > this.end ? this.end : feed;
  }

  /** Runs of plain characters become one part, cut out of the text: to lengthen a string by each of them takes quadratic time. */
  private add(part: Part): void {
    this.parts ??= [];
    const last = this.parts.at(-1);
    const joins = last && last.end === part.start && isPlain(last) && isPlain(part);
    if (joins) this.parts[this.parts.length - 1] = verbatim(this.text, last.start, part.end);
    else this.parts.push(part);
  }

  private escape(): void {
    const { text, index } = this;
    const next = text[index + 1] === '\r' ? index + 2 : index + 1;
    if (text[next] === '\n') {
      this.index = next + 1;
      if (this.isDockerfile) this.skipComments();
      return;
    }
    if (next < this.end) this.add(verbatim(text, next, next + 1));
    this.index = next + 1;
  }

  private skipComments(): void {
    for (;;) {
      const line = /^[ \t]*(?:#[^\n]*)?(?:\r?\n)/.exec(this.text.slice(this.index, this.lineEnd(this.index) + 1));
      if (!line || this.index >= this.end) return;
      this.index += line[0].length;
    }
  }

  private single(): void {
    const start = this.index + 1;
    const found = this.text.indexOf("'", start);
    const end = found < 0 || found > this.end ? this.end : found;
    this.parts ??= [];
    if (end > start) this.add(verbatim(this.text, start, end));
    this.index = end + 1;
  }

  private double(): void {
    const { text } = this;
    this.parts ??= [];
    this.index++;
    while (this.index < this.end && text[this.index] !== '"') {
      const char = text[this.index]!;
      if (char === '\\' && /["\\$`\n]/.test(text[this.index + 1] ?? '')) this.escape();
      else if (char === '$' || char === '`') this.expansion();
      else {
        this.add(verbatim(text, this.index, this.index + 1));
        this.index++;
      }
    }
    this.index++;
  }

  /** `$X`, `${X:-y}`, `$(…)` and backquotes. A name in capitals stays: main.cf has such marks, too. */
  private expansion(): void {
    const { text, index } = this;
    const name = /^\$(?:\{(\w+)\}|(\w+))/.exec(text.slice(index, index + 100));
    if (name) {
      const end = index + name[0].length;
      const isPlainName = isEnvironmentName(name[1] ?? name[2]!);
      this.add(isPlainName ? verbatim(text, index, end) : mark(text, index, end));
      this.index = end;
      return;
    }
    const end = this.endOfExpansion(index);
    this.add(end - index < 2 ? verbatim(text, index, end) : mark(text, index, end));
    this.index = end;
  }

  private endOfExpansion(start: number): number {
    const { text } = this;
    if (text[start] === '`') {
      const close = text.indexOf('`', start + 1);
      return close < 0 || close >= this.end ? this.end : close + 1;
    }
    const open = text[start + 1];
    if (open !== '(' && open !== '{') return Math.min(this.end, start + (open && /[@*#?$!\d]/.test(open) ? 2 : 1));
    const close = open === '(' ? ')' : '}';
    let depth = 0;
    for (let index = start + 1; index < this.end; index++) {
      if (text[index] === open) depth++;
      else if (text[index] === close && --depth === 0) return index + 1;
    }
    return this.end;
  }

  private heredoc(): void {
    this.endWord();
    const found = /^<<(-?)[ \t]*(["'\\]?)([\w.-]+)/.exec(this.text.slice(this.index, this.index + 100));
    if (found) this.heredocs.push({ word: found[3]!, isIndented: found[1] === '-' });
    this.index += found ? found[0].length + (/["']/.test(found[2]!) ? 1 : 0) : 2;
  }

  /** Skips the bodies of the here-documents that begin at the end of a line. */
  private skipBodies(): void {
    for (const { word, isIndented } of this.heredocs.splice(0)) {
      while (this.index < this.end) {
        const end = this.lineEnd(this.index);
        const line = this.text.slice(this.index, end).replace(/\r$/, '');
        this.index = end + 1;
        if ((isIndented ? line.replace(/^\t+/, '') : line) === word) break;
      }
    }
  }

  private operator(char: string): void {
    const { text, index } = this;
    const isChain = (char === '&' || char === '|') && text[index + 1] === char;
    this.endCommand(isChain);
    this.index = index + (isChain || text.startsWith(';;', index) ? 2 : 1);
    if (char === '\n') this.skipBodies();
  }

  private endWord(): void {
    if (this.parts) this.words.push(assembled(this.parts));
    this.parts = undefined;
  }

  /** `goesOn`: behind `&&` or `||`, where a test decides about what follows. */
  private endCommand(goesOn = false): void {
    this.endWord();
    let words = this.words;
    this.words = [];
    while (words.length > 0) {
      const first = words[0]!.text;
      if (OPENING.has(first)) this.depth++;
      else if (CLOSING.has(first)) this.depth = Math.max(0, this.depth - 1);
      else if (!PREFIX.has(first) && !/^\w+=/.test(first)) break;
      // What `if` and `while` ask is no branch of their own, but nothing that sets anything, either.
      words = words.slice(1);
    }
    if (words.length > 0) this.commands.push({ words, conditional: this.depth > 0 || this.isTested });
    const asks = words.length === 0 ? false : TEST.test(words[0]!.text);
    this.isTested = goesOn ? this.isTested || asks : false;
  }
}

const isPlain = ({ start, end, text }: Part) => text.length === end - start && !text.startsWith('<%');

/** The commands in a part of a text. */
export function commandsIn(
  text: string,
  { start, end, isDockerfile = false }: { start: number; end: number; isDockerfile?: boolean },
): Command[] {
  const lexer = new Lexer(text, end, isDockerfile);
  lexer.read(start);
  return lexer.commands;
}

/** The commands of a text that stands in pieces in a document. */
export function commandsOf(source: Assembled): Command[] {
  const located = ({ parts }: Assembled): Assembled =>
    assembled(
      parts.flatMap(({ start, end, text }) => {
        const pieces = cut(source, start, end);
        const [first] = pieces.parts;
        return pieces.text === text || !first
          ? pieces.parts
          : [{ start: first.start, end: pieces.parts.at(-1)!.end, text }];
      }),
    );
  return commandsIn(source.text, { start: 0, end: source.text.length }).map(({ words, conditional }) => ({
    words: words.map(located),
    conditional,
  }));
}
