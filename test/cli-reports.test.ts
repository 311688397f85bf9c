/** What CI systems read: SARIF 2.1.0 and the workflow commands of GitHub. */
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import type { Log, Run } from 'sarif';
import { RULES } from '../src/analyzer/rules/index';
import { CliFolder } from './support/cli-folder';

const SETTINGS = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=qhztwkbdpvmexrsl\n';
const MAILER = `const nodemailer = require('nodemailer');
nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: process.env.SMTP_PORT,
  requireTLS: true,
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
});
`;

describe('reports for CI', () => {
  let folder: CliFolder;
  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  function sarif(...args: string[]): Run {
    const { stdout } = folder.run('--format', 'sarif', ...args);
    const log: Log = JSON.parse(stdout);
    assert.equal(log.version, '2.1.0');
    assert.equal(log.runs.length, 1);
    return log.runs[0]!;
  }

  it('names all rules, with a page and a level each, though nothing is found', () => {
    const { tool, results, columnKind, invocations } = sarif();
    const { rules = [] } = tool.driver;
    assert.deepEqual(
      rules.map(({ id }) => id),
      [...RULES.map(({ id }) => id), 'unused-suppression'],
    );
    for (const { helpUri, help, defaultConfiguration } of rules) {
      assert.match(helpUri ?? '', /^https:.*\/docs\/[\w/-]+\.md$/);
      assert.ok(help?.text);
      assert.match(defaultConfiguration?.level ?? '', /^(?:error|warning|note)$/);
    }
    assert.deepEqual([results, columnKind, invocations?.[0]?.executionSuccessful], [[], 'utf16CodeUnits', true]);
  });

  it('places a result, relates it to the code that reads the value, and offers the fix', () => {
    folder.write('app one/.env', SETTINGS);
    folder.write('app one/mailer.js', MAILER);
    const { results = [], tool } = sarif();
    assert.equal(results.length, 1);
    const [{ ruleId, ruleIndex = -1, level, message, locations, relatedLocations, fixes }] = results as [
      (typeof results)[0],
    ];
    assert.equal(tool.driver.rules?.[ruleIndex]?.id, ruleId);
    assert.equal(level, 'warning');
    assert.match(message.text ?? '', /^Port 25 is for [^.]+\. [A-Z].*\.$/);
    assert.deepEqual(locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: 'app%20one/.env', uriBaseId: '%SRCROOT%' },
          region: { startLine: 2, startColumn: 11, endLine: 2, endColumn: 13 },
        },
      },
    ]);
    assert.deepEqual(
      relatedLocations?.map(({ id, physicalLocation }) => [
        id,
        physicalLocation?.artifactLocation?.uri,
        physicalLocation?.region?.startLine,
      ]),
      [[1, 'app%20one/mailer.js', 4]],
    );
    assert.deepEqual(fixes?.[0]?.artifactChanges[0]?.replacements, [
      {
        deletedRegion: { startLine: 2, startColumn: 11, endLine: 2, endColumn: 13 },
        insertedContent: { text: '465' },
      },
    ]);
  });

  it('gives a file outside of the working directory by its URI', () => {
    folder.write('inside/x.txt', '');
    const other = new CliFolder();
    try {
      other.write('.env', SETTINGS);
      const [result] = sarif(other.path).results ?? [];
      assert.deepEqual(result?.locations?.[0]?.physicalLocation?.artifactLocation, {
        uri: pathToFileURL(`${other.path}/.env`).href,
      });
    } finally {
      other.remove();
    }
  });

  it('leaves out fixes that move a secret, and notes what could not be read', () => {
    folder.write('mailer.js', MAILER.replace('process.env.SMTP_PASS', "'correct-horse-battery'"));
    folder.write('a.env', Buffer.from('SMTP_HOST=x\0y\n'));
    const { results = [], invocations } = sarif();
    const password = results.find(({ ruleId }) => ruleId === 'hardcoded-password');
    assert.deepEqual(password?.fixes, []);
    assert.deepEqual(
      invocations?.[0]?.toolExecutionNotifications?.map(({ level, message }) => [level, message.text]),
      [['warning', 'a.env: skipped, it is binary, or not UTF-8']],
    );
  });

  it('writes annotations, one a line, with what GitHub would misread escaped', () => {
    folder.write('a,b: 100%/.env', SETTINGS);
    const { stdout, status } = folder.run('--format', 'github');
    assert.equal(status, 1);
    const [line, ...others] = stdout.split('\n');
    assert.deepEqual(others, ['']);
    const place = 'file=a%2Cb%3A 100%25/.env,line=2,endLine=2,col=11,endColumn=13,title=port-25-submission';
    assert.ok(line?.startsWith(`::warning ${place}::Port 25 is for`), line);
    assert.match(line ?? '', /::[^.%]+%0A[A-Z][^%]*\.$/, 'the headline in a line of its own');
  });
});

describe('other reports', () => {
  let folder: CliFolder;
  beforeEach(() => {
    folder = new CliFolder();
    folder.write('a & "b"/.env', SETTINGS);
  });
  afterEach(() => folder.remove());
  const report = (format: string) => folder.run('--format', format).stdout;

  it('are one line a finding that error matchers read', () => {
    assert.match(report('concise'), /^a & "b"\/\.env:2:11: warning: [^\n]{10,90} \[port-25-submission\]\n$/);
  });

  it('are the code quality report of GitLab, whose fingerprints outlive lines that move', () => {
    const [first] = JSON.parse(report('gitlab'));
    assert.deepEqual(
      [first.check_name, first.severity, first.location],
      ['port-25-submission', 'major', { path: 'a & "b"/.env', lines: { begin: 2, end: 2 } }],
    );
    folder.write('a & "b"/.env', `# new\n${SETTINGS}`);
    const [moved] = JSON.parse(report('gitlab'));
    assert.equal(moved.fingerprint, first.fingerprint);
    assert.equal(moved.location.lines.begin, 3);
  });

  for (const [format, pattern] of [
    ['checkstyle', /<file name="a &amp; &quot;b&quot;\/\.env">\n {4}<error line="2" column="11" severity="warning" /],
    ['junit', /<testsuite name="a &amp; &quot;b&quot;\/\.env" tests="1" failures="1" errors="0">\n {4}<testcase /],
  ] as const)
    it(`are well-formed XML: ${format}`, () => {
      const text = report(format);
      assert.match(text, pattern);
      const open: string[] = [];
      for (const [, end, name = '', empty] of text.matchAll(/<(\/?)([a-z]+)(?: [a-z]+="[^"<]*")*(\/?)>/g)) {
        if (end) assert.equal(open.pop(), name);
        else if (!empty) open.push(name);
      }
      assert.deepEqual(open, []);
      assert.doesNotMatch(text.replace(/<[^<>]*>/g, ''), /[<>]|&(?!(?:amp|lt|gt|quot|#10);)/);
      folder.write('a & "b"/.env', 'A=1\n');
      assert.match(report(format), /<\/(?:checkstyle|testsuites)>\n$/);
    });

  it('are a table a file in Markdown, in which nothing of a file acts', () => {
    assert.match(
      report('markdown'),
      /^### `a & "b"\/\.env`\n\n\| line \| severity \| rule \| problem \|\n\| --- .*\n\| 2 \| warning \| \[port-25-submission\]\(https/,
    );
    folder.write('a & "b"/.env', 'SMTP_HOST=smtp.gmial.com|<b>[x](y)\nSMTP_PORT=587\n');
    assert.doesNotMatch(report('markdown'), /<b>|(?<!\\)\[x\]/);
  });
});
