/** Which parameters have another value where some names have: what refers to them, directly or by way of others. */
import { PARAMETERS } from '../../data/postfix-parameters';
import { parseMacros } from '../../formats/postfix-macros';
import type { Instance } from './instance';

type Dependents = ReadonlyMap<string, ReadonlySet<string>>;

/** By name: the parameters whose text refers to it. */
function invert(texts: Iterable<readonly [name: string, references: Iterable<{ readonly name: string }>]>): Dependents {
  const found = new Map<string, Set<string>>();
  for (const [name, references] of texts) {
    for (const reference of references) {
      const readers = found.get(reference.name) ?? new Set();
      found.set(reference.name, readers.add(name));
    }
  }
  return found;
}

let defaults: Dependents | undefined;

/** Of the defaults of every release. */
function ofDefaults(): Dependents {
  defaults ??= invert(
    [...PARAMETERS.values()].flatMap(({ name, default: value = '' }) => {
      const texts = typeof value === 'string' ? [value] : value.map(([, text]) => text);
      return texts.map((text) => [name, parseMacros(text).references] as const);
    }),
  );
  return defaults;
}

const known = new WeakMap<Instance, Dependents>();

function ofSettings(instance: Instance): Dependents {
  let found = known.get(instance);
  if (!found) {
    found = invert([...instance.settings.values()].map(({ name, macros }) => [name, macros.references] as const));
    known.set(instance, found);
  }
  return found;
}

/** The names themselves, and every parameter whose value may be another one where theirs are. */
export function affectedBy(instance: Instance, names: Iterable<string>): ReadonlySet<string> {
  const settings = ofSettings(instance);
  const found = new Set(names);
  // A set goes on over what is added to it on the way.
  for (const name of found) {
    for (const reader of settings.get(name) ?? []) found.add(reader);
    for (const reader of ofDefaults().get(name) ?? []) found.add(reader);
  }
  return found;
}
