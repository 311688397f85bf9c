/** Quick fixes for findings, and one action for all safe fixes. */
import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic } from 'vscode-languageserver';
import type { Edit, Finding, Fix, SourceDocument } from '../analyzer/model';
import { withRuleOff } from '../workspace/project-settings';
import { suppressionLine, UNUSED_SUPPRESSION } from '../workspace/suppressions';
import type { ClientAbilities } from './capabilities';
import { type ClientDocuments, lineIndex, offsetOf, toWorkspaceEdit } from './translate';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.mailConfigLint`;

type Asked = Pick<CodeActionParams, 'range' | 'context'>;

/** True where the client asks for a kind, for one of its parents, or for anything. */
const wants = (asked: Asked, kind: string) =>
  !asked.context.only || asked.context.only.some((only) => kind === only || kind.startsWith(`${only}.`));

/** What may be done about findings. */
export interface Fixer {
  fixes(finding: Finding): readonly Fix[];
  fixAll(findings: readonly Finding[], isWanted: (fix: Fix) => boolean): Edit[];
}

/** `settingsUri`: the project's settings file, be it there or not. */
export function codeActions(
  document: SourceDocument,
  findings: readonly Finding[],
  fixer: Fixer,
  asked: Asked,
  settingsUri: string | undefined,
  documents: ClientDocuments,
  abilities: ClientAbilities,
): CodeAction[] {
  const actions: CodeAction[] = [];
  const edit = (edits: readonly Edit[]) => toWorkspaceEdit(edits, documents, abilities);
  if (wants(asked, CodeActionKind.QuickFix)) {
    const start = offsetOf(document, asked.range.start);
    const end = offsetOf(document, asked.range.end);
    for (const finding of findings) {
      if (finding.at.span.start > end || finding.at.span.end < start) continue;
      const diagnostics = asked.context.diagnostics.filter((diagnostic) => isOf(finding, document, diagnostic));
      actions.push(...fixesOf(fixer.fixes(finding), diagnostics, edit));
      if (finding.rule === UNUSED_SUPPRESSION) continue;
      const add = (title: string, change: Edit | undefined) => {
        const whole = change && edit([change]);
        if (whole) actions.push({ title, kind: CodeActionKind.QuickFix, diagnostics, edit: whole });
      };
      add(`Silence ${finding.rule} here`, silencing(document, finding));
      add(`Turn ${finding.rule} off for this project`, turningOff(finding.rule, settingsUri, documents));
    }
  }
  if (wants(asked, FIX_ALL) && asked.context.only) {
    const all = fixer.fixAll(findings, (fix) => fix.edits.every(({ uri }) => uri === document.uri));
    const whole = all.length > 0 ? edit(all) : undefined;
    if (whole) actions.push({ title: 'Apply all safe fixes of Mail Config Lint', kind: FIX_ALL, edit: whole });
  }
  return actions;
}

function isOf(finding: Finding, document: SourceDocument, diagnostic: Diagnostic): boolean {
  return diagnostic.code === finding.rule && offsetOf(document, diagnostic.range.start) === finding.at.span.start;
}

function fixesOf(
  fixes: readonly Fix[],
  diagnostics: Diagnostic[],
  edit: (edits: readonly Edit[]) => CodeAction['edit'],
): CodeAction[] {
  const preferred = fixes.findIndex((fix) => fix.safe);
  return fixes.flatMap(({ title, edits }, index) => {
    const whole = edit(edits);
    return whole
      ? [
          {
            title,
            kind: CodeActionKind.QuickFix,
            diagnostics,
            edit: whole,
            ...(index === preferred ? { isPreferred: true } : {}),
          },
        ]
      : [];
  });
}

function turningOff(rule: string, uri: string | undefined, documents: ClientDocuments): Edit | undefined {
  if (uri === undefined) return undefined;
  const before = documents.document(uri)?.text ?? '';
  const text = withRuleOff(before, rule);
  return text === undefined ? undefined : { uri, span: { start: 0, end: before.length }, text };
}

function silencing(document: SourceDocument, finding: Finding): Edit | undefined {
  const index = lineIndex(document);
  const { line } = index.positionAt(finding.at.span.start);
  const start = index.offsetAt({ line, character: 0 });
  const text = suppressionLine(document, index.lineText(line), finding.rule);
  return text === undefined ? undefined : { uri: document.uri, span: { start, end: start }, text };
}
