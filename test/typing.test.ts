/** Half-typed and hostile texts: nothing may throw, hang or point outside the text. */
import assert from 'node:assert/strict';
import { analyze } from '../src/analyzer/analyze';
import type { Finding, SourceDocument } from '../src/analyzer/model';
import { allFixtures, projectOf } from './support/fixture';

const fixtures = allFixtures();

function check(document: SourceDocument, others: readonly SourceDocument[]): readonly Finding[] {
  const all = [document, ...others.filter((other) => other.uri !== document.uri)];
  const { findings, failures } = analyze(document, projectOf(all));
  for (const { part, error } of failures)
    throw new Error(`${part} on ${JSON.stringify(document.text.slice(-80))}`, { cause: error });
  const lengths = new Map(all.map(({ uri, text }) => [uri, text.length]));
  for (const { at, rule, fixes } of findings) {
    const places = [at, ...fixes.flatMap(({ edits }) => edits)];
    for (const { uri, span } of places) {
      const length = lengths.get(uri) ?? 0;
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= length, `${rule} points outside ${uri}`);
    }
  }
  return findings;
}

describe('typing', () => {
  it('survives the prefixes of every fixture', function () {
    this.timeout(240_000);
    let prefixes = 0;
    for (const { documents } of fixtures) {
      for (const document of documents) {
        // Every prefix of the short ones, some 300 of a long one; the step is odd to meet all kinds of places.
        const step = Math.floor(document.text.length / 300) | 1;
        for (let length = 0; length <= document.text.length; length += step) {
          check({ ...document, text: document.text.slice(0, length) }, documents);
          prefixes++;
        }
      }
    }
    assert.ok(prefixes > 1000);
  });

  it('finds the same in CRLF texts', () => {
    for (const { documents, name } of fixtures) {
      for (const document of documents) {
        if (document.text.includes('\r')) continue;
        const crlf = { ...document, text: document.text.replaceAll('\n', '\r\n') };
        const rules = (found: readonly Finding[]) => found.map(({ rule }) => rule).sort();
        assert.deepEqual(rules(check(crlf, documents)), rules(check(document, documents)), name);
      }
    }
  });

  it('survives hostile texts in every format', function () {
    this.timeout(120_000);
    const paths = [
      '/p/.env',
      '/p/compose.yml',
      '/p/application.yml',
      '/p/config.json',
      '/p/config.toml',
      '/p/msmtprc',
      '/p/Dockerfile',
      '/p/main.cf',
      '/p/master.cf',
      '/p/mailer.ts',
      '/p/mailer.jsx',
    ];
    const longLine = 'SMTP_PASS=' + 'x'.repeat(1_900_000);
    const texts = [
      '',
      '\ufeff',
      '\0smtp\0host: mail\0',
      longLine,
      `smtp: ${'['.repeat(2000)}`,
      `smtp: ${'{a: '.repeat(2000)}`,
      `smtp = ${'['.repeat(20_000)}`,
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
    for (const path of paths) for (const text of texts) check({ uri: `file://${path}`, path, text }, []);
  });
});
