/** The commands that test connections: which configuration, the user's yeses, the probe, the report. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ConnectionChange } from '../analyzer/model';
import {
  findWorking,
  type ProbeOptions,
  type ProbeReport,
  type ProbeTarget,
  probe,
  type StageEvent,
  toMarkdown,
  type WorkingReport,
  workingToMarkdown,
} from '../probe';
import { CHANGE, type ChangeParams, type ChangeResult, type ConfigurationSummary } from '../server/protocol';
import {
  chooseConfiguration,
  completeTarget,
  configurationsOf,
  distinctEndpoints,
  knownTarget,
  type Point,
  pickItem,
  TITLE,
} from './configurations';
import { agreeToConnect, agreeToLogin, agreeToMessage, forgetPassword, isTrusted, loginFor, origin } from './consent';
import { withProgress } from './progress';
import { reportHtml, summaryHtml } from './report-html';
import { copyReport, type ReportView } from './report-view';
import { TestResults } from './test-results';

export class ConnectionTests implements vscode.Disposable {
  private readonly results = new TestResults(
    (configuration, report) => this.applyChange(configuration, report.suggestion?.change),
    (configuration, report) => void this.showAgain(configuration, report),
  );

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

  /** Sends one message through a server that was found to work. */
  private async send(configuration: ConfigurationSummary, target: ProbeTarget): Promise<void> {
    const message = await agreeToMessage(configuration, target);
    const login = message && (await loginFor(this.client, this.secrets, configuration, target.host));
    if (!message || (configuration.user && !login)) return;
    await this.finish(configuration, target, await run({ ...target, login }, { login: login !== undefined, message }));
  }

  /** Tests every configuration of the workspace that the user does not leave out, without logins. */
  async testAll(): Promise<ProbeReport[] | undefined> {
    if (!isTrusted()) return undefined;
    const candidates: { configuration: ConfigurationSummary; target: ProbeTarget }[] = [];
    for (const configuration of distinctEndpoints(await configurationsOf(this.client))) {
      const target = await knownTarget(configuration);
      if (target) candidates.push({ configuration, target });
    }
    if (candidates.length === 0) {
      void vscode.window.showInformationMessage('The files of this workspace name no mail server completely.');
      return undefined;
    }
    const items = candidates.map((each) => ({ ...pickItem(each.configuration), picked: true, ...each }));
    const picked = await vscode.window.showQuickPick(items, {
      title: `Test all connections${origin()}`,
      placeHolder: 'These servers are contacted; nothing is sent but the greeting',
      canPickMany: true,
      matchOnDetail: true,
    });
    if (!picked?.length) return undefined;
    const reports: ProbeReport[] = [];
    for (const { configuration, target } of picked) {
      const report = await run(target);
      if (report.outcome === 'cancelled') break;
      reports.push(report);
      this.results.remember(configuration, report);
    }
    this.view.show('Connection tests', (nonce) => summaryHtml(reports, nonce));
    return reports;
  }

  private async finish(configuration: ConfigurationSummary, target: ProbeTarget, report: ProbeReport): Promise<void> {
    const { user } = configuration;
    if (user && report.login === 'rejected') await forgetPassword(this.secrets, user, target.host);
    this.output.info(`${target.host}:${target.port}: ${report.headline}`);
    this.results.remember(configuration, report);
    this.show(configuration, target, report);
  }

  private async showAgain(configuration: ConfigurationSummary, report: ProbeReport): Promise<void> {
    const target = await knownTarget(configuration);
    if (target) this.show(configuration, target, report);
  }

  private show(
    configuration: ConfigurationSummary,
    target: ProbeTarget,
    report: ProbeReport,
    working?: WorkingReport,
  ): void {
    const apply = (change: ConnectionChange | undefined) => () => this.applyChange(configuration, change);
    const rows = working?.results.map(({ change }, index) => [`apply ${index}`, apply(change)]) ?? [];
    this.view.show(`Connection test: ${report.endpoint.host}`, (nonce) => reportHtml(report, working, nonce), {
      again: () => this.testOne(configuration.uri, configuration.range.start),
      copy: () => copyReport(toMarkdown(report) + (working ? `\n${workingToMarkdown(working)}` : '')),
      find: async () => this.show(configuration, target, report, await search(target)),
      send: () => this.send(configuration, target),
      apply: apply(report.suggestion?.change),
      ...Object.fromEntries(rows),
    });
  }

  /** Writes settings back through the dialect that the configuration was read from. */
  private async applyChange({ id }: ConfigurationSummary, change: ConnectionChange | undefined): Promise<void> {
    const params: ChangeParams | undefined = change && { id, change };
    const edit = params && (await this.client.sendRequest<ChangeResult>(CHANGE, params));
    const converted = edit && (await this.client.protocol2CodeConverter.asWorkspaceEdit(edit));
    if (!converted || !(await vscode.workspace.applyEdit(converted))) {
      void vscode.window.showWarningMessage('These settings cannot be written here; change them by hand.');
    }
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
  return withProgress(`${TITLE}: ${target.host}:${target.port}`, (signal, tell) => {
    const onStage = (event: StageEvent) => event.kind === 'started' && tell(event.title);
    return probe(target, { ...asked, signal, clientName, timeouts: { total }, onStage });
  });
}

/** What would work instead: a few other ports and modes of the same server, without credentials. */
async function search(target: ProbeTarget): Promise<WorkingReport> {
  const { total, clientName } = settings();
  return withProgress(`Looking for what works at ${target.host}`, (signal, tell) =>
    findWorking(target, {
      signal,
      clientName,
      timeouts: { total },
      all: true,
      onResult: ({ host, port }) => tell(`${host}:${port}`),
    }),
  );
}
