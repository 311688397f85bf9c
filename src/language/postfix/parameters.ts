/** The table of parameters, asked for a name, a release or a program. */
import { PARAMETERS, type PostfixParameter, SERVICE_SUFFIXES } from '../../analyzer/data/postfix-parameters';
import type { Instance } from '../../analyzer/dialects/postfix/instance';
import { compareLevels } from '../../analyzer/formats/postfix-macros';

/** The known parameter of a name; that of a delivery service is made up from its suffix. */
export function parameterOf(name: string): PostfixParameter | undefined {
  const known = PARAMETERS.get(name);
  if (known) return known;
  const suffix = [...SERVICE_SUFFIXES.keys()].find((each) => name.endsWith(each) && name.length > each.length);
  if (!suffix) return undefined;
  return { name, class: 'service', default: SERVICE_SUFFIXES.get(suffix)!, readBy: ['qmgr'] };
}

export const isGone = ({ removed }: Pick<PostfixParameter, 'removed'>, release: string): boolean =>
  removed !== undefined && (compareLevels(removed, release) ?? 1) <= 0;

/** The release that reads the files, and whether something names it; else it is the newest. */
type Reader = Pick<Instance, 'release' | 'releaseNamed'>;

/** False for what the release has no more, or not yet where the files name it. */
export const isKnownTo = (
  one: Pick<PostfixParameter, 'removed' | 'since'>,
  { release, releaseNamed }: Reader,
): boolean =>
  !isGone(one, release) && !(releaseNamed && one.since !== undefined && (compareLevels(one.since, release) ?? 0) > 0);

const settable = new Map<string, readonly PostfixParameter[]>();

/** The parameters of a release that may be set. */
export function settableIn(reader: Reader): readonly PostfixParameter[] {
  const key = `${reader.release} ${reader.releaseNamed}`;
  let found = settable.get(key);
  if (!found) {
    found = [...PARAMETERS.values()].filter((each) => each.class !== 'read-only' && isKnownTo(each, reader));
    settable.set(key, found);
  }
  return found;
}
