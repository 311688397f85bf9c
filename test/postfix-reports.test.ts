/**
 * Each report of an administrator is named by its rule, at the line that is wrong; `docs/postfix-reports.md` is the table of
 * them, which `UPDATE=1` writes.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { lint } from './support/fixture';
import { POSTFIX_REPORTS, type PostfixReport } from './support/postfix-reports';

const PAGE = 'docs/postfix-reports.md';

const HEAD = `# What administrators of Postfix ask about

Problems from public threads, rebuilt as small configurations in words of our own, with what Postfix logs or answers and the rule that
names the cause. The configurations are in \`test/support/postfix-reports.ts\`; the test beside them lints each and writes this page.

| question | what Postfix logs or answers | rule |
| --- | --- | --- |
`;

const cell = (text: string) => text.replaceAll('|', '\\|');

const row = ({ question, log, rule }: PostfixReport) =>
  `| ${cell(question)} | ${cell(log)} | [${rule}](rules/${rule}.md) |\n`;

const lineAt = (text: string, offset: number) =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n')[0] ?? '';

describe('reports of administrators', () => {
  for (const { question, rule, at, files } of POSTFIX_REPORTS) {
    it(question, () => {
      const documents = Object.entries(files).map(([name, text]) => {
        const path = `/project/${name}`;
        return { uri: `file://${path}`, path, text };
      });
      const found = lint(documents).map((finding) => {
        const { text } = documents.find(({ uri }) => uri === finding.at.uri)!;
        return { rule: finding.rule, at: lineAt(text, finding.at.span.start), severity: finding.severity };
      });
      assert.ok(
        found.some((finding) => finding.rule === rule && finding.at === at),
        JSON.stringify(found, undefined, 2),
      );
      // The cause is not buried: no other error stands beside it.
      const others = found.filter((finding) => finding.severity === 'error' && finding.rule !== rule);
      assert.deepEqual(others, []);
    });
  }

  it('are listed in the documentation', () => {
    const page = HEAD + POSTFIX_REPORTS.map(row).join('');
    if (process.env.UPDATE === '1') writeFileSync(PAGE, page);
    assert.equal(readFileSync(PAGE, 'utf8'), page);
  });
});
