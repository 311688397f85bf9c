/** YAML as flat settings with spans and edits, and the environments that compose files and manifests describe. */
import assert from 'node:assert/strict';
import { parse as toObject } from 'yaml';
import { applyEdits } from '../src/analyzer/edits';
import { parse } from '../src/analyzer/formats/index';
import type { Entry, Scope, SettingsTree } from '../src/analyzer/formats/scope';
import { parseYaml } from '../src/analyzer/formats/yaml';
import type { Edit, Scalar } from '../src/analyzer/model';

const URI = 'file:///project/config.yml';
const scopes = (text: string) => parseYaml(text, URI).scopes;
const whole = (text: string): Scope => scopes(text).find(({ kind }) => kind === 'map')!;
const environments = (text: string) => scopes(text).filter(({ kind }) => kind === 'environment');
const values = (scope: { entries: readonly Entry[] }) =>
  Object.fromEntries(scope.entries.map(({ key, value }) => [key, value]));
const entry = (scope: { entries: readonly Entry[] }, key: string): Entry => {
  const found = scope.entries.findLast((one) => one.key === key);
  assert.ok(found, `no ${key}`);
  return found;
};
const apply = (text: string, ...edits: readonly (Edit | undefined)[]) => {
  for (const edit of edits) assert.ok(edit, 'no edit');
  return applyEdits(text, edits as Edit[]);
};

describe('yaml', () => {
  it('flattens maps and lists to dotted paths with exact spans', () => {
    const text = 'a:\r\n  b: "x y" # c\r\n  list:\r\n    - one\r\n    - name: two\r\nflat.key: \'v\'\r\n';
    const scope = whole(text);
    assert.deepEqual(values(scope), {
      'a.b': 'x y',
      'a.list[0]': 'one',
      'a.list[1].name': 'two',
      'flat.key': 'v',
    });
    for (const { at, raw } of scope.entries) assert.equal(text.slice(at.start, at.end), raw);
    const { keySpan, quote } = entry(scope, 'flat.key');
    assert.equal(text.slice(keySpan.start, keySpan.end), 'flat.key');
    assert.equal(quote, "'");
  });

  it('keeps plain texts as they are written, with the type that YAML 1.2 gives them', () => {
    const scope = whole('a: 0123\nb: 1_000\nc: yes\nd: true\ne: ~\nf:\ng: "5"\nh: 587\n');
    const facts = Object.fromEntries(scope.entries.map(({ key, value, type }) => [key, [value, type]]));
    assert.deepEqual(facts, {
      a: ['0123', 'number'],
      b: ['1_000', 'string'],
      c: ['yes', 'string'],
      d: ['true', 'boolean'],
      e: ['', 'null'],
      f: ['', 'null'],
      g: ['5', 'string'],
      h: ['587', 'number'],
    });
    const misread = scope.entries.filter((one) => one.misread).map(({ key }) => key);
    assert.deepEqual(misread, ['a', 'b', 'c']);
  });

  it('follows anchors, aliases and merges, and never a cycle', () => {
    const text =
      'x: &x { host: h, port: 1 }\ny:\n  <<: *x\n  port: 2\nz: &z\n  self: *z\n  v: 1\nw: [*x, &l [*l]]\nn: &n name\nm: *n\n';
    assert.deepEqual(values(whole(text)), {
      'x.host': 'h',
      'x.port': '1',
      'y.port': '2',
      'y.host': 'h',
      'z.v': '1',
      'w[0].host': 'h',
      'w[0].port': '1',
      n: 'name',
      m: 'name',
    });
  });

  it('knows nothing of tags, templates and references', () => {
    const text =
      'a: !vault |\n  x\nb: {{ b }}\nc: "{{ c }}"\nd: ${D}\ne: ${E:587}\nf: "%env(F)%"\ng: !secret g\nh: x${H}\ni: ${{ secrets.I }}\n';
    const scope = whole(text);
    assert.deepEqual([...new Set(scope.entries.map(({ value }) => value))], [undefined]);
    assert.deepEqual(entry(scope, 'd').reference, { name: 'D' });
    assert.deepEqual(entry(scope, 'e').reference, { name: 'E', fallback: '587' });
    assert.equal(entry(scope, 'h').reference, undefined);
  });

  it('takes lines of control tags for comments, and what a mark prints for unknown', () => {
    const text =
      'a: 1\n{{- if .Values.x }}\nb: {{ .Values.b | default "x: y" }}\n{{- end }}\n{% if c %}\nc: "{{ c("q") }}"\n{%- endif %}\nd: 4\n';
    assert.deepEqual(values(whole(text)), { a: '1', b: undefined, c: undefined, d: '4' });
    assert.deepEqual(
      whole(text).entries.map(({ raw }) => raw),
      ['1', '{{ .Values.b | default "x: y" }}', '{{ c("q") }}', '4'],
    );
    assert.equal(whole(text).isPartial, true);
    assert.equal(whole('a: {{ b }}\n').isPartial, false);
  });

  it('leaves files alone whose tags go over several lines', () => {
    assert.deepEqual(scopes('{% set x = [\n  1,\n] %}\na: 1\n'), []);
  });

  it('reads several documents, and half-typed ones as far as it goes', () => {
    assert.equal(scopes('a: 1\n---\nb: 2\n').length, 2);
    assert.deepEqual(values(whole('smtp:\n  host: h\n  port')), { 'smtp.host': 'h', 'smtp.port': undefined });
    assert.deepEqual(values(whole('smtp:\n  host: "h\n')).constructor, Object);
    for (const text of ['', '\0', '- a', 'a', '[', '{', ':', '"', '\ufeffa: 1', '&a *a', '<<: *x', '? a']) scopes(text);
  });

  it('gives the maps of a list one by one, where they may concern mail', () => {
    const text = '- name: a\n  smtp:\n    host: h\n- name: b\n- mail\n- {smtp: {host: i}, env: {SMTP_PORT: 25}}\n';
    assert.deepEqual(
      scopes(text).map((scope) => [scope.kind, values(scope)]),
      [
        ['map', { name: 'a', 'smtp.host': 'h' }],
        ['map', { 'smtp.host': 'i', 'env.SMTP_PORT': '25' }],
        ['environment', { SMTP_PORT: '25' }],
      ],
    );
    assert.equal(
      apply(text, scopes(text)[0]!.insert('smtp.port', 587)),
      text.replace('host: h', 'host: h\n    port: 587'),
    );
  });

  it('holds files as literal blocks, each with the offsets of the whole', () => {
    const text =
      'data:\r\n  app.yml: |-\r\n    a:\r\n      b: 1\r\n  .env: |2\r\n\r\n      C=2\r\n  x.toml: >\r\n    d = 3\r\n  e.json: "{}"\r\n  notes: |\r\n    f: 4\r\n';
    const { embedded = [] } = parseYaml(text, URI, '/project/config.yml');
    assert.deepEqual(
      embedded.map(({ path }) => path),
      ['/project/app.yml', '/project/.env'],
    );
    for (const { text: own, part, uri } of embedded) {
      assert.equal(uri, URI);
      assert.equal(own, text.slice(part!.start, part!.end));
    }
    const [app, env] = embedded;
    assert.deepEqual([app!.text.trim(), env!.text.trim()], ['a:\r\n      b: 1', 'C=2']);
    const inner = (parse('yaml', app!) as SettingsTree).scopes[0]!;
    const b = inner.entries.find(({ key }) => key === 'a.b');
    assert.equal(apply(text, inner.insert('a.c', 5, b)), text.replace('b: 1', 'b: 1\r\n      c: 5'));
    assert.equal(apply(text, b?.editable.replace(2)), text.replace('b: 1', 'b: 2'));
  });

  describe('environments', () => {
    const compose = (environment: string) =>
      environments(`services:\n  web:\n    image: ghcr.io/acme/web:1\n    environment:\n${environment}`)[0]!;

    it('are the maps and lists of compose, read as compose passes them on', () => {
      const map = compose('      A: 1\n      B: "x"\n      C:\n      D: a$$b\n      E: ${X:-d}\n      F: $X\n');
      assert.equal(map.image, 'acme/web');
      assert.equal(map.name, 'services.web');
      assert.deepEqual(values(map), { A: '1', B: 'x', C: undefined, D: 'a$b', E: undefined, F: undefined });
      assert.deepEqual(entry(map, 'E').reference, { name: 'X', fallback: 'd' });
      assert.deepEqual(entry(map, 'F').reference, { name: 'X' });
      const list = compose('      - A=1\n      - "B=x y"\n      - C\n      - D="q"\n      - E=${X}\n      - F=a=b\n');
      assert.deepEqual(values(list), { A: '1', B: 'x y', D: '"q"', E: undefined, F: 'a=b' });
      assert.equal(entry(list, 'D').misread?.[0]?.meant, 'q');
    });

    it('come from anchors and env files, too', () => {
      const text =
        'x-e: &e\n  A: 1\nservices:\n  a:\n    env_file: [a.env, { path: b.env }]\n    environment: { <<: *e, B: 2 }\n';
      const [shared, own] = environments(text);
      assert.deepEqual(values(shared!), { A: '1' });
      assert.deepEqual(values(own!), { B: '2', A: '1' });
      assert.deepEqual(own!.files, ['a.env', 'b.env']);
    });

    it('are the containers of Kubernetes and the maps of charts and workflows', () => {
      const text =
        'spec:\n  containers:\n    - image: quay.io/acme/app@sha256:1\n      env:\n        - name: A\n          value: "1"\n        - { name: B, valueFrom: { secretKeyRef: { name: s, key: k } } }\n        - name: C\n          value: $(A)\n';
      const [container] = environments(text);
      assert.equal(container!.image, 'acme/app');
      assert.deepEqual(values(container!), { A: '1', B: undefined, C: undefined });
      assert.deepEqual(values(environments('image: { repository: acme/x }\nextraEnv:\n  A: 1\n')[0]!), { A: '1' });
    });
  });

  describe('edits', () => {
    const text =
      'smtp:\n  host: a.example # h\n  port: 25\n  secure: false\n  pass:\n  user: "u"\n  auth: { user: x, pass: y }\n  last: |\n    block\n';
    const scope = whole(text);
    const replaced = (key: string, value: string | number | boolean) => {
      const edit = entry(scope, key).editable.replace(value);
      return edit && toObject(applyEdits(text, [edit])).smtp;
    };

    it('replace a value, quoted where its text would be taken for something else', () => {
      assert.equal(replaced('smtp.port', 587).port, 587);
      assert.equal(replaced('smtp.secure', true).secure, true);
      assert.equal(replaced('smtp.host', 'yes').host, 'yes');
      assert.equal(replaced('smtp.user', 587).user, '587');
      for (const value of [
        "it's",
        'a: b',
        'a #b',
        '- x',
        '{x}',
        '*a',
        '&a',
        '!x',
        '%x',
        '@x',
        '0123',
        '1e5',
        'null',
        ' a',
        '#',
      ])
        for (const key of ['smtp.host', 'smtp.user', 'smtp.pass', 'smtp.auth.pass']) {
          const smtp = replaced(key, value);
          const found = key === 'smtp.auth.pass' ? smtp.auth.pass : smtp[key.slice('smtp.'.length)];
          assert.equal(found, value, key);
        }
      assert.equal(entry(scope, 'smtp.last').editable.replace('x'), undefined);
      assert.equal(entry(scope, 'smtp.host').editable.replace('a\nb'), undefined);
      assert.match(apply(text, entry(scope, 'smtp.host').editable.replace('b.example')), /host: b\.example # h\n/);
    });

    it('remove the maps that would be left empty, too', () => {
      const nested = 'a:\n  b: 1\n  c: # why\n    d:\n      e: 2 # x\n\nf: 3\n';
      const edits = entry(whole(nested), 'a.c.d.e').editable.remove!()!;
      assert.equal(apply(nested, ...edits), 'a:\n  b: 1\n\nf: 3\n');
      const flow = 'a: { b: 1, c: { d: 2 } }\n';
      assert.equal(apply(flow, ...entry(whole(flow), 'a.c.d').editable.remove!()!), 'a: { b: 1 }\n');
      assert.equal(entry(whole('a:\n  b: 1\n'), 'a.b').editable.remove!(), undefined);
    });

    it('remove and rename entries in block and flow', () => {
      assert.deepEqual(toObject(apply(text, ...entry(scope, 'smtp.port').editable.remove!()!)).smtp.port, undefined);
      assert.deepEqual(toObject(apply(text, ...entry(scope, 'smtp.auth.user').editable.remove!()!)).smtp.auth, {
        pass: 'y',
      });
      assert.deepEqual(toObject(apply(text, ...entry(scope, 'smtp.auth.pass').editable.remove!()!)).smtp.auth, {
        user: 'x',
      });
      assert.equal(
        toObject(apply(text, entry(scope, 'smtp.host').editable.rename!('smtp.server'))).smtp.server,
        'a.example',
      );
      assert.equal(entry(scope, 'smtp.host').editable.rename!('mail.server'), undefined);
    });

    it('insert beside the nearest relative, nested or dotted as the file has it', () => {
      const grown = (before: string, key: string, value: Scalar, after?: string) => {
        const map = whole(before);
        return apply(before, map.insert(key, value, after ? entry(map, after) : undefined));
      };
      assert.equal(grown('a:\n  b: 1\nc: 2\n', 'a.d', true), 'a:\n  b: 1\n  d: true\nc: 2\n');
      assert.equal(grown('a:\n  b: "x"\n', 'a.d', true), 'a:\n  b: "x"\n  d: true\n');
      assert.equal(grown('a:\n  b: "x"\n', 'a.d', 'true'), 'a:\n  b: "x"\n  d: "true"\n');
      assert.equal(grown('a: { b: 1 }\n', 'a.d', 2), 'a: { b: 1, d: 2 }\n');
      assert.equal(grown('a:\n  x.y: 1\n', 'a.x.z', 2), 'a:\n  x.y: 1\n  x.z: 2\n');
      assert.equal(grown('a:\n  b: 1 # c', 'a.x.z', 'v'), 'a:\n  b: 1 # c\n  x:\n    z: v');
      assert.equal(grown('a:\n  x:\n    y: 1\n  b: 1\n', 'a.x.z', 2, 'a.b'), 'a:\n  x:\n    y: 1\n    z: 2\n  b: 1\n');
      assert.equal(grown('l:\n- b: 1\n', 'l[0].d', 2), 'l:\n- b: 1\n  d: 2\n');
    });

    it('insert variables in the form of their neighbours', () => {
      const grown = (before: string, key: string, value: string) => {
        const [environment] = environments(before);
        return apply(before, environment!.insert(key, value));
      };
      assert.equal(grown('e:\n  A: "1"\n', 'B', 'true'), 'e:\n  A: "1"\n  B: "true"\n');
      assert.equal(grown('e:\n  - A=1\n', 'B', 'x y'), 'e:\n  - A=1\n  - B=x y\n');
      assert.equal(
        grown('e:\n    - name: A\n      value: "1"\n', 'B', 'true'),
        'e:\n    - name: A\n      value: "1"\n    - name: B\n      value: "true"\n',
      );
    });
  });
});
