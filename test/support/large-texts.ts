/**
 * Texts of any size for each construct of each format: what a reader could spend more than its share on. Each generator
 * gives about as many characters as it is asked for, so that twice the size is the same text twice as long.
 */
import { at, crlf, type Generator, halves, type LargeText, many, nested, table } from './generated-text';
import { PROGRAM_TEXTS } from './large-programs';

const GROUP = (index: number) =>
  `APP${index}_SMTP_HOST=smtp.acme-mail.org\nAPP${index}_SMTP_PORT=25\nAPP${index}_SMTP_USER=shop\nAPP${index}_SMTP_PASS=aib4Ohz3ie\n`;

const DOTENV: Readonly<Record<string, Generator>> = {
  'many settings': many((index) => `SMTP_WORD_${index}=value ${index}\n`, 'SMTP_HOST=smtp.acme-mail.org\n'),
  'many groups': many(GROUP),
  'many groups, CRLF': crlf(many(GROUP)),
  'one key many times': many('SMTP_PORT=25\n', 'SMTP_HOST=smtp.acme-mail.org\n'),
  'many hosts of one group': many('SMTP_HOST=smtp.gmail.com\nSMTP_PORT=2525\n'),
  'many wrong values': many((index) => `A${index}_SMTP_HOST=https://x\nA${index}_SMTP_PORT=0\n`),
  'one long value': many('x', 'SMTP_HOST='),
  'one long value with blanks': many(' x', 'SMTP_HOST='),
  'one long password': many('x', 'SMTP_HOST=smtp.acme-mail.org\nSMTP_USER=a\nSMTP_PASS='),
  'blanks within a value': many(' ', 'SMTP_HOST=a', 'b'),
  'blanks and tabs behind a value': many(' \t', 'SMTP_HOST=a'),
  'blanks behind a key': many(' ', 'SMTP_HOST', 'x'),
  'empty lines': many('\n', 'SMTP_HOST=', 'x'),
  'empty lines, CRLF': many('\r\n', 'SMTP_HOST=', 'x'),
  'carriage returns': many('\r', 'SMTP_HOST=', 'x'),
  'one long key': many('SMTP_', '', '=x'),
  'one long key without a value': many('SMTP_'),
  'many dots in a key': many('.', 'SMTP_HOST', '=x'),
  'keys without values': many('SMTP_HOST\n'),
  'many exports': many('export ', '', 'SMTP_HOST=x'),
  'quotes that are not closed': many((index) => `SMTP_A${index}="x\n`),
  'one quote that is not closed': many('x\n', 'SMTP_HOST="'),
  'escaped quotes': many('\\"', 'SMTP_HOST="'),
  'escaped quotes, line by line': many('\\"\n', 'SMTP_HOST="', 'x'),
  'alternating quotes': many(`SMTP_A='"\`\n`),
  'values that quotes continue': many('SMTP_A="a\nb"\n'),
  'many hashes': many('#', 'SMTP_HOST=a'),
  'many comments': many('# SMTP_HOST=x\n'),
  'many references': many((index) => `SMTP_HOST_${index}=\${SMTP_HOST_${index + 1}}\n`),
  'references to one name': many((index) => `A${index}_SMTP_HOST=$SMTP_HOST\n`, 'SMTP_HOST=${MAIL_HOST}\n'),
  'references with texts beside them': many((index) => `A${index}_SMTP_HOST=\${SMTP_HOST:-smtp.gmail.com}\n`),
  'one value of many references': many('$A', 'SMTP_HOST='),
  'nested references': nested('${A:-', '}', 'SMTP_HOST='),
  'nested references that are not closed': many('${A:-', 'SMTP_HOST='),
  'a reference with a long operator': many('-', 'SMTP_HOST=${A', '{}'),
  backslashes: many('\\', 'SMTP_HOST=x'),
  dollars: many('$', 'SMTP_HOST=x'),
  'template marks': many('{{ ', 'SMTP_HOST='),
  'many URLs': many((index) => `A${index}_SMTP_URL=smtp://user:pass@mail.acme-mail.org:25/?secure=false\n`),
  'one URL with many parameters': many((index) => `&a${index}=1`, 'SMTP_URL=smtp://mail.acme-mail.org:25/?x=1'),
  'one URL with many colons': many(':', 'SMTP_URL=smtp://a', '@b'),
  'one URL with many signs': many('@', 'SMTP_URL=smtp://a:b', '#x@b'),
  'one DSN with many servers': many('smtp://a:b@mail.acme-mail.org ', 'MAILER_DSN="failover(', ')"'),
  'one DSN, nested': nested('failover(', ')', 'MAILER_DSN="', '"', 'smtp://a'),
  'host of labels': many('your-', 'SMTP_HOST=', '.acme-mail.org'),
  'host of numbers': many('1.', 'SMTP_HOST=', '1'),
  'host of colons': many(':', 'SMTP_HOST=', '25'),
  'host of slashes': many('/', 'SMTP_HOST=https:', 'x'),
  'host of quotes': many("'", 'SMTP_HOST=a', 'x'),
  'host of commas': many(',', 'SMTP_HOST=a', 'x'),
  'long ciphers': many('DES-', 'SMTP_HOST=smtp.acme-mail.org\nSMTP_TLS_CIPHERS=', '\n'),
  'words of other cases': many('aA', 'smtp', '.aA=1\nSMTP_HOST=x\n'),
};

const DOCKERFILE: Readonly<Record<string, Generator>> = {
  'many variables': many(
    (index) => `ENV A${index}_SMTP_HOST=smtp.acme-mail.org\nENV A${index}_SMTP_PORT=25\n`,
    'FROM x\n',
  ),
  'one variable many times': many('ENV SMTP_PORT=25\n', 'FROM x\nENV SMTP_HOST=smtp.acme-mail.org\n'),
  'many variables in one line': many((index) => ` A${index}_SMTP_HOST=smtp.acme-mail.org`, 'FROM x\nENV'),
  'many stages': many('FROM x\nENV SMTP_HOST=smtp.acme-mail.org SMTP_PORT=25\n'),
  'continued lines': many('\\\n  A=b ', 'FROM x\nENV SMTP_HOST=x '),
  'continued empty lines': many('\\\n', 'FROM x\nENV SMTP_HOST=x '),
  'quotes that are not closed': many('ENV SMTP_HOST="x\n', 'FROM x\n'),
  'one long value': many('x', 'FROM x\nENV SMTP_HOST='),
  blanks: many(' \t', 'FROM x\nENV SMTP_HOST=x', '=x'),
  'blanks before a comment': many(' \t\n', '', '#smtp\nFROM x\n'),
  'many comments': many('# smtp\n', 'FROM x\n'),
  'many arguments': many((index) => `ARG SMTP_HOST${index}=x\nENV SMTP_HOST=$SMTP_HOST${index}\n`, 'FROM x\n'),
  'many heredocs': many((index) => ` <<A${index}`, 'FROM x\nENV SMTP_HOST=x\nRUN cat', '\n'),
  'image of signs': many('@', 'FROM a', '\nENV SMTP_HOST=x'),
  'image of dots': many('.', 'FROM ', '\nENV SMTP_HOST=x'),
  'many escapes': many('\\x', 'FROM x\nENV SMTP_HOST='),
  CRLF: crlf(many((index) => `ENV A${index}_SMTP_HOST=smtp.acme-mail.org\n`, 'FROM x\n')),
};

const SERVICE = (index: number) =>
  `  app${index}:\n    image: acme/app${index}\n    environment:\n      SMTP_HOST: smtp.acme-mail.org\n      SMTP_PORT: 25\n`;

/** Each map merges the one before it several times. */
const layers = (count: number, times: number) =>
  Array.from({ length: count }, (_, index) =>
    index === 0
      ? 'l0: &l0 { SMTP_HOST: smtp.acme-mail.org, SMTP_PORT: 25 }\n'
      : `l${index}: &l${index}\n  <<: [${Array(times)
          .fill(`*l${index - 1}`)
          .join(', ')}]\n`,
  ).join('');

const COMPOSE: Readonly<Record<string, Generator>> = {
  'many services': many(SERVICE, 'services:\n'),
  'many services, CRLF': crlf(many(SERVICE, 'services:\n')),
  'many services with lists': many(
    (index) => `  app${index}:\n    environment:\n      - SMTP_HOST=smtp.acme-mail.org\n      - SMTP_PORT=25\n`,
    'services:\n',
  ),
  'one service with many variables': many(
    (index) => `      A${index}_SMTP_HOST: smtp.acme-mail.org\n`,
    'services:\n  app:\n    environment:\n',
  ),
  'one service with a long list': many(
    (index) => `      - A${index}_SMTP_HOST=smtp.acme-mail.org\n`,
    'services:\n  app:\n    environment:\n',
  ),
  'one variable many times': many(
    '      SMTP_PORT: 25\n',
    'services:\n  app:\n    environment:\n      SMTP_HOST: smtp.acme-mail.org\n',
  ),
  'one variable many times in a list': many(
    '      - SMTP_PORT=25\n',
    'services:\n  app:\n    environment:\n      - SMTP_HOST=smtp.acme-mail.org\n',
  ),
  'one service many times': many(
    '  app:\n    environment: { SMTP_HOST: smtp.acme-mail.org, SMTP_PORT: 25 }\n',
    'services:\n',
  ),
  'one anchor, many aliases': many(
    (index) => `  app${index}:\n    environment: *mail\n`,
    'x-mail: &mail\n  SMTP_HOST: smtp.acme-mail.org\n  SMTP_PORT: 25\nservices:\n',
  ),
  'one anchor, many merges': many(
    (index) => `  app${index}:\n    environment:\n      <<: *mail\n      A: b\n`,
    'x-mail: &mail\n  SMTP_HOST: smtp.acme-mail.org\n  SMTP_PORT: 25\nservices:\n',
  ),
  'one large anchor, many aliases': halves(
    many((index) => `  A${index}_SMTP_HOST: x\n`, 'x-mail: &mail\n'),
    many((index) => `  app${index}:\n    environment: *mail\n`, 'services:\n'),
  ),
  'one large anchor, many merges': halves(
    many((index) => `  A${index}_SMTP_HOST: x\n`, 'x-mail: &mail\n'),
    many((index) => `  app${index}:\n    environment:\n      <<: *mail\n`, 'services:\n'),
  ),
  'one large list, many aliases': halves(
    many((index) => `  - A${index}_SMTP_HOST=x\n`, 'x-mail: &mail\n'),
    many((index) => `  app${index}:\n    environment: *mail\n`, 'services:\n'),
  ),
  'one list of many merges': many(
    ', *mail',
    'x-mail: &mail { SMTP_HOST: smtp.acme-mail.org }\nservices:\n  app:\n    environment:\n      <<: [*mail',
    ']\n',
  ),
  'one large anchor merged many times': halves(
    many((index) => `  A${index}_SMTP_HOST: x\n`, 'x-mail: &mail\n'),
    many(', *mail', 'services:\n  app:\n    environment:\n      <<: [*mail', ']\n'),
  ),
  'many anchors': many((index) => `  a${index}: &a${index} { SMTP_HOST: x }\n`, 'services:\n'),
  'merges in a row': many(
    (index) => `a${index + 1}: &a${index + 1}\n  <<: *a${index}\n  A${index}_SMTP_HOST: x\n`,
    'a0: &a0 { SMTP_HOST: smtp.acme-mail.org }\n',
  ),
  'merges of merges': (size) => layers(Math.ceil(size / 60), 9),
  'aliases of aliases': many(
    (index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]\n`,
    'a0: &a0 { SMTP_HOST: smtp.acme-mail.org }\n',
  ),
  'aliases of maps of aliases': many(
    (index) => `a${index + 1}: &a${index + 1} { a: *a${index}, b: *a${index}, c: *a${index} }\n`,
    'a0: &a0 { SMTP_HOST: smtp.acme-mail.org }\n',
  ),
  'an anchor that holds itself': many(', *a', 'smtp: &a [*a', ']\n'),
  'aliases of nothing': many((index) => `a${index}: *smtp\n`),
  'one environment file for many services': many((index) => `  app${index}:\n    env_file: .env\n`, 'services:\n'),
  'many environment files': many((index) => `      - smtp${index}.env\n`, 'services:\n  app:\n    env_file:\n'),
  'many references': many(
    (index) => `      A${index}_SMTP_HOST: \${SMTP_HOST:-smtp.gmail.com}\n`,
    'services:\n  app:\n    environment:\n',
  ),
  'one value of many references': many('$A', 'services:\n  app:\n    environment:\n      SMTP_HOST: a', '\n'),
  dollars: many('$', 'services:\n  app:\n    environment:\n      SMTP_HOST: a', 'A\n'),
  'image of signs': many('@', 'services:\n  app:\n    image: a', 'b\n    environment:\n      SMTP_HOST: a\n'),
};

const YAML: Readonly<Record<string, Generator>> = {
  'many documents': many('---\nmail:\n  host: smtp.acme-mail.org\n  port: 25\n'),
  'many small documents': many('---\n', 'smtp: x\n'),
  'many documents of many settings': many('---\nsmtp_host: a\nsmtp_port: 25\n'),
  'many document ends': many('...\n', 'smtp: x\n'),
  'many maps': many((index) => `a${index}:\n  smtp:\n    host: smtp.acme-mail.org\n    port: 25\n`),
  'one map with many settings': many((index) => `  a${index}: b\n`, 'smtp:\n  host: smtp.acme-mail.org\n  port: 25\n'),
  'one setting many times': many('  port: 25\n', 'smtp:\n  host: smtp.acme-mail.org\n'),
  'many items': many('- smtp_host: smtp.acme-mail.org\n  smtp_port: 25\n'),
  'many items below a key': many('  - host: smtp.acme-mail.org\n    port: 25\n', 'smtp:\n'),
  'long list': many('- a\n', 'smtp:\n'),
  'long flow list': many('a,', 'smtp: [', ']\n'),
  'long flow map': many((index) => `a${index}: b,`, 'smtp: {host: a,', '}\n'),
  'deep maps': (size) => {
    // Each level is one blank longer than the one above it.
    const depth = Math.floor(Math.sqrt(2 * size));
    return `smtp:\n${Array.from({ length: depth }, (_, level) => `${' '.repeat(level + 1)}a:\n`).join('')}`;
  },
  'deep dashes': many('- ', 'smtp:\n'),
  'deep flow lists': nested('[', ']', 'smtp: ', '\n'),
  'deep flow lists that are not closed': many('[', 'smtp: '),
  'deep flow maps': nested('{a: ', '}', 'smtp: ', '\n'),
  'deep flow maps that are not closed': many('{a: ', 'smtp: '),
  'deep keys': many('? ', 'smtp:\n'),
  'closing brackets': many(']', 'smtp: '),
  colons: many(':', 'smtp: '),
  'colons and blanks': many(': ', 'smtp'),
  'one long value': many('x', 'smtp: {host: a, password: ', '}\n'),
  'one long value of many lines': many('  x\n', 'smtp:\n  host:\n'),
  'one long key': many('x', 'smtp', ': a\n'),
  'dots in keys': many('a.', 'smtp.', 'b: c\n'),
  'many dotted keys': many((index) => `spring.mail.a${index}.b.c: d\n`, 'spring.mail.host: a\n'),
  'blanks within a value': many(' ', 'smtp:\n  host: a', 'b\n'),
  'blanks behind a value': many(' \t', 'smtp:\n  host: a', '\n  port: 25\n'),
  'blanks before a mark': many(' \t', 'smtp:\n  host: a\n', 'x\n'),
  'empty lines': many('\n', 'smtp:\n', '  host: a\n'),
  'many comments': many('# smtp\n'),
  'one long comment': many('#', 'smtp: x '),
  'quotes that are not closed': many('smtp: "x\n'),
  'one quote that is not closed': many('x\n', 'smtp: "'),
  'many single quotes': many("''", "smtp: '", "'\n"),
  escapes: many('\\x', 'smtp: "', '"\n'),
  'block of text': many('  x\n', 'smtp: |\n'),
  'many blocks of text': many((index) => `a${index}: |\n  smtp\n`),
  'many tags': many('smtp: !a b\n'),
  'one long tag': many('!', 'smtp: ', ' a\n'),
  'many anchors at one node': many('&a ', 'smtp: '),
  'many directives': many('%smtp a\n'),
  'one long anchor': many('a', 'smtp: &', ' b\n'),
  tabs: many('\t', 'smtp:\n', 'a: b\n'),
  'template marks': many('{{ a }}', 'smtp: '),
  'template lines': many('  {{- smtp }}\n'),
  'many numbers': many('1_', 'smtp:\n  host: a\n  port: ', '\n'),
  'many sixties': many(':59', 'smtp:\n  host: a\n  port: 1', 'x\n'),
  receivers: many(
    (index) =>
      `- name: r${index}\n  email_configs:\n  - to: a@acme-mail.org\n    smarthost: smtp.acme-mail.org:25\n    require_tls: false\n`,
    'receivers:\n',
  ),
};

const KUBERNETES: Readonly<Record<string, Generator>> = {
  'many files': many((index) => `  a${index}.env: |\n    SMTP_HOST=smtp.acme-mail.org\n    SMTP_PORT=25\n`, 'data:\n'),
  'many YAML files': many((index) => `  a${index}.yaml: |\n    smtp:\n      host: a\n      port: 25\n`, 'data:\n'),
  'many TOML files': many((index) => `  a${index}.toml: |\n    [smtp]\n    host = "a"\n`, 'data:\n'),
  'a few large files': (size) =>
    Array.from({ length: 40 }, (_, file) =>
      many((index) => `    A${index}_SMTP_HOST=smtp.acme-mail.org\n`, `  a${file}.env: |\n`)(size / 40),
    ).reduce((all, file) => all + file, 'data:\n'),
  'files within files': (size) => {
    const depth = Math.floor(Math.sqrt(size / 2));
    return (
      Array.from({ length: depth }, (_, level) => `${'  '.repeat(level)}a.yaml: |\n`).join('') +
      '  '.repeat(depth) +
      'smtp: x\n'
    );
  },
  'many containers': many(
    (index) =>
      `    - name: c${index}\n      env:\n        - name: SMTP_HOST\n          value: smtp.acme-mail.org\n        - name: SMTP_PORT\n          value: "25"\n`,
    'spec:\n  containers:\n',
  ),
  'one container with many variables': many(
    (index) => `        - name: A${index}_SMTP_HOST\n          value: smtp.acme-mail.org\n`,
    'spec:\n  containers:\n    - env:\n',
  ),
  'many encoded values': many((index) => `  A${index}_SMTP_HOST: c210cC5hY21lLW1haWwub3Jn\n`, 'kind: Secret\ndata:\n'),
  'one encoded value of blanks': many(' ', 'kind: Secret\ndata:\n  SMTP_HOST: "', 'x!"\n'),
};

const JSON_TEXTS: Readonly<Record<string, Generator>> = {
  'many settings': many((index) => `"a${index}": "b",`, '{"smtp": {"host": "smtp.acme-mail.org", ', '"port": 25}}'),
  'many maps': many((index) => `"a${index}": {"smtp": {"host": "smtp.acme-mail.org", "port": 25}},`, '{', '"a": 1}'),
  'many items': many('{"host": "smtp.acme-mail.org", "port": 25},', '{"smtp": [', '{}]}'),
  'one setting many times': many('"port": 25,', '{"smtp": {"host": "smtp.acme-mail.org", ', '"port": 25}}'),
  'many lines': many((index) => `  "a${index}": "smtp",\n`, '{\n', '  "a": 1\n}\n'),
  'deep lists': nested('[', ']', '{"smtp": ', '}'),
  'deep lists that are not closed': many('[', '{"smtp": '),
  'deep maps': nested('{"a": ', '}', '{"smtp": ', '}', '1'),
  'deep maps that are not closed': many('{"a": ', '{"smtp": '),
  'strings that are not closed': many('"smtp\n', '{'),
  'many quotes': many('"', '{"smtp": '),
  'many escapes': many('\\"', '{"smtp": "', '"}'),
  'many comments': many('// smtp\n', '{', '}'),
  'comments that are not closed': many('/* ', '{"smtp": 1}'),
  slashes: many('/', '{"smtp": 1'),
  'one long value': many('x', '{"smtp": {"host": "', '"}}'),
  blanks: many(' ', '{"smtp": ', '1}'),
  commas: many(',', '{"smtp": 1', '}'),
  'many variables': many((index) => `{"name": "A${index}_SMTP_HOST", "value": "x"},`, '{"environment": [', '{}]}'),
};

const TOML: Readonly<Record<string, Generator>> = {
  'many tables': many((index) => `[a${index}.smtp]\nhost = "smtp.acme-mail.org"\nport = 25\n`),
  'one table with many settings': many(
    (index) => `a${index} = "b"\n`,
    '[smtp]\nhost = "smtp.acme-mail.org"\nport = 25\n',
  ),
  'one setting many times': many('port = 25\n', '[smtp]\nhost = "a"\n'),
  'one table many times': many('[smtp]\nhost = "a"\n'),
  'many tables of an array': many('[[smtp]]\nhost = "smtp.acme-mail.org"\nport = 25\n'),
  'one deep key': many('a.', 'smtp.', 'b = 1\n'),
  'many deep keys': many((index) => `smtp.a.b.c.d.e.f.g${index} = 1\n`),
  'one deep table': many('a.', '[smtp.', 'b]\nhost = "x"\n'),
  'many deep tables': many((index) => `[smtp.a.b.c.d.e.f.g${index}]\nhost = "x"\n`),
  'tables of tables': many((index) => `[[a.b]]\n[a.b.smtp]\nhost = "a${index}"\n`),
  'deep lists': nested('[', ']', 'smtp = ', '\n'),
  'deep lists that are not closed': many('[', 'smtp = '),
  'deep inline tables': nested('{a = ', '}', 'smtp = ', '\n', '1'),
  'deep inline tables that are not closed': many('{a = ', 'smtp = '),
  'long inline table': many((index) => `a${index} = 1, `, 'smtp = {', 'host = "x"}\n'),
  'long list': many('"a", ', 'smtp = [', ']\n'),
  'broken lines': many((index) => `smtp${index} =\n`),
  'keys alone': many('smtp\n'),
  'quotes that are not closed': many('smtp = "x\n'),
  'one text that is not closed': many('x\n', 'smtp = """'),
  'one long text': many('x\n', 'smtp = """', '"""\n'),
  'one long value': many('x', 'smtp = "', '"\n'),
  escapes: many('\\n', 'smtp = "', '"\n'),
  blanks: many(' ', 'smtp', '= 1\n'),
  'many comments': many('# smtp\n'),
  'empty lines': many('\n', 'smtp = 1', 'x'),
  'many variables': many((index) => `A${index}_SMTP_HOST = "smtp.acme-mail.org"\n`, '[env]\n'),
  digits: many('1', 'smtp = ', '\n'),
  CRLF: crlf(many((index) => `[a${index}.smtp]\nhost = "smtp.acme-mail.org"\nport = 25\n`)),
};

const INI: Readonly<Record<string, Generator>> = {
  'many settings': many((index) => `a${index} = b\n`, '[mailer]\nSMTP_ADDR = smtp.acme-mail.org\nSMTP_PORT = 25\n'),
  'many sections': many((index) => `[mailer${index}]\nSMTP_HOST = smtp.acme-mail.org\nSMTP_PORT = 25\n`),
  'one section many times': many(
    '[mailer]\nENABLED = true\nPROTOCOL = smtp\nSMTP_ADDR = smtp.acme-mail.org\nSMTP_PORT = 25\n',
  ),
  'one setting many times': many('SMTP_PORT = 25\n', '[mailer]\nENABLED = true\nSMTP_ADDR = smtp.acme-mail.org\n'),
  'blanks behind a key': many(' ', '[mailer]\nkey', 'x'),
  'blanks behind a value': many(' \t', '[mailer]\nkey = a', 'x'),
  'one long key': many('x', '[mailer]\nkey', ''),
  'one long value': many('x', '[mailer]\nHOST = '),
  'backquotes that are not closed': many('A = `x\n', '[mailer]\n'),
  'triple quotes that are not closed': many('A = """x\n', '[mailer]\n'),
  'continued lines': many('x \\\n', '[mailer]\nHOST = '),
  'many hashes': many('#x', '[mailer]\nHOST = a'),
  'many semicolons': many(';', '[mailer]\nHOST = a', 'b'),
  'quotes and hashes': many('"#', '[mailer]\nHOST = ', '\n'),
  'many comments': many('; mailer\n'),
  'many references': many('%(', '[mailer]\nHOST = ', 's'),
  dollars: many('$__a{', '[mailer]\nHOST = '),
  brackets: many('[', '[mailer', '\n'),
  'empty lines': many('\n', '[mailer]\nHOST = ', 'x'),
  CRLF: crlf(many((index) => `[mailer${index}]\nSMTP_HOST = smtp.acme-mail.org\nSMTP_PORT = 25\n`)),
};

const PYTHON_INI: Readonly<Record<string, Generator>> = {
  'many sections': many((index) => `[smtp${index}]\nsmtp_host = smtp.acme-mail.org\nsmtp_port = 25\n`),
  'continued lines': many('  x\n', '[smtp]\nsmtp_host = a\n'),
  'continued empty lines': many('\n', '[smtp]\nsmtp_host = a\n', '  x\n'),
  'keys before empty lines': halves(many('\n', '[smtp]\nsmtp_host = a\n'), many('smtp_port = 25\n\n')),
  'keys with comments below': many('smtp_port = 25\n; a\n', '[smtp]\n'),
};

const MSMTPRC: Readonly<Record<string, Generator>> = {
  'many accounts': many((index) => `account a${index}\nhost smtp.acme-mail.org\nport 25\ntls off\nauth on\nuser a\n`),
  'one account many times': many('account a\nhost smtp.acme-mail.org\nport 25\n'),
  'one command many times': many('port 25\n', 'account a\nhost smtp.acme-mail.org\n'),
  'many commands': many('logfile /a\n', 'account a\nhost smtp.acme-mail.org\n'),
  'blanks behind an account': many(' ', 'account a', 'b:c\nhost a\n'),
  'blanks within an argument': many(' ', 'account a\nhost a', 'b'),
  'blanks behind a command': many(' ', 'account a\nhost', '"\n'),
  'one long word': many('a', 'account a\nhost'),
  colons: many(':', 'account a '),
  quotes: many('"', 'account a\nhost '),
  'blank lines': many(' \t\n', 'account a\nhost x\n', '{'),
  'many comments': many('# account\n', 'account a\n'),
  CRLF: crlf(many((index) => `account a${index}\nhost smtp.acme-mail.org\nport 25\n`)),
};

const RUBY: Readonly<Record<string, Generator>> = {
  'many settings': many((index) => `gitlab_rails['smtp_a${index}'] = 'b'\n`, "gitlab_rails['smtp_enable'] = true\n"),
  'one setting many times': many("gitlab_rails['smtp_port'] = 25\n", "gitlab_rails['smtp_address'] = 'a'\n"),
  'settings in one line': many("gitlab_rails['smtp_port'] = 25;"),
  'quotes that are not closed': many("gitlab_rails['smtp_address'] = 'x\n"),
  'quotes in one line': many("'", "gitlab_rails['smtp_address'] = "),
  escapes: many('\\x', "gitlab_rails['smtp_address'] = '"),
  'one long value': many('x', "gitlab_rails['smtp_address'] = '", "'\n"),
  'one long name': many('a', '', "['smtp_address'] = 'x'\n"),
  'blanks within brackets': many(' ', 'gitlab_rails[', "'smtp_address'] = 'x'\n"),
  blanks: many(' ', "gitlab_rails['smtp_address'] = 'x'", 'y\n'),
  words: many('smtp_a ', ''),
  'many comments': many('# smtp_\n'),
  semicolons: many(';', 'smtp_'),
};

const DJANGO: Readonly<Record<string, Generator>> = {
  'many settings': many((index) => `EMAIL_A${index} = 'b'\n`, "EMAIL_HOST = 'smtp.acme-mail.org'\n"),
  'one setting many times': many('EMAIL_PORT = 25\n', "EMAIL_HOST = 'a'\n"),
  'many branches': many((index) => `if A${index}:\n    EMAIL_PORT = ${index}\n`, "EMAIL_HOST = 'a'\n"),
  'branches in branches': (size) =>
    `EMAIL_HOST = 'a'\n${Array.from({ length: Math.sqrt(size) }, (_, depth) => `${' '.repeat(depth)}if A:\n`).join('')}`,
  'one chain of conditions': many('elif A:\n    EMAIL_PORT = 25\n', 'if A:\n    EMAIL_PORT = 25\n'),
  'brackets in brackets': many('(', 'EMAIL_HOST = '),
  'dictionaries in dictionaries': many("{'a': ", 'MAILERS = '),
  'a long chain of operators': many(" or 'a'", "EMAIL_HOST = os.getenv('A')"),
  'calls of calls': many('()', 'EMAIL_HOST = f'),
  'names of names': many('.a', 'EMAIL_HOST = a'),
  'many arguments': many("'a', ", 'EMAIL_HOST = os.getenv(', ')\n'),
  'quotes that are not closed': many("EMAIL_HOST = 'a\n"),
  'quotes of three': many('"""', 'EMAIL_HOST = '),
  'one long value': many('x', "EMAIL_HOST = '", "'\n"),
};

const MAIL_PHP: Readonly<Record<string, Generator>> = {
  'many settings': many((index) => `'a${index}' => 'b', `, "<?php return ['mailers' => ['smtp' => ["),
  'many mailers': many(
    (index) => `'a${index}' => ['transport' => 'smtp', 'host' => 'smtp.acme-mail.org', 'port' => 25], `,
    "<?php return ['mailers' => [",
    ']];',
  ),
  'arrays in arrays': many("['mailers' => ", '<?php return '),
  'many objects': many(
    (index) => `$m${index}->isSMTP(); $m${index}->Host = 'smtp.acme-mail.org'; $m${index}->SMTPAuth = true;\n`,
    '<?php\n',
  ),
  'one property many times': many("$m->Host = 'a';\n", '<?php $m->isSMTP(); $m->SMTPAuth = true;\n'),
  'many branches': many(
    (index) => `if ($a) { $m->Port = ${index}; }\n`,
    "<?php $m->Host = 'a'; $m->SMTPAuth = true;\n",
  ),
  'functions in functions': many('function () { $m->SMTPAuth = ', '<?php $m->Host = '),
  'members of members': many('->a', '<?php $m->SMTPAuth'),
  'brackets in brackets': many('(', '<?php $m->SMTPAuth = '),
  'a long chain of operators': many(" ?? 'a'", "<?php $m->SMTPAuth = getenv('A')"),
  'many constants': many((index) => `define('A${index}', 'b');\n`, "<?php define('WPMS_SMTP_HOST', 'a');\n"),
};

const RAILS: Readonly<Record<string, Generator>> = {
  'many hashes': many("x.smtp_settings = { address: 'smtp.acme-mail.org', port: 25 }\n"),
  'many pairs': many((index) => `a${index}: 'b', `, "x.smtp_settings = { address: 'a', "),
  'brackets in brackets': many('(', 'x.smtp_settings = { address: '),
  'hashes that are not closed': many('x.smtp_settings = { address: '),
  'quotes that are not closed': many("x.smtp_settings = { address: 'a\n"),
  'one long value': many('x', "x.smtp_settings = { address: '", "' }\n"),
  'a long chain of operators': many(" || 'a'", "x.smtp_settings = { address: ENV['A']", ' }'),
  blanks: many(' ', 'x.smtp_settings = { address:', "'a' }"),
  'many comments': many('# smtp_settings = {\n', 'x.smtp_settings = {'),
  'blocks of comments': many('=begin\nsmtp_settings = {\n'),
};

const PROPERTIES: Readonly<Record<string, Generator>> = {
  'many settings': many(
    (index) => `spring.mail.a${index}=b\n`,
    'spring.mail.host=smtp.acme-mail.org\nspring.mail.port=25\n',
  ),
  'one setting many times': many('spring.mail.port=25\n', 'spring.mail.host=smtp.acme-mail.org\n'),
  'continued lines': many('a\\\n', 'spring.mail.host='),
  'continued empty lines': many('\\\n', 'spring.mail.host='),
  escapes: many('\\u0041', 'spring.mail.host='),
  backslashes: many('\\', 'spring.mail.host='),
  blanks: many(' ', 'spring.mail.host', '=a\n'),
  'one long key': many('a', 'spring.mail.'),
  dots: many('.', 'spring.mail.', '=a\n'),
  'many references': many((index) => `spring.mail.a${index}=\${SMTP_HOST:x}\n`, 'spring.mail.host=${A:b}\n'),
  'many comments': many('# spring.mail\n'),
  CRLF: crlf(many((index) => `spring.mail.a${index}=b\n`)),
};

const MAIN_HEAD = 'myhostname = mx.acme-mail.org\nsmtpd_tls_security_level = may\n';

const MAIN_CF: Readonly<Record<string, Generator>> = {
  'many parameters': many((index) => `my_own_${index} = x\n`, MAIN_HEAD),
  'many parameters in use': many((index) => `my_own_${index} = $my_own_${index + 1}\n`, MAIN_HEAD),
  'many misspelt parameters': many((index) => `smtp_tls_securty_level${index} = x\n`, MAIN_HEAD),
  'one parameter many times': many('smtp_tls_security_level = none\n', MAIN_HEAD),
  'many references to one name': many((index) => `my_own_${index} = $myhostname\n`, MAIN_HEAD),
  'one value of many references': many(' $myhostname', `${MAIN_HEAD}mydestination =`, '\n'),
  'one value of references to long values': halves(
    many('x', `${MAIN_HEAD}long = `, '\n'),
    many(' $long', 'mydestination =', '\n'),
  ),
  'references of references': many(
    (index) => `r${index + 1} = $r${index} $r${index} $r${index}\n`,
    `${MAIN_HEAD}relayhost = $r9\nr0 = x\n`,
  ),
  'references of list references': many(
    (index) => `r${index + 1} = $r${index}, $r${index}, $r${index}\n`,
    `${MAIN_HEAD}mydestination = $r12\nsmtpd_recipient_restrictions = $r11\nr0 = x, y\n`,
  ),
  conditions: many((index) => `a${index} = \${myhostname?{yes}:{no}}\n`, MAIN_HEAD),
  'conditions in one value': many(' ${myhostname?{yes}:{no}}', `${MAIN_HEAD}mydestination =`, '\n'),
  'nested conditions': nested('${a?{', '}}', `${MAIN_HEAD}mydestination = `, '\n'),
  'nested conditions that are not closed': many('${a?', `${MAIN_HEAD}mydestination = `),
  comparisons: many((index) => `a${index} = \${{$compatibility_level} >= {3.6} ? {a} : {b}}\n`, MAIN_HEAD),
  'nested comparisons': nested('${{', '} == {b} ? {c} : {d}}', `${MAIN_HEAD}mydestination = `, '\n', 'a'),
  'references to themselves': many((index) => `a${index} = $a${index}\n`, MAIN_HEAD),
  'a ring of references': (size) => {
    const count = Math.floor(size / 20);
    return MAIN_HEAD + Array.from({ length: count }, (_, index) => `a${index} = $a${(index + 1) % count}\n`).join('');
  },
  dollars: many('$', `${MAIN_HEAD}mydestination = `, '\n'),
  brackets: many('(', `${MAIN_HEAD}mydestination = $`, '\n'),
  braces: many('{', `${MAIN_HEAD}mydestination = `, '\n'),
  'references that are not closed': many((index) => `a${index} = \${x\n`, MAIN_HEAD),
  'long list': many((index) => `  d${index}.acme-mail.org,\n`, `${MAIN_HEAD}mydestination =\n`),
  'long list in one line': many((index) => `d${index}.acme-mail.org,`, `${MAIN_HEAD}mydestination = `, '\n'),
  'long list of networks': many((index) => `  10.${index >> 8}.${index & 255}.0/24\n`, `${MAIN_HEAD}mynetworks =\n`),
  'long list of public networks': many(
    (index) => `  8.${index >> 8}.${index & 255}.0/24\n`,
    `${MAIN_HEAD}mynetworks =\n`,
  ),
  'long list of broken networks': many((index) => `  8.${index}\n`, `${MAIN_HEAD}mynetworks =\n`),
  'one network of colons': many(':', `${MAIN_HEAD}mynetworks = `, '/x\n'),
  'one network of numbers': many('1.', `${MAIN_HEAD}mynetworks = `, '\n'),
  'long list of restrictions': many('  permit_mynetworks,\n', `${MAIN_HEAD}smtpd_recipient_restrictions =\n`),
  'long list of tables': many(
    (index) => `  check_client_access hash:/etc/postfix/a${index},\n`,
    `${MAIN_HEAD}smtpd_recipient_restrictions =\n`,
  ),
  'long list of inline tables': many(
    '  check_client_access inline:{{x = OK}},\n',
    `${MAIN_HEAD}smtpd_recipient_restrictions =\n`,
  ),
  'one large inline table': many(
    (index) => `{x${index} = OK} `,
    `${MAIN_HEAD}smtpd_recipient_restrictions = check_client_access inline:{`,
    '}\n',
  ),
  'blanks within an inline table': many(
    ' ',
    `${MAIN_HEAD}smtpd_recipient_restrictions = check_client_access { inline:{a`,
    'b}, x }\n',
  ),
  'many restriction classes': many(
    (index) => `c${index} = c${index + 1}, permit_mynetworks\n`,
    `${MAIN_HEAD}smtpd_restriction_classes = c0 c1 c2 c3 c4 c5 c6 c7\nsmtpd_recipient_restrictions = c0\n`,
  ),
  'restriction classes of classes': (size) => {
    const count = Math.floor(size / 40);
    const names = Array.from({ length: count }, (_, index) => `c${index}`);
    return `${MAIN_HEAD}smtpd_restriction_classes = ${names.join(' ')}\nsmtpd_recipient_restrictions = c0\n${names
      .map((name, index) => `${name} = c${index + 1} c${index + 1}\n`)
      .join('')}`;
  },
  'one restriction class in use many times': halves(
    many('  reject_unknown_client_hostname,\n', `${MAIN_HEAD}smtpd_restriction_classes = c\nc =\n`),
    many('  c,\n', 'smtpd_recipient_restrictions =\n'),
  ),
  'many relayhosts': many('relayhost = [smtp.acme-mail.org]:25\n', MAIN_HEAD),
  'blanks within a relayhost': many(' ', 'relayhost = h', 'x\n'),
  'relayhost of commas': many(',', 'relayhost = h', 'x\n'),
  protocols: many('!SSLv2, ', `${MAIN_HEAD}smtpd_tls_protocols = `, '\n'),
  'protocols with loose signs': many('>= TLSv1 ', `${MAIN_HEAD}smtpd_tls_protocols = `, '\n'),
  ciphers: many('DES:', `${MAIN_HEAD}smtpd_tls_exclude_ciphers = `, '\n'),
  'many hashes': many(' #x', `${MAIN_HEAD}mydestination = a`, '\n'),
  'comments behind lines': many('  x # y\n', `${MAIN_HEAD}mydestination =\n`),
  'many comments': many('# smtp_tls\n', MAIN_HEAD),
  'comments within a value': many('# x\n  a\n', `${MAIN_HEAD}mydestination =\n`),
  'empty lines': many('\n', 'x = 1'),
  'blank lines': many(' \t\n', 'smtp_x = 1', 'x'),
  'blank lines, CRLF': many('\r\n', 'x = 1\r\n'),
  'continued lines': many('  x\n', `${MAIN_HEAD}mydestination =\n`),
  'continued lines that name parameters': many('  smtp_use_tls = no\n', `${MAIN_HEAD}mydestination =\n`),
  backslashes: many('  x \\\n', `${MAIN_HEAD}mydestination = \\\n`),
  'one long line of blanks': many(' ', MAIN_HEAD, 'x\n'),
  'blanks before a backslash': many(' ', `${MAIN_HEAD}mydestination = a`, '\\\n b\n'),
  'one long name': many('a', MAIN_HEAD, ' = x\n'),
  'one long value': many('x', `${MAIN_HEAD}mydestination = `, '\n'),
  quotes: many('"', `${MAIN_HEAD}mydestination = `, 'x\n'),
  'values in quotes': many((index) => `a${index} = "x"\n`, MAIN_HEAD),
  'lines without a sign': many('smtp_x\n', MAIN_HEAD),
  'signs without a name': many('= x\n', MAIN_HEAD),
  orphans: many('  x = y\n', '', 'smtp_x = y\n'),
  'null bytes': many('\0', `${MAIN_HEAD}mydestination = `, '\n'),
  'template marks': many('{{ a }} ', `${MAIN_HEAD}mydestination = `, '\n'),
  'template marks that are not closed': many('{{ ', `${MAIN_HEAD}mydestination = `, '\n'),
  'template conditions': many('{% if a %}\nsmtp_use_tls = no\n{% endif %}\n', MAIN_HEAD),
  'template conditions that are not closed': many('{% if a %}\n', MAIN_HEAD, 'smtp_use_tls = no\n'),
  'many transports': many((index) => `a${index}_destination_concurrency_limit = 1\n`, MAIN_HEAD),
  'many tables': many((index) => `a${index}_server_host = x\n`, `${MAIN_HEAD}virtual_alias_maps = ldap:a1\n`),
  'tables of one value': many((index) => `ldap:a${index} `, `${MAIN_HEAD}virtual_alias_maps = `, '\n'),
  'static passwords': many('static:a:b ', `${MAIN_HEAD}smtp_sasl_password_maps = `, '\n'),
  'blanks in a static password': many('\t', `${MAIN_HEAD}smtp_sasl_password_maps = inline:{`, '=\ta:l\n'),
  'old switches': many('smtp_use_tls = yes\nsmtp_enforce_tls = yes\n', MAIN_HEAD),
  CRLF: crlf(many((index) => `my_own_${index} = $my_own_${index + 1}\n`, MAIN_HEAD)),
};

const MASTER_CF: Readonly<Record<string, Generator>> = {
  'many services': many((index) => `s${index} inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\n`),
  'many submission services': many(
    (index) =>
      `127.0.0.1:${index} inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_auth_only=no\n`,
  ),
  'one service many times': many('submission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n'),
  'one service with many options': many((index) => `  -o my_own_${index}=x\n`, 'submission inet n - y - - smtpd\n'),
  'one option many times': many('  -o smtpd_tls_security_level=may\n', 'submission inet n - y - - smtpd\n'),
  'many options in one line': many(' -o smtpd_tls_security_level=may', 'submission inet n - y - - smtpd'),
  'options in braces': many(
    '  -o { smtpd_client_restrictions = permit_mynetworks, reject }\n',
    'submission inet n - y - - smtpd\n',
  ),
  'braces that are not closed': many('  -o { a = b\n', 'submission inet n - y - - smtpd\n'),
  'options without values': many('  -o smtpd_tls_security_level\n', 'submission inet n - y - - smtpd\n'),
  'options with loose signs': many('  -o a = b\n', 'submission inet n - y - - smtpd\n'),
  'options with blanks behind commas': many('  -o a=b, c\n', 'submission inet n - y - - smtpd\n'),
  'options in quotes': many('  -o "a=b"\n', 'submission inet n - y - - smtpd\n'),
  letters: many('v', 'submission inet n - y - - smtpd -', '\n'),
  'many transports': many((index) => `t${index} unix - - y - - smtp\n  -o smtp_tls_security_level=none\n`),
  'many references': many((index) => `t${index} unix - - y - - smtp -o smtp_bind_address=$a${index}\n`),
  'lines of too few fields': many('submission inet\n', 'smtp inet n - y - - smtpd\n'),
  'fields of wrong words': many('submission inet q q q q q smtpd\n'),
  arguments: many(' a', 'submission unix - n n - - pipe', '\n'),
  'one long word': many('a', 'smtp inet n - y - - smtpd\n'),
  blanks: many(' ', 'smtp', 'inet n - y - - smtpd\nsmtp inet n - y - - smtpd\n'),
  'many comments': many('#submission inet n - y - - smtpd\n#  -o a=b\n', 'smtp inet n - y - - smtpd\n'),
  'comments of blanks': many(' ', 'smtp inet n - y - - smtpd\n#', 'x\n'),
  'comments behind options': many('  -o a=b # c\n', 'smtp inet n - y - - smtpd\n'),
  orphans: many('  -o a=b\n', '', 'smtp inet n - y - - smtpd\n'),
  patches: many((index) => `submission/inet/my_own_${index}=x\n`),
  'patches of many services': many((index) => `s${index}/inet/smtpd_tls_security_level=may\n`),
  'template marks': many('{{ a }} ', 'smtp inet n - y - - smtpd ', '\n'),
  'template conditions': many('{% if a %}\n', 'smtp inet n - y - - smtpd\n'),
  'empty lines': many('\n', 'smtp inet n - y - - smtpd\n', 'x'),
  CRLF: crlf(many((index) => `s${index} inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\n`)),
};

/** Two or more files that are read together, each of them with its share of the size. */
const TOGETHER: readonly LargeText[] = [
  {
    name: 'compose.yml and .env: one environment file for many services',
    documents: (size) => [
      at('compose.yml', many((index) => `  app${index}:\n    env_file: .env\n`, 'services:\n')(size / 2)),
      at('.env', many(GROUP)(size / 2)),
    ],
  },
  {
    name: 'compose.yml and .env: many references to one value',
    documents: (size) => [
      at(
        'compose.yml',
        many(
          (index) =>
            `  app${index}:\n    environment:\n      SMTP_HOST: \${SMTP_HOST}\n      SMTP_PORT: \${SMTP_PORT}\n`,
          'services:\n',
        )(size / 2),
      ),
      at('.env', many('SMTP_PORT=25\n', 'SMTP_HOST=smtp.acme-mail.org\n')(size / 2)),
    ],
  },
  {
    name: 'compose.yml and .env: many references to many values',
    documents: (size) => [
      at(
        'compose.yml',
        many(
          (index) => `  app${index}:\n    environment:\n      SMTP_HOST: \${SMTP_HOST${index}}\n`,
          'services:\n',
        )(size / 2),
      ),
      at('.env', many((index) => `SMTP_HOST${index}=$SMTP_HOST${index + 1}\n`)(size / 2)),
    ],
  },
  {
    name: '.env and composer.json: one long version',
    documents: (size) => [
      at('.env', 'MAILER_DSN=smtp://user:pass@smtp.acme-mail.org:25\n'),
      at('composer.json', many(' 7.3 ||', '{"require":{"symfony/mailer":"^7.3 ||', ' x"}}')(size)),
    ],
  },
  {
    name: '.env and composer.lock: many packages',
    documents: (size) => [
      at('.env', 'MAILER_DSN=smtp://user:pass@smtp.acme-mail.org:25\n'),
      at('composer.lock', many('{"name": "symfony/mailer", "version": "v6.', '{"packages": [', ']}')(size)),
    ],
  },
  {
    name: 'compose.yml and .gitignore: many blanks',
    documents: (size) => [
      at(
        'compose.yml',
        'services:\n  app:\n    environment:\n      SMTP_HOST: smtp.acme-mail.org\n      SMTP_USER: a\n      SMTP_PASS: aib4Ohz3ie\n',
      ),
      at('.gitignore', many(' ', '*.log\n', 'x\n')(size)),
    ],
  },
  {
    name: 'main.cf and master.cf: many parameters, many services',
    documents: (size) => [
      at('main.cf', many((index) => `my_own_${index} = $my_own_${index + 1}\n`, MAIN_HEAD)(size / 2)),
      at('master.cf', many((index) => `s${index} inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\n`)(size / 2)),
    ],
  },
  {
    name: 'main.cf and master.cf: a long list, many services',
    documents: (size) => [
      at('main.cf', many((index) => `  d${index}.acme-mail.org,\n`, `${MAIN_HEAD}mydestination =\n`)(size / 2)),
      at('master.cf', many((index) => `s${index} inet n - y - - smtpd\n`)(size / 2)),
    ],
  },
  {
    name: 'main.cf and master.cf: a long list of restrictions, many services',
    documents: (size) => [
      at(
        'main.cf',
        many('  check_client_access hash:/etc/postfix/a,\n', `${MAIN_HEAD}smtpd_recipient_restrictions =\n`)(size / 2),
      ),
      at('master.cf', many((index) => `s${index} inet n - y - - smtpd\n`)(size / 2)),
    ],
  },
  {
    name: 'main.cf and master.cf: a long list of networks, many services',
    documents: (size) => [
      at(
        'main.cf',
        many((index) => `  10.${index >> 8}.${index & 255}.0/24\n`, `${MAIN_HEAD}mynetworks =\n`)(size / 2),
      ),
      at('master.cf', many((index) => `s${index} inet n - y - - smtpd\n`)(size / 2)),
    ],
  },
  {
    name: 'main.cf and master.cf: many restriction classes, many services',
    documents: (size) => [
      at(
        'main.cf',
        many(
          (index) => `c${index} = c${index + 1}, permit_mynetworks\n`,
          `${MAIN_HEAD}smtpd_restriction_classes = c0 c1 c2 c3 c4 c5 c6 c7\nsmtpd_recipient_restrictions = c0\n`,
        )(size / 2),
      ),
      at('master.cf', many((index) => `s${index} inet n - y - - smtpd\n`)(size / 2)),
    ],
  },
  {
    name: 'main.cf and master.cf: many transports, many settings',
    documents: (size) => [
      at('main.cf', many((index) => `t${index}_destination_concurrency_limit = 1\n`, MAIN_HEAD)(size / 2)),
      at('master.cf', many((index) => `t${index} unix - - y - - smtp\n  -o smtp_tls_security_level=none\n`)(size / 2)),
    ],
  },
  {
    name: 'main.cf and its tables: many logins',
    documents: (size) => [
      at(
        'main.cf',
        `${MAIN_HEAD}relayhost = [mail.acme-mail.org]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n`,
      ),
      at('sasl_passwd', many((index) => `[d${index}.acme-mail.org]:587 robot:correct-horse\n`)(size)),
    ],
  },
  {
    name: 'main.cf and its tables: many transports, many services',
    documents: (size) => [
      at('main.cf', `${MAIN_HEAD}transport_maps = hash:/etc/postfix/transport\n`),
      at('transport', many((index) => `d${index}.acme-mail.org t${index + 1}:\n`)(size / 2)),
      at('master.cf', many((index) => `t${index} unix - - y - - smtp\n`)(size / 2)),
    ],
  },
  {
    name: 'main.cf and its tables: many domains in two classes',
    documents: (size) => [
      at(
        'main.cf',
        many(
          (index) => `  d${index}.acme-mail.org\n`,
          `${MAIN_HEAD}virtual_alias_maps = hash:/etc/postfix/virtual\nmydestination =\n`,
        )(size / 2),
      ),
      at('virtual', many((index) => `d${index}.acme-mail.org x\n`)(size / 2)),
    ],
  },
  {
    name: 'master.cf and main.cf: many references, many parameters',
    documents: (size) => [
      at(
        'master.cf',
        many((index) => `s${index} inet n - y - - smtpd\n  -o smtpd_banner=$my_own_${index}\n`)(size / 2),
      ),
      at('main.cf', many((index) => `my_own_${index} = x\n`, MAIN_HEAD)(size / 2)),
    ],
  },
];

export const LARGE_TEXTS: readonly LargeText[] = [
  ...table('.env', DOTENV),
  ...table('application.properties', PROPERTIES),
  ...table('Dockerfile', DOCKERFILE),
  ...table('compose.yml', COMPOSE),
  ...table('values.yaml', YAML),
  ...table('manifest.yaml', KUBERNETES),
  ...table('config.json', JSON_TEXTS),
  ...table('config.toml', TOML),
  ...table('app.ini', INI),
  ...table('airflow.cfg', PYTHON_INI),
  ...table('.msmtprc', MSMTPRC),
  ...table('gitlab.rb', RUBY),
  ...table('settings.py', DJANGO),
  ...table('config/mail.php', MAIL_PHP),
  ...table('config/initializers/mail.rb', RAILS),
  ...table('main.cf', MAIN_CF),
  ...table('master.cf', MASTER_CF),
  ...PROGRAM_TEXTS,
  ...TOGETHER,
];
