/** What lies outside of the workspace's folders is never read, whichever way leads there. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { disk } from '../src/workspace/disk';
import { remoteStore } from '../src/workspace/remote-store';
import { Workspace } from '../src/workspace/workspace';
import { CliFolder } from './support/cli-folder';

const TRANSPORT = (options: string) =>
  `const nodemailer = require('nodemailer');\nnodemailer.createTransport({ ...${options}, secure: false });\n`;
const OPTIONS =
  '{ "host": "smtp.gmail.com", "port": 465, "auth": { "user": "a@gmail.com", "pass": "correct-horse" } }\n';
const VARIABLES = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=465\n';
const FROM_VARIABLES = TRANSPORT('{ host: process.env.SMTP_HOST, port: process.env.SMTP_PORT }');

interface Way {
  readonly name: string;
  /** Files of the workspace; `{target}` stands for the path that leads to the other file. */
  readonly files: Readonly<Record<string, string>>;
  /** Where the other file lies where it may be read, and what it says. */
  readonly inside: string;
  readonly text: string;
  /** The path from the reader to a file outside; without one a link lies at `inside`. */
  readonly outside?: string;
  /** What is told where the other file is read. */
  readonly rule: string;
}

const WAYS: readonly Way[] = [
  {
    name: 'an import by `..`',
    files: { 'src/a.js': TRANSPORT("require('{target}')") },
    inside: 'src/options.json',
    text: OPTIONS,
    outside: '../../home/.config/options.json',
    rule: 'tls-port-mismatch',
  },
  {
    name: 'an import of a link',
    files: { 'src/a.js': TRANSPORT("require('./options.json')") },
    inside: 'src/options.json',
    text: OPTIONS,
    rule: 'tls-port-mismatch',
  },
  {
    name: 'an import by an alias of the package',
    files: { 'package.json': '{}', 'src/a.js': TRANSPORT("require('@/options.json')") },
    inside: 'src/options.json',
    text: OPTIONS,
    rule: 'tls-port-mismatch',
  },
  {
    name: 'a layer of the `config` package',
    files: { 'package.json': '{}', 'src/a.js': TRANSPORT("require('config').mail") },
    inside: 'config/default.yaml',
    text: 'mail:\n  host: smtp.gmail.com\n  port: 465\n',
    rule: 'tls-port-mismatch',
  },
  {
    name: 'a linked .env',
    files: { 'src/a.js': FROM_VARIABLES },
    inside: '.env',
    text: VARIABLES,
    rule: 'tls-port-mismatch',
  },
  {
    name: 'an environment file of a compose file',
    files: {
      'docker-compose.yml':
        'services:\n  app:\n    image: vaultwarden/server\n    environment:\n      SMTP_SECURITY: starttls\n    env_file: {target}\n',
    },
    inside: 'vault.env',
    text: 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=465\nSMTP_FROM=a@gmail.com\n',
    outside: '../home/.config/vault.env',
    rule: 'tls-port-mismatch',
  },
  {
    name: 'the master.cf beside a main.cf',
    files: { 'main.cf': 'compatibility_level = 3.6\nsmtpd_sasl_auth_enable = yes\nsmtpd_tls_security_level = may\n' },
    inside: 'master.cf',
    text: 'smtps inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=no\n',
    rule: 'postfix-wrappermode',
  },
];

describe('outside of the workspace', () => {
  let folder: CliFolder;
  const at = (name: string) => join(folder.path, name);
  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  function rulesAt(path: string): string[] {
    const { stdout, stderr } = folder.run('--format', 'json', path);
    assert.equal(stderr, '');
    return JSON.parse(stdout).map(({ rule }: { rule: string }) => rule);
  }

  function build(way: Way, place: 'inside' | 'outside'): void {
    const target =
      place === 'outside' && way.outside ? way.outside : `./${way.inside.slice(way.inside.lastIndexOf('/') + 1)}`;
    for (const [name, text] of Object.entries(way.files)) folder.write(`ws/${name}`, text.replace('{target}', target));
    if (place === 'inside') folder.write(`ws/${way.inside}`, way.text);
    else {
      const name = `home/.config/${(way.outside ?? way.inside).split('/').at(-1)}`;
      folder.write(name, way.text);
      if (!way.outside) {
        mkdirSync(dirname(at(`ws/${way.inside}`)), { recursive: true });
        symlinkSync(at(name), at(`ws/${way.inside}`));
      }
    }
  }

  for (const way of WAYS) {
    it(`reads nothing through ${way.name}`, () => {
      build(way, 'inside');
      assert.ok(rulesAt('ws').includes(way.rule), 'inside of the workspace the file is read');
      folder.remove();
      folder = new CliFolder();
      build(way, 'outside');
      assert.ok(!rulesAt('ws').includes(way.rule));
    });
  }

  it('reads nothing through a linked folder', () => {
    folder.write('home/options.json', OPTIONS);
    folder.write('ws/a.js', TRANSPORT("require('./linked/options.json')"));
    symlinkSync(at('home'), at('ws/linked'));
    assert.deepEqual(rulesAt('ws'), []);
  });

  it('follows links that stay inside, and a workspace that is itself a link', () => {
    folder.write('real/shared/options.json', OPTIONS);
    folder.write('real/a.js', TRANSPORT("require('./options.json')"));
    symlinkSync('shared/options.json', at('real/options.json'));
    symlinkSync(at('real'), at('ws'));
    assert.ok(rulesAt('ws').includes('tls-port-mismatch'));
    assert.ok(rulesAt('ws/a.js').includes('tls-port-mismatch'));
  });

  it('takes the working directory for the limit of a single file in it, else the folder of the file', () => {
    folder.write('options.json', OPTIONS);
    folder.write('app/a.js', TRANSPORT("require('../options.json')"));
    assert.ok(rulesAt('app/a.js').includes('tls-port-mismatch'));
    const elsewhere = new CliFolder();
    try {
      assert.equal(elsewhere.run('--format', 'json', at('app/a.js')).stdout, '[]\n');
    } finally {
      elsewhere.remove();
    }
  });

  it('holds for texts that an editor has open, with folders and without', () => {
    folder.write('home/options.json', OPTIONS);
    folder.write('ws/src/a.js', TRANSPORT("require('../../home/options.json')"));
    const uri = (name: string) => pathToFileURL(at(name)).href;
    const hosts = (roots: readonly string[]) => {
      const workspace = new Workspace(disk);
      workspace.setRoots(roots.map(at));
      workspace.open({ uri: uri('home/options.json'), path: 'options.json', text: OPTIONS });
      return workspace.configs(uri('ws/src/a.js')).map(({ host }) => host?.value);
    };
    assert.deepEqual(hosts(['ws', 'home']), ['smtp.gmail.com']);
    assert.deepEqual(hosts(['ws']), [undefined]);
    assert.deepEqual(hosts(['home']), [undefined]);
    assert.deepEqual(hosts([]), [undefined]);
  });

  it('follows no escape out of a folder in a browser', async () => {
    const asked: string[] = [];
    const files = remoteStore(
      {
        read: async (uri) => {
          asked.push(uri);
          return undefined;
        },
        names: async () => [],
      },
      () => ({ file: () => undefined, folder: () => undefined }),
    );
    const workspace = new Workspace(files);
    workspace.setRoots(['vscode-vfs://github/acme/shop']);
    const uri = 'vscode-vfs://github/acme/shop/src/a.js';
    const ways = ['../../../other/x.json', './%2e%2e/%2e%2e/x.json', './..%2f..%2fx.json'];
    const text = ways.map((way) => TRANSPORT(`require('${way}')`)).join('');
    workspace.open({ uri, path: 'src/a.js', text });
    assert.deepEqual(
      workspace.configs(uri).map(({ host }) => host?.value),
      ways.map(() => undefined),
    );
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(
      asked.filter((one) => !one.startsWith('vscode-vfs://github/acme/shop/') || one.includes('..')),
      [],
    );
  });
});
