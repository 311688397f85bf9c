/** Expressions of settings in code: what each gives, with a variable that is not defined and with one that is. */
import assert from 'node:assert/strict';
import { analyze } from '../src/analyzer/analyze';
import type { MailConfig } from '../src/analyzer/model';
import { projectOf } from './support/fixture';

function configIn(path: string, text: string, variables = ''): MailConfig | undefined {
  const document = { uri: `file:///project/${path}`, path: `/project/${path}`, text };
  const env = { uri: 'file:///project/.env', path: '/project/.env', text: variables };
  const { configs, failures } = analyze(document, projectOf([document, env]));
  assert.deepEqual(failures, []);
  return configs[0];
}

const django = (lines: string, variables?: string) =>
  configIn('settings.py', `import os\nEMAIL_HOST = 'mail.northwind-post.eu'\nEMAIL_PORT = 587\n${lines}\n`, variables);

/** Expression, what `X` is, and how the connection is protected then. */
const SWITCHES: readonly (readonly [string, string | undefined, string | undefined])[] = [
  ['True', undefined, 'starttls'],
  ['False', undefined, 'off'],
  ['None', undefined, 'off'],
  ['not DEBUG', undefined, undefined],
  ["os.getenv('X', 'True') == 'True'", undefined, 'starttls'],
  ["os.getenv('X', 'True') == 'True'", 'true', 'off'],
  ["os.getenv('X', '').lower() in ('true', '1', 'yes')", 'YES', 'starttls'],
  ["(os.environ.get('X') or 'true').lower() == 'true'", undefined, 'starttls'],
  ["os.environ['X']", 'anything', 'starttls'],
  ["os.environ['X']", undefined, undefined],
  ["os.environ.get('X', True)", undefined, 'starttls'],
  ["bool(os.getenv('X'))", 'true', 'starttls'],
  ["env.bool('X', default=False)", 'ok', 'starttls'],
  ["env('X', bool)", 'off', 'off'],
  ["config('X', default=True, cast=bool)", undefined, 'starttls'],
  ["config('X', cast=bool)", 'no', 'off'],
  ["strtobool(os.getenv('X', 'false'))", 'on', 'starttls'],
  ["True if os.getenv('X') else False", 'true', undefined],
];

describe('settings in code', () => {
  for (const [expression, value, mode] of SWITCHES) {
    it(`Python: ${expression}${value === undefined ? '' : ` with X=${value}`}`, () => {
      const config = django(`EMAIL_USE_TLS = ${expression}`, value === undefined ? '' : `X=${value}\n`);
      assert.equal(config?.tls.value, mode);
    });
  }

  it('Python: says of a text that is meant for no what it is', () => {
    const config = django("EMAIL_USE_TLS = os.environ['X']", 'X=False\n');
    assert.equal(config?.tls.value, undefined);
    assert.deepEqual(
      config?.observations.map(({ kind }) => kind),
      ['text-for-boolean'],
    );
  });

  it('Python: tells branches apart, and knows in none what they depend on', () => {
    const text =
      "EMAIL_HOST = 'mail.northwind-post.eu'\nEMAIL_PORT = 465\nif EMAIL_PORT == 465:\n    EMAIL_USE_SSL = True\nelse:\n    EMAIL_USE_TLS = True\n";
    const document = { uri: 'file:///project/settings.py', path: '/project/settings.py', text };
    const { configs } = analyze(document, projectOf([document]));
    assert.deepEqual(
      configs.map(({ port, tls }) => [port?.value, tls.value]),
      [
        [465, undefined],
        [undefined, 'implicit'],
        [undefined, 'starttls'],
      ],
    );
  });

  it('Python: reads no functions, no classes and no texts', () => {
    for (const text of [
      "def f():\n    EMAIL_HOST = 'a.b.eu'\n    EMAIL_PORT = 25\n",
      "'''\nEMAIL_HOST = 'a.b.eu'\nEMAIL_PORT = 25\n'''\n",
      "# EMAIL_HOST = 'a.b.eu'\nsettings.EMAIL_HOST = 'a.b.eu'\nEMAIL_PORT = 25\n",
    ])
      assert.equal(configIn('settings.py', text), undefined, text);
  });

  const PHP: readonly (readonly [string, string | undefined])[] = [
    ["'smtp.acme-mail.org'", 'smtp.acme-mail.org'],
    ['"smtp.acme-mail.org"', 'smtp.acme-mail.org'],
    ["getenv('X')", undefined],
    ["getenv('X') ?: 'smtp.acme-mail.org'", 'smtp.acme-mail.org'],
    ["$_ENV['X'] ?? 'smtp.acme-mail.org'", 'smtp.acme-mail.org'],
    ["(string) env('X', 'smtp.acme-mail.org')", 'smtp.acme-mail.org'],
    ['SMTP_HOST', undefined],
    ['"smtp.$domain"', undefined],
    ["'smtp.' . $domain", undefined],
  ];
  for (const [expression, host] of PHP) {
    it(`PHP: ${expression}`, () => {
      const text = `<?php\n$m = new PHPMailer();\n$m->IsSMTP();\n$m->SMTPAuth = true;\n$m->Host = ${expression};\n`;
      const config = configIn('send.php', text);
      assert.ok(config);
      assert.equal(config.host?.value, host);
    });
  }

  it('PHP: takes no login for one without SMTPAuth', () => {
    const config = configIn('send.php', "<?php $m->isSMTP(); $m->Host = 'a.b.eu'; $m->SMTPSecure = 'tls';\n");
    assert.equal(config?.auth, undefined);
    assert.equal(config?.tls.value, 'starttls');
  });

  const RUBY: readonly (readonly [string, number | undefined])[] = [
    ['587', 587],
    ["'587'", 587],
    ["ENV['X']", undefined],
    ["ENV['X'] || 587", 587],
    ["ENV.fetch('X', 587)", 587],
    ["ENV.fetch('X', '587').to_i", 587],
    ["Integer(ENV.fetch('X', 587))", 587],
    ['Rails.application.credentials.smtp[:port]', undefined],
    ["ENV.fetch('X') { 587 }", undefined],
  ];
  for (const [expression, port] of RUBY) {
    it(`Ruby: ${expression}`, () => {
      const text = `config.action_mailer.smtp_settings = { address: 'a.b.eu', port: ${expression}, tls: false }\n`;
      const config = configIn('config/environments/production.rb', text);
      assert.ok(config?.port);
      assert.equal(config.port.value, port);
    });
  }
});
