/** What becomes of a text when lines, keys, values, quotes and brackets of it are moved, doubled, lost or exchanged. */

export type Random = () => number;

export const below = (random: Random, end: number) => Math.floor(random() * end);

/** One of a list that is not empty. */
export const oneOf = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)]!;

/** Values and pieces of syntax that some reader takes for more than text. */
const HOSTILE: readonly string[] = [
  ...['', ' ', '\t', '\0', '\r', '\n', '\r\n', '\v', '\u2028', '\ufeff', '\u202e', '\x1b[31m', '\ud800', '\udc00'],
  ...['İ', 'ß', 'ﬁ', '\u{1f4e7}', 'e\u0301', '１２'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'true', 'False', 'yes', 'off', '~', 'NaN'],
  ...['-1', '0', '65536', '0x19', '1e400', '99999999999999999999', '587.0', '0587', '1_000', '5:87'],
  ...[
    '[::1]',
    '[::1',
    '::ffff:127.0.0.1',
    'a..b',
    '.',
    '-',
    '@',
    'x@y@z',
    '*',
    '/',
    '\\',
    '\\\\',
    'C:\\mail',
    '//host',
  ],
  ...['smtp://user:pass@mail.acme-mail.org:25/?secure=false#x', 'smtps://%zz:%00@h', 'smtp://', 'https://a.b/c?d=e'],
  ...[
    '$',
    '$$',
    '${',
    '${A',
    '${A:-${B:-c}}',
    '$(A)',
    '%(A)s',
    '%',
    '{{ a }}',
    '{% if a %}',
    '<%= a %>',
    '__A__',
    '###A###',
  ],
  ...['"', "'", '`', '"""', "'''", '\\"', "\\'", '#', ' #', ';', '//', '/*', '*/', '<!--', '-->', '=begin', '=end'],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '=>',
    '->',
    '::',
    ':',
    ': ',
    '=',
    ' = ',
    ',',
    '|',
    '|-',
    '>',
    '- ',
    '? ',
    '& a',
    '*a',
    '&a ',
  ],
  ...[
    '<<: *a',
    '!ref a',
    '---',
    '...',
    '%YAML 1.2',
    '[smtp]',
    '[[a]]',
    '[a.b',
    'EOF',
    '<<EOF',
    '\\\n',
    '<?php',
    '?>',
    '@a',
  ],
  ...['x'.repeat(3000), '['.repeat(60), '{a: '.repeat(60), '('.repeat(200), '$a'.repeat(300), ' '.repeat(2000)],
];

const BRACKETS = [
  ['[', ']'],
  ['{', '}'],
  ['(', ')'],
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['${', '}'],
  ['{{ ', ' }}'],
  ['f(', ')'],
  ['# ', ''],
  ['/* ', ' */'],
] as const;

interface Piece {
  readonly start: number;
  readonly end: number;
}

const piecesOf = (text: string, pattern: RegExp): Piece[] =>
  Array.from(text.matchAll(pattern), ({ index, 0: found }) => ({ start: index, end: index + found.length }));

const KEY = /[\w.$-]+(?=\s*(?:=|:|\()|"\s*:)/g;
const VALUE = /"[^"\n]*"|'[^'\n]*'|(?<=[=:]\s?)[^\s'",;(){}[\]][^\n,;(){}[\]]*/g;
const WORD = /[\w.@$-]+/g;
const QUOTE = /["'`]/g;

const replaced = (text: string, { start, end }: Piece, by: string) => text.slice(0, start) + by + text.slice(end);

const linesOf = (text: string) => text.split(/(?<=\n)/);

/** A text with something of it exchanged; `other` is a second text of the same kind. */
type Mutator = (text: string, random: Random, other: string) => string;

const onLines =
  (change: (lines: string[], at: number, random: Random, other: string) => void): Mutator =>
  (text, random, other) => {
    const lines = linesOf(text);
    change(lines, below(random, lines.length), random, other);
    return lines.join('');
  };

const onPiece =
  (pattern: RegExp, change: (piece: string, random: Random, text: string, other: string) => string): Mutator =>
  (text, random, other) => {
    const pieces = piecesOf(text, pattern);
    if (pieces.length === 0) return text;
    const piece = oneOf(random, pieces);
    return replaced(text, piece, change(text.slice(piece.start, piece.end), random, text, other));
  };

const another = (pattern: RegExp) => (piece: string, random: Random, text: string, other: string) => {
  const source = random() < 0.5 ? text : other;
  const pieces = piecesOf(source, pattern);
  if (pieces.length === 0) return piece;
  const { start, end } = oneOf(random, pieces);
  return source.slice(start, end);
};

const BLANKS = ['', ' ', '  ', '    ', '\t'];

const MUTATORS: Readonly<Record<string, Mutator>> = {
  'line doubled': onLines((lines, at) => lines.splice(at, 0, lines[at]!)),
  'line lost': onLines((lines, at) => lines.splice(at, 1)),
  'lines exchanged': onLines((lines, at, random) => {
    const with_ = below(random, lines.length);
    [lines[at], lines[with_]] = [lines[with_]!, lines[at]!];
  }),
  'line from elsewhere': onLines((lines, at, random, other) => lines.splice(at, 0, oneOf(random, linesOf(other)))),
  'lines indented': onLines((lines, at, random) => {
    const blanks = oneOf(random, BLANKS);
    const end = at + 1 + below(random, 4);
    for (let line = at; line < Math.min(end, lines.length); line++) lines[line] = blanks + lines[line]!;
  }),
  'line moved to the left': onLines((lines, at) => {
    lines[at] = lines[at]!.replace(/^[ \t]+/, '');
  }),
  'line joined with the next': onLines((lines, at) => {
    lines[at] = lines[at]!.replace(/\r?\n$/, '');
  }),
  'lines in brackets': onLines((lines, at, random) => {
    const [open, close] = oneOf(random, BRACKETS);
    const end = Math.min(lines.length - 1, at + below(random, 4));
    lines[at] = open + lines[at]!;
    lines[end] = lines[end]!.replace(/(?=\r?\n?$)/, close);
  }),
  'key exchanged': onPiece(KEY, another(KEY)),
  'key of another kind': onPiece(KEY, (_, random) => oneOf(random, HOSTILE)),
  'key misspelt': onPiece(KEY, (key, random) => {
    const at = below(random, key.length);
    return key.slice(0, at) + key.slice(at + 1);
  }),
  'value exchanged': onPiece(VALUE, another(VALUE)),
  'value hostile': onPiece(VALUE, (value, random) => {
    const quote = /^["']/.exec(value)?.[0] ?? '';
    return quote + oneOf(random, HOSTILE) + quote;
  }),
  'value in brackets': onPiece(VALUE, (value, random) => {
    const [open, close] = oneOf(random, BRACKETS);
    return open + value + close;
  }),
  'value without quotes': onPiece(VALUE, (value) => value.replace(/^["']|["']$/g, '')),
  'word exchanged': onPiece(WORD, another(WORD)),
  'word lost': onPiece(WORD, () => ''),
  'word doubled': onPiece(WORD, (word) => word + word),
  'quote of another kind': onPiece(QUOTE, (_, random) => oneOf(random, ['"', "'", '`', ''])),
  'half of another text': (text, random, other) => {
    const [lines, others] = [linesOf(text), linesOf(other)];
    return [...lines.slice(0, below(random, lines.length + 1)), ...others.slice(below(random, others.length + 1))].join(
      '',
    );
  },
  'hostile piece': (text, random) => {
    const at = below(random, text.length + 1);
    return replaced(text, { start: at, end: at + (random() < 0.5 ? 0 : below(random, 6)) }, oneOf(random, HOSTILE));
  },
  'cut off': (text, random) => text.slice(0, below(random, text.length + 1)),
  'without its beginning': (text, random) => text.slice(below(random, text.length + 1)),
  'other line ends': (text, random) => text.replaceAll('\n', oneOf(random, ['\r\n', '\r', '\n\n', ' \n'])),
  'other case': onPiece(WORD, (word, random) => (random() < 0.5 ? word.toUpperCase() : word.toLowerCase())),
};

const NAMES = Object.keys(MUTATORS);

/** Longer ones only take longer. In UTF-16 code units. */
const LONGEST = 30_000;

/** One to four changes; says which. */
export function mutated(text: string, other: string, random: Random): { readonly text: string; readonly how: string } {
  let result = text;
  const how: string[] = [];
  for (let left = 1 + below(random, 4); left > 0; left--) {
    const name = oneOf(random, NAMES);
    const next = MUTATORS[name]!(result, random, other);
    if (next.length > LONGEST) continue;
    result = next;
    how.push(name);
  }
  return { text: result, how: how.join(', ') };
}
