/** Tables of types that the Postfix of the image cannot read: each program that opens one stops, or has no answer. */
import type { Held } from './held';
import { type BaseImage, lacksBerkeleyDb } from './image';
import { wordsOf } from './lists';
import { type Fatal, fatal, replace } from './service-faults';

const BERKELEY = /^(proxy:)?(hash|btree):/;

/** Types that distributions pack by themselves, as `postfix-pcre`. */
const PACKED = /^(?:proxy:)?(pcre|mysql|pgsql|ldap|sqlite):/;

export function unreadableTables(held: readonly Held[], image: BaseImage | undefined): Fatal[] {
  if (!image) return [];
  const hasNoBerkeley = lacksBerkeleyDb(image);
  return held.flatMap(({ definition, space }) => {
    if (!/(?:hash|btree|pcre|sql|ldap|sqlite):/.test(definition.raw)) return [];
    return (wordsOf(space, definition.name) ?? []).flatMap((word): Fatal[] => {
      if (word.origin.kind === 'default') return [];
      const berkeley = hasNoBerkeley ? BERKELEY.exec(word.raw)?.[2] : undefined;
      if (berkeley !== undefined) {
        const fix = replace(word, word.raw.replace(BERKELEY, '$1lmdb:'), true);
        return [fatal(word, { code: 'berkeley', type: berkeley }, fix)];
      }
      const type = PACKED.exec(word.raw)?.[1];
      if (type === undefined || !image.lacks(`postfix-${type}`)) return [];
      return [fatal(word, { code: 'package', type, package: `postfix-${type}` })];
    });
  });
}
