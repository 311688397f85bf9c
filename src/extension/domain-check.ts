/** "Check Sender Domain": what the DNS tells receivers about mail from a domain. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { checkDomain, type DomainCheckId, type DomainReport, domainToMarkdown, senderOf, shownHost } from '../probe';
import { configurationsOf } from './configurations';
import { agreeToExchanges, isTrusted } from './consent';
import { withProgress } from './progress';
import { type DomainOffers, domainHtml } from './report-html';
import { copyReport, type ReportView } from './report-view';

const TITLE = 'Check sender domain';

interface Asked {
  readonly domain: string;
  readonly selector?: string;
  readonly fetchPolicy?: boolean;
  /** The MX hosts are connected to. */
  readonly connect?: boolean;
}

/** The command. Returns the report, or undefined where the user changed their mind. */
export async function checkSenderDomain(client: LanguageClient, view: ReportView): Promise<DomainReport | undefined> {
  if (!isTrusted()) return undefined;
  const domain = await chooseDomain(client);
  const selector = domain && (await askSelector(domain));
  if (!domain || selector === undefined) return undefined;
  return run({ domain, selector: selector || undefined }, view);
}

async function run(asked: Asked, view: ReportView): Promise<DomainReport> {
  const { domain, ...options } = asked;
  const report = await withProgress(`Checking the mail domain ${shownHost(domain)}`, (signal) =>
    checkDomain(domain, { ...options, signal }),
  );
  view.show(`Mail domain: ${report.domain}`, (nonce) => domainHtml(report, offersOf(report, asked), nonce), {
    again: () => run(asked, view),
    copy: () => copyReport(domainToMarkdown(report)),
    policy: () => run({ ...asked, fetchPolicy: true }, view),
    servers: async () => (await agreeToExchanges(domain)) && run({ ...asked, connect: true }, view),
  });
  return report;
}

/** The next steps, which contact servers of their own: the domain's web server, and the hosts that receive its mail. */
const offersOf = ({ checks }: DomainReport, { fetchPolicy, connect }: Asked): DomainOffers => {
  const has = (wanted: DomainCheckId) =>
    checks.some(({ id, status, facts }) => id === wanted && status === 'ok' && facts.length > 0);
  return { policy: !fetchPolicy && has('mta-sts'), servers: !connect && has('mx') };
};

/** One of the domains that the workspace sends from, or another. */
async function chooseDomain(client: LanguageClient): Promise<string | undefined> {
  const found = await configurationsOf(client);
  const addresses = found
    .map(({ target: { sender, user } }) => senderOf(sender, user))
    .filter((address) => address !== undefined);
  const domains = [...new Set(addresses.map((address) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()))];
  if (domains.length === 0) return askDomain();
  const another = 'Another domain...';
  const picked = await vscode.window.showQuickPick([...domains.sort(), another], {
    title: TITLE,
    placeHolder: 'Sender domain (only the DNS is queried)',
  });
  return picked === another ? askDomain() : picked;
}

async function askDomain(): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: TITLE,
    prompt: 'Domain of the sender address. Only the DNS is queried.',
    placeHolder: 'example.org',
    validateInput: (value) =>
      /^[^\s@.]+\.[^\s@]+$/.test(value.trim()) ? undefined : 'The part behind the @ of an address',
  });
  return text?.trim();
}

/** Empty where the user knows none. */
const askSelector = (domain: string) =>
  vscode.window.showInputBox({
    title: TITLE,
    prompt: `DKIM selector for ${shownHost(domain)} (the s= value of a signature). Leave it empty to skip the key.`,
    validateInput: (value) => (/^[\w.-]*$/.test(value.trim()) ? undefined : 'Letters, digits, dots and hyphens'),
  });
