/** Variables that a file takes from the environment around it: misspelt ones, and those that the system sets, too. */
import type { Environment, Variable } from '../../environment';
import type { Observation, Setting } from '../../model';
import { nearVariable, SYSTEM_VARIABLES } from '../../variable-names';
import type { Found, Gathered } from './gathered';
import type { Source } from './located';

export function referenceObservations(gathered: Gathered): Observation[] {
  const { source, found } = gathered;
  if (!source.interpolates && source.kind !== 'file') return [];
  return found.flatMap((one): Observation[] => {
    const { setting } = one;
    const { origin } = setting;
    if (origin.kind === 'environment') return undefinedVariable(gathered, one, origin.name);
    const name = origin.kind === 'variable' ? origin.name : source.kind === 'file' ? setting.name : '';
    return SYSTEM_VARIABLES.has(name) && setting.value
      ? [{ kind: 'overridden-variable', at: { ...setting, name } }]
      : [];
  });
}

/** Where more variables than this are defined nowhere, none is a misspelling: the file that defines them is not at hand. */
const MOST_UNDEFINED = 50;

/** The names that some environments define, and what was meant by others. */
interface Names {
  readonly defined: ReadonlyMap<string, Environment>;
  readonly meant: Map<string, string | undefined>;
}

const namesOf = new WeakMap<readonly Environment[], Names>();

/** The defined name that was meant by one that nothing defines. */
function meantBy(name: string, environments: readonly Environment[]): Variable | undefined {
  let names = namesOf.get(environments);
  if (!names) {
    const defined = environments.flatMap((one) => [...one.names()].map((other) => [other, one] as const));
    names = { defined: new Map(defined), meant: new Map() };
    namesOf.set(environments, names);
  }
  const { defined, meant } = names;
  if (!meant.has(name) && meant.size < MOST_UNDEFINED) meant.set(name, nearVariable(name, defined.keys()));
  const near = meant.get(name);
  return near === undefined ? undefined : defined.get(near)?.get(near);
}

const usedNames = new WeakMap<Source, ReadonlySet<string>>();

/** True where some value of a source refers to a variable. */
function isUsed(name: string, source: Source): boolean {
  const used = usedNames.get(source) ?? new Set(source.located.flatMap(({ entry }) => entry.reference?.name ?? []));
  usedNames.set(source, used);
  return used.has(name);
}

/** Compose takes variables from the .env beside it; one that no file of the family defines may be another's misspelling. */
function undefinedVariable({ source }: Gathered, { located, setting }: Found, name: string): Observation[] {
  const { entry, uri } = located;
  const offset = entry.raw.indexOf(name);
  if (!source.interpolates || entry.reference?.name !== name || offset < 0) return [];
  const environments = source.environments();
  if (environments.some((environment) => environment.get(name))) return [];
  const variable = meantBy(name, environments);
  if (!variable || isUsed(variable.entry.key, source)) return [];
  const span = { start: entry.at.start + offset, end: entry.at.start + offset + name.length };
  const at: Setting<unknown> = {
    ...setting,
    name,
    raw: name,
    at: { uri, span },
    editable: { replace: () => undefined, rename: (text) => ({ uri, span, text }) },
  };
  return [
    {
      kind: 'undefined-variable',
      at,
      nearest: variable.entry.key,
      defined: { uri: variable.document.uri, span: variable.entry.keySpan },
    },
  ];
}
