/** Which configuration is meant, and what its files do not tell. */
import { rootCertificates } from 'node:tls';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { TlsMode } from '../analyzer/model';
import { LARGEST_CA_FILE, readRegularFile } from '../io/read-file';
import type { ProbeTarget } from '../probe';
import { CONFIGURATIONS, type ConfigurationSummary } from '../server/protocol';

/** A position as it comes through a command's arguments; line and character from 0. */
export interface Point {
  readonly line: number;
  readonly character: number;
}

export const TITLE = 'Test connection';

/** The configurations of a document, or of the whole workspace. */
export const configurationsOf = (client: LanguageClient, uri?: string): Promise<ConfigurationSummary[]> =>
  client.sendRequest<ConfigurationSummary[]>(CONFIGURATIONS, { uri });

/** The configuration at a position, else the only one, else the one that the user picks. */
export async function chooseConfiguration(
  client: LanguageClient,
  uri: string | vscode.Uri | undefined,
  position: Point | undefined,
): Promise<ConfigurationSummary | undefined> {
  const editor = vscode.window.activeTextEditor;
  const asked = uri?.toString() ?? editor?.document.uri.toString();
  const at = position ?? (uri === undefined ? editor?.selection.active : undefined);
  let found = asked ? await configurationsOf(client, asked) : [];
  if (found.length === 0) found = await configurationsOf(client);
  const here = found.filter((each) => at && each.uri === asked && contains(each, at));
  const candidates = distinctEndpoints(here.length > 0 ? here : found);
  if (candidates.length === 0) {
    void vscode.window.showInformationMessage('No mail configuration that sends was found here or in the workspace.');
  }
  if (candidates.length <= 1) return candidates[0];
  const picked = await vscode.window.showQuickPick(candidates.map(pickItem), {
    title: TITLE,
    placeHolder: 'Which configuration?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.configuration;
}

export const pickItem = (configuration: ConfigurationSummary) => ({
  label: configuration.label,
  description: [placeOf(configuration), configuration.world].filter(Boolean).join(', '),
  detail: configuration.summary,
  configuration,
});

function contains({ range }: ConfigurationSummary, { line, character }: Point): boolean {
  const afterStart = line > range.start.line || (line === range.start.line && character >= range.start.character);
  const beforeEnd = line < range.end.line || (line === range.end.line && character <= range.end.character);
  return afterStart && beforeEnd;
}

/** `src/mail.ts:4`, with the line from 1. */
export const placeOf = ({ uri, range }: ConfigurationSummary): string =>
  `${vscode.workspace.asRelativePath(vscode.Uri.parse(uri))}:${range.start.line + 1}`;

/** Worlds that connect in the same way are one choice. */
export function distinctEndpoints(found: readonly ConfigurationSummary[]): ConfigurationSummary[] {
  const seen = new Map(
    found.map((each) => [[each.uri, each.range.start.line, each.host, each.port, each.tls, each.user].join(' '), each]),
  );
  return [...seen.values()];
}

const MODES: readonly { readonly label: string; readonly mode: TlsMode }[] = [
  { label: 'Implicit TLS (465)', mode: 'implicit' },
  { label: 'STARTTLS, required (587)', mode: 'starttls' },
  { label: 'STARTTLS if offered', mode: 'opportunistic' },
  { label: 'No encryption', mode: 'off' },
];

/** What is connected to, where the files tell all of it. */
export async function knownTarget(configuration: ConfigurationSummary): Promise<ProbeTarget | undefined> {
  const { host, port, tls } = configuration;
  return host && port && tls ? targetOf(configuration, host, port, tls) : undefined;
}

/** Asks for what the files do not tell; undefined where the user changed their mind. */
export async function completeTarget(configuration: ConfigurationSummary): Promise<ProbeTarget | undefined> {
  const prompt = 'The files do not tell the server. Host name:';
  const host = configuration.host ?? (await vscode.window.showInputBox({ title: TITLE, prompt, ignoreFocusOut: true }));
  if (!host) return undefined;
  const port = configuration.port ?? (await askPort());
  if (!port) return undefined;
  const tls = configuration.tls ?? (await askMode());
  return tls && targetOf(configuration, host, port, tls);
}

async function targetOf(
  { servername, verify, versions, ciphers, user }: ConfigurationSummary,
  host: string,
  port: number,
  tls: TlsMode,
): Promise<ProbeTarget> {
  const ca = trustedRoots();
  const limits = { minVersion: versions?.[0], maxVersion: versions?.at(-1) };
  // So that the report says whether a login is configured; it is sent after a second yes only, which brings the password.
  const login = user ? { user, password: '' } : undefined;
  return { host, port, tls, verify, servername, ca, ciphers, login, ...limits };
}

async function askPort(): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: TITLE,
    prompt: 'The files do not tell the port:',
    value: '587',
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^\d{1,5}$/.test(value) && Number(value) <= 65535 && Number(value) > 0 ? undefined : 'A number from 1 to 65535',
  });
  return text === undefined ? undefined : Number(text);
}

async function askMode(): Promise<TlsMode | undefined> {
  const placeHolder = 'How is the connection protected?';
  return (await vscode.window.showQuickPick(MODES, { title: TITLE, placeHolder }))?.mode;
}

/** The public CAs and those of the user's own file; undefined where there is none, so that Node's own choice holds. */
function trustedRoots(): string[] | undefined {
  const file = vscode.workspace.getConfiguration('mailConfigLint.testConnection').get('caFile', '');
  if (!file) return undefined;
  const read = readRegularFile(file, LARGEST_CA_FILE);
  if (read.kind === 'bytes') return [...rootCertificates, read.bytes.toString()];
  const because = read.kind === 'missing' ? 'there is no such file' : read.because;
  void vscode.window.showWarningMessage(`Only public CAs are trusted, because ${file} cannot be read: ${because}.`);
  return undefined;
}
