/** What compatibility_level decides: the defaults that Postfix keeps as they were. */
import { NEWEST_RELEASE, PARAMETERS } from '../../analyzer/data/postfix-parameters';
import { defaultOf } from '../../analyzer/dialects/postfix/evaluate';
import { compareLevels, expandMacros, parseMacros } from '../../analyzer/formats/postfix-macros';

export interface OlderDefault {
  readonly name: string;
  readonly here: string;
  readonly newest: string;
}

/** Defaults that differ at a level from those of the newest one; undefined for a text that is no level. */
export function olderDefaults(level: string): OlderDefault[] | undefined {
  if (compareLevels(level, NEWEST_RELEASE) === undefined) return undefined;
  const found: OlderDefault[] = [];
  for (const [name, parameter] of PARAMETERS) {
    const text = defaultOf(parameter, NEWEST_RELEASE);
    if (!text.includes('$compatibility_level')) continue;
    const [here, newest] = [at(text, level), at(text, NEWEST_RELEASE)];
    if (here !== newest) found.push({ name, here, newest });
  }
  // The same holds for a `-` in the chroot column of master.cf (Postfix 3.0).
  if ((compareLevels(level, '1') ?? 0) < 0) found.push({ name: 'chroot column `-`', here: 'y', newest: 'n' });
  return found;
}

export interface LevelDefault {
  readonly newest: string;
  readonly older: string;
  /** From where the newest one holds. */
  readonly level: string;
}

/** The two values of a default that depends on the level; undefined for any other default. */
export function defaultByLevel(text: string): LevelDefault | undefined {
  const level = /\{\$compatibility_level\}\s*<(?:level)?\s*\{([\d.]+)\}/.exec(text)?.[1];
  return level === undefined ? undefined : { newest: at(text, NEWEST_RELEASE), older: at(text, '0'), level };
}

/** A default at a level; other names in it stay as they are. */
function at(text: string, level: string): string {
  const value = (name: string) => (name === 'compatibility_level' ? level : `$${name}`);
  return expandMacros(parseMacros(text).nodes, { value, raw: value }) ?? '';
}
