/** `.mail-config-lint.json`: what a project says to everybody who lints it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CliFolder } from './support/cli-folder';

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
      "mail-config-lint: .mail-config-lint.json: there is no setting 'excluded'; there are 'rules' and 'ignore'",
      "mail-config-lint: .mail-config-lint.json: there is no rule 'port-52'",
      'mail-config-lint: .mail-config-lint.json: \'missing-auth\' takes error, warning, information, hint, off or default, not "loud"',
      "mail-config-lint: .mail-config-lint.json: 'ignore' takes a list of patterns",
    ]);
    folder.write('.mail-config-lint.json', '{ "rules": ');
    assert.match(folder.run().stderr, /\.mail-config-lint\.json: it is not valid JSON: /);
    folder.write('.mail-config-lint.json', '[]');
    assert.match(folder.run().stderr, /it holds no object/);
    for (const name of ['.env', 'app/.env']) folder.write(name, WRONG.replace('=25', '=587'));
    assert.equal(folder.run().status, 2, 'where nothing else is wrong, too');
  });

  it('have a schema that knows every rule', () => {
    const { properties } = JSON.parse(readFileSync('media/settings.schema.json', 'utf8'));
    settings({ rules: Object.fromEntries(Object.keys(properties.rules.properties).map((id) => [id, 'off'])) });
    assert.deepEqual(folder.run(), CLEAN);
  });
});
