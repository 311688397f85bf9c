import type { Tree } from './formats/index';
import type { MailConfig, Observation, Project, SourceDocument } from './model';

/**
 * Most configurations of a document, those of files within it included. What lists more is data, such as a test's, and
 * no settings of one project; the rest is left unread.
 */
export const MOST_CONFIGS = 500;

/** One way to spell mail settings; the configurations know how to write back. */
export interface Dialect {
  readonly id: string;
  /** Undefined for what is left to the next dialect. */
  read(tree: Tree, document: SourceDocument, project: Project): MailConfig[] | undefined;
  /** What a document does with mail beside its configurations, of which it need not have any. */
  beside?(tree: Tree, project: Project): readonly Observation[];
}
