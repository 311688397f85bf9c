/** What must be given before a server is contacted: trust, and the user's yeses to connection, login and message. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { TlsMode } from '../analyzer/model';
import { modeInWords } from '../analyzer/words';
import {
  isAddress,
  type Login,
  type ProbeReport,
  type ProbeTarget,
  senderOf,
  shownHost,
  type TestMessage,
} from '../probe';
import { type ConfigurationSummary, PASSWORD, type PasswordParams } from '../server/protocol';
import { visible } from '../show/shown';
import { TITLE } from './configurations';

/** Tells the user, too, where it does not hold. */
export function isTrusted(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  void vscode.window
    .showWarningMessage('Servers are contacted in trusted workspaces only: their files decide which.', manage)
    .then((answer) => answer && vscode.commands.executeCommand('workbench.trust.manage'));
  return false;
}

/** Where the connection is made from, if that is not the machine before the user. */
export const origin = (): string =>
  vscode.env.remoteName ? ` from the remote machine (${vscode.env.remoteName})` : '';

/** Exactly what goes over the wire before the second yes. */
const sentTo = (tls: TlsMode): string =>
  tls === 'implicit' || tls === 'off' ? 'Only EHLO and QUIT are sent.' : 'Only EHLO, STARTTLS and QUIT are sent.';

export async function agreeToConnect({ host, port, tls }: ProbeTarget): Promise<boolean> {
  const connect = 'Connect';
  const answer = await vscode.window.showInformationMessage(
    `Connect to ${shownHost(host)}, port ${port}?`,
    {
      modal: true,
      detail: `The connection is made${origin()} with ${modeInWords(tls)}. ${sentTo(tls)} No login, no mail.`,
    },
    connect,
  );
  return answer === connect;
}

/** True where a login makes sense at all: the server wants one, inside TLS whose certificate is in order. */
const canLogIn = (report: ProbeReport) =>
  report.certificate?.verified === true &&
  Boolean(report.mechanisms.insideTls?.length) &&
  report.outcome !== 'cancelled';

/** The second yes, and then the password. */
export async function agreeToLogin(
  client: LanguageClient,
  secrets: vscode.SecretStorage,
  configuration: ConfigurationSummary,
  { host, port }: ProbeTarget,
  report: ProbeReport,
): Promise<Login | undefined> {
  const { user } = configuration.target;
  if (!user || !canLogIn(report)) return undefined;
  const yes = 'Log in';
  const answer = await vscode.window.showInformationMessage(
    `Try the login as ${visible(user)} at ${shownHost(host)}, port ${port}?`,
    {
      modal: true,
      detail: 'The password is sent once, inside TLS with a verified certificate. Still no mail is sent.',
    },
    yes,
  );
  return answer === yes ? loginFor(client, secrets, configuration, host) : undefined;
}

/** With the password from the files, from what the user had kept, or typed now. */
export async function loginFor(
  client: LanguageClient,
  secrets: vscode.SecretStorage,
  { id, target: { user } }: ConfigurationSummary,
  host: string,
): Promise<Login | undefined> {
  if (!user) return undefined;
  const params: PasswordParams = { id };
  const password =
    (await client.sendRequest<string | null>(PASSWORD, params)) ??
    (await secrets.get(secretName(user, host))) ??
    (await askPassword(secrets, user, host));
  return password ? { user, password } : undefined;
}

/** Sender and recipient of a test message, and the yes to sending it. */
export async function agreeToMessage(
  { target: { sender, user }, uri }: ConfigurationSummary,
  { host, port }: ProbeTarget,
): Promise<TestMessage | undefined> {
  const to = await askAddress('Send the test message to (an address of your own):');
  if (!to) return undefined;
  const from =
    senderOf(sender, user) ?? (await askAddress('No sender found in this configuration. Address to send from:'));
  if (!from) return undefined;
  const yes = 'Send';
  const login = user ? `It logs in as ${visible(user)}, and sends` : 'It sends';
  const answer = await vscode.window.showInformationMessage(
    `Send one test message from ${visible(from)} to ${to} through ${shownHost(host)}, port ${port}?`,
    { modal: true, detail: `${login} a short text${origin()}, inside TLS with a verified certificate only.` },
    yes,
  );
  return answer === yes ? { from, to, about: vscode.workspace.asRelativePath(vscode.Uri.parse(uri)) } : undefined;
}

async function askAddress(prompt: string): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Send a test message',
    prompt,
    placeHolder: 'name@example.org',
    ignoreFocusOut: true,
    validateInput: (value) => (isAddress(value.trim()) ? undefined : 'One mail address, without a name'),
  });
  return text?.trim();
}

const secretName = (user: string, host: string) => `password ${user} ${host}`;

async function askPassword(secrets: vscode.SecretStorage, user: string, host: string): Promise<string | undefined> {
  const password = await vscode.window.showInputBox({
    title: TITLE,
    prompt: `Password for ${visible(user)} at ${shownHost(host)}`,
    password: true,
    // People go and fetch it from somewhere else.
    ignoreFocusOut: true,
  });
  if (!password) return undefined;
  const keep = 'Save password';
  const choice = await vscode.window.showQuickPick([keep, 'Use once'], {
    title: TITLE,
    placeHolder: 'Save the password in the secret storage of the editor?',
  });
  if (choice === keep) await secrets.store(secretName(user, host), password);
  return choice ? password : undefined;
}

/** Forgets a password that was kept and turned out to be wrong. */
export async function forgetPassword(secrets: vscode.SecretStorage, user: string, host: string): Promise<void> {
  await secrets.delete(secretName(user, host));
}
