/** The evaluator against the engine: what it knows of a value must be what Node.js makes of the same code. */
import assert from 'node:assert/strict';
import vm from 'node:vm';
import { type JavaScriptTree, mentions, parseJavaScript } from '../src/analyzer/formats/javascript';
import { parseYaml } from '../src/analyzer/formats/yaml';
import { LIMITS } from '../src/analyzer/javascript/budget';
import { declarationOf } from '../src/analyzer/javascript/declarations';
import { JavaScriptEvaluator } from '../src/analyzer/javascript/evaluate';
import { explore, Facts } from '../src/analyzer/javascript/facts';
import type { Surroundings } from '../src/analyzer/javascript/surroundings';
import { childrenOf, rootOf, textOf } from '../src/analyzer/javascript/syntax';
import { type Known, memberOf, type Value } from '../src/analyzer/javascript/values';
import { LIBRARIES } from '../src/analyzer/libraries/index';
import { combined } from '../src/analyzer/libraries/library';

const LIBRARY = combined(LIBRARIES);

type Files = Readonly<Record<string, string>>;
type Variables = Readonly<Record<string, string>>;

const nowhere = { uri: 'file:///.env', span: { start: 0, end: 0 } };

function surroundings(variables: Variables, files: Files): Surroundings {
  return {
    variable: (name, read) => {
      const value = variables[name];
      return value === undefined
        ? undefined
        : { value, raw: value, at: nowhere, name, origin: { kind: 'variable', name, read } };
    },
    module: (specifier) => {
      const name = Object.keys(files).find((file) => file === specifier || file.startsWith(`${specifier}.`));
      return name === undefined ? undefined : parseJavaScript(files[name] ?? '', `file:///${name}`, name);
    },
    settings: (wanted) =>
      Object.entries(files)
        .flatMap(([name, text]) => {
          if (!name.startsWith(`${wanted}.`)) return [];
          const uri = `file:///${name}`;
          return [{ uri, tree: /ya?ml$/.test(name) ? parseYaml(text, uri) : parseJavaScript(text, uri, name) }];
        })
        .reverse(),
  };
}

/** The value as plain data; `?` stands for what is unknown. */
function plain(value: Value): unknown {
  switch (value.kind) {
    case 'known':
      return value.value;
    case 'object': {
      const keys = value.members.map((member) => (member === 'unknown' ? '?' : member.key));
      const read = (key: string) => {
        const member = memberOf(value, key);
        return member === 'unknown' || member === undefined ? '?' : plain(member.value());
      };
      return Object.fromEntries([...new Set(keys)].map((key) => [key, key === '?' ? '?' : read(key)]));
    }
    case 'array':
      return value.items.map((item) => plain(item()));
    default:
      return '?';
  }
}

/** The value of the last expression statement. */
function resultOf(tree: JavaScriptTree, evaluator: JavaScriptEvaluator): Value {
  const last = childrenOf(rootOf(tree)).at(-1);
  const expression = last && childrenOf(last)[0];
  assert.ok(expression, 'the code ends with an expression');
  return evaluator.evaluate(expression);
}

function evaluate(code: string, variables: Variables = {}, files: Files = {}): unknown {
  const tree = parseJavaScript(code, `file:///${code.length}.ts`, 'x.ts');
  return plain(resultOf(tree, new JavaScriptEvaluator(surroundings(variables, files), LIBRARY, new Facts())));
}

const VARIABLES = { PORT: '465', SECURE: 'false', EMPTY: '', HOST: ' Mail.Example.com ', JSON: '{"a":1}', ON: 'true' };

/** Runs in Node.js, too: the engine says what is right. */
const SAME_AS_NODE: readonly string[] = [
  '587',
  '0x1D1',
  '1_000',
  "'a\\n\\x41\\u{1F600}\\'b'",
  '`port ${1 + 1}`',
  "'smtp.' + 'example.com'",
  "'a' + 1 + 2",
  '1 + 2 * 3 - 4 / 2 % 3',
  '-1',
  '!0',
  "!!'false'",
  'void 0',
  '(587)',
  "Number('587')",
  "Number('abc')",
  "Number('')",
  "Number(' 465 ')",
  "Number('0x1D1')",
  'Number(undefined)',
  'Number(null)',
  'Number(true)',
  "parseInt('587abc')",
  "parseInt('587', 10)",
  "parseInt('0x1D1', 16)",
  "parseInt('abc')",
  "parseFloat('1.5x')",
  "+'465'",
  "Boolean('false')",
  "Boolean('')",
  'String(465)',
  'String(true)',
  "JSON.parse('false')",
  "JSON.parse('465')",
  "' True '.trim().toLowerCase()",
  "'abc'.toUpperCase()",
  "'abc'.length",
  "['true', '1'].includes('1')",
  "'465' === 465",
  "'465' == 465",
  "'true' == true",
  "'1' == true",
  'null == undefined',
  'null === undefined',
  "'' ?? 'x'",
  "'' || 'x'",
  "null ?? 'x'",
  "0 || 'x'",
  '0 ?? 5',
  "'a' && 'b'",
  "'' && 'b'",
  'true ? 1 : 2',
  '465 >= 465',
  '2 > 10',
  'process.env.PORT',
  "process.env['PORT']",
  'Number(process.env.PORT)',
  '+process.env.PORT',
  'process.env.PORT === 465',
  'process.env.PORT == 465',
  "process.env.PORT === '465'",
  'Number(process.env.PORT) === 465',
  "process.env.SECURE === 'true'",
  "process.env.SECURE !== 'false'",
  '!!process.env.SECURE',
  'Boolean(process.env.SECURE)',
  'JSON.parse(process.env.SECURE)',
  'process.env.SECURE ? true : false',
  'process.env.SECURE ? false : true',
  'process.env.SECURE && true',
  'process.env.SECURE === true',
  "process.env.EMPTY || 'x'",
  "process.env.EMPTY ?? 'x'",
  'process.env.HOST.trim().toLowerCase()',
  "process.env.ON.toLowerCase() === 'true'",
  "['true', '1', 'yes'].includes(process.env.ON)",
  'const a = 1; const b = a; b',
  'let a; a = 2; a',
  'let a = 1; a = 2; a = a + 1; a',
  'const a = { b: { c: 465 } }; a.b.c',
  "const a = { 'b-c': 1, 2: 'two', ['d' + 'e']: 3 }; a['b-c'] + a.de + a[2]",
  'const a = { x: 1, y: 2 }; const b = { ...a, y: 3, z: 4 }; b',
  'const a = { x: 1 }; const b = { x: 9, ...a }; b',
  'const x = 1; const a = { x }; a',
  'const a = { x: 1, x: 2 }; a',
  'const a = { get x() { return 5; } }; a.x',
  'const a = { f() { return 6; } }; a.f()',
  'const { a, b: { c = 3, d }, ...e } = { a: 1, b: { d: 4 } }; [a, c, d]',
  'const [a, , b = 7] = [1, 2]; [a, b]',
  'const { PORT = 25, MISSING = 26 } = process.env; [PORT, MISSING]',
  "const { PORT: port } = process.env; port === '465'",
  'const env = process.env; env.PORT',
  'function f() { return { a: 1 }; } f()',
  'const f = () => ({ a: 1 }); f()',
  'const f = (a, b = 2, { c = 3 } = {}) => [a, b, c]; f(1)',
  'const f = (a, b = 2, { c = 3 } = {}) => [a, b, c]; f(1, 5, { c: 6 })',
  'function f(x) { if (x) { return 1; } return 2; } [f(true), f(false)]',
  "function f(x) { switch (x) { case 'a': return 1; case 'b': case 'c': return 2; default: return 3; } } [f('a'), f('b'), f('z')]",
  'function f(x) { const y = { port: 1 }; if (x) y.port = 2; y.host = "h"; return y; } [f(true), f(false)]',
  'function f(x) { let y; if (x) { y = { a: 1 }; } else { y = { a: 2 }; } return y; } [f(true), f(false)]',
  'const a = {}; a.tls = {}; a.tls.rejectUnauthorized = false; a',
  "const a = { tls: { ca: 'x' } }; a.tls.rejectUnauthorized = false; a",
  "const a = {}; a['port'] = 25; a",
  'const a = { b: 1 }; Object.assign(a, { c: 2 }, { b: 3 }); a',
  'const a = Object.assign({}, { c: 2 }, { b: 3 }); a',
  'const a = Object.freeze({ b: 1 }); a.b',
  'class A { static port = 465; } A.port',
  'class A { port = 465; get() { return this.port; } } new A().get()',
  "class A { constructor() { this.o = { host: 'h' }; } } new A().o.host",
  'var a = 1; function f() { return a; } f()',
  'if (true) { var a = 1; } a',
  'const f = (n) => (n > 0 ? f(n - 1) : 0); [1].length',
  '({ ...(true && { a: 1 }), ...(false && { b: 1 }), ...null })',
  '(true && { a: 1 }).a',
  "const key = 'port'; const o = { [key]: 25 }; o.port",
];

describe('javascript evaluator', () => {
  describe('knows what Node.js makes of', () => {
    for (const code of SAME_AS_NODE) {
      it(code, () => {
        const context = vm.createContext({ process: { env: { ...VARIABLES } } });
        // Cloned, because objects of another context have other prototypes.
        const expected: unknown = structuredClone(vm.runInContext(code, context));
        assert.deepEqual(evaluate(code, VARIABLES), expected);
      });
    }
  });

  it('says nothing of what it cannot know', () => {
    const unknown = [
      'fetch("x")',
      'a.b.c',
      'Math.random()',
      'x => x',
      'const a = a; a',
      'const f = () => f(); f()',
      'const a = b; const b = a; a',
      'let a = 1; function f() { a = 2; } a',
      'const a = { b: 1 }; for (const k of ks) { a.b = k; } a.b',
      'const a = { b: 1, ...c }; a.b',
      'const a = { b: 1 }; a[k] = 2; a.b',
      'let a = 1; a += 2; a',
      'let a = 1; a++; a',
      'try { x(); } catch (e) { e; } e',
      'process.env.UNSET',
      'Number(process.env.UNSET)',
      "process.env.UNSET === 'true'",
      "require('somewhere').x",
      'new Map()',
      '/x/.test("x")',
      'function f(port) { return port; } f(...args)',
    ];
    for (const code of unknown) assert.equal(evaluate(code), '?', code);
  });

  it('takes a literal behind an undefined variable for a possibility, and says so', () => {
    for (const [code, value, kind] of [
      ['process.env.UNSET ?? 25', 25, 'fallback'],
      ["process.env.UNSET || 'smtp.example.com'", 'smtp.example.com', 'fallback'],
      ['Number(process.env.UNSET || 587)', 587, 'fallback'],
      ['parseInt(process.env.UNSET ?? "25", 10)', 25, 'fallback'],
      ['const { UNSET = 25 } = process.env; UNSET', 25, 'fallback'],
    ] as const) {
      const tree = parseJavaScript(code, 'file:///x.js', 'x.js');
      const found = resultOf(tree, new JavaScriptEvaluator(surroundings({}, {}), LIBRARY, new Facts()));
      assert.equal(found.kind, 'known', code);
      assert.equal((found as Known).value, value, code);
      const { origin } = (found as Known).source;
      assert.ok(origin?.kind === kind && origin.name === 'UNSET', code);
    }
  });

  it('reads every spelling of an environment variable', () => {
    for (const code of [
      'process.env.PORT',
      'process.env?.PORT',
      'process.env.PORT!',
      '(process.env.PORT as string)',
      'import.meta.env.PORT',
      'Bun.env.PORT',
      "Deno.env.get('PORT')",
      "env('PORT')",
      "env('PORT', '25')",
      "globalThis.process.env['PORT']",
      "import { env } from 'node:process'; env.PORT",
      "import process from 'process'; process.env.PORT",
      "import { PORT } from '$env/static/private'; PORT",
      "import { env } from '$env/dynamic/private'; env.PORT",
    ])
      assert.equal(evaluate(code, VARIABLES), '465', code);
  });

  it('follows modules of the workspace', () => {
    const files = {
      './named.ts':
        'export const smtp = { port: 465 } as const; export default { port: 25 }; export function f() { return 1; }',
      './common.js': "module.exports = { mail: { port: 587 } }; module.exports.extra = 'x';",
      './exports.js': "exports.port = 2525; exports.host = 'h';",
      './again.ts': "export { smtp as mail } from './named'; export * from './named'; export * as all from './named';",
      './data.json': '{ "port": 465, "nested": { "host": "h" } }',
      './loop.ts': "import { a } from './loop'; export const a = a2; const a2 = a;",
      './built.ts': 'const config: any = {}; config.port = 26; export default config;',
    };
    for (const [code, expected] of [
      ["import { smtp } from './named'; smtp.port", 465],
      ["import config from './named'; config.port", 25],
      ["import * as all from './named'; all.smtp.port", 465],
      ["import { f } from './named'; f()", 1],
      ["const { mail } = require('./common'); mail.port", 587],
      ["import common from './common'; common.mail.port", 587],
      ["require('./common').extra", 'x'],
      ["import { port } from './exports'; port", 2525],
      ["import { mail } from './again'; mail.port", 465],
      ["import { smtp } from './again'; smtp.port", 465],
      ["import { all } from './again'; all.smtp.port", 465],
      ["import data from './data.json'; data.nested.host", 'h'],
      ["require('./data').port", 465],
      ["(await import('./named')).smtp.port", 465],
      ["import { a } from './loop'; a", '?'],
      ["import config from './built'; config.port", 26],
    ] as const)
      assert.equal(evaluate(code, {}, files), expected, code);
  });

  it('follows each undecided condition both ways, and all uses of it together', () => {
    const worlds = (code: string) => {
      const tree = parseJavaScript(code, 'file:///w.ts', 'w.ts');
      return explore((facts) =>
        plain(resultOf(tree, new JavaScriptEvaluator(surroundings({}, {}), LIBRARY, facts))),
      ).map(({ result }) => result);
    };
    assert.deepEqual(worlds('const p = isProd(); ({ secure: !!p, port: p ? 465 : 1025 })'), [
      { secure: true, port: 465 },
      { secure: false, port: 1025 },
    ]);
    assert.deepEqual(
      worlds(
        "const env = process.env.NODE_ENV; [env === 'production' ? 1 : 0, env === 'development' ? 1 : 0, env !== 'production' ? 1 : 0]",
      ),
      [
        [1, 0, 0],
        [0, 1, 1],
        [0, 0, 1],
      ],
    );
    assert.deepEqual(worlds('const o = { a: 1 }; if (flag) { o.a = 2; } o'), [{ a: 2 }, { a: 1 }]);
    assert.equal(worlds('[a ? 1 : 0, b ? 1 : 0, c ? 1 : 0, d ? 1 : 0, e ? 1 : 0]').length, LIMITS.worlds);
  });

  it('reads environments behind a schema as their libraries do', () => {
    const zod = "import { z } from 'zod'; ";
    const t3 = "import { createEnv } from '@t3-oss/env-nextjs'; import { z } from 'zod'; ";
    const envalid = "import { bool, cleanEnv, port, str } from 'envalid'; ";
    for (const [code, expected] of [
      [`${zod}const env = z.object({ PORT: z.coerce.number() }).parse(process.env); env.PORT`, 465],
      [`${zod}const schema = z.object({ SECURE: z.coerce.boolean() }); schema.parse(process.env).SECURE`, true],
      [`${zod}const { data } = z.object({ ON: z.string() }).safeParse(process.env); data.ON`, 'true'],
      [
        `${zod}const env = z.object({ ON: z.enum(['true', 'false']).transform((v) => v === 'true') }).parse(process.env); env.ON`,
        true,
      ],
      [`${zod}const env = z.object({ UNSET: z.coerce.number().default(25) }).parse(process.env); env.UNSET`, 25],
      [
        `${zod}const env = z.object({ PORT: z.string().transform(Number).pipe(z.number().int()) }).parse(process.env); env.PORT`,
        465,
      ],
      [
        `${zod}const env = z.object({ PORT: z.preprocess((v) => Number(v), z.number()) }).parse(process.env); env.PORT`,
        465,
      ],
      [`${zod}const env = z.object({ UNSET: z.string() }).parse(process.env); env.UNSET`, '?'],
      [`${zod}const env = z.object({ PORT: z.union([z.string(), z.number()]) }).parse(process.env); env.PORT`, '?'],
      [`${zod}const env = z.object({ PORT: z.string() }).parse(loaded()); env.PORT`, '?'],
      [
        `${t3}const env = createEnv({ server: { PORT: z.coerce.number().default(587) }, runtimeEnv: process.env }); env.PORT`,
        465,
      ],
      [
        `${envalid}const env = cleanEnv(process.env, { PORT: port({ default: 25 }), SECURE: bool(), HOST: str() }); [env.PORT, env.SECURE]`,
        [465, false],
      ],
      [`${envalid}const env = cleanEnv(process.env, { UNSET: port({ default: 25 }) }); env.UNSET`, 25],
      [`${envalid}const env = cleanEnv(process.env, { UNSET: bool() }); env.UNSET`, '?'],
    ] as const)
      assert.deepEqual(evaluate(code, VARIABLES), expected, code);
  });

  it('looks through what only the compiler reads', () => {
    for (const code of [
      '<any>{ port: 25 }',
      '({ port: 25 } as any)',
      '({ port: 25 } satisfies Options)',
      '({ port: 25 })!',
    ])
      assert.equal(evaluate(`const options = ${code}; options.port`), 25, code);
  });

  it('knows of a reader that may convert only what is so either way', () => {
    const code = (expression: string) =>
      `class M { constructor(private readonly c: ConfigService) {} options() { return ${expression}; } } new M().options()`;
    const variables = { ...VARIABLES, OFF: 'false', ON: 'true', YES: 'yes' };
    for (const [expression, expected] of [
      ["this.c.get('PORT')", '465'],
      ["this.c.get<number>('PORT') === 465", '?'],
      ["this.c.get('PORT') === '465'", '?'],
      ["this.c.get('PORT') == 465", true],
      ["this.c.get('PORT') === 587", false],
      ["Number(this.c.get('PORT')) === 465", true],
      ["this.c.get('ON') === 'true'", '?'],
      ["this.c.get('ON') === true", '?'],
      ["this.c.get('OFF') === 'true'", false],
      ["this.c.get('OFF') !== true", true],
      ["String(this.c.get('ON')) === 'true'", true],
      ["this.c.get('YES').toString() === 'true'", '?'],
      ["this.c.getOrThrow('OFF')", '?'],
      ["!this.c.getOrThrow('OFF')", '?'],
    ] as const)
      assert.deepEqual(evaluate(code(expression), variables), expected, expression);
  });

  it("reads the config package's folder, by stage and with mapped variables", () => {
    const files = {
      'config/default.json': '{ "mail": { "host": "localhost", "port": 1025, "secure": false } }',
      'config/production.js': "module.exports = { mail: { host: 'mail.example.com', port: 465 } };",
      'config/custom-environment-variables.json': '{ "mail": { "port": "PORT" } }',
    };
    const code =
      "const config = require('config'); const mail = config.get('mail'); [mail.host, mail.port, mail.secure]";
    const tree = parseJavaScript(code, 'file:///c.js', 'c.js');
    const worlds = explore((facts) =>
      plain(resultOf(tree, new JavaScriptEvaluator(surroundings({ PORT: '2525' }, files), LIBRARY, facts))),
    );
    assert.deepEqual(
      worlds.map(({ result }) => result),
      [
        ['mail.example.com', '2525', false],
        ['localhost', '2525', false],
      ],
    );
    assert.equal(evaluate("require('config').get('mail.host')"), '?');
  });

  it("reads the config package's YAML, whose last file of a name counts", () => {
    const files = {
      'config/default.json': '{ "mail": { "host": "localhost", "port": 1025 } }',
      'config/default.yaml':
        'mail:\n  port: 587\n  secure: false\n  user: "465"\n  name: yes\n  none:\n  tags: [a]\n  "{{ x }}": 1\n',
    };
    const values = (code: string) => evaluate(`const mail = require('config').get('mail'); ${code}`, {}, files);
    assert.deepEqual(values('[mail.host, mail.port, mail.secure, mail.user, mail.name, mail.none]'), [
      'localhost',
      587,
      false,
      '465',
      'yes',
      null,
    ]);
    assert.deepEqual(values('[mail.tags, mail.tags[0]]'), ['?', '?']);
    assert.deepEqual(values("({ ...mail, port: 25 }).port + ' ' + mail.host"), '25 localhost');
  });

  it('knows nothing of what lies beyond its limits', () => {
    const times = (count: number, text: string) => text.repeat(count);
    // A write among uses that are not looked at.
    assert.equal(evaluate(`let v = 1; ${times(LIMITS.uses + 1, 'f(v); ')} v = 2; v`), '?');
    assert.equal(evaluate(`let v = 1; ${times(LIMITS.uses - 100, 'f(v); ')} v = 2; v`), 2);
    assert.equal(evaluate(`'${times(LIMITS.text + 1, 'a')}'`), '?');
    assert.equal(evaluate(`const a = '${times(LIMITS.text - 1, 'a')}'; a + 'bc'`), '?');
    assert.equal(evaluate(`const a = 'b'; ${times(LIMITS.pieces, 'a + ')} 'c'`), '?');
    const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}: ${index}`).join(', ');
    assert.equal(evaluate(`const o = { ${keys(LIMITS.members + 1)} }; o.k1`), '?');
    assert.equal(evaluate(`const o = { ${keys(LIMITS.members - 1)} }; o.k1`), 1);
    assert.equal(evaluate(`${times(LIMITS.depth, '(() => ')}1${times(LIMITS.depth, ')()')}`), '?');
  });

  it('keeps each key of objects that are spread over each other once, and both of one literal', () => {
    const keysOf = (code: string) => {
      const tree = parseJavaScript(code, `file:///spread${code.length}.ts`, 'x.ts');
      const value = resultOf(tree, new JavaScriptEvaluator(surroundings({}, {}), LIBRARY, new Facts()));
      assert.equal(value.kind, 'object');
      return value.kind === 'object' ? value.members.map((member) => (member === 'unknown' ? '?' : member.key)) : [];
    };
    assert.deepEqual(keysOf('const o = { a: 1, b: 2 }; ({ ...o, ...o })'), ['a', 'b']);
    assert.deepEqual(keysOf('const o = { a: 1, b: 2 }; ({ a: 0, ...o, c: 3, ...o })'), ['a', 'c', 'a', 'b']);
    assert.deepEqual(keysOf('const o = { a: 1, a: 2 }; ({ ...o })'), ['a', 'a']);
    assert.deepEqual(keysOf('({ a: 1, ...x, b: 2, ...x, a: 3 })'), ['a', 'b', '?', 'a']);
  });

  it('stops at its bounds', () => {
    const nested = `${'('.repeat(900)}1${')'.repeat(900)}`;
    assert.ok([1, '?'].includes(evaluate(nested) as never));
    assert.equal(typeof evaluate(Array.from({ length: 5000 }, () => '1').join('+')), 'string');
    const fan = Array.from({ length: 30 }, (_, index) => `const f${index} = () => [f${index + 1}(), f${index + 1}()];`);
    evaluate(`${fan.join('\n')} const f30 = () => 1; f0()`);
  });

  it('reads nothing of a text that is nested too deep for its parser', () => {
    const { text, root } = parseJavaScript(`${'['.repeat(1001)}${']'.repeat(1001)}`, 'file:///deep.js', 'deep.js');
    assert.deepEqual([text, root.to], ['', 0]);
    const flat = '[1], (2), {}; '.repeat(2000);
    assert.equal(parseJavaScript(flat, 'file:///flat.js', 'flat.js').text, flat);
  });

  it('finds declarations by scope', () => {
    const tree = parseJavaScript('const a = 1; function f(a) { { let a = 2; a; } a; } a;', 'file:///s.js', 's.js');
    const found = childrenOf(rootOf(tree));
    const last = found.at(-1);
    const name = last && childrenOf(last)[0];
    assert.ok(name);
    const declaration = declarationOf('a', name);
    assert.equal(declaration?.kind, 'variable');
    assert.equal(declaration && textOf(declaration.node), 'a');
    assert.equal(declaration?.node.syntax.from, 6);
  });

  it('parses a typed character anew as if it parsed everything', () => {
    const text = Array.from({ length: 400 }, (_, index) => `const value${index} = { port: ${index}, host: 'h' };`).join(
      '\n',
    );
    let current = text;
    for (const [at, typed] of [
      [2000, 'x'],
      [2001, '('],
      [10, '`'],
      [text.length, '}'],
      [7000, "'"],
    ] as const) {
      current = current.slice(0, at) + typed + current.slice(at);
      const incremental = parseJavaScript(current, 'file:///typed.js', 'typed.js');
      const fresh = parseJavaScript(current, `file:///fresh${at}.js`, 'typed.js');
      assert.equal(incremental.root.toString(), fresh.root.toString());
    }
  });

  it('knows which words a text mentions, however it came about', () => {
    const words = ['smtp', 'transport', 'a', 'mailer', 'tra'];
    const texts = [
      '',
      's',
      'sm',
      'smt',
      'smtp',
      'xsmtp',
      'transport',
      'transpor',
      'mail\ner',
      'mailer',
      'mtrailer',
      'tr.a',
    ];
    const steps = texts.flatMap((text) => texts.flatMap((other) => [text, `// ${other} ${text}`, `${text}\n${other}`]));
    for (const text of steps) {
      const tree = parseJavaScript(text, 'file:///mentions.js', 'mentions.js');
      assert.deepEqual(
        words.filter((word) => mentions(tree, word)),
        words.filter((word) => text.includes(word)),
        text,
      );
    }
  });
});
