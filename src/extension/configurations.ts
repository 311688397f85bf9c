/** Which configuration is meant, and what its files do not say. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { assumedMode, type Target, wayOf } from '../analyzer/target';
import { LARGEST_CA_FILE, readRegularFile } from '../io/read-file';
import { besides, followed, type ProbeTarget } from '../probe';
import { CONFIGURATIONS, type ConfigurationSummary } from '../server/protocol';

/** A position as it comes through a command's arguments; line and character from 0. */
export interface Point {
  readonly line: number;
  readonly character: number;
}

export const TITLE = 'Test mail connection';

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
    void vscode.window.showInformationMessage('No outgoing mail configuration found in this workspace.');
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

/** Worlds of one place that connect in the same way are one choice. */
export function distinctEndpoints(found: readonly ConfigurationSummary[]): ConfigurationSummary[] {
  const seen = new Set<string>();
  return found.filter(({ uri, range, target, passwordMark }) => {
    const key = [uri, range.start.line, wayOf(target), passwordMark].join(' ');
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** What is connected to, where the files say host and port. */
export function knownTarget({ target }: ConfigurationSummary): ProbeTarget | undefined {
  const { host, port } = target;
  return host && port ? probeTarget(target, host, port) : undefined;
}

/** Asks for what the files do not say; undefined where the user changed their mind. */
export async function completeTarget({ target }: ConfigurationSummary): Promise<ProbeTarget | undefined> {
  const prompt = 'No server found in this configuration. Host name:';
  const host = target.host ?? (await vscode.window.showInputBox({ title: TITLE, prompt, ignoreFocusOut: true }));
  if (!host) return undefined;
  const port = target.port ?? (await askPort());
  if (!port) return undefined;
  return probeTarget(target, host, port);
}

function probeTarget({ user, sender: _, ...target }: Target, host: string, port: number): ProbeTarget {
  const tls = target.assumedTls ? assumedMode(port) : target.tls;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const base = followed({ ...target, host, port, tls }, folder);
  const named = namedCa();
  // So that the report says whether a login is configured; it is sent after a second yes only, which brings the password.
  return { ...base, ...(named && { ca: besides(base, [named]) }), ...(user && { login: { user, password: '' } }) };
}

async function askPort(): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: TITLE,
    prompt: 'Port not set in this configuration. Port:',
    value: '587',
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^\d{1,5}$/.test(value) && Number(value) <= 65535 && Number(value) > 0 ? undefined : 'A number from 1 to 65535',
  });
  return text === undefined ? undefined : Number(text);
}

/** The CA of the user's own file; undefined where there is none. */
function namedCa(): string | undefined {
  const file = vscode.workspace.getConfiguration('mailConfigLint.testConnection').get('caFile', '');
  if (!file) return undefined;
  const read = readRegularFile(file, LARGEST_CA_FILE);
  if (read.kind === 'bytes') return read.bytes.toString();
  const because = read.kind === 'missing' ? 'there is no such file' : read.because;
  void vscode.window.showWarningMessage(`Only public CAs are trusted, because ${file} cannot be read: ${because}.`);
  return undefined;
}
