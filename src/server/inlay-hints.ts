/** What variables are worth that mail settings read, and the connection that a configuration makes, shown in the text. */
import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import { summary } from '../analyzer/explain';
import type { MailConfig, Setting, SourceDocument } from '../analyzer/model';
import { showingFor } from '../analyzer/showing';
import type { Workspace } from '../workspace/workspace';
import { inWords, sending } from './configurations';
import type { InlayHints } from './settings';
import { type ClientDocuments, offsetOf, rangeOf } from './translate';

/** More letters of a value than anyone reads beside code. */
const LONGEST = 40;

interface Hint {
  readonly labels: Set<string>;
  readonly written: Set<string>;
}

export function inlayHints(
  workspace: Workspace,
  document: SourceDocument,
  range: Range,
  wanted: InlayHints,
  documents: ClientDocuments,
): InlayHint[] {
  if (wanted === 'off') return [];
  const start = offsetOf(document, range.start);
  const end = offsetOf(document, range.end);
  const hints = new Map<number, Hint>();
  const add = (offset: number, label: string, written = '') => {
    if (offset < start || offset > end) return;
    const hint = hints.get(offset) ?? { labels: new Set(), written: new Set() };
    hint.labels.add(label);
    if (written) hint.written.add(written);
    hints.set(offset, hint);
  };
  const place = inWords(workspace);
  for (const config of configsReading(workspace, document)) {
    const { show } = showingFor([config]);
    for (const setting of config.settings) {
      const { origin, at } = setting;
      if (origin.kind !== 'variable' || origin.read.uri !== document.uri || at.uri === document.uri) continue;
      if (isSecret(config, setting)) continue;
      const value = show(setting.raw);
      const label = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
      add(origin.read.span.end, label || "''", show(`${origin.name} is set in ${place(at)}`));
    }
    if (wanted === 'all' && config.anchor.uri === document.uri && sending(config))
      add(endOfLine(document, config.anchor.span.end), summary(config));
  }
  return [...hints].map(([offset, { labels, written }]) => ({
    position: rangeOf(documents, { uri: document.uri, span: { start: offset, end: offset } }).start,
    label: `${written.size > 0 ? ' =' : '  →'} ${[...labels].join(' or ')}`,
    kind: InlayHintKind.Type,
    ...(written.size > 0 && { tooltip: [...written].join('\n') }),
  }));
}

/** Between a key and its value, or before a parenthesis, the connection would read as a part of either. */
function endOfLine({ text }: SourceDocument, offset: number): number {
  const [line = ''] = /[^\r\n]*/.exec(text.slice(offset)) ?? [];
  return offset + line.length;
}

/** Configurations of a document, and of documents that read it: a compose file whose variables a program gets. */
const configsReading = (workspace: Workspace, { uri }: SourceDocument): readonly MailConfig[] =>
  [uri, ...workspace.dependents(uri)].flatMap((each) => workspace.configs(each));

const isSecret = ({ auth }: MailConfig, { at }: Setting<unknown>): boolean =>
  [auth?.password, ...(auth?.secrets ?? [])].some(
    (secret) => secret?.at.uri === at.uri && secret.at.span.start === at.span.start,
  );
