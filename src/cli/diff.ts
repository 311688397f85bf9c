/** Changes as a unified diff. */
import { createTwoFilesPatch } from 'diff';
import type { Change } from './fix';
import { nameOf } from './output';

/**
 * In the form that `patch -p1` takes, but for secrets, which are masked. Without context lines: they could hold secrets
 * that have nothing to do with mail.
 */
export function diffOf(changes: readonly Change[], secrets: readonly string[]): string {
  const masked = (text: string) => secrets.reduce((result, secret) => result.replaceAll(secret, '***'), text);
  const patches = changes.map(({ uri, before, after }) => {
    const name = nameOf(uri);
    return createTwoFilesPatch(`a/${name}`, `b/${name}`, masked(before), masked(after), undefined, undefined, {
      context: 0,
    }).replace(/^=+\n/, '');
  });
  return patches.join('');
}
