/** The check of a mail domain, against a name server on loopback. */
import assert from 'node:assert/strict';
import dns from 'node:dns';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension/main';
import type { Discovery, DomainReport } from '../../src/probe';
import { type DnsServer, serveDns } from '../support/dns-server';
import { create, EXTENSION_ID, waitForRule } from './editor';

const COMMAND = 'mailConfigLint.checkSenderDomain';

const ENV = `MAIL_MAILER=smtp
MAIL_HOST=smtp.acme-mail.org
MAIL_PORT=25
MAIL_USERNAME=shop
MAIL_PASSWORD=
MAIL_FROM_ADDRESS="Shop@Acme-Mail.org"
`;

describe('Check Sender Domain', () => {
  const { showQuickPick, showInputBox } = vscode.window;
  const system = dns.getServers();
  const ui = vscode.window as { showQuickPick: unknown; showInputBox: unknown };
  let server: DnsServer;
  let api: ExtensionApi;
  /** What the user could choose from, and what they type. */
  let offered: readonly string[];
  let typed: (string | undefined)[];

  before(async () => {
    server = await serveDns({
      'acme-mail.org': { MX: ['10 mx.acme-mail.org'], TXT: ['v=spf1 mx <b>-all</b>'] },
      'mx.acme-mail.org': { A: ['127.0.0.1'] },
      '_dmarc.acme-mail.org': { TXT: ['v=DMARC1; p=reject; rua=mailto:dmarc@acme-mail.org'] },
      '_mta-sts.acme-mail.org': { TXT: ['v=STSv1; id=1'] },
      '_submissions._tcp.acme-mail.org': { SRV: ['0 1 465 smtp.acme-mail.org'] },
    });
    dns.setServers([`127.0.0.1:${server.port}`]);
    const extension = vscode.extensions.getExtension<ExtensionApi>(EXTENSION_ID);
    assert.ok(extension);
    api = await extension.activate();
    await waitForRule(await create('domain/.env', ENV), 'port-25-submission');
    ui.showQuickPick = async (items: string[]) => {
      offered = items;
      return items.find((item) => item === 'acme-mail.org');
    };
    ui.showInputBox = async () => typed.shift();
  });
  after(async () => {
    Object.assign(ui, { showQuickPick, showInputBox });
    dns.setServers(system);
    await server.close();
  });

  it('proposes the domains that the workspace sends from, and reports record by record', async () => {
    typed = ['2026'];
    const report = await vscode.commands.executeCommand<DomainReport>(COMMAND);
    assert.equal(report.domain, 'acme-mail.org');
    assert.ok(offered.includes('acme-mail.org') && offered.at(-1) === 'Another domain...', offered.join());
    assert.deepEqual(
      // What the last two find is up to the resolver of this machine.
      report.checks.slice(0, -2).map(({ id, status }) => `${id} ${status}`),
      ['mx ok', 'spf fail', 'dkim fail', 'dmarc ok', 'mta-sts ok', 'tls-rpt ok'],
    );
    assert.ok(server.asked.includes('2026._domainkey.acme-mail.org'));
    const html = api.reportView.html ?? '';
    assert.match(html, /<h1>acme-mail\.org<\/h1>/);
    assert.ok(html.includes('&lt;b&gt;-all') && !html.includes('<b>'), 'records are shown as text');
  });

  it('offers to fetch the policy of MTA-STS, and does not fetch it by itself', () => {
    assert.match(api.reportView.html ?? '', /data-act="policy"/);
    assert.ok(!server.asked.some((name) => name.startsWith('mta-sts.')));
  });

  it('offers to connect to the MX hosts, and connects to none by itself', () => {
    assert.match(api.reportView.html ?? '', /data-act="servers"/);
  });

  it('asks nobody without a domain', async () => {
    server.asked.length = 0;
    typed = [undefined];
    assert.equal(await vscode.commands.executeCommand(COMMAND), undefined);
    assert.deepEqual(server.asked, []);
  });

  it('finds the server of an address: a provider’s without a question, that of another domain after a yes', async () => {
    const messages = vscode.window as { showInformationMessage: unknown };
    const { showInformationMessage } = vscode.window;
    const questions: string[] = [];
    let answer: string | undefined;
    messages.showInformationMessage = async (question: string) => {
      questions.push(question);
      return answer;
    };
    ui.showQuickPick = async (items: { label: string }[]) => items[0];
    const find = (address: string) => {
      typed = [address];
      server.asked.length = 0;
      return vscode.commands.executeCommand<Discovery | undefined>('mailConfigLint.findMailServer');
    };
    try {
      assert.equal((await find('me@web.de'))?.candidates[0]?.host, 'smtp.web.de');
      assert.equal(await find('me@acme-mail.org'), undefined);
      assert.deepEqual(server.asked, []);
      assert.deepEqual(questions, ['Ask for the mail server of acme-mail.org?']);
      answer = 'Ask';
      assert.equal((await find('me@acme-mail.org'))?.candidates[0]?.host, 'smtp.acme-mail.org');
      assert.equal(await vscode.env.clipboard.readText(), 'smtp.acme-mail.org:465');
    } finally {
      Object.assign(messages, { showInformationMessage });
    }
  });
});
