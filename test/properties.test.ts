/** Properties files against java.util.Properties' rules, by the examples of its documentation and beyond. */
import assert from 'node:assert/strict';
import { applyEdits } from '../src/analyzer/edits';
import { parseProperties } from '../src/analyzer/formats/properties';
import { assertCheap } from './support/processor-time';

const read = (text: string) => {
  const [scope] = parseProperties(text, 'file:///project/application.properties').scopes;
  return { scope: scope!, entries: scope!.entries };
};
const values = (text: string) => Object.fromEntries(read(text).entries.map(({ key, value }) => [key, value]));

describe('properties', () => {
  it('reads keys, separators, comments and continued lines as Java does', () => {
    const text =
      '# c\\\n! d\n\n a.b = 1 \nc:2\nd 3\ne\nf==x\ng = a#b "q" $\nh = one, \\\n    two\\\r\n  three\ni\\ j\\:k = v\\tw\\u0041\\z\r\nl=\\\n';
    assert.deepEqual(values(text), {
      'a.b': '1 ',
      c: '2',
      d: '3',
      e: '',
      f: '=x',
      g: 'a#b "q" $',
      h: 'one, twothree',
      'i j:k': 'v\twAz',
      l: '',
    });
  });

  it('knows placeholders', () => {
    const [a, b, c] = read('a=${A}\nb=${B:587}\nc=x${C}\n').entries;
    assert.deepEqual([a!.value, a!.reference], [undefined, { name: 'A' }]);
    assert.deepEqual(b!.reference, { name: 'B', fallback: '587' });
    assert.deepEqual([c!.value, c!.reference], [undefined, undefined]);
  });

  it('edits without quotes, and reads back what it wrote', () => {
    const text = 'a = 1\r\nb=2';
    const { entries, scope } = read(text);
    for (const value of ['x', ' x', 'a\\b', '#x', 'x=y:z', '', 'ü']) {
      const edit = entries[0]!.editable.replace(value);
      assert.deepEqual(values(applyEdits(text, [edit!])), { a: value, b: '2' }, value);
    }
    assert.equal(entries[0]!.editable.replace('a\nb'), undefined);
    assert.equal(applyEdits(text, entries[0]!.editable.remove!()!), 'b=2');
    assert.equal(applyEdits(text, [entries[1]!.editable.rename!('c')!]), 'a = 1\r\nc=2');
    assert.equal(applyEdits(text, [scope.insert('n', '3', entries[0])!]), 'a = 1\r\nn = 3\r\nb=2');
    assert.equal(applyEdits(text, [scope.insert('n', '3')!]), 'a = 1\r\nb=2\r\nn=3\r\n');
  });

  it('is linear on hostile texts', () => {
    for (const text of [
      '\\'.repeat(500_000),
      'a=b\n'.repeat(120_000),
      ' a\n'.repeat(120_000),
      'a=\\\n'.repeat(120_000),
      ' '.repeat(500_000),
      `#${'\\\n'.repeat(120_000)}`,
    ]) {
      assertCheap(5, JSON.stringify(text.slice(0, 6)), () => read(text));
    }
  });
});
