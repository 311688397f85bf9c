/** Where settings stand: entries in their files, and the list of them that a program reads. */
import type { Environment } from '../../environment';
import type { Entry, Scope, SettingsTree } from '../../formats/scope';
import type { Edit, Project, Scalar, SourceDocument, Span } from '../../model';

/** An entry with the document that it is written in. */
export interface Located {
  readonly entry: Entry;
  readonly uri: string;
}

export interface Source {
  readonly kind: Scope['kind'];
  readonly format: SettingsTree['format'];
  /** Name of the container or path of the map, for labels. */
  readonly name: string;
  readonly image?: string;
  /** A container of somebody else's image: what the project's own files say does not hold in it. */
  readonly isForeign: boolean;
  readonly document: SourceDocument;
  readonly project: Project;
  /** The environments that the document may run in. */
  environments(): readonly Environment[];
  readonly extent: Span;
  /** Path of the map with a dot behind it, else empty: what keys are called in full. */
  readonly prefix: string;
  /** What comes later wins. */
  readonly located: readonly Located[];
  /** Those that this source says itself, rather than a file or document below it. */
  readonly own: readonly Located[];
  isOwn(located: Located): boolean;
  /** True for those that hold for others, too, so that a change is written beside them instead. */
  isShared(located: Located): boolean;
  readonly holdsSecrets?: boolean;
  /** The login comes from another place. */
  readonly isWithoutSecrets?: boolean;
  /** The file's reader replaces `${NAME}` by a variable of the .env beside it. */
  readonly interpolates?: boolean;
  /** Another document or file completes it, so that what is absent proves nothing. */
  readonly completed?: boolean;
  /** The map whose settings hold where this one has none. */
  readonly parent?: Source;
  /** The winning entry of a key. */
  get(key: string): Located | undefined;
  /** Entries of the same key, in the same list, that an entry makes useless. */
  earlier(winner: Located): readonly Located[];
  /** Writes a new key behind a neighbour, in that one's file. */
  insert(key: string, value: Scalar, after: Located): Edit | undefined;
}
