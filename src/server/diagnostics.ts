/** Findings on their way to the client: pulled by those that can, pushed to the others. */

import {
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type PublishDiagnosticsParams,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver';
import { withoutMessage } from '../show/error';
import { Delayed } from './delayed';
import { Follower, type Report } from './follower';

/** How long typing pauses before what it means for other documents is shown. In milliseconds. */
const PAUSE = 150;

interface OpenDocument {
  readonly uri: string;
  readonly version: number;
}

/** URIs are the client's here. */
export interface DiagnosticsHost {
  /** The diagnostics of a document as they stand now. */
  of(uri: string): Promise<Diagnostic[]>;
  /** The open documents. */
  open(): readonly OpenDocument[];
  /** Documents whose findings are shown though they need not be open. */
  unopened(): Promise<readonly string[]>;
  /** True where the findings of a document stay as they are until it is saved. */
  waits(uri: string): Promise<boolean>;
  pulls(): boolean;
  publish(params: PublishDiagnosticsParams): void;
  /** Has the client ask again for what it has asked for. */
  refresh(): void;
  problem(message: string): void;
}

/** The stream on which a client takes findings as long as it keeps its request. */
export interface Stream {
  report(part: WorkspaceDiagnosticReport): void;
  /** Calls back when the client gives its request up. */
  onEnd(ended: () => void): void;
}

interface Answer {
  readonly resultId: string;
  readonly text: string;
  readonly items: Diagnostic[];
}

export class Diagnostics {
  /** What was last answered: most keystrokes change no finding. */
  private readonly answers = new Map<string, Answer>();
  private answered = 0;
  /** The number of what the client has of a document that it has pulled. */
  private readonly pulled = new Map<string, string>();
  private readonly delayed = new Delayed(() => this.update(), PAUSE);
  private readonly followers = new Set<Follower>();
  private end: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => {
    this.end = resolve;
  });
  /** Publishes findings of files that are not open, for a client that does not pull. */
  private hasPublisher = false;

  constructor(private readonly host: DiagnosticsHost) {}

  /** The answer to a client that pulls. */
  async pull(uri: string, previousResultId: string | undefined): Promise<DocumentDiagnosticReport> {
    const report = await this.report(uri, previousResultId);
    this.pulled.set(uri, report.resultId ?? '');
    return report;
  }

  private async report(uri: string, previousResultId: string | undefined): Promise<DocumentDiagnosticReport> {
    const { resultId, items } = await this.answer(uri);
    return previousResultId === resultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  private async answer(uri: string): Promise<Answer> {
    const last = this.answers.get(uri);
    if (last && (await this.host.waits(uri))) return last;
    const items = await this.host.of(uri);
    const text = JSON.stringify(items);
    if (last?.text === text) return last;
    const answer = { resultId: `${++this.answered}`, text, items };
    this.answers.set(uri, answer);
    return answer;
  }

  /**
   * The answer to a client that pulls for the whole workspace. With a stream, findings are reported as they change until
   * the client gives up; without one, they are answered as they stand.
   */
  async reportAll(
    { previousResultIds }: WorkspaceDiagnosticParams,
    stream: Stream | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const known = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const items: WorkspaceDiagnosticReport['items'] = [];
    const take = (reports: readonly Report[]) => items.push(...reports.map((each) => this.withVersion(each)));
    const send = (reports: readonly Report[]) => {
      // Of a document that it has pulled, the client takes nothing else.
      if (reports.some(({ uri, resultId }) => this.pulled.has(uri) && this.pulled.get(uri) !== resultId))
        this.host.refresh();
      take(reports.filter(({ kind }) => kind === DocumentDiagnosticReportKind.Full));
      if (items.length > 0) stream?.report({ items: items.splice(0) });
    };
    const follower = this.follow(known, stream ? send : take);
    await follower.look();
    if (stream) {
      const givenUp = new Promise<void>((resolve) => stream.onEnd(resolve));
      await Promise.race([givenUp, this.ended]);
    }
    this.followers.delete(follower);
    return { items };
  }

  private withVersion(report: Report): WorkspaceDiagnosticReport['items'][number] {
    const version = this.host.open().find(({ uri }) => uri === report.uri)?.version ?? null;
    return { ...report, version };
  }

  private follow(known: Map<string, string>, deliver: (reports: readonly Report[]) => void): Follower {
    const { host } = this;
    const follower = new Follower(known, deliver, {
      documents: () => host.unopened(),
      report: (uri, previous) => this.report(uri, previous),
      isOpen: (uri) => host.open().some((document) => document.uri === uri),
      failed: (uri, error) => this.failed(uri, error),
    });
    this.followers.add(follower);
    return follower;
  }

  /** A document has a new text. `concernsOthers`: what is found in others may be different now. */
  changed(concernsOthers: boolean): void {
    // A client that pulls asks for the document itself.
    if (concernsOthers || !this.host.pulls()) this.delayed.schedule();
  }

  closed(uri: string): void {
    this.answers.delete(uri);
    this.pulled.delete(uri);
    if (!this.host.pulls()) this.publishUnopened();
    for (const follower of this.followers) follower.closed(uri);
  }

  /** Everything that is shown may be different now. */
  update(): void {
    this.host.refresh();
    if (!this.host.pulls()) {
      void this.push();
      this.publishUnopened();
    }
    for (const follower of this.followers) void follower.look();
  }

  stop(): void {
    this.delayed.stop();
    this.end();
  }

  /** Every open document, as a change in one may tell on another. */
  private async push(): Promise<void> {
    for (const { uri, version } of this.host.open()) {
      try {
        const { items } = await this.answer(uri);
        const isCurrent = this.host.open().some((now) => now.uri === uri && now.version === version);
        if (isCurrent) this.host.publish({ uri, version, diagnostics: items });
      } catch (error) {
        this.failed(uri, error);
      }
    }
  }

  private publishUnopened(): void {
    if (this.hasPublisher) return;
    this.hasPublisher = true;
    const follower = this.follow(new Map(), (reports) => {
      const versionOf = (uri: string) => {
        const open = this.host.open().find((document) => document.uri === uri);
        return open && { version: open.version };
      };
      for (const report of reports)
        if (report.kind === DocumentDiagnosticReportKind.Full)
          this.host.publish({ uri: report.uri, ...versionOf(report.uri), diagnostics: report.items });
    });
    void follower.look();
  }

  private failed(uri: string, error: unknown): void {
    this.host.problem(`the findings of ${uri} cannot be shown: ${withoutMessage(error)}`);
  }
}
