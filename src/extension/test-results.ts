/** What connection tests have found, shown where the configurations stand as long as they say the same. */
import * as vscode from 'vscode';
import { wayOf } from '../analyzer/target';
import { lifetime, type ProbeReport, STAGE_IDS } from '../probe';
import type { ConfigurationSummary } from '../server/protocol';
import { NO_FILES } from './client';
import type { LastTest } from './configurations-view';

/** How often the configurations are looked at again, at most. In milliseconds. */
const PAUSE = 300;

interface Result {
  /** As it is now: an edit may move it. */
  readonly configuration: ConfigurationSummary;
  readonly report: ProbeReport;
  readonly finishedAt: number;
}

export const SHOW_RESULT_COMMAND = 'mailConfigLint.showResult';

/** `TLS 1.3, certificate 71 days, login accepted, 2 min ago` */
export function resultInWords(report: ProbeReport, finishedAt: number, now: number): string {
  const parts =
    report.outcome === 'ok' || report.outcome === 'warn'
      ? [
          report.tls ? report.tls.version.replace(/^TLSv/, 'TLS ') : 'no TLS',
          report.certificate && `certificate ${lifetime(report.certificate)}`,
          report.login !== 'not-tried' && `login ${report.login}`,
        ]
      : [report.outcome === 'cancelled' ? 'cancelled' : `failed: ${report.headline}`];
  const minutes = Math.floor((now - finishedAt) / 60_000);
  return [...parts.filter(Boolean), minutes < 1 ? 'just now' : `${minutes} min ago`].join(', ');
}

export class TestResults implements vscode.CodeLensProvider, vscode.CodeActionProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('mail-config-lint-test');
  /** By document and line. */
  private results = new Map<string, Result>();
  private readonly subscriptions: vscode.Disposable[];
  private pausing: NodeJS.Timeout | undefined;

  constructor(
    private readonly configurationsOf: (uri: string) => Promise<readonly ConfigurationSummary[]>,
    private readonly apply: (configuration: ConfigurationSummary, report: ProbeReport) => Promise<unknown>,
    private readonly show: (configuration: ConfigurationSummary, report: ProbeReport) => void,
  ) {
    const everywhere = ['file', ...NO_FILES].map((scheme) => ({ scheme }));
    const minute = setInterval(() => this.results.size > 0 && this.changed.fire(), 60_000);
    this.subscriptions = [
      this.changed,
      this.diagnostics,
      { dispose: () => clearInterval(minute) },
      { dispose: () => clearTimeout(this.pausing) },
      vscode.languages.registerCodeLensProvider(everywhere, this),
      vscode.languages.registerCodeActionsProvider(everywhere, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      // A value may be written in another document than the configuration.
      vscode.workspace.onDidChangeTextDocument(({ contentChanges }) => contentChanges.length > 0 && this.lookAgain()),
      vscode.commands.registerCommand(SHOW_RESULT_COMMAND, (key: string, act: 'show' | 'apply') => {
        const result = this.results.get(key);
        if (result && act === 'apply') return this.apply(result.configuration, result.report);
        if (result) this.show(result.configuration, result.report);
        return undefined;
      }),
    ];
  }

  remember(configuration: ConfigurationSummary, report: ProbeReport): void {
    this.results.set(keyOf(configuration), { configuration, report, finishedAt: Date.now() });
    this.mark(configuration.uri);
    this.changed.fire();
  }

  /** That of a configuration, by the place where it stands. */
  lastOf(uri: string, range: ConfigurationSummary['range']): LastTest | undefined {
    const key = keyOf({ uri, range });
    const result = this.results.get(key);
    if (!result) return undefined;
    const { report, finishedAt } = result;
    const command = (title: string, act: string) => ({ title, command: SHOW_RESULT_COMMAND, arguments: [key, act] });
    return {
      words: resultInWords(report, finishedAt, Date.now()),
      hasFailed: report.outcome === 'fail',
      show: command('Show Report', 'show'),
      ...(report.suggestion && { apply: command(report.suggestion.title, 'apply') }),
    };
  }

  /** After a pause, forgets the results of configurations that now connect otherwise, and moves along with the others. */
  private lookAgain(): void {
    if (this.results.size === 0 || this.pausing) return;
    this.pausing = setTimeout(() => {
      this.pausing = undefined;
      void this.compare();
    }, PAUSE);
  }

  private async compare(): Promise<void> {
    const before = [...this.results.values()];
    const uris = new Set(before.map(({ configuration }) => configuration.uri));
    const now = (await Promise.all([...uris].map(this.configurationsOf))).flat();
    const kept = before.flatMap((result): [string, Result][] => {
      const same = now.filter((configuration) => connectionOf(configuration) === connectionOf(result.configuration));
      const lines = (each: ConfigurationSummary) =>
        Math.abs(each.range.start.line - result.configuration.range.start.line);
      const [configuration] = same.sort((a, b) => lines(a) - lines(b));
      return configuration ? [[keyOf(configuration), { ...result, configuration }]] : [];
    });
    if (kept.map(([key]) => key).join() === before.map(({ configuration }) => keyOf(configuration)).join()) return;
    // A test may have ended in the meantime.
    const added = [...this.results].filter(([, result]) => !before.includes(result));
    this.results = new Map([...kept, ...added]);
    for (const uri of uris) this.mark(uri);
    this.changed.fire();
  }

  private mark(uri: string): void {
    const failed = this.of(uri).filter(({ report }) => report.outcome === 'fail');
    this.diagnostics.set(
      vscode.Uri.parse(uri),
      failed.map(({ configuration, report }) => {
        // Certain only where the server has proved what would work.
        const severity = report.suggestion ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
        const line = configuration.range.start.line;
        const range = new vscode.Range(line, configuration.range.start.character, line, 1000);
        const diagnostic = new vscode.Diagnostic(range, `The connection test failed. ${report.headline}`, severity);
        diagnostic.source = 'mail-config-lint test';
        diagnostic.code = report.failedAt ?? STAGE_IDS[0];
        return diagnostic;
      }),
    );
  }

  private of(uri: string): Result[] {
    return [...this.results.values()].filter(({ configuration }) => configuration.uri === uri);
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    // Asked, too, when the server has seen files change on disk.
    this.lookAgain();
    return this.of(document.uri.toString()).map(({ configuration, report, finishedAt }) => {
      const { line, character } = configuration.range.start;
      return new vscode.CodeLens(new vscode.Range(line, character, line, character), {
        title: resultInWords(report, finishedAt, Date.now()),
        tooltip: report.headline,
        command: SHOW_RESULT_COMMAND,
        arguments: [keyOf(configuration), 'show'],
      });
    });
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.of(document.uri.toString()).flatMap(({ configuration, report }) => {
      if (!report.suggestion || configuration.range.start.line !== range.start.line) return [];
      const action = new vscode.CodeAction(
        `${report.suggestion.title} (proved by the connection test)`,
        vscode.CodeActionKind.QuickFix,
      );
      action.command = {
        title: action.title,
        command: SHOW_RESULT_COMMAND,
        arguments: [keyOf(configuration), 'apply'],
      };
      return [action];
    });
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

/** Everything that decides how a connection test ends. */
const connectionOf = ({ uri, world, target, passwordMark }: ConfigurationSummary) =>
  JSON.stringify([uri, world, wayOf(target), passwordMark]);

const keyOf = ({ uri, range }: Pick<ConfigurationSummary, 'uri' | 'range'>) =>
  `${uri}#${range.start.line}:${range.start.character}`;
