/** Changes as a unified diff. */
import { createTwoFilesPatch } from 'diff';
import type { Showing } from '../analyzer/showing';
import { visible } from '../show/shown';
import type { Change } from './fix';
import { nameOf, type Out } from './output';

/** For a terminal, which would obey control characters; the line ends of Windows stay. */
const shownLine = (line: string): string => (line.endsWith('\r') ? `${visible(line.slice(0, -1))}\r` : visible(line));

/**
 * In the form that `patch -p1` takes, but for secrets, which are masked. Without context lines: they could hold secrets
 * that have nothing to do with mail.
 */
export function diffOf(changes: readonly Change[], { mask }: Showing, out: Out): string {
  const patches = changes.map(({ uri, before, after }) => {
    const name = nameOf(uri);
    return createTwoFilesPatch(`a/${name}`, `b/${name}`, mask(before), mask(after), undefined, undefined, {
      context: 0,
    }).replace(/^=+\n/, '');
  });
  // `patch` needs control characters as they are.
  return out.isTTY ? patches.join('').split('\n').map(shownLine).join('\n') : patches.join('');
}
