/** Patterns of paths as in .gitignore, from the settings of a user or a project. */
import ignore, { type Ignore } from 'ignore';

const known = new WeakMap<readonly string[], Ignore>();

/** Whether one of the patterns matches a slash-separated path from the folder that they hold for. */
export function matchesPath(patterns: readonly string[], path: string): boolean {
  const relative = path.replace(/^\/+/, '');
  if (patterns.length === 0 || !ignore.isPathValid(relative)) return false;
  let compiled = known.get(patterns);
  if (!compiled) {
    compiled = ignore().add([...patterns]);
    known.set(patterns, compiled);
  }
  return compiled.ignores(relative);
}
