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
  probeAddresses,
  type StageEvent,
  senderOf,
  shownHost,
  toMarkdown,
  type WorkingReport,
  withBlockedPort,
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
import {
  agreeToConnect,
  agreeToDomain,
  agreeToLogin,
  agreeToMessage,
  agreeToNetworkCheck,
  forgetPassword,
  isTrusted,
  loginFor,
  origin,
} from './consent';
import { withProgress } from './progress';
import { type ReportExtras, reportHtml, summaryHtml } from './report-html';
import { copyReport, type ReportView } from './report-view';
import { lastingOptions, type TestOptions, withOptions } from './test-options';
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
  async testOne(
    uri?: string | vscode.Uri,
    position?: Point,
    before: TestOptions = lastingOptions(),
  ): Promise<ProbeReport | undefined> {
    if (!isTrusted()) return undefined;
    const configuration = await chooseConfiguration(this.client, uri, position);
    const found = configuration && (await completeTarget(configuration));
    const options = found && (await agreeToConnect(found, before));
    if (!configuration || !options) return undefined;
    const target = withOptions(found, options);
    let report = await run(target, options);
    const login = await agreeToLogin(this.client, this.secrets, configuration, target, report);
    if (login) report = await run({ ...target, login }, options, { login: true });
    await this.finish(configuration, target, options, report);
    return report;
  }

  lastOf({ uri, range }: OverviewItem): LastTest | undefined {
    return this.results.lastOf(uri, range);
  }

  /** Sends one message through a server that was found to work. */
  private async send(configuration: ConfigurationSummary, target: ProbeTarget, options: TestOptions): Promise<void> {
    const message = await agreeToMessage(configuration, target);
    const login = message && (await loginFor(this.client, this.secrets, configuration, target.host));
    if (!message || (configuration.target.user && !login)) return;
    const asked = { login: login !== undefined, message };
    await this.finish(configuration, target, options, await run({ ...target, login }, options, asked));
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
    const lasting = lastingOptions();
    const tests: { report: ProbeReport; configurations: readonly ConfigurationSummary[] }[] = [];
    for (const { configurations, target } of picked) {
      const report = await run(withOptions(target, lasting), lasting);
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

  private async finish(
    configuration: ConfigurationSummary,
    target: ProbeTarget,
    options: TestOptions,
    report: ProbeReport,
  ): Promise<void> {
    const { user } = configuration.target;
    if (user && report.login === 'rejected') await forgetPassword(this.secrets, user, target.host);
    this.output.info(`${report.endpoint.host}:${target.port}: ${report.headline}`);
    this.results.remember(configuration, report);
    this.show(configuration, target, options, report);
  }

  private async showAgain(configuration: ConfigurationSummary, report: ProbeReport): Promise<void> {
    const target = knownTarget(configuration);
    if (target) this.show(configuration, target, lastingOptions(), report);
  }

  private show(
    configuration: ConfigurationSummary,
    target: ProbeTarget,
    options: TestOptions,
    report: ProbeReport,
    extras: ReportExtras = {},
  ): void {
    const { working } = extras;
    const domain = senderDomain(configuration);
    const again = (more: ReportExtras) =>
      this.show(configuration, target, options, report, { ...extras, domain, ...more });
    const apply = (change: ConnectionChange | undefined) => async () => {
      if (await this.applyChange(configuration, change)) again({ applied: true });
    };
    const rows = working?.results.map(({ change }, index) => [`apply ${index}`, apply(change)]) ?? [];
    this.view.show(`Connection test: ${report.endpoint.host}`, (nonce) => reportHtml(report, extras, nonce), {
      again: () => this.testOne(configuration.uri, configuration.range.start, options),
      copy: () => copyReport(toMarkdown(report) + (working ? `\n${workingToMarkdown(working)}` : '')),
      find: async () => again({ working: await search(target, options) }),
      'find-domain': async () => {
        if (domain && (await agreeToDomain(domain))) again({ working: await search(target, options, domain) });
      },
      network: async () => {
        if (!(await agreeToNetworkCheck(report))) return;
        await this.finish(configuration, target, options, await checkNetwork(target, report));
      },
      send: () => this.send(configuration, target, options),
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

/** The domain that mail is sent from, which may announce its servers. */
function senderDomain({ target: { sender, user } }: ConfigurationSummary): string | undefined {
  const address = senderOf(sender, user);
  return address?.slice(address.lastIndexOf('@') + 1);
}

const total = () => vscode.workspace.getConfiguration('mailConfigLint.testConnection').get('timeout', 45) * 1000;

async function run(
  target: ProbeTarget,
  options: TestOptions,
  asked: Pick<ProbeOptions, 'login' | 'message'> = {},
): Promise<ProbeReport> {
  const { allAddresses, family, oldVersions, clientName, envelope } = options;
  return withProgress(`${TITLE}: ${shownHost(target.host)}:${target.port}`, async (signal, tell) => {
    const onStage = (event: StageEvent) => event.kind === 'started' && tell(event.title);
    const wanted = { family, oldVersions, clientName, ...(!asked.message && { envelope }) };
    const how = { ...wanted, ...asked, signal, timeouts: { total: total() }, onStage };
    const report = await probeAddresses(target, how, allAddresses);
    return options.checkNetwork ? withBlockedPort(target.host, report, { signal }) : report;
  });
}

const checkNetwork = async (target: ProbeTarget, report: ProbeReport): Promise<ProbeReport> =>
  withProgress('Looking whether this network blocks the port', (signal) =>
    withBlockedPort(target.host, report, { signal }),
  );

/** What would work instead: a few other ports and modes of the same server, without credentials, and those of a domain. */
async function search(target: ProbeTarget, { clientName }: TestOptions, domain?: string): Promise<WorkingReport> {
  return withProgress(`Looking for what works at ${shownHost(domain ?? target.host)}`, (signal, tell) =>
    findWorking(target, {
      signal,
      clientName,
      timeouts: { total: total() },
      all: true,
      ...(domain !== undefined && { domain, connectToDomain: true }),
      onResult: ({ host, port }) => tell(`${shownHost(host)}:${port}`),
    }),
  );
}
