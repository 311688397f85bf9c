/** "Find Mail Server": from an address to the server that takes mail from it. */
import * as vscode from 'vscode';
import { modeInWords } from '../analyzer/words';
import { type Discovery, discover, shownHost } from '../probe';
import { visible } from '../show/shown';
import { isTrusted, origin } from './consent';
import { withProgress } from './progress';

const TITLE = 'Find mail server';

/** The command. Returns what was found, or undefined where the user changed their mind. */
export async function findMailServer(): Promise<Discovery | undefined> {
  if (!isTrusted()) return undefined;
  const address = await askAddress();
  if (!address) return undefined;
  const known = await discover(address);
  const found = known.candidates.length > 0 ? known : await asked(address, known.domain);
  if (found) await show(found);
  return found;
}

async function askAddress(): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: TITLE,
    prompt: 'Mail address, or its domain. Large providers are known without a question to anybody.',
    placeHolder: 'me@example.org',
    validateInput: (value) =>
      /^(?:[^\s@]+@)?[^\s@.]+\.[^\s@]+$/.test(value.trim()) ? undefined : 'A mail address, or a domain',
  });
  return text?.trim();
}

/** What the domain says of itself, on the user's yes. */
async function asked(address: string, domain: string): Promise<Discovery | undefined> {
  const yes = 'Ask';
  const name = shownHost(domain);
  const answer = await vscode.window.showInformationMessage(
    `Ask for the mail server of ${name}?`,
    {
      modal: true,
      detail: `No provider that is known here serves it by its name. The DNS is asked for its SRV and MX records, and over HTTPS autoconfig.${name}, ${name} and Mozilla’s database for its autoconfig${origin()}. The domain alone is sent. No mail server is connected to.`,
    },
    yes,
  );
  if (answer !== yes) return undefined;
  return withProgress(`Asking for the mail server of ${name}`, (signal) =>
    discover(address, { network: true, signal }),
  );
}

async function show({ domain, candidates, hint }: Discovery): Promise<void> {
  if (candidates.length === 0) {
    void vscode.window.showInformationMessage(
      `${shownHost(domain)} announces no submission server, and its MX belongs to no provider that is known here.`,
    );
    return;
  }
  const items = candidates.map(({ host, port, tls, why }) => ({
    label: `${shownHost(host)}:${port}`,
    description: modeInWords(tls),
    detail: visible(why),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: TITLE,
    placeHolder: hint ? visible(hint) : 'Enter copies host and port',
  });
  if (picked) await vscode.env.clipboard.writeText(picked.label);
}
