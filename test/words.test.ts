/**
 * What single words are taken for: hosts, networks, passwords, URLs, names, paths. The words stand here, what comes out
 * in a golden file; `UPDATE=1` rewrites it, to be reviewed as a diff.
 */
import { compatible, editsOf } from '../src/analyzer/edits';
import {
  isDocumentationHost,
  isHostName,
  isLocalHost,
  isPlaceholderHost,
  namesReadingProtocol,
  wrongHost,
} from '../src/analyzer/hosts';
import { maskUrls, maskValue, maskWith, passwordsIn, tokensIn } from '../src/analyzer/mask';
import type { Fix } from '../src/analyzer/model';
import { nearest } from '../src/analyzer/nearest';
import { isLoopbackNetwork, isPublicNetwork, parseNetworkPattern } from '../src/analyzer/networks';
import { isTemplateFile, isTestFile } from '../src/analyzer/paths';
import { providerOf } from '../src/analyzer/providers';
import { isPlaceholder, isTemplate } from '../src/analyzer/secrets';
import { shown } from '../src/analyzer/showing';
import { LineIndex } from '../src/workspace/lines';
import { matchesPattern } from '../src/workspace/severities';
import { compareWithGolden } from './support/golden';

/** The names of the tests that a word passes. */
const passed = <T>(word: T, tests: Readonly<Record<string, (word: T) => unknown>>): string =>
  Object.entries(tests)
    .flatMap(([name, test]) => {
      const found = test(word);
      return found === true ? [name] : found ? [`${name} ${found}`] : [];
    })
    .join(', ');

const HOSTS = [
  ...[
    'smtp.acme-mail.org',
    ' SMTP.Acme-Mail.ORG. ',
    'smtp',
    'a_b.acme-mail.org',
    '-a.org',
    'a-.org',
    'a..org',
    'a b',
    '',
  ],
  ...['localhost', 'LOCALHOST.', 'localhost:25', 'app.localhost', 'notlocalhost.org', 'mail.local', 'mail.local.org'],
  ...['x.test', 'x.internal', 'x.svc', 'x.lan', 'x.home.arpa', 'x.svc.cluster.local', 'localdomain', 'x.testing'],
  ...['127.0.0.1', '127.0.0.1:25', '0.0.0.0', '10.1.2.3', '110.1.2.3', '172.15.0.1', '172.16.0.1', '172.29.0.1'],
  ...['172.31.0.1', '172.32.0.1', '192.168.1.1', '192.169.1.1', '169.254.1.1', '8.8.8.8', '10.example.org'],
  ...[
    '::1',
    '[::1]',
    '::',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'fec0::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '2001:db8::1',
  ],
  ...[
    'mailhog',
    'mailhog.acme-mail.org',
    'app.mailpit.acme-mail.org',
    'mailhogs.acme-mail.org',
    'smtp4dev',
    'mailtrap-local',
  ],
  ...[
    'smtp.ethereal.email',
    'ethereal.email.org',
    'sandbox.smtp.mailtrap.io',
    'smtp.mailtrap.io',
    'live.smtp.mailtrap.io',
  ],
  ...[
    'sandbox-smtp.mailcatch.app',
    'xsmtp.mailtrap.io',
    'mail.prod-eu',
    'mail.xn--p1ai',
    'mail.your-domain',
    'mail.mailing',
  ],
  ...['a.b.mailing', 'mail.com', 'mail.company', 'mail.yourdomain', 'mail.provider', 'mailserver.backend', 'abc.dev'],
  ...[
    'your-host',
    'smtp-your-host',
    '<host>',
    'placeholder',
    'changeme',
    'change-me',
    'change_me',
    'xxx',
    'xx',
    'host',
  ],
  ...[
    'hostname',
    'smtp_host',
    'email-hostname',
    'mail-host',
    'myhost',
    'your.host.org',
    'smtp.yourhost.org',
    'smtp.my-shop.org',
  ],
  ...[
    'smtp.myshop.org',
    'economy.org',
    'smtp.example.com',
    'example.edu',
    'example.de',
    'x.invalid',
    'smtp.domain.com',
  ],
  ...['smtp.company.tld', 'smtp.acme.com', 'smtp.acme.org', 'smtp.server.net', 'mail.host.com', 'ghost.com'],
  ...[
    'imap.gmail.com',
    'imaps.acme-mail.org',
    'pop.gmail.com',
    'pop3.acme-mail.org',
    'pop3s.a.org',
    'imap4.a.org',
    'imap',
    'popular.org',
  ],
  ...[
    'in-v3.mailjet.com',
    'smpt.gmail.com',
    'smtp.gmial.com',
    'gmail.com',
    'api.sendgrid.com',
    'mx.google.com',
    'smtp.gmail.com',
  ],
  ...[
    'smtp.gmail.com.',
    'email-smtp.eu-west-1.amazonaws.com',
    'smtp.office365.com',
    'smtp-mail.outlook.com',
    'xsmtp.gmail.com',
  ],
];

const NETWORKS = [
  ...[
    '127.0.0.0/8',
    '!127.0.0.1',
    '!!10.0.0.0/8',
    '10.0.0.1/8',
    '!10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0.0/x',
    '10.0.0.0/',
  ],
  ...[
    '10.0.0.256',
    '10.0.0',
    '10.0.0.0.0',
    'x10.0.0.0',
    '8.8.8.8',
    '8.0.0.0/5',
    '0.0.0.0/0',
    '0.0.0.0',
    '100.64.0.0/10',
  ],
  ...[
    '100.0.0.0/8',
    '172.16.0.0/12',
    '172.16.0.0/11',
    '192.168.0.0/16',
    '192.168.0.0/15',
    '169.254.0.0/16',
    'mail.a.org',
  ],
  ...['[::1]', '[::1]/128', '[::1]/129', '::1', '::1/128', '[::]/0', '[fe80::]/10', '[fc00::]/7', '[2001:db8::]/32'],
  ...[
    '[2001:db8::1]/32',
    '![2001:db8::1]/32',
    '[2001:db8:0:0:1::]/64',
    '[1:2:3:4:5:6:7:8]',
    '[1:2:3:4:5:6:7:8:9]',
    '[1::2::3]',
  ],
  ...[
    '[1:2:3:4:5:6:7::]',
    '[1:2:3:4:5:6:7:8::]',
    '[::ffff:1.2.3.4]',
    '[::ffff:1.2.3.400]',
    '[12345::]',
    '[g::]',
    '[1:2]',
  ],
  ...[
    '[::1:0:0:1:0:1]/100',
    '/etc/postfix/networks',
    '!/etc/networks',
    'hash:/etc/networks',
    '!cidr:/etc/n',
    '[a',
    'fe80::1/64',
  ],
];

const PASSWORDS = [
  ...[
    '',
    ' ',
    'x',
    '****',
    '-',
    '<password>',
    '[password]',
    '{password}',
    '%PASS%',
    'changeme',
    'Change-Me-9',
    'replace_this',
  ],
  ...[
    'insert here',
    'enter-pass',
    'entering',
    'set-me',
    'settle9!k',
    'your-password',
    'my-smtp-password',
    'mypass',
    'my horse 9',
  ],
  ...[
    'example',
    'sample-1',
    'dummy',
    'redacted',
    'hidden',
    'masked',
    'secret',
    'secretariat-77',
    'password',
    'passwort1',
    'passwd',
  ],
  ...[
    'abcd efgh ijkl mnop',
    'app-password',
    'apikey',
    'qwerty1',
    'letmein',
    'hunter2',
    'the-password',
    'a-password',
    'an_entry',
  ],
  ...[
    'smtp-pass',
    'mail_secret',
    'email key',
    'SG.xxxx',
    'SG.real8Kq',
    'xsmtpsib-xx',
    're_xxx',
    're_Kq8',
    'put it here',
    'k9#here',
  ],
  ...[
    'db_password',
    'foo-password',
    'k9xxxxq',
    'k9...',
    'test',
    'test123',
    'Test-9-Kq',
    'testing9!',
    'todo',
    'none',
    'null9',
    'n/a',
  ],
  ...[
    'demo',
    'demography-8',
    'pass',
    'passFoo9',
    'pwd1',
    'token',
    'admin@123',
    'root',
    '@test',
    '$test',
    'mailtrap',
    'foobar12',
  ],
  ...[
    'sua-senha',
    'senha',
    'votre-passe',
    'contraseña',
    'clave',
    'mot de passe',
    'hasło',
    'şifre',
    'пароль',
    'пароль9',
    'geheim',
  ],
  ...[
    'docker',
    'mailer',
    'nodemailer',
    'phpmailer1',
    'smtp',
    'laravel!',
    'hello',
    'no-reply',
    's3cret',
    'p@ssw0rd',
    'supersecret',
  ],
  ...[
    'top-secret',
    'strong_password',
    'aaaa bbbb cccc dddd',
    'aaaabbbb',
    'aaab bbbc',
    'abababab',
    'ZZZZ',
    'abcabc9',
    'kQ8xxxx2',
    'k…q',
  ],
  ...[
    'k***q',
    'ENC[abc]',
    'ENC(abc)',
    'encrypted:9',
    '{cipher}9',
    'vault:a',
    'op://a/b',
    'arn:aws:x',
    'file:/a',
    '/run/secrets/x',
  ],
  ...[
    '${PASS}',
    '$(pass)',
    '#{pass}',
    '{{ pass }}',
    '<%= pass %>',
    '__PASS__',
    '!vault',
    '@PASS_WORD',
    '$PASS_WORD',
    '$pass9kq',
  ],
  ...['zq-Velvet-71', 'qkzvrmtnwbxpdhgs', 'Tr0ub4dor&3', 'correct-horse-battery', ' zq-Velvet-71 ', '8f14e45f'],
];

const VALUES = [
  ...[
    'smtp://joe:zq-Velvet-71@h:25',
    'smtps://joe@h',
    'smtp://:pw9@h',
    'smtp://joe:@h',
    'smtp://a:b:c@h',
    'smtp://a:b@c@h',
  ],
  ...[
    'smtp://joe%40x:p%2Fw@h/?a=1',
    'see smtp://a:bq@h and http://c:dq@i',
    'joe:pw@h',
    'mailto:a@b',
    'Bearer abc.def.ghi',
  ],
  ...[
    'user=a password=zq-Velvet-71',
    'https://h/?token=zq71&x=1',
    'smtp://h:25',
    'smtp://joe:***@h',
    'plain text',
    'a@b.example',
  ],
];

const NAMES = [
  'SMTP_HOST',
  'SMTP_PORT',
  'SMTP_SECURE',
  'MAIL_USERNAME',
  'rejectUnauthorized',
  'requireTLS',
  'port',
  'pool',
  'host',
];
const MISSPELT = [
  ...[
    'SMTP_HOTS',
    'smtp-host',
    'SMTPHOST',
    'SMTP_HSOT',
    'SMTP_PROT',
    'SMTP_SECURED',
    'SMTP_SECRUE',
    'SMTP_SCR',
    'MAIL_USER_NAME',
  ],
  ...[
    'MAIL_USRNAME',
    'MAIL_USRNM',
    'rejectUnauthorised',
    'rejectUnautorised',
    'requireTls',
    'requireTSL',
    'prt',
    'Port',
    'poort',
    'POOL',
  ],
  ...['hots', 'hosst', 'SMTP_HOST', 'something', 'SMTP_HORT', 'S'.repeat(101)],
];

const PATHS = [
  ...[
    'test/a.js',
    'tests/a.js',
    'src/__tests__/a.ts',
    'src/a.test.ts',
    'src/a.spec.ts',
    'src/a-test.js',
    'src/a_spec.rb',
    'e2e/a.ts',
  ],
  ...[
    'cypress/a.js',
    'fixtures/a.env',
    'my-test/a.js',
    'unit_tests/a.js',
    'latest/a.js',
    'contest/a.js',
    'testdata/a.yml',
    'test-data/a',
  ],
  ...[
    'src/test_mail.py',
    'src/test-mail.js',
    'src/testing.py',
    'src/attest.js',
    'specs/a.js',
    'spec/a.rb',
    'inspect/a.js',
    'a.cy.js',
  ],
  ...[
    '.env.example',
    '.env.sample',
    '.env.dist',
    'env.template',
    '.env.tpl',
    'a.tmpl.yml',
    'default.yml',
    'defaults.env',
    '.env',
  ],
  ...[
    'examples/.env',
    'my.example-1.env',
    'exampled.env',
    '.env.production',
    'sample_settings.py',
    'distance.env',
    'DIST.env',
  ],
];

const fix = (title: string, ...edits: (readonly [string, number, number, string])[]): Fix => ({
  title: shown(title),
  safe: true,
  edits: edits.map(([uri, start, end, text]) => ({ uri, span: { start, end }, text })),
});

const FIXES = [
  fix('one', ['a', 0, 5, 'x']),
  fix('beside it', ['a', 5, 8, 'y']),
  fix('over it', ['a', 4, 6, 'z']),
  fix('the same in another file', ['b', 4, 6, 'z']),
  fix('the same again', ['a', 0, 5, 'x']),
  fix('another text there', ['a', 0, 5, 'q']),
  fix('an insertion', ['a', 9, 9, 'i']),
  fix('another insertion there', ['a', 9, 9, 'j']),
  fix('that insertion again, and more', ['a', 9, 9, 'i'], ['c', 1, 2, 'k']),
  fix('half of it clashes', ['c', 5, 6, 'm'], ['a', 1, 2, 'n']),
];

const LINES = 'one\r\ntwo\rthree\n\nfive';

function lineIndex(): string[] {
  const index = new LineIndex(LINES);
  const at = ({ line, character }: { line: number; character: number }) => `${line}:${character}`;
  return [
    `${index.lineCount} lines: ${Array.from({ length: 6 }, (_, line) => JSON.stringify(index.lineText(line))).join(' ')}`,
    Array.from({ length: LINES.length + 3 }, (_, offset) => at(index.positionAt(offset - 1))).join(' '),
    [0, 1, 2, 3, 4, 5]
      .map((line) => [0, 2, 99].map((character) => index.offsetAt({ line, character })).join('/'))
      .join(' '),
  ];
}

describe('words', () => {
  it('are taken for what the golden file has', () => {
    const section = <T>(title: string, words: readonly T[], tell: (word: T) => string) => [
      title,
      ...words.map((word) => `  ${JSON.stringify(word)}: ${tell(word) || '-'}`),
    ];
    compareWithGolden('test/words.txt', [
      ...section('hosts', HOSTS, (word) =>
        passed(word, {
          name: isHostName,
          placeholder: isPlaceholderHost,
          local: isLocalHost,
          documentation: isDocumentationHost,
          reading: namesReadingProtocol,
          wrong: (host) => wrongHost(host)?.kind,
          provider: (host) => providerOf(host)?.id,
        }),
      ),
      ...section('networks', NETWORKS, (word) => {
        const parsed = parseNetworkPattern(word);
        const { kind, ...rest } = parsed;
        const where =
          parsed.kind === 'network' ? passed(parsed, { public: isPublicNetwork, loopback: isLoopbackNetwork }) : '';
        const written = JSON.stringify(rest, (_, each) => (typeof each === 'bigint' ? each.toString(16) : each));
        return `${kind} ${written} ${where}`.trimEnd();
      }),
      ...section('passwords', PASSWORDS, (word) => passed(word, { placeholder: isPlaceholder, template: isTemplate })),
      ...section('values', VALUES, (word) =>
        [
          maskValue(word),
          maskUrls(word),
          `${passwordsIn(word)}`,
          `${tokensIn(word)}`,
          maskWith(['zq-Velvet-71'])(word),
        ].join(' | '),
      ),
      ...section('names', MISSPELT, (word) => nearest(word, NAMES) ?? ''),
      ...section('paths', PATHS, (word) => passed(word, { test: isTestFile, template: isTemplateFile })),
      ...section('patterns', ['*', 'postfix-*', '*-auth', 'a.c', '*x*', 'missing-auth', ''], (word) =>
        ['postfix-syntax', 'missing-auth', 'abc', 'a.c', 'axb', '']
          .filter((name) => matchesPattern(word, name))
          .join(', '),
      ),
      'fixes that go together',
      ...compatible(FIXES).map(({ title }) => `  ${title}`),
      `  ${JSON.stringify(editsOf(compatible(FIXES)).map(({ uri, span, text }) => `${uri}${span.start}-${span.end}${text}`))}`,
      'lines',
      ...lineIndex().map((line) => `  ${line}`),
    ]);
  });
});
