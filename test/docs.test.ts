/** The pages of the rules: one a rule, always the same headings, and examples that do what the page says. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { SourceDocument } from '../src/analyzer/model';
import { RULES } from '../src/analyzer/rules/index';
import { lint } from './support/fixture';

const HEADINGS = [
  'What it checks',
  'Why it matters',
  'Wrong',
  'Right',
  'How to fix',
  'When to turn it off',
  'References',
];

/** File names for the languages of code blocks; a second word in the info string goes before. */
const NAMES: Readonly<Record<string, string>> = {
  ts: 'src/mailer.ts',
  js: 'src/mailer.js',
  dotenv: '.env',
  yaml: 'settings.yml',
  'postfix-main': 'main.cf',
  'postfix-master': 'master.cf',
};

const read = (rule: string) => readFileSync(`docs/rules/${rule}.md`, 'utf8');

function section(page: string, heading: string): string {
  const start = page.indexOf(`\n## ${heading}\n`);
  assert.ok(start >= 0, `heading ${heading}`);
  const end = page.indexOf('\n## ', start + 1);
  return page.slice(start, end < 0 ? undefined : end);
}

/** Code blocks with nothing but blank lines between them are one project. */
function examples(text: string): SourceDocument[][] {
  const result: SourceDocument[][] = [];
  let between = '';
  let last = 0;
  for (const match of text.matchAll(/^```(\S+)(?: (\S+))?\n([\s\S]*?)^```$/gm)) {
    between = text.slice(last, match.index);
    last = match.index + match[0].length;
    const path = `/project/${match[2] ?? NAMES[match[1] ?? ''] ?? assert.fail(`no file name for ${match[1]}`)}`;
    const document = { uri: `file://${path}`, path, text: match[3] ?? '' };
    const project = result.at(-1);
    if (project && between.trim() === '') project.push(document);
    else result.push([document]);
  }
  return result;
}

describe('pages of the rules', () => {
  it('are there for each rule, and for nothing else', () => {
    const pages = readdirSync('docs/rules').filter((name) => name.endsWith('.md'));
    assert.deepEqual(pages.sort(), RULES.map(({ id }) => `${id}.md`).sort());
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
  });

  it('say how severe the rule is and what its fix is', () => {
    for (const { id, severity, fix } of RULES) {
      const [, first = '', second = ''] = /\n\| ([^|]*) \| ([^|]*) \|[^\n]*\n\n## What it checks/.exec(read(id)) ?? [];
      assert.ok(first.startsWith(severity) && second.startsWith(fix), id);
    }
  });

  for (const { id } of RULES) {
    describe(id, () => {
      it('has the headings in order', () => {
        const page = read(id);
        assert.ok(page.startsWith(`# ${id}\n`));
        assert.deepEqual(
          [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading),
          HEADINGS,
        );
      });

      it('shows what is wrong, and is right about it', () => {
        const wrong = examples(section(read(id), 'Wrong'));
        assert.ok(wrong.length > 0, 'there is an example');
        for (const project of wrong) {
          const found = lint(project).map(({ rule }) => rule);
          assert.ok(found.includes(id), `${project[0]?.text}\nfound: ${found.join(', ') || 'nothing'}`);
        }
      });

      it('shows what is right, and nothing is wrong with it', () => {
        const right = examples(section(read(id), 'Right'));
        assert.ok(right.length > 0, 'there is an example');
        for (const project of right) {
          const found = lint(project).filter(({ severity }) => severity === 'error' || severity === 'warning');
          assert.deepEqual(
            found.map(({ rule, headline }) => `${rule}: ${headline}`),
            [],
            project[0]?.text,
          );
        }
      });
    });
  }
});
