/** What Docker Compose passes to a container, by its documented rules, against what is told of its variables. */
import assert from 'node:assert/strict';
import { parse as parseToObject } from 'yaml';
import { parseYaml } from '../src/analyzer/formats/yaml';
import { generator } from './support/generator';

const URI = 'file:///project/compose.yml';

const entriesOf = (text: string) =>
  parseYaml(text, URI).scopes.find(({ kind }) => kind === 'environment')?.entries ?? [];

/** Interpolation as the manual has it, where no variable is set: `$$` is a dollar, `$X` and `${X…}` are unknown. */
function interpolated(text: string): string | undefined {
  const rest = text.replaceAll('$$', '');
  return /\$(?:[A-Za-z_]|\{)/.test(rest) ? undefined : text.replaceAll('$$', '$');
}

/** A compose file read by the rules: numbers and booleans become text, an empty variable comes from the shell. */
function passed(text: string): Record<string, string | undefined> {
  const { environment } = parseToObject(text).services.app;
  const pairs: [string, unknown][] = Array.isArray(environment)
    ? environment
        .filter((item) => item.includes('='))
        .map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)])
    : Object.entries(environment);
  return Object.fromEntries(
    pairs.map(([key, value]) => [key, value === null ? undefined : interpolated(String(value))]),
  );
}

const compose = (lines: readonly string[]) =>
  `services:\n  app:\n    image: acme/app\n    environment:\n${lines.map((line) => `      ${line}\n`).join('')}`;

describe('compose environments', () => {
  it('are read as the manual describes them', () => {
    const cases: [string, string | undefined][] = [
      ['KEY: value', 'value'],
      ['KEY: 587', '587'],
      ['KEY: true', 'true'],
      ['KEY: "true"', 'true'],
      ["KEY: 'it''s'", "it's"],
      ['KEY: "a\\tb"', 'a\tb'],
      ['KEY: a#b', 'a#b'],
      ['KEY: a #b', 'a'],
      ['KEY: ""', ''],
      ['KEY:', undefined],
      ['KEY: ~', undefined],
      ['KEY: pa$$word', 'pa$word'],
      ['KEY: $$$$', '$$'],
      ['KEY: pa$word', undefined],
      ['KEY: $VAR', undefined],
      ['KEY: ${VAR}', undefined],
      ['KEY: ${VAR:-d}', undefined],
      ['KEY: ${VAR-d}', undefined],
      ['KEY: ${VAR:?e}', undefined],
      ['KEY: ${VAR:+x}', undefined],
      ['KEY: a${VAR}b', undefined],
      ['KEY: $1', '$1'],
      ['- KEY=value', 'value'],
      ['- KEY=', ''],
      ['- KEY="value"', '"value"'],
      ["- KEY='value'", "'value'"],
      ['- "KEY=a b"', 'a b'],
      ['- KEY=a=b', 'a=b'],
      ['- KEY=a#b', 'a#b'],
      ['- KEY=a #b', 'a'],
      ['- KEY=true', 'true'],
      ['- KEY=pa$$word', 'pa$word'],
      ['- KEY=${VAR}', undefined],
      ['- KEY', undefined],
    ];
    for (const [line, value] of cases) assert.equal(entriesOf(compose([line]))[0]?.value, value, line);
  });

  it('are told as they are passed, in 10,000 generated files', () => {
    const next = generator(3);
    const pick = <T>(from: readonly T[]) => from[Math.floor(next() * from.length)]!;
    const pieces = [
      'a',
      'b1',
      '587',
      '#',
      ' ',
      '$',
      '$$',
      '${',
      '}',
      'X',
      ':-',
      ':',
      '=',
      '@',
      '.',
      '-',
      "'",
      '"',
      '\\',
      '%',
      'yes',
      '~',
    ];
    let compared = 0;
    for (let round = 0; round < 10_000; round++) {
      const quote = pick(['', '', "'", '"']);
      const asList = next() < 0.5;
      const lines = Array.from({ length: 3 }, (_, index) => {
        const value = Array.from({ length: Math.floor(next() * 5) }, () => pick(pieces)).join('');
        const text = asList ? `V${index}=${value}` : value;
        const spelt = quote === "'" ? text.replaceAll("'", "''") : quote ? text.replace(/[\\"]/g, '\\$&') : text;
        return asList ? `- ${quote}${spelt}${quote}` : `V${index}: ${quote}${spelt}${quote}`;
      });
      const text = compose(lines);
      let expected: Record<string, string | undefined>;
      try {
        expected = passed(text);
      } catch {
        continue; // no YAML
      }
      for (const { key, value, misread } of entriesOf(text)) {
        // Unknown, or changed by the reader, which is a finding of its own.
        if (value === undefined || misread) continue;
        assert.equal(value, expected[key], `${key} in\n${text}`);
        compared++;
      }
    }
    assert.ok(compared > 10_000, String(compared));
  });
});
