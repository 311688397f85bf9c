/** Kubernetes: variables whose value is a key of a ConfigMap or Secret in the same file have the value that is written there. */
import type { Entry, Scope } from './scope';
import { decoded } from './yaml-environment';

const keyOf = ({ kind, name, key }: NonNullable<Entry['from']>) => `${kind}/${name}/${key}`;

/** One entry of a ConfigMap or Secret; a Secret's `data` is in base64, its `stringData` is not. */
function dataOf(kind: string, entry: Entry): readonly [key: string, entry: Entry] | undefined {
  const [, field, key = ''] = /^(data|stringData)\.(.+)$/s.exec(entry.key) ?? [];
  if (kind === 'ConfigMap') return field === 'data' ? [key, entry] : undefined;
  if (field === undefined) return undefined;
  return [key, { ...entry, ...(field === 'data' && decoded(entry)), isInSecret: true }];
}

/** The data of the ConfigMaps and Secrets among some documents. */
function allData(scopes: readonly Scope[]): ReadonlyMap<string, Entry> {
  const data = new Map<string, Entry>();
  for (const { kind: of, entries } of scopes) {
    const textOf = (key: string) => entries.find((entry) => entry.key === key)?.value;
    const kind = of === 'map' ? textOf('kind') : undefined;
    const name = kind === 'ConfigMap' || kind === 'Secret' ? textOf('metadata.name') : undefined;
    if (name === undefined || (kind !== 'ConfigMap' && kind !== 'Secret')) continue;
    for (const entry of entries) {
      const found = dataOf(kind, entry);
      if (found) data.set(keyOf({ kind, name, key: found[0] }), found[1]);
    }
  }
  return data;
}

/** The scopes with those values in the place of their references. */
export function withConfigMaps(scopes: readonly Scope[]): readonly Scope[] {
  if (!scopes.some(({ entries }) => entries.some(({ from }) => from !== undefined))) return scopes;
  const data = allData(scopes);
  return scopes.map((scope) => ({
    ...scope,
    entries: scope.entries.map((entry) => {
      const found = entry.from && data.get(keyOf(entry.from));
      if (!found) return entry;
      const { value, raw, at, type, quote, editable, misread, isInSecret } = found;
      return { ...entry, value, raw, at, type, quote, editable, misread, isInSecret };
    }),
  }));
}
