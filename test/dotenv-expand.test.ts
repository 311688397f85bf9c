/**
 * References between variables against npm dotenv with dotenv-expand, used as their manuals say: what is told of a
 * variable's value is what a program sees.
 */
import assert from 'node:assert/strict';
import dotenv from 'dotenv';
import { expand } from 'dotenv-expand';
import { settingOf, sourcesOf } from '../src/analyzer/dialects/table/source';
import { parseDotenv } from '../src/analyzer/formats/dotenv';
import { NO_PROJECT } from '../src/analyzer/model';
import { generator } from './support/generator';

/** Values as a program sees them, in an environment that has nothing else. */
function expanded(parsed: Readonly<Record<string, string>>): Record<string, string> {
  return { ...expand({ parsed: { ...parsed }, processEnv: { ...parsed } }).parsed };
}

/** The values that we know; those that a reader takes otherwise than meant are findings, and left out. */
function known(text: string): [string, string][] {
  const uri = 'file:///project/.env';
  const [source] = sourcesOf(parseDotenv(text, uri), { uri, path: '/project/.env', text }, NO_PROJECT);
  const winners = new Map(source!.located.map((located) => [located.entry.key, located]));
  return [...winners].flatMap(([key, located]): [string, string][] => {
    const { value } = settingOf(source!, located);
    const isExact = !located.entry.misread && value !== undefined && !/[$\\]/.test(value);
    return isExact ? [[key, value]] : [];
  });
}

/** True where a variable's value depends on itself: dotenv-expand may never return from those. */
function isCircular(parsed: Readonly<Record<string, string>>, name: string): boolean {
  const seen = new Set<string>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const [, used] of (parsed[next] ?? '').matchAll(/\$\{?([A-Z]+)/g)) {
      if (used === name) return true;
      if (!seen.has(used!)) pending.push(used!);
      seen.add(used!);
    }
  }
  return false;
}

const NAMES = ['HOST', 'PORT', 'USER', 'A', 'B', 'C'];
// No parentheses: recent releases run what stands in `$( )`.
const VALUES = [
  ...NAMES.flatMap((name) => [
    `\${${name}}`,
    `$${name}`,
    `"\${${name}}"`,
    `\${${name}:-25}`,
    `"\${${name}:-a.example}"`,
  ]),
  ...[
    'smtp.example.org',
    '587',
    '',
    'a b',
    '"x"',
    "'y'",
    "'$A'",
    "'${B}'",
    'x # note',
    '${A}:${B}',
    'x${A}',
    '$A$B',
    '"#"',
  ],
  ...['${A-d}', '${NOWHERE}', '${NOWHERE:-e}', '${A:-${B}}', '\\$A', '"\\$A"', '$', '${', '${}', '$1'],
];

describe('dotenv-expand', () => {
  it('sees the values that are told, in 100,000 generated files', () => {
    const next = generator(11);
    const pick = <T>(from: readonly T[]) => from[Math.floor(next() * from.length)]!;
    let compared = 0;
    let references = 0;
    for (let files = 0; files < 100_000; ) {
      const lines = Array.from({ length: 1 + Math.floor(next() * 6) }, () => `${pick(NAMES)}=${pick(VALUES)}`);
      const text = lines.join('\n');
      const parsed = dotenv.parse(text);
      if (Object.keys(parsed).some((name) => isCircular(parsed, name))) continue;
      files++;
      const program = expanded(parsed);
      for (const [key, value] of known(text)) {
        // Where a later line defines what an earlier one uses, release 1000 leaves the reference in the text.
        if (program[key]!.includes('$')) continue;
        assert.equal(value, program[key], `${key} in\n${text}`);
        compared++;
        if (parsed[key]!.includes('$')) references++;
      }
    }
    assert.ok(compared > 75_000 && references > 50_000, `${compared} values, ${references} of them references`);
  });
});
