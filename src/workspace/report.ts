/** Findings as programs get them: from the command line, and from the tools for assistants. */
import type { Edit, Finding, Fix, Place, SourceDocument } from '../analyzer/model';
import { LineIndex } from './lines';
import { pageOf } from './pages';

/** Lines and columns from 1, columns in UTF-16 code units; the end is exclusive. */
export interface Region {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Documents {
  document(uri: string): SourceDocument | undefined;
  /** The name of a document for people. */
  nameOf(uri: string): string;
}

export function regions({ document, nameOf }: Documents): (place: Place) => Region {
  const indexes = new Map<string, LineIndex>();
  const indexOf = (uri: string) => {
    let index = indexes.get(uri);
    if (!index) {
      index = new LineIndex(document(uri)?.text ?? '');
      indexes.set(uri, index);
    }
    return index;
  };
  return ({ uri, span }) => {
    const start = indexOf(uri).positionAt(span.start);
    const end = indexOf(uri).positionAt(span.end);
    return {
      file: nameOf(uri),
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
}

/** `fixes` takes a while. The text of an edit that writes a secret is null. docs/ci.md tells the fields. */
export function rowsOf(
  findings: readonly Finding[],
  documents: Documents,
  fixes: (finding: Finding) => readonly Fix[],
): object[] {
  const region = regions(documents);
  const edit = ({ uri, span, text, secret }: Edit) => ({ ...region({ uri, span }), text: secret ? null : text });
  return findings.map((finding) => ({
    ...region(finding.at),
    rule: finding.rule,
    page: pageOf(finding.rule),
    severity: finding.severity,
    headline: finding.headline,
    detail: finding.detail ?? null,
    related: finding.related.map(({ at, message }) => ({ ...region(at), message })),
    fixes: fixes(finding).map(({ title, safe, edits }) => ({ title, safe, edits: edits.map(edit) })),
  }));
}
