/** TOML as flat settings with spans and edits, against the parser's own reading of the values. */
import assert from 'node:assert/strict';
import { applyEdits } from '../src/analyzer/edits';
import { parseToml } from '../src/analyzer/formats/toml';
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

  it('knows nothing of what is filled in later', () => {
    const text = 'a = "${A}"\nb = "{{ b }}"\nc = "env(C)"\nd = "x${D}"\n';
    assert.deepEqual([...new Set(Object.values(values(text)))], [undefined]);
  });
});
