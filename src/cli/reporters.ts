/** How findings are written. Nothing here prints a line of the source: it might hold a secret. */
import type { Edit, Finding, Place, Severity, SourceDocument } from '../analyzer/model';
import { LineIndex } from '../workspace/lines';

export interface Reported {
  /** Sorted by document, place and rule. */
  readonly findings: readonly Finding[];
  document(uri: string): SourceDocument | undefined;
  /** The name of a document for people: relative to the working directory. */
  nameOf(uri: string): string;
  readonly colour: boolean;
}

type Reporter = (reported: Reported) => string;

/** Lines and columns from 1, columns in UTF-16 code units; the end is exclusive. */
interface Region {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

function regions(reported: Reported): (place: Place) => Region {
  const indexes = new Map<string, LineIndex>();
  const indexOf = (uri: string) => {
    let index = indexes.get(uri);
    if (!index) {
      index = new LineIndex(reported.document(uri)?.text ?? '');
      indexes.set(uri, index);
    }
    return index;
  };
  return ({ uri, span }) => {
    const start = indexOf(uri).positionAt(span.start);
    const end = indexOf(uri).positionAt(span.end);
    return {
      file: reported.nameOf(uri),
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
}

const json: Reporter = (reported) => {
  const region = regions(reported);
  const edit = ({ uri, span, text, secret }: Edit) => ({ ...region({ uri, span }), text: secret ? null : text });
  const rows = reported.findings.map((finding) => ({
    ...region(finding.at),
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    related: finding.related.map(({ at, message }) => ({ ...region(at), message })),
    fixes: finding.fixes.map(({ title, safe, edits }) => ({ title, safe, edits: edits.map(edit) })),
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
};

const COLOURS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, information: 36, hint: 90 };

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;

const pretty: Reporter = (reported) => {
  const region = regions(reported);
  const paint = (code: number, text: string) => (reported.colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines: string[] = [];
  let file = '';
  for (const finding of reported.findings) {
    const at = region(finding.at);
    if (at.file !== file) {
      lines.push(...(file ? [''] : []), paint(1, at.file));
      file = at.file;
    }
    const place = `${at.line}:${at.column}`.padStart(7);
    const severity = paint(COLOURS[finding.severity], finding.severity);
    lines.push(`${place}  ${severity} ${paint(1, finding.rule)}  ${finding.message}`);
    for (const { at: other, message } of finding.related) {
      const elsewhere = region(other);
      lines.push(`${' '.repeat(9)}${message}: ${elsewhere.file}:${elsewhere.line}:${elsewhere.column}`);
    }
    for (const fix of finding.fixes) lines.push(`${' '.repeat(9)}${fix.safe ? 'fix' : 'suggestion'}: ${fix.title}`);
  }
  if (reported.findings.length === 0) return '';
  const fixable = reported.findings.filter((finding) => finding.fixes.some((fix) => fix.safe)).length;
  const hint = fixable > 0 ? `; ${fixable} can be mended with --fix` : '';
  return `${lines.join('\n')}\n\n${count(reported.findings.length, 'finding')} in ${count(
    new Set(reported.findings.map((finding) => finding.at.uri)).size,
    'file',
  )}${hint}\n`;
};

export const REPORTERS: Readonly<Record<'pretty' | 'json', Reporter>> = { pretty, json };
