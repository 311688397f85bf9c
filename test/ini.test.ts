/** INI files by the rules of gopkg.in/ini.v1 (readValue in parser.go), and by those of Python's configparser. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { applyEdits } from '../src/analyzer/edits';
import { parseIni } from '../src/analyzer/formats/ini';
import { generator } from './support/generator';

const read = (text: string) => parseIni(text, 'file:///project/app.ini').scopes[0];
const values = (text: string) => Object.fromEntries(read(text).entries.map(({ key, value }) => [key, value]));

describe('ini', () => {
  it('reads sections, keys, comments and quotes', () => {
    const text =
      '\ufeffTOP = 1\r\n; c\r\n# d\r\n[mailer]\r\nA=b\r\n  B : c d ; note\r\nC = "q"\r\nD = \'q\'\r\nE = `x#y;`\r\nF = """p#q"""\r\nG =\r\n[a.b]\r\nH = """one\r\ntwo"""\r\nI = 2\r\njunk\r\n';
    assert.deepEqual(values(text), {
      TOP: '1',
      'mailer.A': 'b',
      'mailer.B': 'c d',
      'mailer.C': 'q',
      'mailer.D': 'q',
      'mailer.E': 'x#y;',
      'mailer.F': 'p#q',
      'mailer.G': '',
      'a.b.H': 'one\r\ntwo',
      'a.b.I': '2',
    });
    for (const { at, raw, key, keySpan } of read(text).entries) {
      assert.equal(text.slice(at.start, at.end), raw);
      assert.ok(key.endsWith(text.slice(keySpan.start, keySpan.end)));
    }
  });

  it('tells values that are cut, and not those with a comment', () => {
    const [cut, quoted, noted, only] = read('A = a#b\nB = "a;b c"\nC = a # b\nD = #a\n').entries;
    assert.deepEqual([cut!.value, cut!.misread?.[0]?.meant], ['a', 'a#b']);
    assert.equal(quoted!.misread?.[0]?.meant, 'a;b c');
    assert.deepEqual([noted!.value, noted!.misread], ['a', undefined]);
    assert.deepEqual([only!.value, only!.misread], ['', undefined]);
  });

  it('knows nothing of what is filled in later', () => {
    const text = 'A = %(B)s\nB = $__env{X}\nC = ${X}\nD = {{ d }}\nE = a \\\n';
    assert.deepEqual([...new Set(Object.values(values(text)))], [undefined]);
  });

  it('edits, and reads back what it wrote', () => {
    const text = '[m]\r\nA = "1" ; c\r\n  B=2\r\n[n]\r\nC = 3';
    const scope = read(text);
    for (const value of ['x', 'a b', 'a#b', ' x', '"x', '`', 'x\\', ''])
      assert.equal(values(applyEdits(text, [scope.entries[0]!.editable.replace(value)!]))['m.A'], value, value);
    assert.equal(scope.entries[0]!.editable.replace('a\nb'), undefined);
    assert.equal(scope.entries[0]!.editable.replace('"""'), undefined);
    assert.equal(applyEdits(text, scope.entries[1]!.editable.remove!()!), '[m]\r\nA = "1" ; c\r\n[n]\r\nC = 3');
    assert.equal(applyEdits('A = 1', [read('A = 1').entries[0]!.editable.rename!('m.Z')!]), 'Z = 1');
    const grown = (key: string, after?: number) =>
      applyEdits(text, [scope.insert(key, true, after === undefined ? undefined : scope.entries[after])!]);
    assert.equal(grown('m.D', 0), '[m]\r\nA = "1" ; c\r\nD = true\r\n  B=2\r\n[n]\r\nC = 3');
    assert.equal(grown('m.D'), '[m]\r\nA = "1" ; c\r\n  B=2\r\n  D=true\r\n[n]\r\nC = 3');
    assert.equal(scope.insert('none.D', 1), undefined);
  });

  it('is linear on hostile texts', () => {
    const size = 300_000;
    for (const text of [
      'A'.repeat(size),
      'A = `\n'.repeat(size / 6),
      'A = """\n'.repeat(size / 8),
      `A = ${'"'.repeat(size)}`,
      `A = ${'#a'.repeat(size)}`,
      '['.repeat(size),
      ' '.repeat(size),
      `A = x${'#;'.repeat(size)} y`,
    ]) {
      assertCheap(5, JSON.stringify(text.slice(0, 8)), () => read(text));
    }
  });
});

const readPython = (text: string) => parseIni(text, 'file:///project/odoo.conf', '/project/odoo.conf').scopes[0];

/** All values that the real program reads of some texts; undefined for a text that it refuses. */
const PROGRAM = `
import configparser, json, sys
def read(text):
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    return {section + '.' + key: value for section in parser.sections() for key, value in parser.items(section)}
print(json.dumps([read(text) for text in json.load(sys.stdin)]))`;

import { assertCheap } from './support/processor-time';

const LINES = [
  ...['[a]', '[b] ', '  [a]', '# c', '; d', '   # e', '', '   ', '    cont', 'x = 1', 'y: 2', ' z=3', '  w = "q"'],
  ...['x=a#b', 'y = a ; c', 'k k = v', 'x =', 'y = a = b', 'v = a\\', "p = 'q'", 'q = """r"""', 'X = `u`', 't =  s  '],
];

describe('ini of Python', () => {
  it('keeps quotes and comment signs, and knows nothing of values of several lines', () => {
    const text = '[s]\na = "b" # c\nd = e\n   f\n# g\n\n   h\ni = %(a)s\nj = $K\nl =\n';
    assert.deepEqual(
      readPython(text).entries.map(({ key, value }) => [key, value]),
      [
        ['s.a', '"b" # c'],
        ['s.d', undefined],
        ['s.i', undefined],
        ['s.j', undefined],
        ['s.l', ''],
      ],
    );
  });

  it('writes nothing that would be read otherwise', () => {
    const text = '[s]\na = 1\n';
    const [entry] = readPython(text).entries;
    assert.equal(applyEdits(text, [entry!.editable.replace('x;y#"')!]), '[s]\na = x;y#"\n');
    for (const value of ['%', '$A', ' x', 'x ', 'a\nb']) assert.equal(entry!.editable.replace(value), undefined, value);
  });

  it('reads what the real configparser reads, in 2,000 generated files', function () {
    const next = generator(5);
    const texts = Array.from({ length: 2000 }, () => {
      const lines = Array.from({ length: 1 + Math.floor(next() * 7) }, () => LINES[Math.floor(next() * LINES.length)]);
      return ['[s]', ...lines, ''].join('\n');
    });
    const { status, stdout } = spawnSync('python3', ['-c', PROGRAM], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
    });
    if (status !== 0) this.skip();
    let compared = 0;
    for (const [index, program] of (JSON.parse(stdout) as (Record<string, string> | null)[]).entries()) {
      if (!program) continue;
      const entries = readPython(texts[index]!).entries.map(({ key, value }): [string, string | undefined] => [
        key.toLowerCase(),
        value,
      ]);
      const told = Object.entries(program).map(([key, value]) => [key, value.includes('\n') ? undefined : value]);
      assert.deepEqual(Object.fromEntries(entries), Object.fromEntries(told), texts[index]);
      compared += told.length;
    }
    assert.ok(compared > 3000, String(compared));
  });
});
