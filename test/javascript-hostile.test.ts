/** Small hostile code: no text of 100 kB keeps the analyzer busy, throws, or has it say what it would not say of less. */
import assert from 'node:assert/strict';
import { type Analysis, analyze } from '../src/analyzer/analyze';
import { parseJavaScript } from '../src/analyzer/formats/javascript';
import { LIMITS } from '../src/analyzer/javascript/budget';
import { nodesRead } from '../src/analyzer/javascript/syntax';
import type { SourceDocument } from '../src/analyzer/model';
import { projectOf } from './support/fixture';
import { HOSTILE, type Hostile } from './support/hostile-javascript';
import { processorTime } from './support/processor-time';

const WHOLE = 100_000;

/** Processor time that 100 kB may take besides their parser's, in milliseconds. */
const MOST = 100;

/** The least of so many runs counts, as other programs of the machine slow some of them down. */
const RUNS = 5;

/** What the rest of a run costs that has nothing to read: below it nothing doubles. In nodes. */
const BASE = 5000;

let serial = 0;

/** A project that no earlier run has seen, so that nothing is remembered of it. */
function documentsOf({ text, files }: Hostile, size: number): [SourceDocument, ...SourceDocument[]] {
  const folder = `/hostile${++serial}`;
  const document = (name: string, content: string): SourceDocument => ({
    uri: `file://${folder}/${name}`,
    path: `${folder}/${name}`,
    text: content,
  });
  const others = Object.entries(files?.(size) ?? {}).map(([name, content]) => document(name, content));
  return [document('mailer.ts', text(size)), ...others];
}

/** In milliseconds. */
function timeOf(work: () => void): number {
  const begun = processorTime();
  work();
  return 1000 * (processorTime() - begun);
}

interface Run {
  readonly analysis: Analysis;
  /** In milliseconds. */
  readonly total: number;
  readonly parser: number;
  readonly nodes: number;
}

function run(hostile: Hostile, size: number): Run {
  const documents = documentsOf(hostile, size);
  const code = documents.filter(({ path }) => /\.[jt]s$/.test(path));
  const parser = timeOf(() => {
    for (const { text, uri, path } of code) void parseJavaScript(text, `${uri}?alone`, path).root;
  });
  const before = nodesRead();
  let analysis: Analysis | undefined;
  const total = timeOf(() => {
    analysis = analyze(documents[0], projectOf(documents));
  });
  return { analysis: analysis!, total, parser, nodes: nodesRead() - before };
}

const rulesOf = ({ findings }: Analysis) => new Set(findings.map(({ rule }) => rule));

describe('hostile JavaScript', () => {
  before(() => {
    for (const hostile of HOSTILE) for (const size of [1000, 4000]) run(hostile, size);
  });

  it('has many kinds', () => {
    assert.ok(new Set(HOSTILE.map(({ name }) => name)).size >= 100);
    for (const { name, text } of HOSTILE) assert.ok(text(WHOLE).length < 1.6 * WHOLE, name);
  });

  for (const hostile of HOSTILE) {
    it(hostile.name, () => {
      const least = { total: Number.POSITIVE_INFINITY, parser: Number.POSITIVE_INFINITY };
      const whole = run(hostile, WHOLE);
      // The parser, too, takes another time in each run.
      const isQuick = () => least.total - 2 * least.parser <= MOST;
      for (let tries = 0, next = whole; tries < RUNS && !isQuick(); tries++, next = run(hostile, WHOLE)) {
        least.total = Math.min(least.total, next.total);
        least.parser = Math.min(least.parser, next.parser);
      }
      const { total, parser } = least;
      assert.ok(isQuick(), `${total.toFixed()} ms, of which the parser needs ${parser.toFixed()} ms`);

      const half = run(hostile, WHOLE / 2);
      // What is left when the budget ends is read once more, without other modules, within a budget of its own.
      const again = whole.nodes > LIMITS.work && half.nodes <= LIMITS.work ? LIMITS.workAlone + half.nodes : 0;
      const most = 2.3 * Math.max(half.nodes, BASE) + again;
      assert.ok(whole.nodes <= most, `twice the text costs ${whole.nodes} nodes, after ${half.nodes}`);
      // The walk that spends the last of the budget may be one over the whole text.
      assert.ok(whole.nodes <= LIMITS.work + 2 * WHOLE, `${whole.nodes} nodes are read`);

      const [little, ...others] = [4000, 1000, 16_000].map((size) => run(hostile, size).analysis);
      const known = new Set([little!, ...others].flatMap((analysis) => [...rulesOf(analysis)]));
      for (const { failures } of [whole.analysis, half.analysis, little!, ...others]) assert.deepEqual(failures, []);
      assert.deepEqual(
        [...rulesOf(whole.analysis)].filter((rule) => !known.has(rule)),
        [],
      );
    });
  }

  it('is judged by what the document itself says, where one place takes all the work', () => {
    const wide = Array.from(
      { length: 400 },
      (_, index) => `k${index}: [process.env.A${index}, 'b', process.env.B${index}, 'c'].join('-')`,
    ).join(', ');
    const choices = ['A', 'B', 'C', 'D'].map((name) => `...(process.env.${name} ? one : other)`).join(', ');
    const text = [
      "import nodemailer from 'nodemailer';",
      "import { one, other } from './wide';",
      `export const costly = nodemailer.createTransport({ host: 'smtp.gmail.com', ${choices} });`,
      "const auth = { user: 'shop', pass: process.env.SMTP_PASS };",
      "export const plain = nodemailer.createTransport({ host: 'smtp.gmail.com', port: 587, secure: true, auth });",
    ].join('\n');
    const files = () => ({ 'wide.ts': `export const one = { ${wide} };\nexport const other = { ${wide} };` });
    const { analysis, nodes } = run({ name: '', text: () => text, files }, 0);
    assert.ok(nodes > LIMITS.work / 2, `${nodes} nodes leave much of the budget`);
    const lines = analysis.findings.map(({ rule, at }) => `${rule} ${text.slice(0, at.span.start).split('\n').length}`);
    assert.deepEqual(lines, ['tls-port-mismatch 5']);
  });
});
