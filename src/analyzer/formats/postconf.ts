/** What calls of postconf(1) in a script write into main.cf. */
import type { Editable, Scalar, Span } from '../model';
import type { Assembled } from './assembled';
import { extentOf } from './assembled';
import { lineBreakOf, lineStartOf, wholeLines } from './lines';
import type { MainCfTree } from './main-cf';
import { mainCfElsewhere, needsCare, splitAtEquals, type WrittenElsewhere } from './main-cf-elsewhere';
import type { Command } from './shell';

/** Of calls that write, the options; `-e` is implied by an equals sign. */
const OPTIONS = /^-[a-zA-Z#]+$/;
/** Modes that print, or that edit another file. */
const OTHER_MODE = /[MPFnXdtbfCHpTx#ohlmaA]/;
const REMOVES = /[X#]/;

/** Characters that a shell takes otherwise outside of quotes. */
const SPECIAL = /[\s;&|<>()*?[\]!~]/;

export interface Writes {
  readonly written: readonly WrittenElsewhere[];
  /** Names that are taken out again. */
  readonly removed: readonly string[];
}

const isPostconf = ({ text }: Assembled) => /^(?:\/\S*\/)?postconf$/.test(text);

/** The arguments of a call that edits main.cf; undefined for another command, or the files of another instance. */
function argumentsOf({ words }: Command): { names: readonly Assembled[]; removes: boolean } | undefined {
  const at = words.findIndex(isPostconf);
  // The command itself, or one that runs it: `docker exec mail postconf -e …`, `chroot /mnt postconf …`.
  if (at < 0 || at > 5) return undefined;
  const names: Assembled[] = [];
  let removes = false;
  for (const word of words.slice(at + 1)) {
    if (/^[<>]|^\d>/.test(word.text)) break;
    if (!OPTIONS.test(word.text)) names.push(word);
    else if (word.text.includes('c') || (OTHER_MODE.test(word.text) && !REMOVES.test(word.text))) return undefined;
    else removes ||= REMOVES.test(word.text);
  }
  return { names, removes };
}

/** `uri` and the document that the words stand in. */
function editableOf(text: string, uri: string, { name, value }: Pick<WrittenElsewhere, 'name' | 'value'>): Editable {
  const [only, ...more] = value.parts;
  const span: Span | undefined = extentOf(value);
  const nameSpan = extentOf(name);
  const isQuoted = span !== undefined && /["']/.test(text[span.end] ?? '');
  const isPlain = only !== undefined && more.length === 0 && text.slice(only.start, only.end) === only.text;
  const replace = (next: Scalar) =>
    span && isPlain && !needsCare(next) && (isQuoted || !SPECIAL.test(String(next)))
      ? { uri, span, text: String(next) }
      : undefined;
  return { replace, rename: (next) => (nameSpan ? { uri, span: nameSpan, text: next } : undefined) };
}

export function writesOf(text: string, uri: string, commands: readonly Command[]): Writes {
  const written: WrittenElsewhere[] = [];
  const removed: string[] = [];
  for (const command of commands) {
    const found = argumentsOf(command);
    if (!found) continue;
    if (found.removes) removed.push(...found.names.map((word) => word.text));
    else
      for (const word of found.names) {
        const split = splitAtEquals(word);
        if (!split) continue;
        const at = word.parts.at(-1)!.end;
        written.push({ ...split, at, conditional: command.conditional, editable: editableOf(text, uri, split) });
      }
  }
  return { written, removed };
}

/**
 * What holds once all calls have run: of two for one name the later one, and none is twice by mistake. What is taken out
 * somewhere is only sometimes there.
 */
export function lasting({ written, removed }: Writes): WrittenElsewhere[] {
  const gone = new Set(removed);
  const last = new Map<string, number>();
  for (const [index, { name, conditional }] of written.entries()) if (!conditional) last.set(name.text, index);
  return written
    .filter(({ name }, index) => index >= (last.get(name.text) ?? 0))
    .map((one) => (gone.has(one.name.text) ? { ...one, conditional: true } : one));
}

/** The main.cf of the calls in a text; nothing where they write nothing. */
export function postconfIn(text: string, uri: string, writes: Writes): MainCfTree[] {
  const all = lasting(writes);
  if (all.length === 0) return [];
  const last = all.findLast(({ conditional }) => !conditional);
  const insert = (name: string, value: string) => {
    const start = last && lineStartOf(text, last.at);
    const line =
      start === undefined
        ? undefined
        : /^([ \t]*)postconf -e (["'])[^"'\\\n]*\2[ \t]*\r?\n/.exec(text.slice(start, start + 1000));
    const span = line && wholeLines(text, start!, last!.at + 1);
    if (!line || !span || needsCare(value)) return undefined;
    const added = `${line[1]}postconf -e ${line[2]}${name} = ${value}${line[2]}${lineBreakOf(text)}`;
    return { uri, span: { start: span.end, end: span.end }, text: added };
  };
  return [mainCfElsewhere({ text, uri, extent: { start: 0, end: text.length }, insert }, all)];
}
