/** The rules of .gitignore, beside a package that many programs read them with. */
import assert from 'node:assert/strict';
import ignore from 'ignore';
import { IgnoreRules } from '../src/analyzer/ignore-rules';
import { generator } from './support/generator';

const PARTS = ['a', 'b.log', 'Build', 'x.tmp', 'deep', '*.log', '*', 'b?d', '[a-c]', '[!a].log', '**', 'a\\*', '.env'];
const NAMES = ['a', 'b.log', 'build', 'x.tmp', 'deep', 'bad', 'c', 'a*', '.env', 'd.log'];

describe('ignore rules', () => {
  it('decide as others do on every file whose folders are not ignored', () => {
    const next = generator(18);
    const oneOf = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
    const some = (list: readonly string[]) => Array.from({ length: 1 + Math.floor(next() * 3) }, () => oneOf(list));
    let answers = 0;
    for (let round = 0; round < 3000; round++) {
      const lines = Array.from(
        { length: 1 + Math.floor(next() * 5) },
        () => `${oneOf(['', '', '!', '/'])}${some(PARTS).join('/')}${oneOf(['', '', '/', ' ', '\r'])}`,
      );
      const text = ['# remark', '', ...lines].join('\n');
      const rules = new IgnoreRules([text]);
      const path = some(NAMES);
      const isFolder = next() < 0.3;
      const others = ignore().add(text);
      if (path.slice(1).some((_, index) => others.ignores(`${path.slice(0, index + 1).join('/')}/`))) continue;
      const { ignored, unignored } = others.test(path.join('/') + (isFolder ? '/' : ''));
      const expected = ignored ? true : unignored ? false : undefined;
      answers += expected === undefined ? 0 : 1;
      assert.equal(
        rules.ignores(path.at(-1)!, isFolder, () => path.join('/')),
        expected,
        `${JSON.stringify(text)} on ${path.join('/')}${isFolder ? '/' : ''}`,
      );
    }
    assert.ok(answers > 300, `${answers} answers`);
  });
});
