/** The outline of a file and what can be folded in it. */
import type { Definition, Instance } from '../../analyzer/dialects/postfix/instance';
import { endOfLine, type LogicalLine, startOfLine } from '../../analyzer/formats/postfix-lines';
import type { Project, SourceDocument, Span } from '../../analyzer/model';
import { isKnownName } from './names';
import type { OutlineItem } from './results';
import { shownWord, withoutSecrets } from './shown';
import { serviceId, viewOf } from './view';

/** Parameters of main.cf in its order; services of master.cf with the parameters that they override. */
export function outlineOf(document: SourceDocument, project: Project): OutlineItem[] {
  const view = viewOf(document, project);
  if (!view) return [];
  const { instance, format } = view;
  if (format === 'main.cf') {
    return instance.assignments.map((each) => parameterSymbol(instance, each, extentOf(each.line)));
  }
  return (instance.master?.services ?? []).map((entry) => ({
    name: shownWord(instance, serviceId(entry)),
    kind: 'service',
    detail: shownWord(instance, entry.program.text),
    extent: entry.extent,
    at: entry.service.span,
    children: (instance.overrides.get(entry) ?? []).map((each) =>
      parameterSymbol(instance, each, { start: each.key.span.start, end: each.at.span.end }),
    ),
  }));
}

function parameterSymbol(instance: Instance, { name, raw, key }: Definition, extent: Span): OutlineItem {
  return {
    name: shownWord(instance, name),
    kind: isKnownName(name) ? 'parameter' : 'user',
    detail: withoutSecrets(instance, name, raw).slice(0, 120),
    extent,
    at: key.span,
    children: [],
  };
}

const extentOf = (line: LogicalLine): Span => ({ start: startOfLine(line), end: endOfLine(line) });

export interface Fold {
  readonly extent: Span;
  readonly kind?: 'comment';
}

/** Values and services of several lines, and blocks of comments. */
export function foldsOf(document: SourceDocument, project: Project): Fold[] {
  const view = viewOf(document, project);
  if (!view) return [];
  const lines = view.format === 'main.cf' ? view.instance.assignments : (view.instance.master?.services ?? []);
  const folds: Fold[] = lines
    .filter(({ line }) => line.pieces.length > 1)
    .map(({ line }) => ({ extent: extentOf(line) }));
  return [...folds, ...commentBlocks(document.text)];
}

function commentBlocks(text: string): Fold[] {
  const blocks: Fold[] = [];
  let from = -1;
  let to = -1;
  let count = 0;
  const close = () => {
    if (count > 1) blocks.push({ extent: { start: from, end: to }, kind: 'comment' });
    count = 0;
  };
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    if (text[start] === '#') {
      if (count++ === 0) from = start;
      to = end;
    } else close();
    start = end + 1;
  }
  close();
  return blocks;
}
