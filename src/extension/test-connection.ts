/** The command "Test connection": which configuration, the user's two yeses, the probe, the report. */
import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { TlsMode } from '../analyzer/model';
import { type Login, type ProbeReport, type ProbeTarget, probe, type StageEvent } from '../probe';
import {
  CHANGE,
  type ChangeParams,
  type ChangeResult,
  CONFIGURATIONS,
  type ConfigurationSummary,
  PASSWORD,
  type PasswordParams,
} from '../server/protocol';
import type { ReportView } from './report-view';

/** A position as it comes through a command's arguments; line and character from 0. */
export interface Point {
  readonly line: number;
  readonly character: number;
}

export interface Surroundings {
  readonly client: LanguageClient;
  readonly reportView: ReportView;
  readonly output: vscode.LogOutputChannel;
}

/** Returns the report, or undefined where the user changed their mind. */
export async function testConnection(
  surroundings: Surroundings,
  uri?: string | vscode.Uri,
  position?: Point,
): Promise<ProbeReport | undefined> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      'Test connection works in trusted workspaces only: the files of this one would decide which server is contacted.',
    );
    return undefined;
  }
  const configuration = await choose(surroundings.client, uri, position);
  if (!configuration) return undefined;
  const target = await complete(configuration);
  if (!target || !(await agreeToConnect(target))) return undefined;

  let report = await run(target, undefined);
  const login = await agreeToLogin(surroundings.client, configuration, target, report);
  if (login) report = await run({ ...target, login }, true);
  surroundings.output.info(`${target.host}:${target.port}: ${report.headline}`);
  show(surroundings, configuration, report, () => testConnection(surroundings, uri, position));
  return report;
}

/** The configuration at a position, else the only one, else the one that the user picks. */
async function choose(
  client: LanguageClient,
  uri: string | vscode.Uri | undefined,
  position: Point | undefined,
): Promise<ConfigurationSummary | undefined> {
  const editor = vscode.window.activeTextEditor;
  const asked = uri?.toString() ?? editor?.document.uri.toString();
  const at = position ?? (uri === undefined ? editor?.selection.active : undefined);
  let found = asked ? await client.sendRequest<ConfigurationSummary[]>(CONFIGURATIONS, { uri: asked }) : [];
  if (found.length === 0) found = await client.sendRequest<ConfigurationSummary[]>(CONFIGURATIONS, {});
  const here = found.filter((each) => at && each.uri === asked && contains(each, at));
  const candidates = distinct(here.length > 0 ? here : found);
  if (candidates.length <= 1) {
    if (candidates.length === 0) {
      void vscode.window.showInformationMessage('No mail configuration that sends was found here or in the workspace.');
    }
    return candidates[0];
  }
  const picked = await vscode.window.showQuickPick(
    candidates.map((each) => ({
      label: each.label,
      description: [vscode.workspace.asRelativePath(vscode.Uri.parse(each.uri)), each.world].filter(Boolean).join(', '),
      detail: each.summary,
      each,
    })),
    { title: 'Test connection', placeHolder: 'Which configuration?', matchOnDescription: true, matchOnDetail: true },
  );
  return picked?.each;
}

function contains({ range }: ConfigurationSummary, { line, character }: Point): boolean {
  const afterStart = line > range.start.line || (line === range.start.line && character >= range.start.character);
  const beforeEnd = line < range.end.line || (line === range.end.line && character <= range.end.character);
  return afterStart && beforeEnd;
}

/** Worlds that connect in the same way are one choice. */
function distinct(found: readonly ConfigurationSummary[]): ConfigurationSummary[] {
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

/** Asks for what the files do not tell. */
async function complete(configuration: ConfigurationSummary): Promise<ProbeTarget | undefined> {
  const { servername, versions, ciphers } = configuration;
  const host =
    configuration.host ??
    (await vscode.window.showInputBox({
      title: 'Test connection',
      prompt: 'The files do not tell the server. Host name:',
    }));
  if (!host) return undefined;
  const port = configuration.port ?? (await askPort());
  if (!port) return undefined;
  const tls =
    configuration.tls ??
    (
      await vscode.window.showQuickPick(MODES, {
        title: 'Test connection',
        placeHolder: 'How is the connection protected?',
      })
    )?.mode;
  if (!tls) return undefined;
  const verify = configuration.verify ? 'full' : 'none';
  const ca = await trustedRoots();
  return { host, port, tls, verify, servername, ca, ciphers, minVersion: versions?.[0], maxVersion: versions?.at(-1) };
}

/** The public CAs and those of the user's own file; undefined where there is none, so that Node's own choice holds. */
async function trustedRoots(): Promise<string[] | undefined> {
  const file = vscode.workspace.getConfiguration('mailConfigLint.testConnection').get('caFile', '');
  if (!file) return undefined;
  try {
    return [...rootCertificates, await readFile(file, 'utf8')];
  } catch (error) {
    void vscode.window.showWarningMessage(
      `The file of trusted CAs cannot be read, so only public ones are trusted: ${error instanceof Error ? error.message : error}`,
    );
    return undefined;
  }
}

async function askPort(): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Test connection',
    prompt: 'The files do not tell the port:',
    value: '587',
    validateInput: (value) =>
      /^\d{1,5}$/.test(value) && Number(value) <= 65535 && Number(value) > 0 ? undefined : 'A number from 1 to 65535',
  });
  return text === undefined ? undefined : Number(text);
}

const from = () => (vscode.env.remoteName ? ` from the remote machine (${vscode.env.remoteName})` : '');

async function agreeToConnect({ host, port, tls }: ProbeTarget): Promise<boolean> {
  const connect = 'Connect';
  const answer = await vscode.window.showInformationMessage(
    `Connect to ${host}, port ${port}?`,
    {
      modal: true,
      detail: `The connection is made${from()} with ${MODES.find(({ mode }) => mode === tls)?.label ?? tls}. Nothing is sent but the greeting; no login, no mail.`,
    },
    connect,
  );
  return answer === connect;
}

/** The second yes. Asked only where the server wants a login and TLS with a verified certificate was reached. */
async function agreeToLogin(
  client: LanguageClient,
  { id, user }: ConfigurationSummary,
  { host, port }: ProbeTarget,
  report: ProbeReport,
): Promise<Login | undefined> {
  if (
    !user ||
    !report.certificate?.verified ||
    !report.mechanisms.insideTls?.length ||
    report.outcome === 'cancelled'
  ) {
    return undefined;
  }
  const yes = 'Log in';
  const answer = await vscode.window.showInformationMessage(
    `Try the login as ${user} at ${host}, port ${port}?`,
    {
      modal: true,
      detail: 'The password is sent once, inside TLS with a verified certificate. Still no mail is sent.',
    },
    yes,
  );
  if (answer !== yes) return undefined;
  const params: PasswordParams = { id };
  const password =
    (await client.sendRequest<string | null>(PASSWORD, params)) ??
    (await vscode.window.showInputBox({ title: 'Test connection', prompt: `Password for ${user}`, password: true }));
  return password ? { user, password } : undefined;
}

/** Runs the probe with progress and cancel. */
async function run(target: ProbeTarget, login: true | undefined): Promise<ProbeReport> {
  const settings = vscode.workspace.getConfiguration('mailConfigLint.testConnection');
  const total = settings.get('timeout', 45) * 1000;
  const clientName = settings.get('clientName', '') || undefined;
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Testing ${target.host}:${target.port}`,
      cancellable: true,
    },
    (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const onStage = (event: StageEvent) => {
        if (event.kind === 'started') progress.report({ message: event.title });
      };
      return probe(target, {
        signal: abort.signal,
        login,
        clientName,
        timeouts: { total },
        onStage,
      });
    },
  );
}

function show(
  { client, reportView }: Surroundings,
  { id }: ConfigurationSummary,
  report: ProbeReport,
  again: () => Promise<unknown>,
): void {
  const { suggestion } = report;
  reportView.show(report, {
    again: () => void again(),
    apply: suggestion
      ? async () => {
          const params: ChangeParams = { id, change: suggestion.change };
          const edit = await client.sendRequest<ChangeResult>(CHANGE, params);
          const applied =
            edit && (await vscode.workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(edit)));
          if (!applied)
            void vscode.window.showWarningMessage('These settings cannot be written here; change them by hand.');
        }
      : undefined,
  });
}
