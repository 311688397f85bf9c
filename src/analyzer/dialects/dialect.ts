import type { Tree } from '../formats/index';
import type { MailConfig, Project, SourceDocument } from '../model';

/** One way to spell mail settings. Reads a tree that it knows, else nothing; the configurations know how to write back. */
export interface Dialect {
  readonly id: string;
  read(tree: Tree, document: SourceDocument, project: Project): MailConfig[];
}
