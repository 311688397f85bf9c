/** Lookup tables of the workspace: the texts that postmap(1) makes `hash:` and other tables of. */
import { type LogicalLine, logicalLines, removeLine, spanOf, trimmed } from '../../formats/postfix-lines';
import type { Project, Setting, SourceDocument } from '../../model';
import type { Instance } from './instance';

/** One entry. The value may be a secret. */
export interface TableEntry {
  readonly key: Setting<string>;
  readonly value: Setting<string>;
}

export interface Tables {
  /** The text of a table, `hash:/etc/postfix/transport`, where the workspace has it. */
  document(table: string | undefined): SourceDocument | undefined;
  /** Its entries; undefined where the text is not at hand, or is no list of keys. */
  entries(table: string | undefined): readonly TableEntry[] | undefined;
}

/** Tables made of a text of keys and values. */
const KEYED = /^(?:proxy:)?(?:hash|btree|lmdb|cdb|dbm|sdbm|texthash):(.+)$/;

/** True for a table that postmap(1) makes of a text, or that is a text itself. */
export const isMadeOfText = (table: string): boolean => KEYED.test(table);

/** More entries than any table that people write; those of a larger one are not looked at. */
const MOST_CHARACTERS = 500_000;

/** Paths on the server that a file of the project may stand for, the nearest first. */
function candidates(path: string, main: string): string[] {
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const [, inside] = /^\/etc\/postfix\/(.+)$/.exec(path) ?? [];
  const root = /^(.*)\/etc\/postfix\/$/.exec(folder)?.[1];
  const name = path.slice(path.lastIndexOf('/') + 1);
  const found = [inside === undefined ? undefined : folder + inside, folder + name];
  if (root !== undefined && path.startsWith('/')) found.unshift(root + path);
  return [...new Set(found.filter((uri) => uri !== undefined))];
}

const parsed = new WeakMap<SourceDocument, readonly TableEntry[]>();

export function tablesOf({ main, master }: Instance, project: Project): Tables {
  const home = (main ?? master)!.uri;
  const known = new Map<string, SourceDocument | undefined>();
  const find = (path: string) => {
    if (!known.has(path)) {
      const documents = candidates(path, home).map((uri) => project.read(uri));
      known.set(
        path,
        documents.find((document) => document !== undefined),
      );
    }
    return known.get(path);
  };
  const document = (table: string | undefined) => {
    const [, path] = KEYED.exec(table ?? '') ?? [];
    return path === undefined ? undefined : find(path);
  };
  return {
    document,
    entries(table) {
      const text = document(table);
      if (!text || text.text.length > MOST_CHARACTERS) return undefined;
      const entries = parsed.get(text) ?? entriesOf(text);
      parsed.set(text, entries);
      return entries;
    },
  };
}

/** Lines as in main.cf: a key, blanks, and the value up to the end of the line (postmap(1)). */
const entriesOf = ({ text, uri }: SourceDocument): TableEntry[] =>
  logicalLines(text).lines.flatMap((line) => (line.orphan || line.conditional ? [] : entryOf(line, text, uri)));

function entryOf(line: LogicalLine, text: string, uri: string): TableEntry[] {
  const [, key = ''] = /^(\S+)\s/.exec(`${line.text} `) ?? [];
  if (key === '') return [];
  const { start, end } = trimmed(line.text, key.length, line.text.length);
  const value = line.text.slice(start, end);
  const part = (content: string, from: number, to: number): Setting<string> => {
    const span = spanOf(line, from, to);
    return {
      value: content,
      raw: content,
      at: { uri, span },
      name: key,
      origin: { kind: 'literal' },
      editable: {
        replace: (next) => ({ uri, span, text: String(next) }),
        remove: () => removeLine(text, uri, line),
      },
    };
  };
  return [{ key: part(key, 0, key.length), value: part(value, start, end) }];
}
