/** `.mail-config-lint.json`: what a project says to everybody who lints it. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withRuleOff } from '../src/workspace/settings-tree';
import { CliFolder } from './support/cli-folder';
import { mistakes } from './support/json-schema';

const WRONG = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=qhztwkbdpvmexrsl\n';

const CLEAN = { status: 0, stdout: 'no problems in 2 files, 2 mail configurations\n', stderr: '' };

describe('settings of a project', () => {
  let folder: CliFolder;
  const settings = (value: unknown, name = '.mail-config-lint.json') => folder.write(name, JSON.stringify(value));
  const found = (...args: string[]): string[] =>
    JSON.parse(folder.run('--format', 'json', ...args).stdout).map(
      ({ file, severity }: { file: string; severity: string }) => `${file} ${severity}`,
    );

  beforeEach(() => {
    folder = new CliFolder();
    folder.write('.git/HEAD', '');
    folder.write('.env', WRONG);
    folder.write('app/.env', WRONG);
  });
  afterEach(() => folder.remove());

  it('weigh rules, by name before all others', () => {
    assert.deepEqual(found(), ['.env warning', 'app/.env warning']);
    settings({ rules: { 'port-25-submission': 'error', '*': 'off' } });
    assert.deepEqual(found(), ['.env error', 'app/.env error']);
    settings({ rules: { 'port-25-submission': 'default', '*': 'off' } });
    assert.deepEqual(found(), ['.env warning', 'app/.env warning']);
    settings({ rules: { '*': 'off' } });
    assert.deepEqual(folder.run(), CLEAN);
  });

  it('leave files out, by patterns from their own folder', () => {
    settings({ ignore: ['/.env'] });
    assert.deepEqual(found(), ['app/.env warning']);
    settings({ ignore: ['.env', '!app/.env'] });
    assert.deepEqual(found(), ['app/.env warning']);
    settings({ ignore: ['app/'] });
    assert.deepEqual(found(), ['.env warning']);
    settings({ ignore: ['.env'], rules: { '*': 'off' } });
    assert.equal(folder.run().stdout, 'no mail configuration found\n');
  });

  it('count from the folders above as far as the repository goes, and the nearest alone', () => {
    settings({ rules: { '*': 'off' } });
    assert.deepEqual(found('app'), []);
    assert.deepEqual(found('app/.env'), []);
    settings({ rules: {} }, 'app/.mail-config-lint.json');
    assert.deepEqual(found(), ['app/.env warning']);
    folder.write('other/.git/HEAD', '');
    folder.write('other/.env', WRONG);
    assert.deepEqual(found('other'), ['other/.env warning']);
  });

  it('keep --fix away from what they leave out', () => {
    settings({ rules: { 'port-25-submission': 'off' }, ignore: ['app'] });
    assert.equal(folder.run('--fix').stderr, '');
    assert.equal(folder.read('.env'), WRONG);
  });

  it('are told each mistake, and nothing is linted by half', () => {
    settings({ rules: { 'port-52': 'off', 'missing-auth': 'loud' }, ignore: 'app', excluded: [] });
    const { status, stdout, stderr } = folder.run();
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.deepEqual(stderr.trim().split('\n'), [
      "mail-config-lint: .mail-config-lint.json:1:11: there is no rule 'port-52'",
      'mail-config-lint: .mail-config-lint.json:1:42: \'missing-auth\' takes error, warning, information, hint, off or default, not "loud"',
      "mail-config-lint: .mail-config-lint.json:1:59: 'ignore' takes a list of patterns",
      "mail-config-lint: .mail-config-lint.json:1:65: there is no setting 'excluded'; there are 'extends', 'rules', 'ignore' and 'overrides'",
    ]);
    folder.write('.mail-config-lint.json', '{ "rules": ');
    assert.match(folder.run().stderr, /\.mail-config-lint\.json:1:\d+: it is not valid JSON: value expected/);
    folder.write('.mail-config-lint.json', '[]');
    assert.match(folder.run().stderr, /it holds no object/);
    for (const name of ['.env', 'app/.env']) folder.write(name, WRONG.replace('=25', '=587'));
    assert.equal(folder.run().status, 2, 'where nothing else is wrong, too');
  });

  it('may be JSON with comments, or YAML, one of them in a folder', () => {
    folder.write('.mail-config-lint.json', '// ours\n{ "rules": { "*": "off", }, }\n');
    assert.deepEqual(found(), []);
    folder.write('.mail-config-lint.yaml', '# ours\nrules:\n  port-25-submission: hint\n');
    assert.match(folder.run().stderr, /\.mail-config-lint\.yaml: it does not count beside \.mail-config-lint\.json/);
    rmSync(join(folder.path, '.mail-config-lint.json'));
    assert.deepEqual(found(), ['.env hint', 'app/.env hint']);
    folder.write('.mail-config-lint.yaml', 'rules:\n  port-25-submission: off\nignore: x\n');
    assert.match(folder.run().stderr, /\.yaml:3:9: 'ignore' takes a list of patterns/);
    folder.write('.mail-config-lint.yaml', 'rules:\n  - [\n');
    assert.match(folder.run().stderr, /\.yaml:\d:\d+: it is not valid YAML: /);
    folder.write('.mail-config-lint.yaml', '[{'.repeat(90_000));
    assert.match(folder.run().stderr, /\.yaml:1:\d+: it is nested too deeply/);
    folder.write('.mail-config-lint.yaml', '# nothing yet\nrules:\n');
    assert.deepEqual(found(), ['.env warning', 'app/.env warning']);
  });

  it('weigh rules otherwise in some files', () => {
    const overrides = [
      { files: 'app/**', rules: { 'port-25-submission': 'error' } },
      { files: ['*.env', '!.env'], rules: { '*': 'off' } },
    ];
    settings({ rules: { 'port-*': 'hint' }, overrides });
    assert.deepEqual(found(), ['.env hint', 'app/.env error']);
    settings({ overrides: [{ files: 'app/**' }] });
    assert.match(folder.run().stderr, /:1:15: an entry of 'overrides' needs 'files' and 'rules'/);
  });

  it('extend others, whose say is the last, with patterns from the folder that extends', () => {
    folder.write('shared/base.yaml', 'extends: [./more.json]\nrules: { port-25-submission: error }\nignore: [/app]\n');
    settings(
      { rules: { '*': 'off' }, overrides: [{ files: '.env', rules: { 'port-25-submission': 'hint' } }] },
      'shared/more.json',
    );
    settings({ extends: 'shared/base.yaml' });
    assert.deepEqual(found(), ['.env error']);
    settings({ extends: './shared/base.yaml', rules: { 'port-25-submission': 'information' }, ignore: ['!/app'] });
    assert.deepEqual(found(), ['.env information', 'app/.env information']);
  });

  it('extend files of the repository alone, and none twice around', () => {
    for (const [path, message] of [
      ['../outside.json', "'../outside.json' lies outside of the repository"],
      ['/etc/hosts.json', "'/etc/hosts.json' is not a relative path"],
      ['.env', "'.env' is no JSON or YAML file"],
      ['none.json', "there is no file 'none.json'"],
      ['./.mail-config-lint.json', "'./.mail-config-lint.json' leads back to this file"],
    ] as const) {
      settings({ extends: [path] });
      const { status, stderr } = folder.run();
      assert.equal(status, 2, path);
      assert.equal(stderr, `mail-config-lint: .mail-config-lint.json:1:13: ${message}\n`);
    }
    settings({ extends: 'base.json' });
    settings({ extends: 'loop.json', rules: { none: 'off' } }, 'base.json');
    settings({ extends: 'base.json' }, 'loop.json');
    assert.deepEqual(folder.run().stderr.trim().split('\n'), [
      "mail-config-lint: base.json:1:33: there is no rule 'none'",
      "mail-config-lint: loop.json:1:12: 'base.json' leads back to this file",
    ]);
  });

  it('keep a rule from speaking of hosts', () => {
    const rule = (exceptHosts: unknown) => settings({ rules: { 'port-25-*': { exceptHosts } } });
    rule(['*.gmail.com']);
    assert.deepEqual(found(), []);
    rule('SMTP.gmail.com');
    assert.deepEqual(found(), []);
    rule(['gmail.com', 'smtp']);
    assert.deepEqual(found(), ['.env warning', 'app/.env warning']);
    settings({ rules: { 'port-25-submission': { severity: 'error', exceptHosts: [] } } });
    assert.deepEqual(found(), ['.env error', 'app/.env error']);
    settings({ rules: { 'port-25-submission': { severity: 'loud', exceptHost: [] } } });
    assert.deepEqual(folder.run().stderr.trim().split('\n'), [
      'mail-config-lint: .mail-config-lint.json:1:44: \'port-25-submission\' takes error, warning, information, hint, off or default, not "loud"',
      "mail-config-lint: .mail-config-lint.json:1:51: there is no setting 'exceptHost'; there are 'severity', 'exceptHosts' and 'exceptPorts'",
    ]);
  });

  it('keep a rule from speaking of ports, and of those of a host', () => {
    const rule = (exceptions: object) => settings({ rules: { 'port-25-*': exceptions } });
    const all = ['.env warning', 'app/.env warning'];
    rule({ exceptPorts: [25] });
    assert.deepEqual(found(), []);
    rule({ exceptPorts: 25 });
    assert.deepEqual(found(), []);
    rule({ exceptPorts: [465, 587] });
    assert.deepEqual(found(), all);
    rule({ exceptPorts: [25], exceptHosts: ['*.gmail.com'] });
    assert.deepEqual(found(), []);
    rule({ exceptPorts: [25], exceptHosts: ['relay.example.com'] });
    assert.deepEqual(found(), all);
    rule({ exceptPorts: ['25', 70000] });
    assert.deepEqual(folder.run().stderr.trim().split('\n'), [
      "mail-config-lint: .mail-config-lint.json:1:39: 'exceptPorts' takes a port, or a list of ports",
      "mail-config-lint: .mail-config-lint.json:1:44: 'exceptPorts' takes a port, or a list of ports",
    ]);
  });

  it('have a schema that knows every rule, and takes what is taken', () => {
    const schema = JSON.parse(readFileSync('media/settings.schema.json', 'utf8'));
    const rules = Object.fromEntries(Object.keys(schema.definitions.rules.properties).map((id) => [id, 'off']));
    settings({ rules });
    assert.deepEqual(folder.run(), CLEAN);
    const wrong = (value: unknown) => mistakes(value, schema);
    const special = { 'tls-disabled': { severity: 'hint', exceptHosts: ['*.internal'], exceptPorts: [25] } };
    assert.deepEqual(wrong({ extends: './a.json', rules, overrides: [{ files: ['a'], rules: special }] }), []);
    assert.notDeepEqual(wrong({ overrides: [{ rules: {} }] }), []);
    assert.notDeepEqual(wrong({ rules: { 'tls-disabled': { except: [] } } }), []);
    assert.notDeepEqual(wrong({ rules: { 'tls-disabled': { exceptPorts: [0] } } }), []);
  });
});

describe('a settings file in which a rule is switched off', () => {
  const cases: readonly (readonly [name: string, before: string, after: string])[] = [
    ['x.json', '', '{\n  "rules": {\n    "weak-cipher": "off"\n  }\n}\n'],
    [
      'x.json',
      '{\n\t// ours\n\t"rules": {\n\t\t"*": "hint" // all\n\t}\n}\n',
      '{\n\t// ours\n\t"rules": {\n\t\t"weak-cipher": "off",\n\t\t"*": "hint" // all\n\t}\n}\n',
    ],
    [
      'x.json',
      '{ "rules": { "weak-cipher": { "severity": "hint", "exceptHosts": [] } } }',
      '{ "rules": { "weak-cipher": { "severity": "off", "exceptHosts": [] } } }',
    ],
    ['x.yaml', '', 'rules:\n  weak-cipher: off\n'],
    ['x.yaml', '# ours\nrules:\n', '# ours\nrules:\n  weak-cipher: off\n'],
    ['x.yml', 'rules: # all\n  "*": hint # for now\n', 'rules:\n  # all\n  "*": hint # for now\n  weak-cipher: off\n'],
  ];

  it('keeps its comments and style', () => {
    for (const [name, before, after] of cases) assert.equal(withRuleOff(before, name, 'weak-cipher'), after);
  });

  it('is left alone where it is none', () => {
    for (const text of ['[]', '{', '{ "rules": [] }'])
      assert.equal(withRuleOff(text, 'x.json', 'weak-cipher'), undefined);
  });
});
