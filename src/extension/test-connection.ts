/** The commands that test connections: which configuration, the user's yeses, the probe, the report. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ConnectionChange } from '../analyzer/model';
import { wayOf } from '../analyzer/target';
import {
  findWorking,
  type ProbeOptions,
  type ProbeReport,
  type ProbeTarget,
  probe,
  type StageEvent,
  shownHost,
  toMarkdown,
  type WorkingReport,
  workingToMarkdown,
} from '../probe';
import {
  CHANGE,
  type ChangeParams,
  type ChangeResult,
  type ConfigurationSummary,
  type OverviewItem,
} from '../server/protocol';
import {
  chooseConfiguration,
  completeTarget,
  configurationsOf,
  distinctEndpoints,
  knownTarget,
  type Point,
  pickItem,
  placeOf,
  TITLE,
} from './configurations';
import type { LastTest } from './configurations-view';
import { agreeToConnect, agreeToLogin, agreeToMessage, forgetPassword, isTrusted, loginFor, origin } from './consent';
import { withProgress } from './progress';
import { type ReportExtras, reportHtml, summaryHtml } from './report-html';
import { copyReport, type ReportView } from './report-view';
import { TestResults } from './test-results';

export class ConnectionTests implements vscode.Disposable {
  private readonly results = new TestResults(
    (uri) => configurationsOf(this.client, uri),
    (configuration, report) => this.applyChange(configuration, report.suggestion?.change),
    (configuration, report) => void this.showAgain(configuration, report),
  );

  readonly onDidChange = this.results.onDidChangeCodeLenses;

  constructor(
    private readonly client: LanguageClient,
    private readonly view: ReportView,
    private readonly secrets: vscode.SecretStorage,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  /** Tests one configuration. Returns the report, or undefined where the user changed their mind. */
  async testOne(uri?: string | vscode.Uri, position?: Point): Promise<ProbeReport | undefined> {
    if (!isTrusted()) return undefined;
    const configuration = await chooseConfiguration(this.client, uri, position);
    const target = configuration && (await completeTarget(configuration));
    if (!configuration || !target || !(await agreeToConnect(target))) return undefined;
    let report = await run(target);
    const login = await agreeToLogin(this.client, this.secrets, configuration, target, report);
    if (login) report = await run({ ...target, login }, { login: true });
    await this.finish(configuration, target, report);
    return report;
  }

  lastOf({ uri, range }: OverviewItem): LastTest | undefined {
    return this.results.lastOf(uri, range);
  }

  /** Sends one message through a server that was found to work. */
  private async send(configuration: ConfigurationSummary, target: ProbeTarget): Promise<void> {
    const message = await agreeToMessage(configuration, target);
    const login = message && (await loginFor(this.client, this.secrets, configuration, target.host));
    if (!message || (configuration.target.user && !login)) return;
    await this.finish(configuration, target, await run({ ...target, login }, { login: login !== undefined, message }));
  }

  /** Tests every configuration of the workspace that the user does not leave out, without logins. */
  async testAll(): Promise<ProbeReport[] | undefined> {
    if (!isTrusted()) return undefined;
    const found = distinctEndpoints(await configurationsOf(this.client));
    const groups = new Map<string, { configurations: ConfigurationSummary[]; target: ProbeTarget }>();
    for (const configuration of found) {
      const target = knownTarget(configuration);
      if (!target) continue;
      const key = wayOf(configuration.target);
      const group = groups.get(key) ?? { configurations: [], target };
      group.configurations.push(configuration);
      groups.set(key, group);
    }
    const candidates = [...groups.values()];
    const incomplete = found.length - candidates.flatMap(({ configurations }) => configurations).length;
    if (candidates.length === 0) {
      void vscode.window.showInformationMessage('No configuration in this workspace has a complete host and port.');
      return undefined;
    }
    const items = candidates.map((each) => ({
      ...pickItem(each.configurations[0]!),
      description: each.configurations.map(placeOf).join(', '),
      picked: true,
      ...each,
    }));
    const left = incomplete > 0 ? ` (${incomplete} skipped: host or port unknown)` : '';
    const picked = await vscode.window.showQuickPick(items, {
      title: `Test all mail connections${origin()}`,
      placeHolder: `These servers are contacted. Only EHLO, STARTTLS and QUIT are sent${left}`,
      canPickMany: true,
      matchOnDetail: true,
    });
    if (!picked?.length) return undefined;
    const tests: { report: ProbeReport; configurations: readonly ConfigurationSummary[] }[] = [];
    for (const { configurations, target } of picked) {
      const report = await run(target);
      if (report.outcome === 'cancelled') break;
      tests.push({ report, configurations });
      for (const configuration of configurations) this.results.remember(configuration, report);
    }
    this.showAll(tests);
    return tests.map(({ report }) => report);
  }

  private showAll(tests: readonly { report: ProbeReport; configurations: readonly ConfigurationSummary[] }[]): void {
    const rows = tests.map(({ report, configurations }) => ({ report, places: configurations.map(placeOf) }));
    const opening = tests.flatMap(({ configurations }, test) =>
      configurations.map(({ uri, range: { start } }, index) => {
        const selection = new vscode.Range(start.line, start.character, start.line, start.character);
        const open = () => vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
        return [`open ${test} ${index}`, open] as const;
      }),
    );
    this.view.show('Connection tests', (nonce) => summaryHtml(rows, nonce), {
      again: () => this.testAll(),
      ...Object.fromEntries(opening),
    });
  }

  private async finish(configuration: ConfigurationSummary, target: ProbeTarget, report: ProbeReport): Promise<void> {
    const { user } = configuration.target;
    if (user && report.login === 'rejected') await forgetPassword(this.secrets, user, target.host);
    this.output.info(`${report.endpoint.host}:${target.port}: ${report.headline}`);
    this.results.remember(configuration, report);
    this.show(configuration, target, report);
  }

  private async showAgain(configuration: ConfigurationSummary, report: ProbeReport): Promise<void> {
    const target = knownTarget(configuration);
    if (target) this.show(configuration, target, report);
  }

  private show(
    configuration: ConfigurationSummary,
    target: ProbeTarget,
    report: ProbeReport,
    extras: ReportExtras = {},
  ): void {
    const { working } = extras;
    const apply = (change: ConnectionChange | undefined) => async () => {
      if (await this.applyChange(configuration, change))
        this.show(configuration, target, report, { ...extras, applied: true });
    };
    const rows = working?.results.map(({ change }, index) => [`apply ${index}`, apply(change)]) ?? [];
    this.view.show(`Connection test: ${report.endpoint.host}`, (nonce) => reportHtml(report, extras, nonce), {
      again: () => this.testOne(configuration.uri, configuration.range.start),
      copy: () => copyReport(toMarkdown(report) + (working ? `\n${workingToMarkdown(working)}` : '')),
      find: async () => this.show(configuration, target, report, { ...extras, working: await search(target) }),
      send: () => this.send(configuration, target),
      apply: apply(report.suggestion?.change),
      ...Object.fromEntries(rows),
    });
  }

  /** Writes settings back through the dialect that the configuration was read from; tells whether that was possible. */
  private async applyChange({ id }: ConfigurationSummary, change: ConnectionChange | undefined): Promise<boolean> {
    const params: ChangeParams | undefined = change && { id, change };
    const edit = params && (await this.client.sendRequest<ChangeResult>(CHANGE, params));
    const converted = edit && (await this.client.protocol2CodeConverter.asWorkspaceEdit(edit));
    if (converted && (await vscode.workspace.applyEdit(converted))) return true;
    void vscode.window.showWarningMessage('These settings cannot be edited automatically. Change them manually.');
    return false;
  }

  dispose(): void {
    this.results.dispose();
  }
}

function settings() {
  const section = vscode.workspace.getConfiguration('mailConfigLint.testConnection');
  return { total: section.get('timeout', 45) * 1000, clientName: section.get('clientName', '') || undefined };
}

async function run(target: ProbeTarget, asked: Pick<ProbeOptions, 'login' | 'message'> = {}): Promise<ProbeReport> {
  const { total, clientName } = settings();
  return withProgress(`${TITLE}: ${shownHost(target.host)}:${target.port}`, (signal, tell) => {
    const onStage = (event: StageEvent) => event.kind === 'started' && tell(event.title);
    return probe(target, { ...asked, signal, clientName, timeouts: { total }, onStage });
  });
}

/** What would work instead: a few other ports and modes of the same server, without credentials. */
async function search(target: ProbeTarget): Promise<WorkingReport> {
  const { total, clientName } = settings();
  return withProgress(`Looking for what works at ${shownHost(target.host)}`, (signal, tell) =>
    findWorking(target, {
      signal,
      clientName,
      timeouts: { total },
      all: true,
      onResult: ({ host, port }) => tell(`${shownHost(host)}:${port}`),
    }),
  );
}
