/** The built server in Neovim and in Emacs with Eglot, as Debian has them; left out where they are missing. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVER } from './support/language-client';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

const MAILER = `import nodemailer from 'nodemailer';

export const transport = nodemailer.createTransport({
  // of the shop
  host: 'smtp.acme-mail.org',
  port: Number(process.env.SHOP_PORT),
  secure: false,
  auth: { user: process.env.SHOP_USER, pass: process.env.SHOP_PASS },
  tls: { ciphers: 'SSLv3', rejectUnauthorized: false },
});
`;

const script = (name: string) => join(process.cwd(), 'test/editors', name);

const EGLOT = `(kill-emacs (if (or (locate-library "eglot") (file-expand-wildcards
  "/usr/share/emacs/site-lisp/elpa/eglot-*")) 0 1))`;

const EDITORS = [
  {
    name: 'Neovim',
    isThere: ['nvim', '--version'],
    command: ['nvim', '--headless', '--clean', '-n', '-c', `luafile ${script('neovim.lua')}`],
    hover: /^\*\*Encryption: opportunistic STARTTLS \(not enforced\)\*\*/,
    exit: [0, 0],
  },
  {
    name: 'Eglot',
    isThere: ['emacs', '-Q', '--batch', '--eval', EGLOT],
    command: ['emacs', '-Q', '--batch', '-l', script('eglot.el')],
    // Without a mode for Markdown, Emacs asks for plain text.
    hover: /^Encryption: opportunistic STARTTLS \(not enforced\)\n[^*`]*$/,
    exit: 0,
  },
] as const;

describe('other editors', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);

  const run = ([program, ...args]: readonly string[]) => {
    const home = at('home');
    mkdirSync(home, { recursive: true });
    return spawnSync(program!, args, {
      cwd: folder,
      encoding: 'utf8',
      input: '',
      env: {
        ...process.env,
        ...Object.fromEntries(['DATA', 'STATE', 'CACHE', 'CONFIG'].map((kind) => [`XDG_${kind}_HOME`, home])),
        HOME: home,
        FOLDER: at('project'),
        NODE: process.execPath,
        SERVER,
        OUT: at('seen.json'),
      },
    });
  };

  beforeEach(() => {
    folder = makeTemporaryFolder();
    mkdirSync(at('project'));
    writeFileSync(at('project/mailer.js'), MAILER);
    writeFileSync(at('project/.env'), 'SHOP_PORT=465\n');
  });
  afterEach(() => removeTemporaryFolder(folder));

  for (const { name, isThere, command, hover, exit } of EDITORS)
    it(`${name} shows findings and hovers, applies a fix, hands settings over, follows the disk, and ends the server`, function () {
      if (run(isThere).status !== 0) this.skip();
      const { stderr } = run(command);
      const seen = JSON.parse(readFileSync(at('seen.json'), 'utf8'));
      assert.equal(seen.problem, undefined, `${seen.problem}\n${seen.events ?? ''}\n${stderr}`);
      assert.match(seen.hover, hover);
      assert.equal(seen.offered[0], 'Use implicit TLS');
      assert.match(readFileSync(at('project/mailer.js'), 'utf8'), /^ {2}secure: true,$/m);
      assert.deepEqual(seen.exit, exit);
    });
});
