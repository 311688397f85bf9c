/**
 * Half-typed and hostile texts: nothing may throw, hang or point outside the text. Of the prefixes of all fixtures a part
 * is read; with the environment variable EXHAUSTIVE=1 every one, which takes some minutes.
 */
import assert from 'node:assert/strict';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { analyze } from '../src/analyzer/analyze';
import { formatOf } from '../src/analyzer/kinds';
import type { Finding, SourceDocument } from '../src/analyzer/model';
import { spell } from '../src/analyzer/spelling';
import { FILE_NAMES } from './support/file-names';
import { allFixtures, projectOf } from './support/fixture';
import { runWatched, type Watched } from './support/processor-time';

/** In seconds of processor time. */
const LONGEST_ANALYSIS = 20;

/** Of the prefixes that end with a word or with a sign, one of so many is read. */
const SAMPLE = process.env.EXHAUSTIVE === '1' ? 1 : 8;

/** One of each kind, and two that are read in ways of their own. */
const PATHS = [
  ...new Map(FILE_NAMES.map(({ format, path }) => [format, path])).values(),
  'application.yml',
  'a.jsx',
].map((path) => `/p/${path}`);
const LONG_LINE = 'SMTP_PASS=' + 'x'.repeat(1_900_000);
const TEXTS = [
  '',
  '\ufeff',
  '\0smtp\0host: mail\0',
  LONG_LINE,
  `smtp: ${'['.repeat(2000)}`,
  `smtp: ${'{a: '.repeat(2000)}`,
  `smtp = ${'['.repeat(20_000)}`,
  'postfix_main_cf:\n  smtpd_tls_security_level: encrypt\n  smtpd_tls_mandatory_protocols: "',
  '[smtp]\n'.repeat(300),
  `FROM x\n${'ENV smtp=\\\n'.repeat(5000)}`,
  `nodemailer.createTransport(${'('.repeat(3000)}`,
  `nodemailer.createTransport(${'{a:'.repeat(3000)}`,
  'smtp: &a\n  mail: *a\n  <<: *a\n',
  'a: &a [smtp]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n',
  'SMTP_HOST=${SMTP_HOST}\nSMTP_PORT=${MAIL_PORT}\nMAIL_PORT=${SMTP_PORT}\n',
  'myhostname = $mydomain\nmydomain = $myhostname\nrelayhost = $relayhost\nsmtp_tls_security_level = ${a?{${b}}:{$a}}\n',
  `relayhost = ${'${a?'.repeat(5000)}`,
  "const nodemailer = require('nodemailer'); const a = b; const b = a; nodemailer.createTransport(a); nodemailer.createTransport({ ...c }); const c = { ...c };",
  '<<<<<<< HEAD\nSMTP_PORT=25\n=======\nSMTP_PORT=587\n>>>>>>> other\n',
  `${'\ud800'.repeat(10)} smtp mail nodemailer`,
];

const FORMATS: Readonly<Record<string, RegExp>> = {
  JavaScript: /^javascript$/,
  YAML: /^yaml$/,
  '.env': /^dotenv$/,
  Postfix: /^m\w+\.cf$/,
};

const groupOf = (document: SourceDocument): string =>
  Object.keys(FORMATS).find((name) => FORMATS[name]!.test(formatOf(document) ?? '')) ?? 'the rest';

function check(document: SourceDocument, others: readonly SourceDocument[]): readonly Finding[] {
  const all = [document, ...others.filter((other) => other.uri !== document.uri)];
  const project = projectOf(all);
  const { findings, failures } = analyze(document, project);
  for (const { part, error } of failures)
    throw new Error(`${part} on ${JSON.stringify(document.text.slice(-80))}`, { cause: error });
  const lengths = new Map(all.map(({ uri, text }) => [uri, text.length]));
  for (const { at, rule, subjects } of findings) {
    const edits = subjects.flatMap(({ config, proposals }) =>
      proposals.flatMap((proposal) => spell(proposal, config, project) ?? []),
    );
    const places = [at, ...edits];
    for (const { uri, span } of places) {
      const length = lengths.get(uri) ?? 0;
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= length, `${rule} points outside ${uri}`);
    }
  }
  return findings;
}

/** Lengths of prefixes: those at which a reader may change its mind, behind each word and each sign. */
function prefixesOf({ text }: SourceDocument, first: number): number[] {
  if (SAMPLE === 1) return Array.from({ length: text.length + 1 }, (_, length) => length);
  const ends = [...text.matchAll(/\w+|\s+|[^\w\s]/g)].map(({ index, 0: token }) => index + token.length);
  return ends.filter((_, index) => (index + first) % SAMPLE === 0);
}

interface Text {
  readonly name: string;
  readonly document: SourceDocument;
  readonly others: readonly SourceDocument[];
}

/** The prefixes of a group's fixtures, or the hostile texts; the same in each thread and on each run. */
function textsOf(group: string): Text[] {
  if (group === 'hostile') {
    return PATHS.flatMap((path) =>
      TEXTS.map((text) => ({
        name: `${JSON.stringify(text.slice(0, 20))} as ${path}`,
        document: { uri: `file://${path}`, path, text },
        others: [],
      })),
    );
  }
  return allFixtures().flatMap(({ name, documents }, index) =>
    documents
      .filter((document) => groupOf(document) === group)
      .flatMap((document) =>
        prefixesOf(document, index).map((length) => ({
          name: `${length} characters of ${name} (${document.path})`,
          document: { ...document, text: document.text.slice(0, length) },
          others: documents,
        })),
      ),
  );
}

function checkAll(texts: readonly Text[], step: Int32Array): string[] {
  const faults: string[] = [];
  for (const [index, { name, document, others }] of texts.entries()) {
    step[0] = index;
    try {
      check(document, others);
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    }
  }
  return faults;
}

async function survives(group: string, atLeast: number): Promise<void> {
  const texts = textsOf(group);
  assert.ok(texts.length >= atLeast, `${texts.length} texts`);
  const nameOf = (step: Int32Array) => texts[step[0]!]!.name;
  const faults = await runWatched<string, string[]>('typing.test', group, LONGEST_ANALYSIS, nameOf);
  assert.deepEqual(faults.slice(0, 5), []);
}

function defineTests(): void {
  describe('typing', () => {
    for (const group of [...Object.keys(FORMATS), 'the rest']) {
      it(`survives prefixes of the fixtures: ${group}`, () => survives(group, 250));
    }

    it('survives hostile texts in every format', () => survives('hostile', 200));

    it('finds the same in CRLF texts', () => {
      for (const { documents, name } of allFixtures()) {
        for (const document of documents) {
          if (document.text.includes('\r')) continue;
          const crlf = { ...document, text: document.text.replaceAll('\n', '\r\n') };
          const rules = (found: readonly Finding[]) => found.map(({ rule }) => rule).sort();
          assert.deepEqual(rules(check(crlf, documents)), rules(check(document, documents)), name);
        }
      }
    });
  });
}

if (isMainThread) defineTests();
else {
  const { data, step } = workerData as Watched<string>;
  parentPort!.postMessage(checkAll(textsOf(data), step));
}
