/** What must be given before a server is contacted: trust, and the user's yeses to connection, login and message. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { TlsMode } from '../analyzer/model';
import { modeInWords } from '../analyzer/words';
import {
  isAddress,
  knownServer,
  type Login,
  type ProbeReport,
  type ProbeTarget,
  passwordHint,
  senderOf,
  shownHost,
  type TestMessage,
} from '../probe';
import { type ConfigurationSummary, PASSWORD, type PasswordParams } from '../server/protocol';
import { visible } from '../show/shown';
import { withToken } from './access-token';
import { proposed, TITLE } from './configurations';
import { chooseOptions, optionsInWords, type TestOptions } from './test-options';

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

/** The options to connect with, which the user may change before; undefined where the answer is no. */
export async function agreeToConnect(target: ProbeTarget, before: TestOptions): Promise<TestOptions | undefined> {
  const { host, port } = target;
  const [connect, choose] = ['Connect', 'Options...'];
  for (let options = before; ; ) {
    const answer = await vscode.window.showInformationMessage(
      `Connect to ${shownHost(host)}, port ${port}?`,
      { modal: true, detail: detailOf(target, options) },
      connect,
      choose,
    );
    if (answer === connect) return options;
    if (answer !== choose) return undefined;
    options = (await chooseOptions(options)) ?? options;
  }
}

function detailOf(target: ProbeTarget, options: TestOptions): string {
  const { tls, proxy, published } = target;
  const through = proxy && options.proxy === undefined ? ` through the proxy ${visible(proxy)}` : '';
  const outside = published
    ? ` If this machine does not know the name, ${visible(published.host)}, port ${published.port} is used, where ${published.file} publishes it.`
    : '';
  const more = optionsInWords(options).map((each) => ` ${each}`);
  return `The connection is made${origin()}${through} with ${modeInWords(tls)}.${outside} ${sentTo(tls)}${more.join('')} No login, no mail.`;
}

/** The yes to asking a well-known server whether this network lets the port through. */
export async function agreeToNetworkCheck({ endpoint: { host, port } }: ProbeReport): Promise<boolean> {
  const yes = 'Check';
  const others = [465, 587, 2525].filter((each) => each !== port).join(', ');
  const answer = await vscode.window.showInformationMessage(
    `Does this network block port ${port}?`,
    {
      modal: true,
      detail: `${knownServer(port)} is connected to on port ${port}, and ${host} on ports ${others}${origin()}. Nothing is said to either.`,
    },
    yes,
  );
  return answer === yes;
}

/** The yes to the servers that a mail domain announces. */
export async function agreeToDomain(domain: string): Promise<boolean> {
  const yes = 'Connect';
  const answer = await vscode.window.showInformationMessage(
    `Try the mail servers of ${shownHost(domain)}?`,
    {
      modal: true,
      detail: `The DNS is asked for the submission servers that the domain announces, and these, smtp.${shownHost(domain)} and mail.${shownHost(domain)} are connected to${origin()}. Only EHLO, STARTTLS and QUIT are sent. No login, no mail.`,
    },
    yes,
  );
  return answer === yes;
}

/** The yes to the hosts that receive the mail of a domain. */
export async function agreeToExchanges(domain: string): Promise<boolean> {
  const yes = 'Connect';
  const answer = await vscode.window.showInformationMessage(
    `Connect to the mail servers of ${shownHost(domain)}?`,
    {
      modal: true,
      detail: `Each of its MX hosts is connected to on port 25${origin()}, and asked for STARTTLS and its certificate. Only EHLO, STARTTLS and QUIT are sent. No mail.`,
    },
    yes,
  );
  return answer === yes;
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
  const { user, unknownLogin, method } = configuration.target;
  if (!(user || unknownLogin) || !canLogIn(report)) return undefined;
  const yes = 'Log in';
  const secret = method === 'oauth2' ? 'access token' : 'password';
  const answer = await vscode.window.showInformationMessage(
    `Try the login${user ? ` as ${visible(user)}` : ''} at ${shownHost(host)}, port ${port}?`,
    {
      modal: true,
      detail: `${user ? '' : `You are asked for the user name first, as it is unknown (${unknownLogin}). `}The ${secret} is sent once, inside TLS with a verified certificate. Still no mail is sent.`,
    },
    yes,
  );
  return answer === yes ? loginFor(client, secrets, configuration, host) : undefined;
}

/** With the password from the files, from what the user had kept, or typed now. */
export async function loginFor(
  client: LanguageClient,
  secrets: vscode.SecretStorage,
  configuration: ConfigurationSummary,
  host: string,
): Promise<Login | undefined> {
  const { id, target } = configuration;
  const user = target.user ?? (target.unknownLogin ? await askUser(target.unset?.user) : undefined);
  if (!user) return undefined;
  if (target.method === 'oauth2') return withToken(client, configuration, user, host);
  const params: PasswordParams = { id };
  const password =
    (await client.sendRequest<string | null>(PASSWORD, params)) ??
    (await secrets.get(secretName(user, host))) ??
    (await askPassword(secrets, user, host, target));
  if (!password) return undefined;
  const hint = passwordHint(host, password);
  if (hint && !(await sendAllTheSame(hint))) return undefined;
  return { user, password };
}

async function askUser(variable: string | undefined): Promise<string | undefined> {
  const { value, prompt } = proposed(variable);
  const asked = { title: TITLE, prompt: `User name.${prompt}`, value, ignoreFocusOut: true };
  return (await vscode.window.showInputBox(asked))?.trim();
}

/** What is odd about the password is told before a server counts it as a failure. */
async function sendAllTheSame(hint: string): Promise<boolean> {
  const yes = 'Send it all the same';
  const answer = await vscode.window.showWarningMessage(
    'This password may not be the right one.',
    { modal: true, detail: hint },
    yes,
  );
  return answer === yes;
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

async function askPassword(
  secrets: vscode.SecretStorage,
  user: string,
  host: string,
  { unset, unknownPassword }: ConfigurationSummary['target'],
): Promise<string | undefined> {
  const { value, prompt } = proposed(unset?.password);
  const kept = unknownPassword ? ` (${unknownPassword})` : '';
  const password = await vscode.window.showInputBox({
    title: TITLE,
    prompt: `Password for ${visible(user)} at ${shownHost(host)}${kept}.${prompt}`,
    value,
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
