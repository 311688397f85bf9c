/** Follows the findings of a whole workspace for one client that was told a part of them already. */
import { type DocumentDiagnosticReport, DocumentDiagnosticReportKind } from 'vscode-languageserver';
import { slices } from './slices';

export type Report = DocumentDiagnosticReport & { readonly uri: string };

export interface FollowerHost {
  /** Documents whose findings are shown though they need not be open. */
  documents(): Promise<readonly string[]>;
  report(uri: string, previousResultId: string | undefined): Promise<DocumentDiagnosticReport>;
  isOpen(uri: string): boolean;
  failed(uri: string, error: unknown): void;
}

/** Reports that are delivered at once. */
const MOST = 50;

/** What no document is answered with, so that whatever there is now counts as new. */
const ANYTHING = '';

export class Follower {
  private looking: Promise<void> | undefined;
  private isStale = false;

  /** `known`: by URI, what the client was last told. */
  constructor(
    private readonly known: Map<string, string>,
    private readonly deliver: (reports: readonly Report[]) => void,
    private readonly host: FollowerHost,
  ) {}

  /** The client has closed a document: it may still show findings that were meant for the open one. */
  closed(uri: string): void {
    this.known.set(uri, ANYTHING);
    void this.look();
  }

  /** Delivers what the client does not know yet, and what it knows already as unchanged; resolves when everything was looked at. */
  look(): Promise<void> {
    this.isStale = true;
    this.looking ??= this.untilFresh().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async untilFresh(): Promise<void> {
    while (this.isStale) {
      this.isStale = false;
      await this.lookOnce();
    }
  }

  private async lookOnce(): Promise<void> {
    const breathe = slices();
    const wanted = new Set(await this.host.documents());
    const pending: Report[] = [];
    const flush = () => {
      if (pending.length > 0) this.deliver(pending.splice(0));
    };
    for (const uri of new Set([...wanted, ...this.known.keys()])) {
      const report = wanted.has(uri) ? await this.reportOf(uri) : this.withdrawn(uri);
      if (report) pending.push({ ...report, uri });
      if (pending.length >= MOST) flush();
      const breath = breathe();
      if (breath) {
        flush();
        await breath;
      }
    }
    flush();
  }

  private async reportOf(uri: string): Promise<DocumentDiagnosticReport | undefined> {
    const previous = this.known.get(uri);
    try {
      const report = await this.host.report(uri, previous);
      const resultId = report.resultId ?? ANYTHING;
      // It was closed in the meantime.
      if (previous !== ANYTHING && this.known.get(uri) === ANYTHING) return undefined;
      this.known.set(uri, resultId);
      const isNothing = report.kind === DocumentDiagnosticReportKind.Full && report.items.length === 0;
      return isNothing && previous === undefined ? undefined : report;
    } catch (error) {
      this.host.failed(uri, error);
      return undefined;
    }
  }

  /** The findings of an open document are the client's to ask for; those of any other are taken back. */
  private withdrawn(uri: string): DocumentDiagnosticReport | undefined {
    if (this.host.isOpen(uri)) return undefined;
    this.known.delete(uri);
    return { kind: DocumentDiagnosticReportKind.Full, items: [] };
  }
}
