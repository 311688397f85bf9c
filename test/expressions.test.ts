/**
 * Regular expressions that meet texts of others: none may take more than linear time on any of them. Those that are known
 * to be safe stand in `safe-expressions.txt`; only others are checked. UPDATE=1 writes the list anew.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isMainThread, parentPort } from 'node:worker_threads';
import { parser } from '@lezer/javascript';
import { composedExpressions } from './support/composed-expressions';
import { type Expression, judge, literalOf } from './support/expression-checker';
import { allFixtures, lint } from './support/fixture';
import { runWatched } from './support/processor-time';

const SOURCE = join(process.cwd(), 'src');
const LIST = join(process.cwd(), 'test/safe-expressions.txt');
/** Those that the checker cannot judge in minutes, or takes for slow, and why they are safe all the same. */
const JUDGED_BY_HAND: ReadonlyMap<string, string> = new Map([
  [
    '/(`+)(?!`)(.*?)(?<!`)\\1(?!`)|\\\\([!-/:-@[-`{-~])|\\*\\*?| {2}$/gm',
    'A run of backticks that nothing closes is looked for to the end of its line, and a line has few runs of different lengths.',
  ],
  [
    String.raw`/\b(?:import|const|let|var)\s+([\w$\s{},:*]{1,300}?)\s*(?:\bfrom\s*|=\s*(?:[\w$.]{1,40}\()?require\(\s*)['"]([.@~#$][^'"\n]{0,200})['"]/g`,
    'No part is longer than 300 characters.',
  ],
  [
    String.raw`/^(?:\.env|\.env\.[^/]*|\.env[-_][^/]*|\.envrc|\.envrc\.[^/]*|[^/]*\.env\.[^/]*|[^/]*[-_]env|env|dotenv|dot-env|env[-_]example|env[-_]sample|env[-_]template|env[-_]dist)(?:\.(?:default|defaults|dist|example|sample|template|templ|tmpl|tpl|j2|jinja|jinja2))?$/i`,
    'A name of a file is matched, which has 255 bytes at most.',
  ],
  [
    String.raw`/^django\b[^\r\n#;]*<\s*(?:[1-3]\b|4(?:\.[0-2])?(?![\d.]*\d))/im`,
    'It begins where a line does, and reads to the end of that line.',
  ],
]);

const typescript = parser.configure({ dialect: 'ts' });

function literalsOf(file: string): Expression[] {
  const text = readFileSync(file, 'utf8');
  const found: Expression[] = [];
  typescript.parse(text).iterate({
    enter({ name, from, to }) {
      if (name !== 'RegExp') return;
      const literal = text.slice(from, to);
      const end = literal.lastIndexOf('/');
      const line = text.slice(0, from).split('\n').length;
      found.push({
        place: `${relative(process.cwd(), file)}:${line}`,
        source: literal.slice(1, end),
        flags: literal.slice(end + 1),
      });
    },
  });
  return found;
}

/** In seconds of processor time, for all fixtures. */
const LONGEST = 300;

/** To be asked in a thread that has loaded nothing yet. */
function composed(): Expression[] {
  for (const { documents } of allFixtures()) lint(documents);
  return composedExpressions().map(({ source, flags }) => ({ place: 'composed', source, flags }));
}

/** Each expression once. */
const distinct = (expressions: readonly Expression[]) => [
  ...new Map(expressions.map((one) => [literalOf(one), one])).values(),
];

/** A line each, as an expression may hold a line break. */
const lineOf = (expression: Expression) => JSON.stringify(literalOf(expression)).slice(1, -1);

function defineTests(this: Mocha.Suite): void {
  this.timeout(1_200_000);
  let all: readonly Expression[] = [];

  before(async () => {
    const literals = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .flatMap(literalsOf);
    const others = await runWatched<undefined, Expression[]>(
      'expressions.test',
      undefined,
      LONGEST,
      () => 'what is composed',
    );
    assert.ok(literals.length > 500, `${literals.length} are found`);
    assert.ok(others.length > 20, `${others.length} are composed`);
    all = distinct([...literals, ...others]);
  });

  it('take linear time', async () => {
    const known = new Set(readFileSync(LIST, 'utf8').split('\n'));
    const verdicts = await judge(all.filter((one) => !known.has(lineOf(one)) && !JUDGED_BY_HAND.has(literalOf(one))));
    const faults = [...verdicts].filter(([, verdict]) => verdict !== 'safe');
    if (process.env.UPDATE === '1') {
      const safe = all
        .filter((one) => (verdicts.get(one) ?? 'safe') === 'safe' && !JUDGED_BY_HAND.has(literalOf(one)))
        .map(lineOf);
      writeFileSync(LIST, `${safe.sort().join('\n')}\n`);
    }
    assert.deepEqual(
      faults.map(([one, verdict]) => `${one.place}: ${literalOf(one)} is ${verdict}`),
      [],
    );
  });

  it('are judged by hand only where they exist', () => {
    const literals = new Set(all.map(literalOf));
    assert.deepEqual(
      [...JUDGED_BY_HAND.keys()].filter((literal) => !literals.has(literal)),
      [],
    );
  });

  it('that take more are found', async () => {
    const expressions = ['^(a+)+$', '\\s+$', '^a+$'].map((source) => ({ place: '', source, flags: '' }));
    const verdicts = [...(await judge(expressions)).values()].map((verdict) => verdict.replace(/ .*$/s, ''));
    assert.deepEqual(verdicts, ['vulnerable', 'vulnerable', 'safe']);
  });
}

if (isMainThread) describe('regular expressions', defineTests);
else parentPort!.postMessage(composed());
