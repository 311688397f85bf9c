/** The line below a finding at a terminal. */
import assert from 'node:assert/strict';
import { showingFor } from '../src/analyzer/showing';
import { frameOf } from '../src/cli/frame';

describe('frames', () => {
  const frame = (text: string, start: number, end: number) =>
    frameOf({ uri: 'file:///a', path: 'a', text }, { uri: 'file:///a', span: { start, end } }, showingFor([]));

  it('mark the place, also behind tabs', () => {
    assert.deepEqual(frame('a: 1\n\tport: 25\n', 12, 14), ['      2 | \tport: 25', '        | \t      ^^']);
  });

  it('mark one column for an empty place, and one line of several', () => {
    assert.deepEqual(frame('abc\ndef\n', 1, 1), ['      1 | abc', '        |  ^']);
    assert.deepEqual(frame('abc\ndef\n', 1, 6), ['      1 | abc', '        |  ^^']);
  });

  it('cut long lines around the place', () => {
    const [line = '', mark = ''] = frame(`${'x'.repeat(5000)}25${'y'.repeat(5000)}`, 5000, 5002);
    assert.ok(line.length < 200);
    assert.equal(line.indexOf('25'), mark.indexOf('^^'));
  });

  it('show what acts on a display as text, and mark it where it stands', () => {
    assert.deepEqual(frame('a=\u001b[2Jx', 6, 7), ['      1 | a=\\x1b[2Jx', '        |          ^']);
  });

  it('leave out a line that holds what looks like a secret', () => {
    assert.deepEqual(frame('url: smtp://app:Zk7wQx2Lm9vB@mail.acme.org', 0, 3), []);
  });
});
