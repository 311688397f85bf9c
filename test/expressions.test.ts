/** Regular expressions that meet texts of others: none may take more than linear time on any of them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parser } from '@lezer/javascript';
import { check } from 'recheck';
import { composedExpressions } from './support/composed-expressions';
import { allFixtures, lint } from './support/fixture';

const SOURCE = join(process.cwd(), 'src');
const typescript = parser.configure({ dialect: 'ts' });

interface Expression {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

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

function composed(): Expression[] {
  for (const { documents } of allFixtures()) lint(documents);
  return composedExpressions().map(({ source, flags }) => ({ place: 'composed', source, flags }));
}

/** What decides is the number of steps: the time by the clock is another on each machine. */
const STEPS_ONLY = { timeout: null, attackTimeout: null, incubationTimeout: null };

/** Those that take more than linear time, or of which that is not known, with a text that shows it. */
async function faults(expressions: readonly Expression[]): Promise<string[]> {
  const once = new Map(expressions.map((one) => [`/${one.source}/${one.flags}`, one]));
  const found: string[] = [];
  for (const [literal, { place, source, flags }] of once) {
    const result = await check(source, flags, STEPS_ONLY);
    if (result.status !== 'safe')
      found.push(
        `${place}: ${literal} ${result.status} ${result.status === 'vulnerable' ? result.attack.pattern : ''}`,
      );
  }
  return found;
}

/** On some expressions the checker takes minutes and gigabytes, which not every machine has: EXHAUSTIVE=1 runs it. */
const isAsked = process.env.EXHAUSTIVE === '1';

describe('regular expressions', function () {
  this.timeout(1_200_000);

  before(function () {
    if (!isAsked) this.skip();
  });

  it('takes linear time for each literal', async () => {
    const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name));
    const literals = files.flatMap(literalsOf);
    assert.ok(literals.length > 500, `${literals.length} are found`);
    assert.deepEqual(await faults(literals), []);
  });

  it('takes linear time for each that is composed', async () => {
    const expressions = composed();
    assert.ok(expressions.length > 20, `${expressions.length} are found`);
    assert.deepEqual(await faults(expressions), []);
  });
});
