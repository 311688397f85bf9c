/** What can be done about findings: fixes, comments and settings that disable a rule, its page, and all safe fixes at once. */
import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic } from 'vscode-languageserver';
import type { Edit, Finding, Fix, Place, SourceDocument } from '../analyzer/model';
import { code, md, trusted } from '../show/markdown';
import { pageOf } from '../workspace/pages';
import { withRuleOff } from '../workspace/settings-tree';
import { fileSuppression, lineSuppression, UNUSED_SUPPRESSION } from '../workspace/suppressions';
import type { ClientAbilities } from './capabilities';
import { COPY_COMMAND, EXPLAIN_COMMAND } from './protocol';
import type { Reading } from './readings';
import { type ClientDocuments, lineIndex, offsetOf, toWorkspaceEdit } from './translate';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.mailConfigLint`;
/** Kinds of their own: what disables or explains a finding fixes nothing, and editors show it apart from fixes. */
const DISABLE = 'disable.mailConfigLint';
const EXPLAIN = 'explain.mailConfigLint';
const COPY = 'copy.mailConfigLint';

export const ACTION_KINDS: readonly string[] = [CodeActionKind.QuickFix, FIX_ALL, DISABLE, EXPLAIN, COPY];

type Asked = Pick<CodeActionParams, 'range' | 'context'>;

/** True where the client asks for a kind, for one of its parents, or for anything. */
const wants = (asked: Asked, kind: string) =>
  !asked.context.only || asked.context.only.some((only) => kind === only || kind.startsWith(`${only}.`));

/** What may be done about findings. */
export interface Fixer {
  fixes(finding: Finding): readonly Fix[];
  fixAll(findings: readonly Finding[], isWanted: (fix: Fix) => boolean): Edit[];
}

export interface ActionsHost {
  readonly document: SourceDocument;
  /** Those of the document, and those of other documents that it reads wrong values from. */
  readonly findings: readonly Finding[];
  readonly readings: readonly Reading[];
  readonly fixer: Fixer;
  /** The project's settings file, be it there or not. */
  readonly settingsUri: string | undefined;
  readonly documents: ClientDocuments;
  readonly abilities: ClientAbilities;
  /** The client has the command that shows the page of a rule. */
  readonly explains: boolean;
  /** The client has the command that copies a text. */
  readonly copies: boolean;
}

export function codeActions(host: ActionsHost, asked: Asked): CodeAction[] {
  const { document, findings, readings, fixer } = host;
  const start = offsetOf(document, asked.range.start);
  const end = offsetOf(document, asked.range.end);
  const isHere = ({ at }: { readonly at: Place }) => at.span.start <= end && at.span.end >= start;
  const actions = [
    ...findings.filter(isHere).flatMap((finding) => aboutFinding(host, finding, asked)),
    ...readings.filter(isHere).flatMap((reading) => aboutReading(host, reading, asked)),
  ];
  const offered = actions.filter(({ kind }) => wants(asked, kind ?? ''));
  if (!wants(asked, FIX_ALL) || !asked.context.only) return offered;
  const all = toEdit(
    host,
    fixer.fixAll(findings, (fix) => isWithin(fix, document)),
  );
  return all ? [...offered, { title: 'Fix all safe Mail Config Lint problems', kind: FIX_ALL, edit: all }] : offered;
}

const isWithin = ({ edits }: Fix, { uri }: SourceDocument) => edits.every((edit) => edit.uri === uri);

const toEdit = ({ documents, abilities }: ActionsHost, edits: readonly Edit[]) =>
  edits.length > 0 ? toWorkspaceEdit(edits, documents, abilities) : undefined;

function aboutFinding(host: ActionsHost, finding: Finding, asked: Asked): CodeAction[] {
  const diagnostics = diagnosticsAt(host, finding, finding.at, asked);
  const fixes = wants(asked, CodeActionKind.QuickFix)
    ? [...fixesOf(host, finding, diagnostics), ...allOfRule(host, finding, diagnostics)]
    : [];
  const disabling = finding.rule === UNUSED_SUPPRESSION ? [] : disabled(host, finding, diagnostics);
  return [...fixes, ...disabling, ...explained(host, finding.rule, diagnostics), ...copied(host, finding, diagnostics)];
}

/** The value is fixed where it is written; a comment here would disable nothing. */
function aboutReading(host: ActionsHost, { finding, at }: Reading, asked: Asked): CodeAction[] {
  const diagnostics = diagnosticsAt(host, finding, at, asked);
  const fixes = wants(asked, CodeActionKind.QuickFix) ? fixesOf(host, finding, diagnostics) : [];
  return [...fixes, ...explained(host, finding.rule, diagnostics)];
}

function diagnosticsAt({ document }: ActionsHost, { rule }: Finding, at: Place, { context }: Asked): Diagnostic[] {
  return context.diagnostics.filter(
    ({ code, range }) => code === rule && offsetOf(document, range.start) === at.span.start,
  );
}

function fixesOf(host: ActionsHost, finding: Finding, diagnostics: Diagnostic[]): CodeAction[] {
  const fixes = host.fixer.fixes(finding);
  const preferred = fixes.findIndex((fix) => fix.safe);
  return fixes.flatMap(({ title, edits }, index) => {
    const edit = toEdit(host, edits);
    const isPreferred = index === preferred ? { isPreferred: true } : {};
    return edit ? [{ title, kind: CodeActionKind.QuickFix, diagnostics, edit, ...isPreferred }] : [];
  });
}

/** One action for the safe fixes of a rule, where the document breaks it more than once. */
function allOfRule(host: ActionsHost, { rule }: Finding, diagnostics: Diagnostic[]): CodeAction[] {
  const { document, findings, fixer } = host;
  const same = findings.filter((finding) => finding.rule === rule);
  const isFixable = (finding: Finding) => fixer.fixes(finding).some((fix) => fix.safe && isWithin(fix, document));
  if (same.length < 2 || same.filter(isFixable).length < 2) return [];
  const edit = toEdit(
    host,
    fixer.fixAll(same, (fix) => isWithin(fix, document)),
  );
  return edit ? [{ title: `Fix all ${rule} problems`, kind: CodeActionKind.QuickFix, diagnostics, edit }] : [];
}

function disabled(host: ActionsHost, finding: Finding, diagnostics: Diagnostic[]): CodeAction[] {
  const { document, documents, settingsUri } = host;
  const { rule } = finding;
  const { line } = lineIndex(document).positionAt(finding.at.span.start);
  return [
    ['line', lineSuppression(document, line, rule)] as const,
    ['file', fileSuppression(document, rule)] as const,
    ['project', turningOff(rule, settingsUri, documents)] as const,
  ].flatMap(([scope, change]) => {
    const edit = change && toEdit(host, [change]);
    return edit ? [{ title: `Disable ${rule} for this ${scope}`, kind: DISABLE, diagnostics, edit }] : [];
  });
}

function explained({ explains }: ActionsHost, rule: string, diagnostics: Diagnostic[]): CodeAction[] {
  const title = `Explain ${rule}`;
  const command = { title, command: EXPLAIN_COMMAND, arguments: [rule] };
  return explains ? [{ title, kind: EXPLAIN, diagnostics, command }] : [];
}

/** For an issue, a chat or a commit: place, fault, reason and the page of the rule, free of secrets as every finding. */
function copied({ copies, document }: ActionsHost, finding: Finding, diagnostics: Diagnostic[]): CodeAction[] {
  if (!copies) return [];
  const { rule, severity, headline, detail, at } = finding;
  const { line, character } = lineIndex(document).positionAt(at.span.start);
  const place = code(`${document.path.slice(document.path.lastIndexOf('/') + 1)}:${line + 1}:${character + 1}`);
  const page = trusted(`[${rule}](${pageOf(rule)})`);
  const text = md`**${headline}** (${severity}, ${page}) in ${place}`.text;
  const title = 'Copy as Markdown';
  const command = {
    title,
    command: COPY_COMMAND,
    arguments: [`${text}\n${detail ? `\n${md`${detail}`.text}\n` : ''}`],
  };
  return [{ title, kind: COPY, diagnostics, command }];
}

function turningOff(rule: string, uri: string | undefined, documents: ClientDocuments): Edit | undefined {
  if (uri === undefined) return undefined;
  const before = documents.document(uri)?.text ?? '';
  const text = withRuleOff(before, uri, rule);
  return text === undefined ? undefined : { uri, span: { start: 0, end: before.length }, text };
}
