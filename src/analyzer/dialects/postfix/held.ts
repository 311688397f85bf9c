/** The definitions that hold, each with the view in which its value is used. */
import type { Space } from './evaluate';
import type { Definition, Instance } from './instance';

export interface Held {
  readonly definition: Definition;
  readonly space: Space;
}

/** The definitions that hold: the last of each name in main.cf, and the last `-o` of each name of a service. */
export function heldBy(instance: Instance, main: Space, spaces: readonly Space[]): Held[] {
  const held: Held[] = [...instance.settings.values()].map((definition) => ({ definition, space: main }));
  for (const space of spaces) {
    const own = new Map((instance.overrides.get(space.service!) ?? []).map((override) => [override.name, override]));
    for (const definition of own.values()) held.push({ definition, space });
  }
  return held;
}
