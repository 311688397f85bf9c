/**
 * The files of an editor that runs in a browser, where only the editor can read them and reading takes a while: what was
 * not read yet is missing at first, is asked for, and changes once it is there. Nothing is walked, so that a repository
 * that lies on a server far away is fetched only as far as the open documents refer to it.
 */
import type { FileChanges, FileStore, TextFile } from './file-store';

/** How the files are reached. Paths are URIs without escapes. */
export interface RemoteFiles {
  /** Undefined where there is no such file, or no text in it. */
  read(uri: string): Promise<string | undefined>;
  names(uri: string): Promise<readonly string[]>;
}

const MISSING: TextFile = { kind: 'missing' };

const decoded = (uri: string): string | undefined => {
  try {
    return decodeURIComponent(uri);
  } catch {
    return undefined;
  }
};

/** `changes` is told of what has arrived and is other than what was said of it before. */
export function remoteStore(remote: RemoteFiles, changes: () => FileChanges): FileStore {
  const texts = new Map<string, TextFile>();
  const listings = new Map<string, readonly string[]>();
  const uriOf = (file: string) => encodeURI(file).replace(/[?#]/g, encodeURIComponent);
  const folderOf = (file: string) => file.slice(0, Math.max(file.lastIndexOf('/'), file.indexOf(':') + 1));

  async function fetchText(file: string): Promise<void> {
    const text = await remote.read(uriOf(file));
    if (text === undefined || !texts.has(file)) return;
    const byteOrderMark = text.startsWith('\ufeff');
    // The editor decodes, and puts this character in place of what is not UTF-8.
    const encoding = text.includes('\ufffd') ? 'unknown' : 'UTF-8';
    texts.set(file, { kind: 'text', text: byteOrderMark ? text.slice(1) : text, byteOrderMark, encoding });
    changes().file(file);
  }

  async function fetchNames(folder: string): Promise<void> {
    const names = await remote.names(uriOf(folder));
    if (names.length === 0 || !listings.has(folder)) return;
    listings.set(folder, names);
    changes().folder(folder);
  }

  return {
    separator: '/',
    uriOf,
    fileOf: (uri) => (/^[a-z][\w+.-]*:\//i.test(uri) ? decoded(uri) : undefined),
    folderOf,
    // Where a link leads, only the editor knows, which serves one workspace; `..` may come out of an escape.
    realPath: (file) => (file.split('/').includes('..') ? undefined : file),
    read(file) {
      const known = texts.get(file);
      if (known) return known;
      texts.set(file, MISSING);
      void fetchText(file).catch(() => undefined);
      return MISSING;
    },
    names(folder) {
      const known = listings.get(folder);
      if (known) return known;
      listings.set(folder, []);
      void fetchNames(folder).catch(() => undefined);
      return [];
    },
    walk: () => [],
    mayConcernMail: () => true,
    whyNotEdited(file) {
      const known = texts.get(file);
      return known?.kind === 'text' && known.encoding === 'unknown' ? 'it is not valid UTF-8' : undefined;
    },
    forget(file) {
      texts.delete(file);
      listings.delete(folderOf(file));
    },
  };
}
