/** Variables that a file takes from the environment around it: misspelt ones, and those that the system sets, too. */
import type { Observation, Setting } from '../../model';
import { nearVariable, SYSTEM_VARIABLES } from '../variable-names';
import type { Found, Gathered } from './gather';

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

/** Compose takes variables from the .env beside it; one that no file of the family defines may be another's misspelling. */
function undefinedVariable({ source }: Gathered, { located, setting }: Found, name: string): Observation[] {
  const { entry, uri } = located;
  const offset = entry.raw.indexOf(name);
  if (!source.interpolates || entry.reference?.name !== name || offset < 0) return [];
  const environments = source.environments();
  if (environments.some((environment) => environment.get(name))) return [];
  const used = new Set(source.located.map((other) => other.entry.reference?.name));
  const defined = new Map(
    environments.flatMap((environment) => [...environment.names()].map((one) => [one, environment] as const)),
  );
  const near = nearVariable(
    name,
    [...defined.keys()].filter((other) => !used.has(other)),
  );
  const variable = near === undefined ? undefined : defined.get(near)?.get(near);
  if (near === undefined || !variable) return [];
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
      nearest: near,
      defined: { uri: variable.document.uri, span: variable.entry.keySpan },
    },
  ];
}
