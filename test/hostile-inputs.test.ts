/** Small inputs that a stranger may leave in a repository, each with the right answer: what they once did to the program. */
import assert from 'node:assert/strict';
import { analyze } from '../src/analyzer/analyze';
import { compatible, editsOf } from '../src/analyzer/edits';
import type { Edit, SourceDocument } from '../src/analyzer/model';
import { parsePolicy } from '../src/probe/domain/mta-sts';
import { readSettings } from '../src/workspace/settings-reader';
import { withRuleOff } from '../src/workspace/settings-tree';
import { apply, fixesOf, lint, mend, projectOf, textOf } from './support/fixture';
import { assertCheap } from './support/processor-time';

const document = (name: string, text: string): SourceDocument => ({
  uri: `file:///project/${name}`,
  path: `/project/${name}`,
  text,
});

/** Deeper than any parser's stack is meant for, and only some kilobytes. */
const DEPTH = 5000;

const SECRET = 'Vb7rQm2Xk9tL';

/** A URL with a login where the name of a host is wanted. */
const URLS: readonly SourceDocument[] = [
  document('.env', `SMTP_HOST=smtps://robot:${SECRET}@smtp.acme-mail.org\nSMTP_PORT=25\nSMTP_USER=robot\n`),
  document('application.yml', `spring:\n  mail:\n    host: smtp://robot:${SECRET}@smtp.acme-mail.org\n    port: 25\n`),
  document('grafana.ini', `[smtp]\nenabled = true\nhost = smtp://robot:${SECRET}@smtp.acme-mail.org:25\n`),
  document(
    'mailer.js',
    `const n = require('nodemailer');
n.createTransport({ host: 'smtp://robot:${SECRET}@smtp.acme-mail.org', port: 25, auth: { user: 'robot', pass: process.env.P } });
n.createTransport({ service: 'smtp://robot:${SECRET}@smtp.acme-mail.org' });
`,
  ),
];

/** Settings of which several findings want to change the same place. */
const CROWDED: readonly SourceDocument[] = [
  document(
    'compose.yml',
    'services:\n  cloud:\n    image: nextcloud\n    environment:\n      SMTP_HOST: smtp.mailgun.org\n      SMTP_NAME: cloud\n      SMTP_PASSWORD: ${CLOUD_PASSWORD}\n      SMTP_SECURE: ssl\n',
  ),
  document(
    'master.cf',
    'submission inet n - y - - smtpd\n  -o syslog_name=postfix/submission\n  -o smtpd_tls_wrappermode=yes\n',
  ),
];

/** What changed fixtures (`npm run fuzz`) have shown to be too much for some reader, each without what was beside it. */
const TOO_MUCH: readonly SourceDocument[] = [
  document('mail.service', '[Service]\nEnvironment=SMTP_HOST=mail.acme-mail.org\nEnvironmentFile=\ud800\n'),
];

/** A profile that says nothing of mail itself, beside the file for all profiles that does. */
const PROFILE: readonly SourceDocument[] = [
  document('application-prod.yml', 'spring:\nspring:\n  mail:\n${    port: 465}\n'),
  document(
    'application.yml',
    'spring:\n  mail:\n    host: smtp.acme-mail.org\n    username: postman\n    password: ${MAIL_PASSWORD}\n    properties:\n      mail.smtp.starttls.required: true\n',
  ),
];

function assertApart(edits: readonly Edit[]): void {
  const sorted = [...edits].sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.span.start - b.span.start));
  sorted.forEach((edit, index) => {
    const before = sorted[index - 1];
    assert.ok(before?.uri !== edit.uri || before.span.end <= edit.span.start, JSON.stringify([before, edit]));
  });
}

describe('hostile inputs', () => {
  it('nested without measure are read as far as settings go', () => {
    for (const [name, open, close] of [
      ['a.json', '{"smtp":', '}'],
      ['a.json', '[', ']'],
      ['a.yaml', '{smtp: ', '}'],
      ['a.yaml', '- ', ''],
      ['a.toml', 'smtp = [', ''],
      ['a.js', 'nodemailer.createTransport(', ')'],
    ] as const) {
      const text = `${open.repeat(DEPTH)}1${close.repeat(DEPTH)}`;
      assertCheap(10, `${name}: ${open}`, () => lint([document(name, text)]));
    }
  });

  it('with one word of a megabyte cost no more than its length', () => {
    const script = `postconf -e "myhostname = ${'x'.repeat(1_000_000)}"\n`;
    assertCheap(5, 'one long word', () => lint([document('entrypoint.sh', script)]));
  });

  it('with a policy of blanks cost no more than their length', () => {
    assertCheap(2, 'blanks', () => parsePolicy(`version: STSv1\nmode:${' '.repeat(200_000)}\nmx`));
  });

  it('that two transports read in opposite ways settle after a fix', () => {
    const transport = (port: number) =>
      `nodemailer.createTransport({ host: 'smtp.gmail.com', port: ${port}, secure: process.env.SMTP_SECURE === 'true', auth });`;
    const code = `const nodemailer = require('nodemailer');\nconst auth = { user: process.env.U, pass: process.env.P };\n${transport(587)}\n${transport(465)}\n`;
    for (const value of ['true', 'false']) {
      const before = [document('mailer.js', code), document('.env', `SMTP_SECURE=${value}\nU=shop\nP=x\n`)];
      const after = mend(before, true);
      assert.deepEqual(mend(after, true), after);
    }
  });

  it('that need several edits get edits which do not touch', () => {
    for (const one of CROWDED) {
      const findings = lint([one]);
      assert.ok(findings.length > 0, one.path);
      const fixes = findings.flatMap((finding) => fixesOf(finding).slice(0, 1));
      for (const { edits } of fixes) assertApart(edits);
      const together = editsOf(compatible(fixes));
      assertApart(together);
      lint(apply([one], together));
    }
  });

  it('with a DSN without a port keep a DSN that can be read', () => {
    const [mended] = mend(
      [document('.env', `MAILER_DSN=smtp://robot:${SECRET}@smtp.acme-mail.org\nAPP_ENV=prod\n`)],
      false,
    );
    assert.match(mended!.text, /^MAILER_DSN="?smtps?:\/\/robot:\w+@smtp\.acme-mail\.org(?::\d+)?\/?(?:\?[\w=&]+)?"?$/m);
  });

  it('that were too much once are read and mended', () => {
    for (const one of TOO_MUCH) {
      lint([one]);
      mend([one], true);
    }
  });

  it('whose settings stand in another file are placed within their own text', () => {
    const [profile] = PROFILE;
    const { configs } = analyze(profile!, projectOf(PROFILE));
    assert.equal(configs.length, 1);
    for (const { anchor } of configs) {
      assert.equal(anchor.uri, profile!.uri);
      assert.ok(anchor.span.end <= profile!.text.length, JSON.stringify(anchor));
    }
  });

  it('that are settings of the project are told their mistakes within the text, and are not written', () => {
    const texts = [
      "rules:\n  tls-disabled: { severity: hint, exceptHosts: '*.acme.org",
      'overrides:\n  - files: *.env\n    rules: { "*": error }\n',
      '/* : */',
    ];
    for (const text of texts) {
      const { mistakes } = readSettings(text, '.mail-config-lint.yaml');
      assert.equal(mistakes.length, 1, text);
      for (const { at } of mistakes) assert.ok(at.start <= at.end && at.end <= text.length, text);
      assert.equal(withRuleOff(text, '.mail-config-lint.yaml', 'tls-disabled'), undefined);
    }
    assert.equal(withRuleOff('# ours\n%YAML 1.2:\n', '.mail-config-lint.yaml', 'tls-disabled'), undefined);
  });

  it('with a login in the place of a host show no password', () => {
    for (const one of URLS) {
      const findings = lint([one]);
      assert.ok(findings.length > 0, one.path);
      for (const finding of findings) {
        const related = finding.related.map(({ message }) => message);
        const titles = fixesOf(finding).map(({ title }) => title);
        for (const text of [textOf(finding), ...related, ...titles]) assert.ok(!text.includes(SECRET), text);
      }
    }
  });

  it('with escape sequences of a terminal show them in plain sight', () => {
    const main = 'relayhost = [h\x1b]0;title\x07]:25\nsmtp_tls_security_level = \x1b[31mred\nfo\x1b[31mo = x\n';
    const findings = lint([
      document('main.cf', main),
      document('.env', 'SMTP_HOST=a\x1b[2Jb c\nSMTP_PORT=\x1b[31m25\n'),
    ]);
    assert.ok(findings.length > 1);
    for (const finding of findings) assert.doesNotMatch(textOf(finding), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});
