/** Documents as a file store, for a workspace without a disk. */
import type { SourceDocument } from '../../src/analyzer/model';
import type { FileStore } from '../../src/workspace/file-store';

const PREFIX = 'file://';

export function memoryStore(documents: readonly SourceDocument[]): FileStore {
  const texts = new Map(documents.map(({ uri, text }) => [uri.slice(PREFIX.length), text]));
  const folderOf = (file: string) => file.slice(0, Math.max(1, file.lastIndexOf('/')));
  return {
    separator: '/',
    uriOf: (file) => PREFIX + file,
    fileOf: (uri) => (uri.startsWith(PREFIX) ? uri.slice(PREFIX.length) : undefined),
    folderOf,
    realPath: (file) => file,
    read(file) {
      const text = texts.get(file);
      return text === undefined ? { kind: 'missing' } : { kind: 'text', text, encoding: 'UTF-8', byteOrderMark: false };
    },
    names: (folder) =>
      [...texts.keys()].filter((file) => folderOf(file) === folder).map((file) => file.slice(folder.length + 1)),
    walk: () => [],
    mayConcernMail: () => true,
  };
}
