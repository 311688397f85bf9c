/** Findings on their way to the client: pulled by those that can, pushed to the others. */

import {
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver';
import { withoutMessage } from '../show/error';
import { Delayed } from './delayed';

/** How long typing pauses before what it means for other documents is shown. In milliseconds. */
const PAUSE = 150;

interface OpenDocument {
  readonly uri: string;
  readonly version: number;
}

export interface DiagnosticsHost {
  /** The diagnostics of a document as they stand now. URIs are the client's here. */
  of(uri: string): Promise<Diagnostic[]>;
  /** The open documents. */
  open(): readonly OpenDocument[];
  pulls(): boolean;
  publish(params: PublishDiagnosticsParams): void;
  /** Has the client ask again for what it has asked for. */
  refresh(): void;
  problem(message: string): void;
}

export class Diagnostics {
  /** What was last answered: most keystrokes change no finding. */
  private readonly answers = new Map<string, { readonly resultId: string; readonly text: string }>();
  private answered = 0;
  private readonly delayed = new Delayed(() => this.update(), PAUSE);

  constructor(private readonly host: DiagnosticsHost) {}

  /** The answer to a client that pulls. */
  async report(uri: string, previousResultId: string | undefined): Promise<DocumentDiagnosticReport> {
    const items = await this.host.of(uri);
    const text = JSON.stringify(items);
    const last = this.answers.get(uri);
    const resultId = last?.text === text ? last.resultId : `${++this.answered}`;
    this.answers.set(uri, { resultId, text });
    return previousResultId === resultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  /** A document has a new text. `concernsOthers`: what is found in others may be different now. */
  changed(concernsOthers: boolean): void {
    // A client that pulls asks for the document itself.
    if (concernsOthers || !this.host.pulls()) this.delayed.schedule();
  }

  closed(uri: string): void {
    this.answers.delete(uri);
    if (!this.host.pulls()) this.host.publish({ uri, diagnostics: [] });
  }

  /** Everything that is shown may be different now. */
  update(): void {
    this.host.refresh();
    if (!this.host.pulls()) void this.push();
  }

  stop(): void {
    this.delayed.stop();
  }

  /** Every open document, as a change in one may tell on another. */
  private async push(): Promise<void> {
    for (const { uri, version } of this.host.open()) {
      try {
        const diagnostics = await this.host.of(uri);
        const isCurrent = this.host.open().some((now) => now.uri === uri && now.version === version);
        if (isCurrent) this.host.publish({ uri, version, diagnostics });
      } catch (error) {
        this.host.problem(`the findings of ${uri} cannot be shown: ${withoutMessage(error)}`);
      }
    }
  }
}
