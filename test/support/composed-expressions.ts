/** Keeps what `new RegExp` makes of other texts. To be imported before the sources, which compose some while they load. */

/** More of one place are alike: only a name in them is another. */
const MOST_OF_ONE_PLACE = 3;

const byPlace = new Map<string, Set<RegExp>>();

globalThis.RegExp = new Proxy(RegExp, {
  construct(target, parameters: [string | RegExp, string?]) {
    const made = new target(...parameters);
    const place = new Error().stack?.split('\n')[2] ?? '';
    // What packages make for themselves is theirs.
    if (!place.includes('node_modules')) {
      const same = byPlace.get(place) ?? new Set();
      byPlace.set(place, same);
      if (same.size < MOST_OF_ONE_PLACE) same.add(made);
    }
    return made;
  },
});

export const composedExpressions = (): RegExp[] => [...byPlace.values()].flatMap((same) => [...same]);
