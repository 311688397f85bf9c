import type { Tree } from '../formats/index';
import type { MailConfig, Project, SourceDocument } from '../model';

/** One way to spell mail settings; the configurations know how to write back. */
export interface Dialect {
  readonly id: string;
  /** Undefined for what is left to the next dialect. */
  read(tree: Tree, document: SourceDocument, project: Project): MailConfig[] | undefined;
}
