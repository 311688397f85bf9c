import type { Tree } from '../formats/format';
import type { MailConfig, Project, SourceDocument } from '../model';

/** One way to spell mail settings. Reads a tree of one of its formats; the configurations know how to write back. */
export interface Dialect {
  readonly id: string;
  readonly formats: readonly Tree['format'][];
  read(tree: Tree, document: SourceDocument, project: Project): MailConfig[];
}
