/** The words of a text in Nix: names, strings with their pieces, and signs. Comments are left out. */
import { type Assembled, assembled, mark, verbatim } from './assembled';

export interface NixToken {
  readonly kind: 'name' | 'number' | 'string' | 'sign';
  /** The name or the sign itself; empty for a string. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The text of a string; what an interpolation puts in is a mark. */
  readonly value?: Assembled;
  /** `'' … ''`, over several lines. */
  readonly isIndented?: boolean;
}

const TOKEN = /\s+|#[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*$)|[A-Za-z_][\w'-]*|\d[\d.]*|''|"|\/\/|[\s\S]/y;

/** Strings within strings are not looked into any deeper. */
const DEEPEST = 40;

/** The offset behind the `}` that closes a `${`. */
function endOfInterpolation(text: string, from: number, depth: number): number {
  if (depth > DEEPEST) return text.length;
  let open = 1;
  let index = from;
  while (index < text.length && open > 0) {
    const closer = text[index] === '"' ? '"' : text.startsWith("''", index) ? "''" : undefined;
    if (closer !== undefined) {
      index = endOfString(text, index + closer.length, closer, depth + 1);
      continue;
    }
    if (text[index] === '{') open++;
    else if (text[index] === '}') open--;
    index++;
  }
  return index;
}

/** The offset behind the quotes that close a string. */
function endOfString(text: string, from: number, closer: string, depth: number): number {
  let index = from;
  while (index < text.length) {
    const found = escapeAt(text, index, closer === "''");
    if (found) index += found.length;
    else if (text.startsWith('$$', index)) index += 2;
    else if (text.startsWith('${', index)) index = endOfInterpolation(text, index + 2, depth);
    else if (text.startsWith(closer, index)) return index + closer.length;
    else index++;
  }
  return index;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** What an escape stands for, and its length; undefined where there is none. */
function escapeAt(text: string, index: number, isIndented: boolean): { length: number; keep: string } | undefined {
  if (!isIndented) {
    if (text[index] !== '\\' || index + 1 >= text.length) return undefined;
    const next = text[index + 1]!;
    return { length: 2, keep: ESCAPES[next] ?? next };
  }
  if (text.startsWith("''$", index)) return { length: 3, keep: '$' };
  if (text.startsWith("'''", index)) return { length: 3, keep: "''" };
  if (text.startsWith("''\\", index) && index + 3 < text.length)
    return { length: 4, keep: ESCAPES[text[index + 3]!] ?? text[index + 3]! };
  return undefined;
}

function stringAt(text: string, from: number, isIndented: boolean): { value: Assembled; end: number } {
  const closer = isIndented ? "''" : '"';
  const parts: ReturnType<typeof verbatim>[] = [];
  let start = from;
  let index = from;
  const flush = (end: number) => {
    if (end > start) parts.push(verbatim(text, start, end));
  };
  while (index < text.length) {
    const found = escapeAt(text, index, isIndented);
    if (found) {
      flush(index);
      const end = index + found.length;
      parts.push({ start: end - found.keep.length, end, text: found.keep });
      index = start = end;
    } else if (text.startsWith('$$', index)) index += 2;
    else if (text.startsWith('${', index)) {
      flush(index);
      const end = endOfInterpolation(text, index + 2, 0);
      parts.push(mark(text, index, end));
      index = start = end;
    } else if (text.startsWith(closer, index)) break;
    else index++;
  }
  flush(Math.min(index, text.length));
  return { value: assembled(parts), end: Math.min(index + closer.length, text.length) };
}

export function nixTokens(text: string): NixToken[] {
  const tokens: NixToken[] = [];
  const next = new RegExp(TOKEN);
  for (let match = next.exec(text); match; match = next.exec(text)) {
    const [found] = match;
    const start = match.index;
    const end = start + found.length;
    if (/^(?:\s|#|\/\*)/.test(found)) continue;
    if (found === '"' || found === "''") {
      const string = stringAt(text, end, found !== '"');
      tokens.push({ kind: 'string', text: '', start, end: string.end, value: string.value, isIndented: found !== '"' });
      next.lastIndex = string.end;
    } else {
      const kind = /^[A-Za-z_]/.test(found) ? 'name' : /^\d/.test(found) ? 'number' : 'sign';
      tokens.push({ kind, text: found, start, end });
    }
  }
  return tokens;
}
