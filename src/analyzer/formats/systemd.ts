/**
 * Units of systemd and containers of Podman's Quadlet: `Environment=` with one or more assignments, read as
 * systemd.syntax(7) and systemd.exec(5) say, and the files that `EnvironmentFile=` names.
 */
import type { Edit, Editable, Scalar, Span } from '../model';
import { repositoryOf } from './image';
import { lineBreakOf, wholeLines } from './lines';
import { meaningOf } from './reference';
import type { Entry, Scope, SettingsTree } from './scope';

/** A directive with its continued lines joined by blanks, so that the offsets stay those of the file. */
interface Directive {
  readonly section: string;
  readonly name: string;
  readonly value: Span;
  /** From the name to the end of the last line. */
  readonly whole: Span;
}

interface Word {
  readonly span: Span;
  readonly quote?: '"' | "'";
}

const blank = (text: string) => text.replace(/[^\r\n]/g, ' ');

/** Comments between continued lines are left out, and the backslashes at the ends of lines with the breaks behind them. */
const joined = (text: string) =>
  text.replace(/^[ \t]*[#;].*$/gm, blank).replace(/\\\r?\n(?:[ \t]*\r?\n)*/g, (end) => ' '.repeat(end.length));

function directivesOf(text: string): Directive[] {
  const found: Directive[] = [];
  let section = '';
  for (const line of joined(text).matchAll(/[^\r\n]+/g)) {
    const header = /^[ \t]*\[([^\]]*)\]/.exec(line[0]);
    if (header) section = header[1]!;
    const [, lead, name, sign] = /^([ \t]*)(\w+)([ \t]*=[ \t]*)/.exec(line[0]) ?? [];
    if (lead === undefined || !name || sign === undefined) continue;
    const start = line.index + lead.length;
    const end = line.index + line[0].trimEnd().length;
    found.push({
      section,
      name,
      value: { start: Math.min(start + name.length + sign.length, end), end },
      whole: { start, end },
    });
  }
  return found;
}

/** Words between blanks; quotes stand around a whole word. */
function wordsIn(text: string, { start, end }: Span): Word[] {
  const words = joined(text.slice(start, end)).matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[^\s"']\S*/g);
  return Array.from(words, ({ index, 0: word }): Word => {
    const quote = /^["']/.exec(word)?.[0] as Word['quote'];
    const from = start + index + (quote ? 1 : 0);
    return { span: { start: from, end: start + index + word.length - (quote ? 1 : 0) }, quote };
  });
}

/** A text that systemd reads as it stands, whatever its quotes are. */
function spelt(value: string, quote: Word['quote']): string | undefined {
  if (/[\\"'\r\n\0]/.test(value) || (!quote && /\s/.test(value))) return undefined;
  return value.replaceAll('%', '%%');
}

/** Escapes and specifiers are not resolved: what has one is unknown. */
function textIn(raw: string): string | undefined {
  const plain = raw.replaceAll('%%', '');
  return /[\\%]/.test(plain) ? undefined : meaningOf(raw.replaceAll('%%', '%'), false);
}

function entryOf(text: string, uri: string, { span, quote }: Word, directive: Directive, isAlone: boolean): Entry[] {
  const [, key] = /^([A-Za-z_]\w*)=/.exec(text.slice(span.start, span.end)) ?? [];
  if (key === undefined) return [];
  const keySpan = { start: span.start, end: span.start + key.length };
  const at = { start: keySpan.end + 1, end: span.end };
  const raw = text.slice(at.start, at.end);
  const editable: Editable = {
    replace(value: Scalar): Edit | undefined {
      const written = spelt(String(value), quote);
      return written === undefined ? undefined : { uri, span: at, text: written };
    },
    remove() {
      const lines = isAlone ? wholeLines(text, directive.whole.start, directive.whole.end) : undefined;
      return lines && [{ uri, span: lines, text: '' }];
    },
    rename: (name) => ({ uri, span: keySpan, text: name }),
  };
  return [{ key, keySpan, value: textIn(raw), raw, at, quote, editable }];
}

/** The path of a file beside the unit: where it is installed, nobody knows it by its whole path. */
function fileOf(path: string): string | undefined {
  const plain = path.replace(/^-/, '').replace(/^["'](.*)["']$/, '$1');
  if (/[%*?[]/.test(plain)) return undefined;
  return plain.startsWith('/') ? plain.slice(plain.lastIndexOf('/') + 1) : plain;
}

function scopeOf(text: string, uri: string, directives: readonly Directive[]): Scope {
  const textOf = ({ value }: Directive) => text.slice(value.start, value.end);
  const of = (name: string) => directives.filter((one) => one.name === name);
  const all = of('Environment');
  // An empty one takes back what stands above it.
  const settings = all.slice(all.findLastIndex((one) => textOf(one).trim() === '') + 1);
  const places = new Map<Entry, Directive>();
  for (const directive of settings) {
    const words = wordsIn(text, directive.value);
    for (const word of words)
      for (const entry of entryOf(text, uri, word, directive, words.length === 1)) places.set(entry, directive);
  }
  const files = of('EnvironmentFile').map((one) => fileOf(textOf(one)));
  return {
    kind: 'environment',
    name: '',
    image: of('Image').map(textOf).map(repositoryOf)[0],
    isPartial: files.includes(undefined) || of('PassEnvironment').length + of('Secret').length > 0,
    files: files.filter((file) => file !== undefined),
    filesWin: directives[0]!.section === 'Service',
    extent: { start: directives[0]!.whole.start, end: directives.at(-1)!.whole.end },
    entries: [...places.keys()],
    insert(key, value, after) {
      const like = (after && places.get(after)) ?? settings.at(-1);
      const written = spelt(String(value), '"');
      if (!like || written === undefined) return undefined;
      const { end } = like.whole;
      const word = /\s/.test(written) ? `"${key}=${written}"` : `${key}=${written}`;
      return { uri, span: { start: end, end }, text: `${lineBreakOf(text)}Environment=${word}` };
    },
  };
}

/** Reads a unit: the sections that run programs are one environment each. */
export function parseSystemd(text: string, uri: string): SettingsTree {
  const directives = directivesOf(text);
  const own = ['Service', 'Container'].map((name) => directives.filter(({ section }) => section === name));
  const scopes = own
    .filter((section) => section.some(({ name }) => /^Environment(?:File)?$/.test(name)))
    .map((section) => scopeOf(text, uri, section));
  return { format: 'systemd', scopes };
}
