/** Tables of Berkeley DB where Postfix is built without it: each program that opens one stops. */
import type { Held } from './held';
import { wordsOf } from './lists';
import { type Fatal, fatal, replace } from './service-faults';

const BERKELEY = /^(proxy:)?(hash|btree):/;

export function berkeleyTables(held: readonly Held[]): Fatal[] {
  return held.flatMap(({ definition, space }) => {
    if (!/(?:hash|btree):/.test(definition.raw)) return [];
    return (wordsOf(space, definition.name) ?? []).flatMap((word) => {
      const type = BERKELEY.exec(word.raw)?.[2];
      if (type === undefined || word.origin.kind === 'default') return [];
      return [fatal(word, { code: 'berkeley', type }, replace(word, word.raw.replace(BERKELEY, '$1lmdb:'), true))];
    });
  });
}
