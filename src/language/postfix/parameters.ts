/** The table of parameters, asked for a name, a release or a program. */
import { PARAMETERS, type PostfixParameter, SERVICE_SUFFIXES } from '../../analyzer/data/postfix-parameters';
import { compareLevels } from '../../analyzer/formats/postfix-macros';

/** The known parameter of a name; that of a delivery service is made up from its suffix. */
export function parameterOf(name: string): PostfixParameter | undefined {
  const known = PARAMETERS.get(name);
  if (known) return known;
  const suffix = [...SERVICE_SUFFIXES.keys()].find((each) => name.endsWith(each) && name.length > each.length);
  if (!suffix) return undefined;
  return { name, class: 'service', default: SERVICE_SUFFIXES.get(suffix)!, readBy: ['qmgr'] };
}

export const isGone = ({ removed }: PostfixParameter, release: string): boolean =>
  removed !== undefined && (compareLevels(removed, release) ?? 1) <= 0;

const settable = new Map<string, readonly PostfixParameter[]>();

/** The parameters of a release that may be set. */
export function settableIn(release: string): readonly PostfixParameter[] {
  let found = settable.get(release);
  if (!found) {
    found = [...PARAMETERS.values()].filter((each) => each.class !== 'read-only' && !isGone(each, release));
    settable.set(release, found);
  }
  return found;
}
