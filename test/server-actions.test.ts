/** Code actions on the wire: what they are called, of which kind they are, in which order, and what they write. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, Diagnostic } from 'vscode-languageserver/node';
import { CAPABILITIES, Client } from './support/language-client';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

const TWICE = `const nodemailer = require('nodemailer');
nodemailer.createTransport({ host: 'smtp.acme-mail.org', port: 465, secure: false });
nodemailer.createTransport({ host: 'smtp.acme-mail.org', port: 587, secure: true });
`;

describe('code actions', () => {
  let client: Client;
  let folder: string;
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;

  const start = (explain = true) =>
    client.start([folder], CAPABILITIES, { initializationOptions: { testConnection: true, explain, copy: explain } });

  async function open(name: string, text: string, rule: string, languageId?: string) {
    await client.open(uri(name), text, languageId);
    const found = (await client.diagnostics(uri(name))).find(({ code }) => code === rule);
    assert.ok(found, rule);
    return (only?: string[]) => client.actions(uri(name), found.range, [found], only);
  }

  /** The text after an action that changes one document. */
  function applied({ edit }: CodeAction, text: string): string {
    const [change] = edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change);
    const lines = text.split(/(?<=\n)/);
    const offset = ({ line, character }: Diagnostic['range']['start']) =>
      lines.slice(0, line).join('').length + character;
    const edits = change.edits.map((each) => {
      assert.ok('newText' in each);
      return { start: offset(each.range.start), end: offset(each.range.end), text: each.newText };
    });
    edits.sort((one, other) => other.start - one.start);
    return edits.reduce((now, each) => now.slice(0, each.start) + each.text + now.slice(each.end), text);
  }

  beforeEach(() => {
    folder = makeTemporaryFolder();
    client = Client.inMemory();
  });
  afterEach(async () => {
    await client.stop();
    removeTemporaryFolder(folder);
  });

  it('copy a finding as Markdown, with its place and page and no secret', async () => {
    await start();
    const ask = await open('.env', 'SMTP_URL=smtp://shop:qkzvrmtnwbxpdhgs@smtp.gmail.com:25\n', 'port-25-submission');
    const copied = (await ask()).find(({ title }) => title === 'Copy as Markdown');
    assert.equal(copied?.command?.command, 'mailConfigLint.copy');
    const [text] = copied.command.arguments ?? [];
    const page = 'https://github.com/mail-config-lint/mail-config-lint/blob/main/docs/rules/port-25-submission.md';
    const [first, empty, ...rest] = text.split('\n');
    assert.match(first, /^\*\*.*\*\* \(warning, /);
    assert.ok(first.endsWith(`[port-25-submission](${page})) in \`.env:1:54\``), first);
    assert.equal(empty, '');
    assert.match(rest.join('\n'), /587/);
    assert.doesNotMatch(text, /qkzvrmtnwbxpdhgs/);
  });

  it('offer fixes first, then what disables the rule, then its page, each of its own kind', async () => {
    await start();
    const ask = await open('mailer.js', TWICE, 'tls-port-mismatch', 'javascript');
    const actions = await ask();
    assert.deepEqual(
      actions.slice(-6).map(({ title, kind }) => [title, kind]),
      [
        ['Fix all tls-port-mismatch problems', 'quickfix'],
        ['Disable tls-port-mismatch for this line', 'disable.mailConfigLint'],
        ['Disable tls-port-mismatch for this file', 'disable.mailConfigLint'],
        ['Disable tls-port-mismatch for this project', 'disable.mailConfigLint'],
        ['Explain tls-port-mismatch', 'explain.mailConfigLint'],
        ['Copy as Markdown', 'copy.mailConfigLint'],
      ],
    );
    assert.equal(actions[0]?.isPreferred, true);
    assert.deepEqual(actions.at(-2)?.command, {
      title: 'Explain tls-port-mismatch',
      command: 'mailConfigLint.explain',
      arguments: ['tls-port-mismatch'],
    });
    const fixes = await ask(['quickfix']);
    assert.ok(fixes.every(({ kind }) => kind === 'quickfix'));
    const fixed = TWICE.replace('secure: true', 'secure: false, requireTLS: true').replace(
      'secure: false',
      'secure: true',
    );
    assert.equal(applied(fixes.at(-1)!, TWICE), fixed);
  });

  it('offer all fixes of a rule only where there is more than one', async () => {
    await start();
    const ask = await open('mailer.js', TWICE.replace('port: 587', 'port: 465'), 'tls-port-mismatch', 'javascript');
    assert.deepEqual(
      (await ask()).filter(({ title }) => title.startsWith('Fix all')),
      [],
    );
  });

  it('explain nothing to a client that cannot show a page', async () => {
    await start(false);
    const ask = await open('mailer.js', TWICE, 'tls-port-mismatch', 'javascript');
    assert.ok(!(await ask()).some(({ command }) => command !== undefined));
  });

  for (const [name, first, rest] of [
    ['.envrc', '#!/bin/sh\n', 'export SMTP_HOST=smtp.gmail.com\nexport SMTP_PORT=25\n'],
    ['Dockerfile', '# syntax=docker/dockerfile:1\n', 'FROM node\nENV SMTP_HOST=smtp.gmail.com\nENV SMTP_PORT=25\n'],
    ['.env', '', 'SMTP_HOST=smtp.gmail.com\r\nSMTP_PORT=25\r\n'],
  ] as const)
    it(`disable a rule for the whole of ${name} below what must stand first`, async () => {
      await start();
      const ask = await open(name, first + rest, 'port-25-submission');
      const action = (await ask(['disable'])).find(({ title }) => title.endsWith('this file'));
      const end = rest.includes('\r\n') ? '\r\n' : '\n';
      const text = applied(action!, first + rest);
      assert.equal(text, `${first}# mail-config-lint-disable-file port-25-submission${end}${rest}`);
      await client.change(uri(name), text);
      assert.deepEqual(
        (await client.codes(uri(name))).filter((code) => /^(?:port-25|unused)/.test(code)),
        [],
      );
    });
});
