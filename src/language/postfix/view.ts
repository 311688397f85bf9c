/** One document of a Postfix instance, with the other one beside it. */
import { createSpace, type Space } from '../../analyzer/dialects/postfix/evaluate';
import { createInstance, type Definition, type Instance, instanceOf } from '../../analyzer/dialects/postfix/instance';
import { parse } from '../../analyzer/formats/index';
import type { MainCfTree } from '../../analyzer/formats/main-cf';
import type { MasterCfTree, ServiceEntry } from '../../analyzer/formats/master-cf-tree';
import { type LogicalLine, startOfLine } from '../../analyzer/formats/postfix-lines';
import { formatOf } from '../../analyzer/kinds';
import type { Project, SourceDocument } from '../../analyzer/model';

export interface View {
  readonly document: SourceDocument;
  readonly format: 'main.cf' | 'master.cf';
  readonly instance: Instance;
  /** What main.cf says by itself. */
  readonly main: Space;
  /** A service's view; that of main.cf without one. */
  spaceOf(service: ServiceEntry | undefined): Space;
}

/** A view and what it was made from; it holds as long as that is the same. */
interface Remembered {
  readonly view: View | undefined;
  readonly reads: ReadonlyMap<string, SourceDocument | undefined>;
}

const views = new WeakMap<SourceDocument, Remembered>();

/** Undefined for documents that are no main.cf or master.cf; one that is still empty is taken for what its name says. */
export function viewOf(document: SourceDocument, project: Project): View | undefined {
  const known = views.get(document);
  if (known && [...known.reads].every(([uri, read]) => project.read(uri) === read)) return known.view;
  const reads = new Map<string, SourceDocument | undefined>();
  const read = (uri: string) => {
    const found = project.read(uri);
    reads.set(uri, found);
    return found;
  };
  const view = createView(document, { ...project, read });
  views.set(document, { view, reads });
  return view;
}

function createView(document: SourceDocument, project: Project): View | undefined {
  const format = formatOf(document);
  if (format !== 'main.cf' && format !== 'master.cf') return undefined;
  const tree = parse(format, document) as MainCfTree | MasterCfTree;
  const instance = instanceOf(tree, document, project) ?? emptyInstance(tree);
  if (!instance) return undefined;
  const main = createSpace(instance);
  const spaces = new Map<ServiceEntry | undefined, Space>([[undefined, main]]);
  const spaceOf = (service: ServiceEntry | undefined) => {
    let space = spaces.get(service);
    if (!space) {
      space = createSpace(instance, service, main);
      spaces.set(service, space);
    }
    return space;
  };
  return { document, format, instance, main, spaceOf };
}

/** A file in which nothing can be read yet; undefined for one that holds something else. */
function emptyInstance(tree: MainCfTree | MasterCfTree): Instance | undefined {
  if (tree.format === 'master.cf') return createInstance(undefined, tree);
  return tree.assignments.length === 0 ? createInstance(tree, undefined) : undefined;
}

/** The last of the lines, which are in the order of the file, that begins at or before an offset. */
function lineBefore<T extends { readonly line: LogicalLine }>(lines: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOfLine(lines[middle]!.line) <= offset) low = middle + 1;
    else high = middle;
  }
  return lines[low - 1];
}

/** As `postconf -M` names services: `submission/inet`. */
export const serviceId = ({ service, type }: ServiceEntry): string => `${service.text}/${type.text}`;

/** The service of master.cf whose lines, or the comments between them, an offset lies in. */
export const serviceAt = ({ instance, format }: View, offset: number): ServiceEntry | undefined =>
  format === 'master.cf' ? lineBefore(instance.master?.services ?? [], offset) : undefined;

/** The definitions in the logical line at an offset: one of main.cf, or the options of a service. */
export function definitionsAt(view: View, offset: number): readonly Definition[] {
  if (view.format === 'main.cf') {
    const definition = lineBefore(view.instance.assignments, offset);
    return definition ? [definition] : [];
  }
  const service = serviceAt(view, offset);
  return (service && view.instance.overrides.get(service)) ?? [];
}

/** Where an offset of the document lies in the text of its logical line; undefined in comments and other lines. */
export function positionIn(line: LogicalLine, offset: number): number | undefined {
  const piece = line.pieces.find(({ span }) => span.start <= offset && offset <= span.end);
  return piece && piece.position + offset - piece.span.start;
}
