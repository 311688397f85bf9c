/** The reader of .env files against npm dotenv itself, on texts that people write and on texts that nobody would. */
import assert from 'node:assert/strict';
import dotenv from 'dotenv';
import { applyEdits } from '../src/analyzer/edits';
import { type DotenvEntry, parseDotenv } from '../src/analyzer/formats/dotenv';
import { generator } from './support/generator';
import { assertCheap } from './support/processor-time';

const URI = 'file:///project/.env';
const read = (text: string) => parseDotenv(text, URI);
const valuesOf = (text: string) => Object.fromEntries(read(text).entries.map((entry) => [entry.key, entry.literal]));
const only = (text: string): DotenvEntry => {
  const { entries } = read(text);
  assert.equal(entries.length, 1, text);
  return entries[0]!;
};

const PIECES = [
  ...['A', 'MAIL_HOST', 'SMTP_PORT', 'x.y-z', 'export', 'export ', '\texport\n', ' '],
  ...['=', ' = ', '=', ': ', ':', ':\t', ':\n', '='],
  ...["'", '"', '`', "\\'", '\\"', '\\`', '\\\\', '\\n', '\\r', '\\'],
  ...['#', ' # note', '#x', '$A', '${A}', '${A:-b}', 'abc', '587', 'a b', 'é', '\u{1f4e7}', '\0', '\ufeff'],
  ...['\n', '\r\n', '\r', '\n\n', '\n  ', '\t', ' \n', '\nB=', "\nC='", '\nD="'],
];

describe('dotenv', () => {
  it('yields what npm dotenv yields on 100,000 generated texts', () => {
    const next = generator(20);
    for (let round = 0; round < 100_000; round++) {
      const length = 1 + Math.floor(next() * 14);
      const text = Array.from({ length }, () => PIECES[Math.floor(next() * PIECES.length)]).join('');
      assert.deepEqual(valuesOf(text), { ...dotenv.parse(text) }, JSON.stringify(text));
    }
  });

  it('gives spans that hold the raw text and the key', () => {
    const text = '\ufeff# head\r\nexport MAIL_HOST = "smtp.example.com"  # ours\r\n\r\nMAIL_PORT: 587\r\n';
    const [host, port] = read(text).entries;
    assert.equal(text.slice(host!.at.start, host!.at.end), 'smtp.example.com');
    assert.equal(text.slice(host!.keySpan.start, host!.keySpan.end), 'MAIL_HOST');
    assert.equal(text.slice(host!.comment!.start, host!.comment!.end), '# ours');
    assert.equal(host!.quote, '"');
    assert.equal(text.slice(port!.at.start, port!.at.end), '587');
    assert.equal(port!.quote, undefined);
  });

  it('keeps values over several lines and their offsets', () => {
    const text = 'KEY="one\r\ntwo" # x\r\nB=2';
    const [key, b] = read(text).entries;
    assert.equal(key!.value, 'one\ntwo');
    assert.equal(text.slice(key!.at.start, key!.at.end), 'one\r\ntwo');
    assert.equal(b!.value, '2');
  });

  it('tells references, whose value no reader alone knows', () => {
    assert.deepEqual(only('A=${B}').reference, { name: 'B' });
    assert.deepEqual(only('A="${B:-587}"').reference, { name: 'B', fallback: '587' });
    assert.deepEqual(only('A=$B').reference, { name: 'B' });
    assert.equal(only('A=${B}').value, undefined);
    assert.equal(only("A='${B}'").reference, undefined);
    assert.equal(only('A=x${B}').reference, undefined);
  });

  it('tells where readers disagree', () => {
    const reasons = (text: string) => only(text).misread?.map(({ readers }) => readers?.[0]) ?? [];
    assert.deepEqual(reasons('A=abc#def'), ['dotenv']);
    assert.deepEqual(reasons('A=pa$word'), ['dotenv-expand']);
    assert.deepEqual(reasons('A=a\\b'), ['ruby-dotenv']);
    assert.deepEqual(reasons('A=a b'), ['phpdotenv']);
    for (const text of ['A=abc # def', 'A=25#', "A='abc#def'", "A='a$b c\\d'", 'A=100$', 'A=plain', 'A='])
      assert.deepEqual(reasons(text), [], text);
    assert.equal(only('A=abc#def').misread?.[0]?.meant, 'abc#def');
    assert.equal(only('A=abc#def # note').misread?.[0]?.meant, 'abc#def');
  });

  it('tells which readers take a value otherwise than npm dotenv, or cut it with it', () => {
    const ALL = 'dotenv dotenv-expand ruby-dotenv phpdotenv compose python-dotenv'.split(' ');
    /** Each form, and the readers that change it; docker compose and python-dotenv by their documentation and source. */
    const matrix: [string, string][] = [
      ['pa#ss', 'dotenv dotenv-expand ruby-dotenv phpdotenv'],
      ['pa #ss', ''],
      ['"pa#ss"', ''],
      ["'pa#ss'", ''],
      ['pa$word', 'dotenv-expand ruby-dotenv compose'],
      ['"pa$word"', 'dotenv-expand ruby-dotenv compose'],
      ["'pa$word'", ''],
      ['pa$', ''],
      ['pa\\word', 'ruby-dotenv'],
      ['My App', 'phpdotenv'],
      ['"My App"', ''],
      ['"open', ALL.join(' ')],
    ];
    for (const [value, readers] of matrix) {
      const found = only(`A=${value}`).misread ?? [];
      const named = new Set<string>(found.flatMap((one): readonly string[] => one.readers ?? ALL));
      assert.deepEqual([...named].sort(), readers.split(' ').filter(Boolean).sort(), value);
    }
  });

  const replaced = (text: string, value: string | number | boolean) => {
    const edit = only(text).editable.replace(value);
    return edit && applyEdits(text, [edit]);
  };

  it('replaces values, with quotes only where a reader needs them', () => {
    assert.equal(replaced('A=25 # port', 587), 'A=587 # port');
    assert.equal(replaced('A="25"', 587), 'A="587"');
    assert.equal(replaced('A=', 587), 'A=587');
    assert.equal(replaced('A=  # none', 587), 'A=587  # none');
    assert.equal(replaced('A=x', 'a b'), "A='a b'");
    assert.equal(replaced('A=x', "it's"), 'A="it\'s"');
    assert.equal(replaced('A="x"', 'a$b'), "A='a$b'");
    assert.equal(replaced('A=`x`', 'y'), 'A=y');
    assert.equal(replaced('A=abc#def', 'abc#def'), "A='abc#def'");
    assert.equal(replaced('A=x', 'two\nlines'), undefined);
    assert.equal(replaced('A=x', '\'"'), undefined);
  });

  it('writes values that npm dotenv reads back, on 20,000 generated ones', () => {
    const next = generator(7);
    const characters = 'ab19#$ \'"`\\=:{}()&;!%@/.,-\t';
    for (let round = 0; round < 20_000; round++) {
      const value = Array.from(
        { length: Math.floor(next() * 8) },
        () => characters[Math.floor(next() * characters.length)],
      ).join('');
      for (const text of ['A=x\nB=1', 'A="x" # c\nB=1', "A='x'\nB='1'"]) {
        const edit = read(text).entries[0]!.editable.replace(value);
        if (!edit) continue;
        const outcome = dotenv.parse(applyEdits(text, [edit]));
        assert.deepEqual({ ...outcome }, { A: value, B: '1' }, JSON.stringify(value));
      }
    }
  });

  it('removes, renames and inserts lines', () => {
    const text = 'A=1\r\n  export B="x\r\ny" # c\r\nC=3';
    const { entries, scopes } = read(text);
    const apply = (...edits: (Parameters<typeof applyEdits>[1][number] | undefined)[]) =>
      applyEdits(text, edits as Parameters<typeof applyEdits>[1]);
    assert.equal(apply(...entries[1]!.editable.remove!()!), 'A=1\r\nC=3');
    assert.equal(apply(...entries[2]!.editable.remove!()!), 'A=1\r\n  export B="x\r\ny" # c\r\n');
    assert.equal(apply(entries[0]!.editable.rename!('Z')), 'Z=1\r\n  export B="x\r\ny" # c\r\nC=3');
    assert.equal(
      apply(scopes[0].insert('N', 'a b', entries[1])),
      'A=1\r\n  export B="x\r\ny" # c\r\n  export N="a b"\r\nC=3',
    );
    assert.equal(apply(scopes[0].insert('N', '4')), 'A=1\r\n  export B="x\r\ny" # c\r\nC=3\r\nN=4\r\n');
    assert.equal(scopes[0].insert('N', '\n'), undefined);
  });

  it('is linear on hostile texts', () => {
    const size = 1_000_000;
    for (const text of [
      `A=${'x'.repeat(10 * size)}`,
      `A='${"\\'x".repeat(size)}`,
      "A='\\'x\n".repeat(size / 4),
      'A="\\"\n'.repeat(size / 4),
      '\n'.repeat(size),
      `A${' '.repeat(size)}`,
      'export '.repeat(size / 4),
      'export\n'.repeat(size / 4),
      `A=${'\u2028"x'.repeat(size / 4)}`,
      'A=#\0'.repeat(size / 4),
    ]) {
      assertCheap(5, JSON.stringify(text.slice(0, 12)), () => read(text));
    }
  });
});
