/** JSON as flat settings with spans and edits; what is written must be JSON again. */
import assert from 'node:assert/strict';
import { applyEdits } from '../src/analyzer/edits';
import { parseJavaScript } from '../src/analyzer/formats/javascript';
import { parseJson } from '../src/analyzer/formats/json';
import { formatOf } from '../src/analyzer/kinds';
import type { Scalar } from '../src/analyzer/model';
import { CliFolder } from './support/cli-folder';
import { assertCheap } from './support/processor-time';
import { settingsTexts } from './support/settings-text';

const URI = 'file:///project/config.json';
const { whole, entry, values, replaced, inserted } = settingsTexts((text) => parseJson(text, URI));

const CONTENT = { a: 'x', smtp: { host: 'h', tls: { min: 1.2 }, list: [{ b: null }, 'c'], port: 587 }, z: true };
const TEXTS = [undefined, 2, '\t'].map((indent) => JSON.stringify(CONTENT, undefined, indent));

/** `{"smtp": [[[…]]]}`, objects instead of lists, and the same half-typed. */
function nested(depth: number): string[] {
  return [
    `{"smtp":${'['.repeat(depth)}${']'.repeat(depth)}}`,
    `{"smtp":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`,
    `{"smtp":${'['.repeat(depth)}`,
  ];
}

describe('json', () => {
  it('flattens objects and lists to dotted paths with exact spans', () => {
    for (const text of [...TEXTS, ...TEXTS.map((text) => `\ufeff${text.replaceAll('\n', '\r\n')}`)]) {
      assert.deepEqual(values(text), {
        a: 'x',
        'smtp.host': 'h',
        'smtp.tls.min': '1.2',
        'smtp.list[0].b': '',
        'smtp.list[1]': 'c',
        'smtp.port': '587',
        z: 'true',
      });
      for (const { at, raw, misread } of whole(text).entries) {
        assert.equal(text.slice(at.start, at.end), raw);
        assert.equal(misread, undefined);
      }
    }
    assert.equal(values('{"a": "\\u00e9\\ud83d\\ude00\\/\\"\\\\"}').a, 'é\ud83d\ude00/"\\');
  });

  it('reads comments and trailing commas, and what looks like them within strings', () => {
    const text = '// "a": 1\n{ /* { */ "b": "// no", "c": "/* no */", /* "d": 1,\n*/ "e": [1, 2,], // "f": "\n}';
    assert.deepEqual(values(text), { b: '// no', c: '/* no */', 'e[0]': '1', 'e[1]': '2' });
  });

  it('reads what stands around half-typed text', () => {
    assert.deepEqual(values('{"a": 1, "b'), { a: '1' });
    for (const half of ['"c', '"c"', '"c":', '"c": "', '"c": "x', '"c": {', '"c": [1', ',', '"c": 1 2', '"c": tru']) {
      const found = values(`{"m": {\n"a": 1,\n${half}\n, "b": 2}}`);
      assert.deepEqual([found['m.a'], found['m.b'] ?? found['m.c.b'] ?? '2'], ['1', '2'], half);
    }
  });

  it('leaves unknown what a template engine fills in, and reads what stands around it', () => {
    const text = '{"smtp": {"host": {{ host }}, "port": {{port}}, "user": "{{ user }}", "secure": tru, "tls": "x"}}';
    assert.deepEqual(values(text), {
      'smtp.host': undefined,
      'smtp.port': undefined,
      'smtp.user': undefined,
      'smtp.secure': undefined,
      'smtp.tls': 'x',
    });
    assert.equal(entry(text, 'smtp.host').raw, '{{ host }}');
    assert.deepEqual(parseJson(`{% if mail %}${text}{% endif %}`, URI).scopes, []);
  });

  it('reads the settings around what is nested too deeply', () => {
    for (const depth of [1, 64, 1000, 100_000])
      for (const text of nested(depth).slice(0, 2)) {
        const found = values(`{"a": 1, "b": ${text}, "c": "x"}`);
        assert.deepEqual([found.a, found.c], ['1', 'x'], `${depth}`);
      }
  });

  it('costs the command line neither its life nor its other files, however deeply it is nested', () => {
    const folder = new CliFolder();
    try {
      for (let depth = 16; depth <= 70_000; depth *= 2)
        for (const name of ['config', 'datasources'])
          nested(depth).forEach((text, index) => void folder.write(`${name}${depth}-${index}.json`, text));
      folder.write('.env', 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\n');
      const { status, stdout, stderr } = folder.run('--format', 'json');
      assert.equal(status, 1, stderr);
      assert.deepEqual(
        (JSON.parse(stdout) as { rule: string }[]).map(({ rule }) => rule).filter((rule) => /port/.test(rule)),
        ['port-25-submission'],
      );
    } finally {
      folder.remove();
    }
  });

  it('is linear on hostile texts, for settings and for code', () => {
    for (const text of [
      `{"smtp": {${'"k": "v",'.repeat(50_000)}}}`,
      `["smtp"${' "k" "v"'.repeat(50_000)}]`,
      `{"smtp": ${'{{ x }},'.repeat(50_000)}}`,
      `{"smtp": ${'{{'.repeat(200_000)}`,
      `{"smtp": "${'\\'.repeat(500_000)}`,
      `["smtp"${' /* '.repeat(200_000)}`,
      `["smtp",${' '.repeat(1_000_000)}1]`,
    ]) {
      assertCheap(5, text.slice(0, 20), () => {
        parseJson(text, URI);
        void parseJavaScript(text, URI, '/project/config.json').root;
      });
    }
  });

  it('writes strings in quotes, and numbers and booleans as they were', () => {
    for (const text of TEXTS) {
      const read = (key: string, value: Scalar) => JSON.parse(replaced(text, key, value)) as typeof CONTENT;
      for (const value of ['y', 'a"b\\c', "it's", '', 'true', '\t']) {
        assert.equal(read('a', value).a, value);
        assert.equal(read('z', value).z, value);
      }
      assert.deepEqual([read('smtp.port', 465).smtp.port, read('z', false).z, read('a', 5).a], [465, false, '5']);
    }
  });

  it('inserts beside a neighbour, and takes out with one comma', () => {
    for (const text of TEXTS) {
      const put = (key: string, value: Scalar, after?: string) =>
        JSON.parse(inserted(text, key, value, after)) as object;
      const { smtp } = CONTENT;
      assert.deepEqual(put('smtp.secure', true, 'smtp.host'), { ...CONTENT, smtp: { ...smtp, secure: true } });
      assert.deepEqual(put('smtp.x.y', '1'), { ...CONTENT, smtp: { ...smtp, x: { y: '1' } } });
      assert.deepEqual(put('smtp.tls.max', 1), { ...CONTENT, smtp: { ...smtp, tls: { min: 1.2, max: 1 } } });
      const without = (key: string) => JSON.parse(applyEdits(text, entry(text, key).editable.remove!()!)) as object;
      const { host: _, ...noHost } = smtp;
      const { port: __, ...noPort } = smtp;
      const { tls: ___, ...noTls } = smtp;
      assert.deepEqual(without('smtp.host'), { ...CONTENT, smtp: noHost });
      assert.deepEqual(without('smtp.port'), { ...CONTENT, smtp: noPort });
      assert.deepEqual(without('smtp.tls.min'), { ...CONTENT, smtp: noTls });
    }
    assert.equal(inserted('{\n  "a": 1, // one\n}\n', 'b', 'x'), '{\n  "a": 1,\n  "b": "x", // one\n}\n');
    assert.equal(inserted('{"M.Host": "h"}', 'M.Port', 25, 'M.Host'), '{"M.Host": "h", "M.Port": 25}');
  });

  it('is looked for in settings, and not in manifests, schemas and words of a user interface', () => {
    const yes =
      'appsettings.json appsettings.Production.json config/default.json config.json secrets.json local.settings.json';
    const others =
      'realm-export.json src/mail/smtp.jsonc settings.json.example taskdef.json app.json immich-config.json';
    for (const path of `${yes} ${others}`.split(' ')) assert.equal(formatOf({ path }), 'json', path);
    const no =
      'package.json package-lock.json tsconfig.base.json data/users.json openapi.json composer.json manifest.json';
    const texts =
      'locales/en/mail.json src/i18n/settings.json lang/de.config.json config.schema.json settings-messages.json';
    for (const path of `${no} ${texts}`.split(' '))
      assert.notEqual(formatOf({ path, languageId: 'json' }), 'json', path);
  });
});
