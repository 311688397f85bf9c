/** Kubernetes: variables whose value is a key of a ConfigMap in the same file have the value that is written there. */
import type { Entry, Scope } from './scope';

const keyOfMap = (name: string, key: string) => `${name}/${key}`;

/** The data of the ConfigMaps among some documents, by name and key. */
function dataOf(scopes: readonly Scope[]): ReadonlyMap<string, Entry> {
  const data = new Map<string, Entry>();
  for (const { kind, entries } of scopes) {
    const of = (key: string) => entries.find((entry) => entry.key === key)?.value;
    const name = kind === 'map' && of('kind') === 'ConfigMap' ? of('metadata.name') : undefined;
    for (const entry of name === undefined ? [] : entries)
      if (entry.key.startsWith('data.')) data.set(keyOfMap(name!, entry.key.slice('data.'.length)), entry);
  }
  return data;
}

/** The scopes with those values in the place of their references. */
export function withConfigMaps(scopes: readonly Scope[]): readonly Scope[] {
  if (!scopes.some(({ entries }) => entries.some(({ from }) => from !== undefined))) return scopes;
  const data = dataOf(scopes);
  return scopes.map((scope) => ({
    ...scope,
    entries: scope.entries.map((entry) => {
      const found = entry.from && data.get(keyOfMap(entry.from.name, entry.from.key));
      if (!found) return entry;
      const { value, raw, at, type, quote, editable } = found;
      return { ...entry, value, raw, at, type, quote, editable };
    }),
  }));
}
