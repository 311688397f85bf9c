/** Changes as a unified diff. */
import { createTwoFilesPatch } from 'diff';
import { visible } from '../probe';
import type { Change } from './fix';
import { nameOf, type Out } from './output';

/**
 * In the form that `patch -p1` takes, but for secrets, which are masked. Without context lines: they could hold secrets
 * that have nothing to do with mail.
 */
export function diffOf(changes: readonly Change[], secrets: readonly string[], out: Out): string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  const masked = (text: string) => longestFirst.reduce((result, secret) => result.replaceAll(secret, '***'), text);
  const patches = changes.map(({ uri, before, after }) => {
    const name = nameOf(uri);
    return createTwoFilesPatch(`a/${name}`, `b/${name}`, masked(before), masked(after), undefined, undefined, {
      context: 0,
    }).replace(/^=+\n/, '');
  });
  // A terminal would obey control characters; `patch` needs them as they are.
  return out.isTTY ? patches.join('').split('\n').map(visible).join('\n') : patches.join('');
}
