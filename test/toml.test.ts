/** TOML as flat settings with spans and edits, against the parser's own reading of the values. */
import assert from 'node:assert/strict';
import { type AST, parseTOML } from 'toml-eslint-parser';
import { applyEdits } from '../src/analyzer/edits';
import { parseToml } from '../src/analyzer/formats/toml';
import { generator } from './support/generator';
import { mutationsOf } from './support/mutations';
import { settingsTexts } from './support/settings-text';

const URI = 'file:///project/config.toml';
const { whole, entry, values, replaced, inserted } = settingsTexts((text) => parseToml(text, URI));

const TEXT = `top = 1
smtp.host = 'a.example'
[mail]
port = 587 # submission
"quoted key" = "x \\"y\\""
tls = { verify = true, min = "1.2" }
to = ["a@example.com", { name = "b" }]
text = """
one"""
[[account]]
user = "a"
[[account]]
user = "b"
[account.more]
since = 2024-01-02
`;

const NOTATIONS: readonly (readonly [written: string, value: string])[] = [
  ['1_000', '1000'],
  ['+1', '1'],
  ['-0', '0'],
  ['0x1F', '31'],
  ['0o17', '15'],
  ['0b11', '3'],
  ['1.5e3', '1.5e3'],
  ['-inf', '-inf'],
  ['1979-05-27 07:32:00.5Z', '1979-05-27 07:32:00.5Z'],
  ['1979-05-27T07:32:00-07:00', '1979-05-27T07:32:00-07:00'],
  ['07:32', '07:32'],
  ['"\\e\\x41\\u00e9\\U0001F600"', '\x1bA\u00e9\u{1F600}'],
  ['"""x\\"""""', 'x""'],
  ['"""\nx\\\n  y"""""', 'xy""'],
  ["'''\r\nx\r\ny'''", 'x\ny'],
];

/** By path, as our reader has them; undefined for what the package refuses. */
function valuesOfPackage(text: string): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  function visit(node: AST.TOMLContentNode, path: string): void {
    if (node.type === 'TOMLInlineTable') visitAll(node.body, `${path}.`);
    else if (node.type === 'TOMLArray') {
      for (const [index, item] of node.elements.entries()) visit(item, `${path}[${index}]`);
    } else
      found[path] =
        node.kind === 'string' ? node.value : node.kind === 'integer' ? String(node.bigint) : text.slice(...node.range);
  }
  function visitAll(pairs: readonly AST.TOMLKeyValue[], prefix: string): void {
    for (const { key, value } of pairs)
      visit(value, prefix + key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value)).join('.'));
  }
  try {
    for (const node of parseTOML(text).body[0].body) {
      const way = node.type === 'TOMLTable' ? node.resolvedKey : [];
      const prefix = way.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
      if (node.type === 'TOMLKeyValue') visitAll([node], '');
      else visitAll(node.body, `${prefix.slice(1)}.`);
    }
  } catch {
    return undefined;
  }
  return found;
}

describe('toml', () => {
  it('flattens tables, inline tables and lists to dotted paths with exact spans', () => {
    for (const text of [TEXT, TEXT.replaceAll('\n', '\r\n'), `\ufeff${TEXT}`]) {
      assert.deepEqual(values(text), {
        top: '1',
        'smtp.host': 'a.example',
        'mail.port': '587',
        'mail.quoted key': 'x "y"',
        'mail.tls.verify': 'true',
        'mail.tls.min': '1.2',
        'mail.to[0]': 'a@example.com',
        'mail.to[1].name': 'b',
        'mail.text': 'one',
        'account[0].user': 'a',
        'account[1].user': 'b',
        'account[1].more.since': '2024-01-02',
      });
      for (const { at, raw } of whole(text).entries) assert.equal(text.slice(at.start, at.end), raw);
    }
  });

  it('takes each table of upper-case names for an environment', () => {
    const text = 'app = "x"\n[env]\nSMTP_HOST = "h"\nport = 1\n[build.environment]\nMAIL_PORT = 25\n';
    const environments = parseToml(text, URI).scopes.filter(({ kind }) => kind === 'environment');
    assert.deepEqual(
      environments.map(({ name, entries }) => [name, entries.map(({ key, value }) => [key, value])]),
      [
        ['env', [['SMTP_HOST', 'h']]],
        ['build.environment', [['MAIL_PORT', '25']]],
      ],
    );
    const [first, second] = environments;
    assert.equal(
      applyEdits(text, [
        first!.insert('SMTP_PORT', 587, first!.entries[0])!,
        second!.entries[0]!.editable.rename!('A')!,
      ]),
      text.replace('"h"\n', '"h"\nSMTP_PORT = "587"\n').replace('MAIL_PORT', 'A'),
    );
  });

  it('writes values of the right type in the quotes that are there', () => {
    const text = '[m]\na = \'x\'\nb = "x"\nc = true\nd = 25\n';
    assert.equal(replaced(text, 'm.a', "it's"), text.replace("'x'", '"it\'s"'));
    assert.equal(replaced(text, 'm.a', 'y'), text.replace("'x'", "'y'"));
    assert.equal(replaced(text, 'm.b', 'a"\\b'), text.replace('"x"', '"a\\"\\\\b"'));
    assert.equal(replaced(text, 'm.b', 465), text.replace('"x"', '"465"'));
    assert.equal(replaced(text, 'm.c', false), text.replace('true', 'false'));
    assert.equal(replaced(text, 'm.d', 465), text.replace('25', '465'));
    assert.equal(replaced(text, 'm.d', 'x y'), text.replace('25', '"x y"'));
    assert.equal(entry(TEXT, 'mail.text').editable.replace('x'), undefined);
    for (const value of ["it's", 'a"b', '\\', '#', '', 'é\ud83d\ude00', '\t'])
      for (const key of ['m.a', 'm.b']) assert.equal(values(replaced(text, key, value))[key], value);
  });

  it('inserts into the table that holds the key, and takes lines and parts of lines out', () => {
    const text = "[smtp]\r\n  host = 'h'\r\n  tls = { a = 1 }\r\n[other]\r\nx = 1\r\n";
    assert.equal(inserted(text, 'smtp.port', 587, 'smtp.host'), text.replace("'h'", "'h'\r\n  port = 587"));
    assert.equal(inserted(text, 'smtp.mode', 'y'), text.replace("'h'", "'h'\r\n  mode = 'y'"));
    assert.equal(inserted(text, 'smtp.tls.b', true), text.replace('a = 1', 'a = 1, b = true'));
    assert.equal(inserted(text, 'other.a.b', false), text.replace('x = 1', 'x = 1\r\na.b = false'));
    assert.equal(whole(text).insert('third.x', 1), undefined);
    const without = (key: string) => applyEdits(TEXT, entry(TEXT, key).editable.remove!()!);
    assert.equal(without('mail.port'), TEXT.replace('port = 587 # submission\n', ''));
    assert.equal(without('mail.tls.verify'), TEXT.replace('verify = true, ', ''));
    assert.equal(without('mail.tls.min'), TEXT.replace(', min = "1.2"', ''));
    assert.equal(entry(TEXT, 'mail.to[0]').editable.remove!(), undefined);
  });

  it('reads what stands around lines that are half-typed', () => {
    const rest = { 'm.a': '1', 'm.b': '2' };
    for (const line of [
      'c',
      'c =',
      'c = "x',
      'c = [1,',
      'c = { d',
      '"c',
      '= 1',
      'a = 2',
      '<<<<<<<',
      'c = 1 d',
      "c = '",
    ])
      assert.deepEqual(values(`[m]\na = 1\n${line}\nb = 2\n`), rest, line);
    assert.deepEqual(values('[m\na = 1\nb = 2\n'), { a: '1', b: '2' });
    assert.deepEqual(values('[m]\na = 1\nb = 2\nc = """\n'), rest);
  });

  it('goes on behind what is left open over several lines', () => {
    const rest = { 'm.a': '1', 'n.b': '2' };
    for (const open of ['c = [1,', 'c = {', 'c = { d = 1,', 'c = """', "c = '''x", 'c = [[[['])
      assert.deepEqual(values(`[m]\na = 1\n${open}\n[n]\nb = 2\n`), rest, open);
    assert.deepEqual(values('[m]\na = 1\n[m]\nb = 3\n[[m]]\nc = 4\n[n]\nb = 2\n'), rest);
    assert.deepEqual(values('[m]\na = 1\na.b = 2\n[n.b]\n[n]\nb = 3\n'), { 'm.a': '1' });
  });

  it('reads the notations of values as the specification has them', () => {
    for (const [written, value] of NOTATIONS) assert.deepEqual(values(`a = ${written}\n`), { a: value }, written);
    for (const wrong of ['01', '1_', '1.', '0X1F', '"\\q"', "'\x01'", 'True', '1979-05-27 x', '"\\U00110000"'])
      assert.deepEqual(values(`a = ${wrong}\n`), {}, wrong);
  });

  it('reads what the package toml-eslint-parser reads, whatever the text', () => {
    const random = generator(7);
    let read = 0;
    for (let round = 0; round < 100; round++) {
      for (const { text } of mutationsOf(TEXT, random)) {
        const expected = valuesOfPackage(text);
        if (!expected) continue;
        read++;
        assert.deepEqual(values(text), expected, JSON.stringify(text));
      }
    }
    assert.ok(read > 500, `${read} texts are TOML`);
  });

  it('knows nothing of what is filled in later', () => {
    const text = 'a = "${A}"\nb = "{{ b }}"\nc = "env(C)"\nd = "x${D}"\n';
    assert.deepEqual([...new Set(Object.values(values(text)))], [undefined]);
  });
});
