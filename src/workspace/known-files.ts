/** What is known of the files in a store, as long as nothing tells that they changed. */
import type { SourceDocument } from '../analyzer/model';
import type { FileStore } from './file-store';

export class KnownFiles {
  /** By URI: what was read, or looked for in vain. */
  private readonly documents = new Map<string, SourceDocument | undefined>();
  /** Those of them that are read again before they are used. */
  private readonly stale = new Set<string>();
  private readonly listings = new Map<string, readonly string[]>();
  private readonly located = new Map<string, string | undefined>();
  /** Every folder that something known lies in, directly or deeper. */
  private readonly folders = new Set<string>();

  /** Of the names in a folder those count that are `listed`. */
  constructor(
    private readonly files: FileStore,
    private readonly isListed: (name: string) => boolean,
  ) {}

  /** A file as a document; `read` is called where it is not known, or may be other than it was. */
  document(uri: string, read: () => SourceDocument | undefined): SourceDocument | undefined {
    return this.documents.has(uri) && !this.stale.has(uri) ? this.documents.get(uri) : this.keep(uri, read());
  }

  /** Keeps what was read; the document that was known before where it is the same, as what was made of it still holds. */
  keep(uri: string, read: SourceDocument | undefined): SourceDocument | undefined {
    const known = this.documents.get(uri);
    const document = read && known?.text === read.text && known.path === read.path ? known : read;
    this.documents.set(uri, document);
    this.stale.delete(uri);
    const file = this.files.fileOf(uri);
    if (file !== undefined) this.note(file);
    return document;
  }

  /** The names in a folder that count, sorted. */
  names(folder: string): readonly string[] {
    let names = this.listings.get(folder);
    if (!names) {
      names = this.files.names(folder).filter(this.isListed).sort();
      this.listings.set(folder, names);
      this.note(folder);
    }
    return names;
  }

  /** The file that a path leads to behind links; undefined where it leads nowhere. */
  realPath(file: string): string | undefined {
    if (!this.located.has(file)) {
      this.located.set(file, this.files.realPath(file));
      this.note(file);
    }
    return this.located.get(file);
  }

  /**
   * A file or folder was made, changed or deleted, with all that lies in it. False where nothing that was known can be
   * other than it was.
   */
  changed(path: string): boolean {
    const { files } = this;
    const name = path.slice(path.lastIndexOf(files.separator) + 1);
    const known = [
      this.doubt(files.uriOf(path)),
      this.located.delete(path),
      this.listings.delete(path),
      this.isListed(name) && this.listings.delete(files.folderOf(path)),
      this.folders.has(path) && this.changedBelow(path),
    ];
    return known.includes(true);
  }

  /** The names in a folder are not what they were. */
  listingChanged(folder: string): void {
    this.listings.delete(folder);
  }

  /** Any file may be other than it was. */
  anythingChanged(): void {
    for (const uri of this.documents.keys()) this.stale.add(uri);
    this.listings.clear();
    this.located.clear();
  }

  private note(path: string): void {
    let folder = this.files.folderOf(path);
    for (; !this.folders.has(folder); folder = this.files.folderOf(folder)) this.folders.add(folder);
  }

  private doubt(uri: string): boolean {
    if (!this.documents.has(uri) || this.stale.has(uri)) return false;
    this.stale.add(uri);
    return true;
  }

  private changedBelow(folder: string): boolean {
    const inside = folder + this.files.separator;
    const isInside = (path: string) => path.startsWith(inside);
    const uris = [...this.documents.keys()].filter((uri) => isInside(this.files.fileOf(uri) ?? ''));
    const known = uris.filter((uri) => this.doubt(uri)).length;
    return known + removeWhere(this.listings, isInside) + removeWhere(this.located, isInside) > 0;
  }
}

/** Gives how many entries were removed. */
function removeWhere(from: Map<string, unknown>, isMeant: (key: string) => boolean): number {
  const keys = [...from.keys()].filter(isMeant);
  for (const key of keys) from.delete(key);
  return keys.length;
}
