/** Where a workspace finds the files that no editor has open. */
import type { Format } from '../analyzer/kinds';

/** `unknown`: neither valid UTF-8 nor marked as UTF-16, so that the text lacks some of the file's characters. */
export type Encoding = 'UTF-8' | 'UTF-16' | 'unknown';

/** A text, or why there is none. `text` is without the byte order mark. */
export type TextFile =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly byteOrderMark: boolean;
      readonly encoding: Encoding;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'skipped'; readonly because: string };

export interface Candidate {
  readonly file: string;
  readonly format: Format;
}

/** Files go by path, as the store spells paths; documents go by URI. No method throws. */
export interface FileStore {
  /** Between the parts of a path. */
  readonly separator: string;
  /** The canonical URI of a path, whatever an editor writes for it. */
  uriOf(file: string): string;
  /** The path of a document's URI; undefined for documents that are no files. */
  fileOf(uri: string): string | undefined;
  /** The folder that holds a file or folder; the topmost one is its own. */
  folderOf(file: string): string;
  /** The file that a path leads to behind links and `..`; undefined where it leads nowhere, or nobody can tell where. */
  realPath(file: string): string | undefined;
  read(file: string): TextFile;
  /** Names in a folder, in any order; none where it cannot be listed, as reading its files tells why. */
  names(folder: string): readonly string[];
  /**
   * Files below a folder whose names fit one of our formats, all or those that `only` names, itself or a folder around
   * them. `problem` is told of folders that cannot be read.
   */
  walk(root: string, problem: (file: string, because: string) => void, only?: ReadonlySet<string>): Iterable<Candidate>;
  /** A cheap test of the text, true in doubt. */
  mayConcernMail(candidate: Candidate): boolean;
  /** Whether version control tracks a file; undefined where nobody knows. */
  isTracked?(file: string): boolean | undefined;
  /** Why edits must leave a file alone, as the end of a sentence; undefined where they may change or create it. */
  whyNotEdited?(file: string, roots: readonly string[]): string | undefined;
  /** The index file of the git repository around a folder; undefined where there is none. */
  gitIndex?(folder: string): string | undefined;
  /** Told that a file is not what it was, for stores that remember. */
  forget?(file: string): void;
}

/** Told, by its path, of a file or of the list of a folder that is not what the store has said before. */
export interface FileChanges {
  file(file: string): void;
  folder(folder: string): void;
}
