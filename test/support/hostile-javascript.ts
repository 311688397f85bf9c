/** JavaScript that is small and made to keep an evaluator busy: each kind for any length. */

export interface Hostile {
  readonly name: string;
  /** About `size` characters; in UTF-16 code units. */
  text(size: number): string;
  /** Further files of the project by name, beside `mailer.ts`. */
  files?(size: number): Readonly<Record<string, string>>;
}

const HEAD = "const nodemailer = require('nodemailer');\n";
const OPTIONS = "{ host: 'mail.acme-shop.org', port: 587, auth: { user: 'shop', pass: process.env.SMTP_PASS } }";

/** Lines, as many as fit; each may know its number. */
function lines(size: number, line: (index: number) => string): string {
  const result: string[] = [];
  for (let length = 0, index = 0; length < size; index++) {
    const next = line(index);
    result.push(next);
    length += next.length + 1;
  }
  return `${result.join('\n')}\n`;
}

const count = (size: number, length: number) => Math.max(2, Math.floor(size / length));

/** `open` as often as fits, `middle`, and as many times `close`. */
function nested(size: number, open: string, middle: string, close: string): string {
  const depth = count(size, open.length + close.length);
  return open.repeat(depth) + middle + close.repeat(depth);
}

/** As deep as a text may be nested. */
const deepInside = (open: string, close: string, middle: string) => open.repeat(950) + middle + close.repeat(950);

const mail = (body: string, options: string) => `${HEAD}${body}\nnodemailer.createTransport(${options});\n`;

/** `first`, then one line after another that names the line before it twice; the last name is what is mailed with. */
function doubling(first: string, line: (name: string, before: string) => string, options = (name: string) => name) {
  return (size: number) => {
    let last = 0;
    const body = lines(size, (index) => {
      last = index + 1;
      return line(`v${index + 1}`, `v${index}`);
    });
    return mail(`${first}\n${body}`, options(`v${last}`));
  };
}

const host = (name: string) => `{ host: ${name}, port: 587 }`;

export const HOSTILE: readonly Hostile[] = [
  // ---- values made of themselves twice ----
  {
    name: 'spreads that double',
    text: doubling(`const v0 = ${OPTIONS};`, (name, before) => `const ${name} = { ...${before}, ...${before} };`),
  },
  {
    name: 'Object.assign that doubles',
    text: doubling(
      `const v0 = ${OPTIONS};`,
      (name, before) => `const ${name} = Object.assign({}, ${before}, ${before});`,
    ),
  },
  {
    name: 'functions that spread functions',
    text: doubling(
      `const v0 = () => (${OPTIONS});`,
      (name, before) => `const ${name} = () => ({ ...${before}(), ...${before}() });`,
      (name) => `${name}()`,
    ),
  },
  {
    name: 'functions that call functions twice',
    text: doubling(
      "const v0 = () => 'a';",
      (name, before) => `const ${name} = () => ${before}() || ${before}();`,
      (name) => host(`${name}()`),
    ),
  },
  {
    name: 'functions that take functions twice',
    text: doubling(
      'const v0 = (x) => x;',
      (name, before) => `function ${name}(x) { return ${before}(${before}(x)); }`,
      (name) => host(`${name}(process.env.HOST)`),
    ),
  },
  {
    name: 'texts that double',
    text: doubling("const v0 = 'a';", (name, before) => `const ${name} = ${before} + ${before};`, host),
  },
  {
    name: 'templates that double',
    text: doubling(
      'const v0 = process.env.A;',
      (name, before) => `const ${name} = \`\${${before}}\${${before}}\`;`,
      host,
    ),
  },
  {
    name: 'conditions that double',
    text: doubling(
      "const v0 = 'a';",
      (name, before) => `const ${name} = process.env.${name.toUpperCase()} ? ${before} : ${before} + 'b';`,
      host,
    ),
  },
  {
    name: 'fallbacks that double',
    text: doubling('let v0 = process.env.A;', (name, before) => `let ${name} = ${before} || ${before} || 'x';`, host),
  },
  {
    name: 'arrays that double',
    text: doubling(
      "const v0 = ['a'];",
      (name, before) => `const ${name} = [${before}, ${before}];`,
      (name) => host(`${name}.includes('a') ? 'a' : 'b'`),
    ),
  },
  {
    name: 'objects that hold an object twice',
    text: doubling(
      `const v0 = ${OPTIONS};`,
      (name, before) => `const ${name} = { host: 'mail.acme-shop.org', auth: ${before}, tls: ${before} };`,
    ),
  },
  {
    name: 'getters that double',
    text: doubling(
      "const v0 = { get host() { return 'a'; } };",
      (name, before) => `const ${name} = { get host() { return ${before}.host + ${before}.host; } };`,
    ),
  },
  {
    name: 'defaults of parameters that double',
    text: doubling(
      "const v0 = () => 'a';",
      (name, before) => `const ${name} = (a = ${before}(), b = ${before}()) => a + b;`,
      (name) => host(`${name}()`),
    ),
  },
  // ---- writes ----
  {
    name: 'writes of a variable into itself',
    text: (size) => mail(`let v = 'a';\n${lines(size, () => 'v = v + v;')}`, host('v')),
  },
  {
    name: 'merges of an object into itself',
    text: (size) => mail(`const v = ${OPTIONS};\n${lines(size, () => 'Object.assign(v, v);')}`, 'v'),
  },
  {
    name: 'spreads of an object into itself',
    text: (size) => mail(`let v = ${OPTIONS};\n${lines(size, () => 'v = { ...v, ...v };')}`, 'v'),
  },
  {
    name: 'writes of keys',
    text: (size) => mail(`const v = {};\n${lines(size, (index) => `v.k${index} = 'x';`)}`, 'v'),
  },
  {
    name: 'writes of one key deep inside',
    text: (size) => mail(`const v = { a: { b: {} } };\n${lines(size, () => 'v.a.b.c = v.a.b;')}`, 'v.a.b'),
  },
  {
    name: 'writes under conditions',
    text: (size) =>
      mail(`const v = ${OPTIONS};\n${lines(size, (index) => `if (process.env.A${index}) v.port = ${index};`)}`, 'v'),
  },
  {
    name: 'writes between transports',
    text: (size) =>
      `${HEAD}const v = ${OPTIONS};\n${lines(size, (index) => `v.port = ${index}; nodemailer.createTransport(v);`)}`,
  },
  {
    name: 'writes to fields of a class',
    text: (size) =>
      `${HEAD}class A { constructor() { this.v = {};\n${lines(size, (index) => `this.v.k${index} = this.v;`)} }\n` +
      'make() { return nodemailer.createTransport(this.v); } }\n',
  },
  // ---- many of a kind ----
  {
    name: 'transports',
    text: (size) =>
      HEAD + lines(size, (index) => `nodemailer.createTransport({ host: 'h${index}.acme-shop.org', port: 587 });`),
  },
  {
    name: 'transports of one object',
    text: (size) => `${HEAD}const v = ${OPTIONS};\n${lines(size, () => 'nodemailer.createTransport(v);')}`,
  },
  {
    name: 'transports with a condition of their own',
    text: (size) =>
      HEAD +
      lines(
        size,
        (index) =>
          `nodemailer.createTransport({ host: 'mail.acme-shop.org', port: process.env.A${index} ? 465 : 587, secure: true });`,
      ),
  },
  {
    name: 'transports with one condition',
    text: (size) =>
      `${HEAD}const prod = process.env.NODE_ENV === 'production';\n` +
      lines(
        size,
        () => "nodemailer.createTransport({ host: 'mail.acme-shop.org', port: prod ? 465 : 587, secure: false });",
      ),
  },
  {
    name: 'classes',
    text: (size) =>
      HEAD +
      lines(
        size,
        (index) =>
          `class A${index} { constructor(config) { this.port = config.port; this.mail = nodemailer.createTransport({ host: 'mail.acme-shop.org', port: this.port }); } }`,
      ),
  },
  {
    name: 'classes that extend each other',
    text: (size) =>
      `${HEAD}class A0 { host() { return 'a'; } }\n${lines(size, (index) => `class A${index + 1} extends A${index} { port() { return super.port(); } }`)}` +
      'nodemailer.createTransport({ host: new A1().host(), port: new A2().port() });\n',
  },
  {
    name: 'functions that make a transport',
    text: (size) =>
      HEAD +
      lines(
        size,
        (index) =>
          `function f${index}(o) { return nodemailer.createTransport({ ...o, port: 587 }); } f${index}({ host: 'a.org' });`,
      ),
  },
  {
    name: 'calls of a function that makes a transport',
    text: (size) =>
      `${HEAD}const make = (host, port) => nodemailer.createTransport({ host, port });\n${lines(size, (index) => `make('h${index}.acme-shop.org', 587);`)}`,
  },
  {
    name: 'calls of a function with a long body',
    text: (size) =>
      `${HEAD}function port(x) {\n${lines(size / 2, (index) => `if (x === 'v${index}') return ${index};`)} return 587; }\n` +
      lines(
        size / 2,
        (index) => `nodemailer.createTransport({ host: 'mail.acme-shop.org', port: port('v${index}') });`,
      ),
  },
  {
    name: 'calls of a switch with many cases',
    text: (size) =>
      `${HEAD}function port(x) { switch (x) {\n${lines(size / 2, (index) => `case 'v${index}': return ${index};`)} default: return 587; } }\n` +
      lines(
        size / 2,
        (index) => `nodemailer.createTransport({ host: 'mail.acme-shop.org', port: port(process.env.A${index}) });`,
      ),
  },
  {
    name: 'conditions in one object',
    text: (size) =>
      mail(
        '',
        `{ host: 'mail.acme-shop.org',\n${lines(size, (index) => `...(process.env.A${index} ? { port: ${index} } : {}),`)} }`,
      ),
  },
  {
    name: 'conditions in one text',
    text: (size) => mail('', `{ host: ${lines(size, (index) => `(process.env.A${index} ? 'a' : 'b') +`)} 'c' }`),
  },
  {
    name: 'early returns before a transport',
    text: (size) =>
      `${HEAD}function f(x) {\n${lines(size, (index) => `if (x.a${index}) return;`)} return nodemailer.createTransport({ host: x.host, port: 587 }); }\n`,
  },
  {
    name: 'early returns between transports',
    text: (size) =>
      `${HEAD}function f(x) {\n${lines(size, (index) => `if (x.a${index}) return nodemailer.createTransport({ host: 'a.org', port: x.a${index} });`)} }\n`,
  },
  {
    name: 'variables of the environment',
    text: (size) =>
      HEAD + lines(size, (index) => `nodemailer.createTransport({ host: process.env.SMTP_HOST_${index}, port: 587 });`),
    files: (size) => ({ '.env': lines(size / 2, (index) => `SMTP_H0ST_${index}=mail.acme-shop.org`) }),
  },
  {
    name: 'environments',
    text: (size) =>
      HEAD +
      lines(
        size,
        (index) =>
          `nodemailer.createTransport({ host: process.env.SMTP_HOST, port: process.env.SMTP_PORT${index} ? 25 : 587 });`,
      ),
    files: () =>
      Object.fromEntries(
        ['', '.local', '.staging', '.production', '.example', '.docker'].map((name) => [
          `.env${name}`,
          `SMTP_HOST=mail${name}.acme-shop.org\nSMTP_PORT${name.length}=1\n`,
        ]),
      ),
  },
  {
    name: 'messages with a login',
    text: (size) =>
      `${mail('', OPTIONS)}${lines(size, (index) => `transport.sendMail({ to: 'a${index}', auth: {} });`)}`,
  },
  {
    name: 'assignments of the process-wide switch',
    text: (size) =>
      `${lines(size / 2, (index) => `if (process.env.A${index}) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';`)}${HEAD}` +
      lines(size / 2, () => `nodemailer.createTransport(${OPTIONS});`),
  },
  {
    name: 'options of a NestJS module',
    text: (size) =>
      lines(
        size,
        (index) => `class A${index} { createMailerOptions() { return { transport: { host: 'h', port: ${index} } }; } }`,
      ),
  },
  {
    name: 'objects that are told by a key',
    text: (size) =>
      `// smtp\n${lines(size, (index) => `const v${index} = { mixins: [require('moleculer-mail')], settings: { transport: ${OPTIONS} } };`)}`,
  },
  {
    name: 'imports under other names',
    text: (size) =>
      `${lines(size / 2, (index) => `import { createTransport as make${index} } from 'nodemailer';`)}${lines(size / 2, (index) => `make${index}({ host: 'a.org', port: 587 });`)}`,
  },
  {
    name: 'uses of one name',
    text: (size) => `${mail(`const v = ${OPTIONS};`, 'v')}${lines(size, () => 'v; v.a; v.b.c; f(v);')}`,
  },
  {
    name: 'names inside of patterns',
    text: (size) =>
      `${HEAD}const { ${lines(size, (index) => `a${index} = a${Math.max(0, index - 1)},`)} } = process.env;\nnodemailer.createTransport({ host: a9 });\n`,
  },
  {
    name: 'items of an array',
    text: (size) =>
      mail(
        `const v = [${lines(size, (index) => `'h${index}.acme-shop.org',`)}];`,
        '{ host: v.includes(v[1]) ? v[0] : v[2], port: v.length }',
      ),
  },
  {
    name: 'transports that look into an array',
    text: (size) =>
      `${HEAD}const v = [${lines(size / 2, (index) => `'h${index}',`)}];\n${lines(size / 2, (index) => `nodemailer.createTransport({ host: 'a.org', secure: v.includes('h${index}') });`)}`,
  },
  {
    name: 'keys of an object',
    text: (size) =>
      mail(`const v = {${lines(size, (index) => `k${index}: ${index},`)}};`, "{ host: 'a.org', port: v.k7, ...v }"),
  },
  {
    name: 'transports of an object with many keys',
    text: (size) =>
      `${HEAD}const v = { host: 'a.org', ${lines(size / 2, (index) => `k${index}: ${index},`)}};\n${lines(size / 2, (index) => `nodemailer.createTransport({ ...v, port: v.k${index} });`)}`,
  },
  {
    name: 'one key many times',
    text: (size) => mail('', `{ host: 'a.org', ${lines(size, (index) => `port: ${index},`)} }`),
  },
  {
    name: 'holes in a URL',
    text: (size) =>
      mail(
        '',
        `\`smtp://\${process.env.U}@a.org?${lines(size, (index) => `k${index}=\${process.env.A${index}}&`).replaceAll('\n', '')}\``,
      ),
  },
  {
    name: 'exports',
    text: (size) =>
      `${HEAD}${lines(size, (index) => `exports.v${index} = exports.v${Math.max(0, index - 1)};`)}nodemailer.createTransport(require('./mailer').v9);\n`,
  },
  {
    name: 'schema with many keys',
    text: (size) =>
      `import { z } from 'zod';\n${HEAD}const env = z.object({ ${lines(size / 2, (index) => `A${index}: z.string().optional(),`)} }).parse(process.env);\n` +
      lines(size / 2, (index) => `nodemailer.createTransport({ host: env.A${index}, port: 587 });`),
  },
  {
    name: 'schema with many steps',
    text: (size) =>
      mail(
        `const env = z.object({ HOST: z.string()${'.min(1)'.repeat(count(size, 7))} }).parse(process.env);`,
        '{ host: env.HOST, port: 587 }',
      ),
  },
  // ---- depth ----
  { name: 'nested parentheses', text: (size) => mail('', host(nested(size, '(', "'a'", ')'))) },
  { name: 'nested calls', text: (size) => mail('const f = (x) => x;', host(nested(size, 'f(', "'a'", ')'))) },
  { name: 'nested objects', text: (size) => mail('', nested(size, '{a:', OPTIONS, '}')) },
  { name: 'nested arrays', text: (size) => mail('', host(nested(size, '[', "'a'", ']'))) },
  { name: 'nested conditions', text: (size) => mail('', host(nested(size, 'p ? ', "'a'", " : 'b'"))) },
  {
    name: 'conditions in a row',
    text: (size) => mail('', host(`${lines(size, (index) => `process.env.A${index} ? 'a' :`)} 'b'`)),
  },
  { name: 'nested templates', text: (size) => mail('', host(nested(size, '`${', "'a'", '}`'))) },
  { name: 'nested functions', text: (size) => mail('', host(`${nested(size, '(() => ', "'a'", ')()')}`)) },
  {
    name: 'nested blocks',
    text: (size) => `${HEAD}${nested(size, '{', `nodemailer.createTransport(${OPTIONS});`, '}')}`,
  },
  {
    name: 'nested ifs',
    text: (size) => `${HEAD}${nested(size, 'if (a) {', `nodemailer.createTransport(${OPTIONS});`, '}')}`,
  },
  {
    name: 'nested functions with var',
    text: (size) => `${HEAD}${nested(size, 'function f() { var a;', `nodemailer.createTransport({ host: a });`, '}')}`,
  },
  {
    name: 'nested transports',
    text: (size) => `${HEAD}${nested(size, 'nodemailer.createTransport({ host: ', "'a'", ' });')}`,
  },
  { name: 'nested spreads', text: (size) => mail('', nested(size, '{...', OPTIONS, '}')) },
  { name: 'signs in a row', text: (size) => mail('', `{ host: 'a.org', secure: ${'!'.repeat(size)}a }`) },
  { name: 'sums in a row', text: (size) => mail('', host(`${"process.env.A + 'a' + ".repeat(count(size, 22))}'b'`)) },
  {
    name: 'alternatives in a row',
    text: (size) => mail('', host(`${'process.env.A || '.repeat(count(size, 17))}'b'`)),
  },
  { name: 'members in a row', text: (size) => mail('', host(`config${'.a'.repeat(count(size, 2))}`)) },
  { name: 'calls in a row', text: (size) => mail('', host(`f${'()'.repeat(count(size, 2))}`)) },
  { name: 'methods in a row', text: (size) => mail('', host(`process.env.HOST${'.trim()'.repeat(count(size, 7))}`)) },
  {
    name: 'constants in a row',
    text: (size) => {
      const all = count(size, 20);
      return mail(
        `const v0 = 'a';\n${Array.from({ length: all }, (_, index) => `const v${index + 1} = v${index};`).join('\n')}`,
        host(`v${all}`),
      );
    },
  },
  {
    name: 'constants in a row, the first one last',
    text: (size) => {
      const all = count(size, 20);
      return `${HEAD}nodemailer.createTransport({ host: v0 });\n${Array.from({ length: all }, (_, index) => `const v${index} = v${index + 1};`).join('\n')}`;
    },
  },
  {
    name: 'functions in a row',
    text: (size) =>
      mail(
        `const f0 = () => 'a';\n${lines(size, (index) => `const f${index + 1} = () => f${index}();`)}`,
        host(`f${count(size, 40)}()`),
      ),
  },
  {
    name: 'transports deep inside of blocks',
    text: (size) =>
      HEAD +
      deepInside(
        '{',
        '}',
        lines(size, () => `nodemailer.createTransport(${OPTIONS});`),
      ),
  },
  {
    name: 'transports deep inside of functions',
    text: (size) =>
      HEAD +
      deepInside(
        'function f(o) {',
        '}',
        lines(size, () => "nodemailer.createTransport({ host: 'a.org', ...o });"),
      ),
  },
  {
    name: 'transports deep inside of conditions',
    text: (size) =>
      HEAD +
      deepInside(
        'if (o) {',
        '}',
        lines(size, () => "nodemailer.createTransport({ host: 'a.org', ...o });"),
      ),
  },
  {
    name: 'names deep inside of blocks',
    text: (size) =>
      HEAD +
      deepInside(
        '{',
        '}',
        lines(size, (index) => `const a${index} = a${Math.max(0, index - 2)} + a${Math.max(0, index - 1)};`) +
          'nodemailer.createTransport({ host: a9, port: a99, secure: a999 });\n',
      ),
  },
  { name: 'nested indices', text: (size) => mail('', host(nested(size, 'a[', "'a'", ']'))) },
  { name: 'nested keys', text: (size) => mail('', nested(size, '{[', "'a'", ']: 1}')) },
  {
    name: 'nested patterns',
    text: (size) => mail(`const ${nested(size, '{ a: ', 'v', ' }')} = process.env;`, host('v')),
  },
  { name: 'nested casts', text: (size) => mail('', host(nested(size, '(', "'a'", ' as A)'))) },
  {
    name: 'nested tries',
    text: (size) => `${HEAD}${nested(size, 'try {', `nodemailer.createTransport(${OPTIONS});`, '} finally {}')}`,
  },
  {
    name: 'nested blocks of a function',
    text: (size) => mail(`function f() { ${nested(size, '{', "return 'a';", '}')} }`, host('f()')),
  },
  {
    name: 'nested classes',
    text: (size) => `${HEAD}${nested(size, 'class A { m = ', `nodemailer.createTransport({ host: this.h })`, ' }')}`,
  },
  { name: 'nested promises', text: (size) => mail('', host(nested(size, 'await f(async () => ', "'a'", ')'))) },
  {
    name: 'nested elements',
    text: (size) => `${HEAD}nodemailer.createTransport({ host: 'a' < 1 });\n${nested(size, 'f(<any>', "'a'", ')')}`,
  },
  // ---- long texts ----
  { name: 'long host', text: (size) => mail('', `{ host: '${'a.'.repeat(size / 2)}org', port: 25 }`) },
  { name: 'long host of signs', text: (size) => mail('', `{ host: '${'-'.repeat(size)}', port: 25 }`) },
  { name: 'long host of blanks', text: (size) => mail('', `{ host: '${' '.repeat(size)}a', port: 25 }`) },
  {
    name: 'long password',
    text: (size) => mail('', `{ host: 'a.org', auth: { user: 'a', pass: '${'aB1'.repeat(size / 3)}' } }`),
  },
  { name: 'long URL', text: (size) => mail('', `'smtp://${'a:b@'.repeat(size / 4)}a.org'`) },
  { name: 'long query', text: (size) => mail('', `'smtp://a.org?${'tls.a=b&'.repeat(size / 8)}'`) },
  { name: 'long text with escapes', text: (size) => mail('', `{ host: '${'\\n'.repeat(size / 2)}' }`) },
  { name: 'long service', text: (size) => mail('', `{ service: '${'gmail'.repeat(size / 5)}' }`) },
  {
    name: 'long ciphers',
    text: (size) => mail('', `{ host: 'a.org', tls: { ciphers: '${'HIGH:'.repeat(size / 5)}' } }`),
  },
  { name: 'long name of an option', text: (size) => mail('', `{ host: 'a.org', ${'port'.repeat(size / 4)}: 25 }`) },
  {
    name: 'transports of one long text',
    text: (size) =>
      `${HEAD}const v = '${'\\n'.repeat(size / 4)}';\n${lines(size / 2, () => 'nodemailer.createTransport({ host: v });')}`,
  },
  { name: 'comments', text: (size) => mail('', `{ ${'/* smtp */ '.repeat(size / 11)} host: 'a.org', port: 25 }`) },
  { name: 'unclosed calls', text: (size) => `${HEAD}${'nodemailer.createTransport({ host: '.repeat(count(size, 35))}` },
  { name: 'unclosed lines', text: (size) => HEAD + lines(size, () => 'nodemailer.createTransport({ host: [') },
  // ---- circles ----
  {
    name: 'recursion',
    text: (size) =>
      `${HEAD}${lines(size, (index) => `const f${index} = (x) => f${index}(x) || f${index + 1}(x);`)}nodemailer.createTransport({ host: f0('a') });\n`,
  },
  {
    name: 'recursion in a ring',
    text: (size) => {
      const all = count(size, 60);
      return `${HEAD}${Array.from({ length: all }, (_, index) => `function f${index}(x) { return f${(index + 1) % all}(x) + f${(index * 7) % all}(x); }`).join('\n')}\nnodemailer.createTransport({ host: f0('a') });\n`;
    },
  },
  {
    name: 'constants in a ring',
    text: (size) => {
      const all = count(size, 30);
      return `${HEAD}${Array.from({ length: all }, (_, index) => `const v${index} = { ...v${(index + 1) % all}, ...v${(index * 7) % all} };`).join('\n')}\nnodemailer.createTransport(v0);\n`;
    },
  },
  {
    name: 'modules in a ring',
    text: (size) =>
      `${HEAD}${lines(size, (index) => `import { v${index} } from './a';`)}nodemailer.createTransport({ host: v1, port: v2 });\n`,
    files: (size) => ({
      'a.ts': `export * from './b';\nexport * from './c';\n${lines(size / 4, (index) => `export const u${index} = 1;`)}`,
      'b.ts': `export * from './c';\nexport * from './a';\n`,
      'c.ts': `export * from './a';\nexport * from './b';\n`,
    }),
  },
  {
    name: 'modules that hand everything on',
    text: () =>
      `${HEAD}import { host, port, user } from './m0';\nnodemailer.createTransport({ host, port, auth: { user } });\n`,
    files: (size) =>
      Object.fromEntries(
        Array.from({ length: count(size, 2000) }, (_, index) => [
          `m${index}.ts`,
          `export * from './m${index + 1}';\n`.repeat(20) + `export * from './m${index + 2}';\n`.repeat(20),
        ]),
      ),
  },
  {
    name: 'modules that require each other',
    text: (size) =>
      `${HEAD}module.exports = { ...require('./b'), ...require('./b') };\n${lines(size, () => "nodemailer.createTransport(require('./b'));")}`,
    files: () => ({
      'b.js': "module.exports = { ...require('./mailer'), ...require('./c'), ...require('./c') };",
      'c.js': "module.exports = { ...require('./b'), ...require('./mailer') };",
    }),
  },
];
