/** Variables of a Dockerfile by the rules of BuildKit (frontend/dockerfile/parser/line_parsers.go and shell/lex.go). */
import assert from 'node:assert/strict';
import { applyEdits } from '../src/analyzer/edits';
import { parseDockerfile } from '../src/analyzer/formats/dockerfile';
import { formatOf } from '../src/analyzer/kinds';
import { assertCheap } from './support/processor-time';

const stages = (text: string) => parseDockerfile(text, 'file:///project/Dockerfile').scopes;
const entries = (text: string) => stages(`FROM x\n${text}`)[0]!.entries;
const values = (text: string) => Object.fromEntries(entries(text).map(({ key, value }) => [key, value]));

describe('dockerfile', () => {
  it('reads both forms, quotes and escapes, with exact spans', () => {
    const text =
      'ENV A=b C="d e" F=g\\ h  I=\'j$k\'\r\nenv L m n "o"\r\nENV P="q\\"r\\$s" T= U=v"w"x\r\n  ENV Y="" \r\nRUN echo A=1\r\n';
    assert.deepEqual(values(text), {
      A: 'b',
      C: 'd e',
      F: 'g h',
      I: 'j$k',
      L: 'm n o',
      P: 'q"r$s',
      T: '',
      U: 'vwx',
      Y: '',
    });
    const whole = `FROM x\n${text}`;
    for (const { at, raw, key, keySpan } of entries(text)) {
      assert.equal(whole.slice(at.start, at.end), raw);
      assert.equal(whole.slice(keySpan.start, keySpan.end), key);
    }
  });

  it('joins continued lines, without the comments and empty lines between them', () => {
    assert.deepEqual(values('ENV A=1 \\\n  # a note \\\n\n  B=2 \\  \n  C=3\nENV D=4 E=f\\\ng\n'), {
      A: '1',
      B: '2',
      C: '3',
      D: '4',
      E: 'fg',
    });
    assert.deepEqual(values('ENV A=1\\\n# the last line\n'), { A: '1' });
    const windows = '# escape=`\nFROM x\nENV A=c:\\dir `\n  B=1\n';
    assert.deepEqual(
      stages(windows)[0]!.entries.map(({ key, value }) => [key, value]),
      [
        ['A', 'c:\\dir'],
        ['B', '1'],
      ],
    );
  });

  it('tells stages apart, and passes over what stands in here-documents and comments', () => {
    const text =
      'ARG A=0\nFROM --platform=$P docker.io/library/node:22-alpine AS build\nENV A=1\n# ENV B=2\nRUN <<EOF\nENV C=3\nEOF\nFROM example.org:5000/team/app@sha256:abc\nENV D=4\nONBUILD ENV E=5';
    assert.deepEqual(
      stages(text).map(({ image, entries }) => [image, entries.map(({ key }) => key)]),
      [
        ['library/node', ['A']],
        ['team/app', ['D']],
      ],
    );
  });

  it('knows a build argument that is passed on by its default, and no other reference', () => {
    const text = 'ARG A=1\nARG B\nARG C="x y"\nENV A=$A B=$B D=${C} E="$A" F=a$A G=${NOWHERE:-1} H=\\$A';
    assert.deepEqual(values(text), {
      A: '1',
      B: undefined,
      D: 'x y',
      E: '1',
      F: undefined,
      G: undefined,
      H: '$A',
    });
  });

  it('edits, and reads back what it wrote', () => {
    const text = 'FROM x\nENV A=1 \\\n    B="2"\nENV C \'3\'\nUSER y\n';
    const [scope] = stages(text);
    for (const [index, entry] of scope!.entries.entries())
      for (const value of ['x', 'a b', '"', "it's", '$A', '\\', 'a\\', '#', '`', '']) {
        const after = stages(applyEdits(text, [entry.editable.replace(value)!]))[0]!.entries;
        assert.equal(after[index]!.value, value, `${entry.key} ${value}`);
        assert.equal(after.length, 3);
      }
    const [a, b, c] = scope!.entries;
    assert.equal(a!.editable.replace('x\ny'), undefined);
    assert.equal(
      applyEdits(text, [scope!.insert('D', 'p q', b)!, ...c!.editable.remove!()!]),
      'FROM x\nENV A=1 \\\n    B="2"\nENV D="p q"\nUSER y\n',
    );
    assert.equal(a!.editable.remove!(), undefined);
    assert.equal(applyEdits(text, [b!.editable.rename!('BB')!]), text.replace('B=', 'BB='));
  });

  it('is linear on hostile texts', () => {
    for (const text of [
      'ENV A=1\n'.repeat(50_000),
      `ENV ${'A=1 '.repeat(50_000)}`,
      `ENV ${'A=1 \\\n # c\n'.repeat(50_000)}`,
      `ENV A=${'x\\\n # c\n'.repeat(50_000)}`,
      `ENV A=${'\\ '.repeat(250_000)}`,
      `ENV A=${'"'.repeat(250_000)}`,
      `RUN ${'<<E '.repeat(20_000)}`,
    ])
      assertCheap(5, text.slice(0, 20), () => entries(text));
  });

  it('survives half-typed text', () => {
    const text = '# escape=`\nFROM x\nENV A="b \\\n c" D=\'e\nRUN <<E\nE\nENV F g \\\n';
    for (let length = 0; length <= text.length; length++) parseDockerfile(text.slice(0, length), 'file:///Dockerfile');
  });

  it('is known by its name', () => {
    for (const path of 'Dockerfile a/Dockerfile.prod api.Dockerfile web.dockerfile Containerfile'.split(' '))
      assert.equal(formatOf({ path }), 'dockerfile', path);
    for (const path of 'Dockerfile.ts mydockerfile'.split(' ')) assert.notEqual(formatOf({ path }), 'dockerfile', path);
  });
});
