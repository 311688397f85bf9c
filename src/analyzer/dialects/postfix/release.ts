/** The Postfix release that files are for, as far as they tell. */
import { NEWEST_RELEASE, PARAMETERS } from '../../data/postfix-parameters';
import { compareLevels } from '../../formats/postfix-macros';

interface Written {
  readonly name: string;
  readonly raw: string;
}

/** The oldest one that is still met: that of CentOS 7. */
const OLDEST = '2.10';

const newer = (a: string, b: string) => ((compareLevels(a, b) ?? 0) < 0 ? b : a);

/** The release that a single setting needs. Levels are numbers of releases since 3.6; before, 1 and 2 came with 3.0. */
function neededBy({ name, raw }: Written): string {
  if (name === 'compatibility_level' && compareLevels(raw, '1') !== undefined) {
    return compareLevels(raw, '0') === 0 ? OLDEST : newer(raw, '3.0');
  }
  return PARAMETERS.get(name)?.since ?? OLDEST;
}

/** The release that reads the files is at least this one: it knows what they set. */
export const leastRelease = (settings: readonly Written[]): string => settings.map(neededBy).reduce(newer, OLDEST);

/** Where distributions put the release into the name of a folder: `/usr/share/doc/postfix-2.10.1/README_FILES`. */
const NAMED = /\/postfix\d?-(\d+\.\d+)(?:\.\d+)?(?:\/|$)/;
const FOLDERS: ReadonlySet<string> = new Set(['readme_directory', 'sample_directory', 'html_directory']);

/** A release, and whether something names it; else it is the newest. */
export interface Release {
  readonly release: string;
  readonly named: boolean;
}

/** The release whose defaults hold: the one that a file names for itself, or that `packed` tells, else the newest. */
export function releaseOf(settings: readonly Written[], packed: string | undefined): Release {
  const folder = settings.find(({ name, raw }) => FOLDERS.has(name) && NAMED.test(raw));
  const named = folder ? NAMED.exec(folder.raw)![1]! : packed;
  if (named === undefined) return { release: NEWEST_RELEASE, named: false };
  return { release: newer(named, leastRelease(settings)), named: true };
}

/** The files are read by this release or a later one. */
export const knownRelease = (instance: {
  readonly assignments: readonly Written[];
  readonly release: string;
  readonly releaseNamed: boolean;
}): string => (instance.releaseNamed ? instance.release : leastRelease(instance.assignments));
