/** Variables that hold a connection URL: which library reads it decides what its scheme and options mean. */
import { URL_TABLES } from '../data/dialects';
import type { TableDialect } from '../data/dialects-shape';
import { decide } from './table/conditions';
import { isMailScheme, parseConnectionUrl } from './table/connection-url';
import { gather } from './table/gather';
import type { Located, Source } from './table/located';
import { settingOf } from './table/source';

const NAME = /(?:^|[_.-])(?:smtp|mail|mailer|email)(?:$|[_.-])|_DSN$/i;

/** Whether a URL dialect knows a key, by its end (`MAIN_MAILER_DSN`) or beginning where that is enough. */
function knows({ recognise: { keysAny, prefixes, suffixes } }: TableDialect, key: string): boolean {
  return (
    keysAny?.includes(key) ||
    prefixes?.some((one) => key.startsWith(one)) ||
    suffixes?.some((one) => key.endsWith(one)) ||
    false
  );
}

const has = (source: Source, keys: readonly string[] | undefined) => keys?.some((key) => source.get(key)) ?? false;

/** What holds in every library: host, port, login. */
const UNKNOWN: TableDialect = {
  id: 'connection-url',
  name: 'mail connection URL',
  sources: [],
  recognise: {},
  keys: {},
  boolean: 'enum',
  tls: [{ mode: 'unknown' }],
  presumed: true,
};

/** The table for a URL in a variable: the library that neighbours point to, else the one that all candidates agree with. */
function tableFor(source: Source, located: Located, text: string): TableDialect {
  const { key } = located.entry;
  const named = URL_TABLES.filter((table) => knows(table, key) && (table.recognise.value?.test(text) ?? true));
  const near = named.filter((table) => has(source, table.recognise.companions));
  const candidates = (near.length > 0 ? near : named).map(
    (table): TableDialect => ({ ...table, keys: { [key]: 'url' } }),
  );
  const modes = new Set(
    candidates.map((table) => {
      const gathered = gather(table, source);
      return decide(table, gathered.lookup).mode;
    }),
  );
  const [first] = candidates;
  if (first && (modes.size === 1 || near.length === 1)) return first;
  return { ...UNKNOWN, keys: { [key]: 'url' } };
}

const KNOWN: ReadonlySet<string> = new Set(URL_TABLES.flatMap(({ recognise }) => recognise.keysAny ?? []));

/** By its words, or because a library reads it. */
const mayHoldUrl = (key: string) => NAME.test(key) || KNOWN.has(key);

/** A host beside a port of the same name: its program takes no URL there, whatever the value looks like. */
const isHostBesidePort = (source: Source, key: string): boolean =>
  /HOST(?:NAME)?$/i.test(key) &&
  has(
    source,
    ['PORT', 'port'].map((word) => key.replace(/HOST(?:NAME)?$/i, word)),
  );

/** One table for each variable that holds a mail URL. */
export function* urlTables(source: Source, claimed: ReadonlySet<Located>): Generator<TableDialect> {
  for (const located of source.located) {
    const { key } = located.entry;
    if (claimed.has(located) || source.get(key) !== located || !mayHoldUrl(key)) continue;
    if (isHostBesidePort(source, key)) continue;
    const text = settingOf(source, located).value;
    const parts = text === undefined ? undefined : parseConnectionUrl(text);
    if (parts && isMailScheme(parts.scheme)) yield tableFor(source, located, text!);
  }
}
