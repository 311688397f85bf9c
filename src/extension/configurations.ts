/** Which configuration is meant, and what its files do not say. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { assumedMode, type Target, wayOf } from '../analyzer/target';
import { followed, type ProbeTarget } from '../probe';
import { CONFIGURATIONS, type ConfigurationSummary } from '../server/protocol';
import { visible } from '../show/shown';

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
  const host = target.host ?? (await askHost(target.unset?.host));
  if (!host) return undefined;
  const port = target.port ?? (await askPort(target.unset?.port));
  if (!port) return undefined;
  return probeTarget(target, host, port);
}

/** Proposes what the environment of the editor has for a variable that no file defines: the user sees it, and agrees. */
export function proposed(variable: string | undefined): { readonly value: string; readonly prompt: string } {
  const value = variable === undefined ? undefined : process.env[variable];
  if (variable === undefined) return { value: '', prompt: '' };
  const from = value ? ' The environment of the editor has this value.' : '';
  return { value: value ?? '', prompt: ` No file defines ${visible(variable)}.${from}` };
}

async function askHost(variable: string | undefined): Promise<string | undefined> {
  const { value, prompt } = proposed(variable);
  const asked = await vscode.window.showInputBox({
    title: TITLE,
    prompt: `No server found in this configuration. Host name:${prompt}`,
    value,
    ignoreFocusOut: true,
  });
  return asked?.trim();
}

function probeTarget({ user, sender: _, ...target }: Target, host: string, port: number): ProbeTarget {
  const tls = target.assumedTls ? assumedMode(port) : target.tls;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const base = followed({ ...target, host, port, tls }, folder);
  // So that the report says whether a login is configured; it is sent after a second yes only, which brings the password.
  return { ...base, ...(user && { login: { user, password: '' } }) };
}

async function askPort(variable: string | undefined): Promise<number | undefined> {
  const { value, prompt } = proposed(variable);
  const text = await vscode.window.showInputBox({
    title: TITLE,
    prompt: `Port not set in this configuration. Port:${prompt}`,
    value: value || '587',
    ignoreFocusOut: true,
    validateInput: (typed) =>
      /^\d{1,5}$/.test(typed) && Number(typed) <= 65535 && Number(typed) > 0 ? undefined : 'A number from 1 to 65535',
  });
  return text === undefined ? undefined : Number(text);
}
