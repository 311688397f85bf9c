/**
 * Writes docs/comparison.md: what other tools and ours say of the same fifteen broken servers on loopback. Their outputs
 * are shortened by the rules below and by nothing else. Tools that are not installed are left out, aloud.
 *
 *   node scripts/compare-probes.js
 */
const { spawn, spawnSync } = require('node:child_process');
const esbuild = require('esbuild');
const fs = require('node:fs');
const nodemailer = require('nodemailer');
const os = require('node:os');
const path = require('node:path');

/** A tool that takes longer is ended, as its user would do. */
const PATIENCE_MS = 40_000;
const MOST_LINES = 4;
const LONGEST_LINE = 180;

/** The probe and the servers, which are TypeScript. */
async function ours() {
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: "export { probe } from './src/probe';\nexport * from './test/support/comparison-cases';",
      resolveDir: process.cwd(),
    },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    write: false,
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(module, module.exports, require);
  return module.exports;
}

/** Runs a program to its end, or to the end of our patience; both outputs as they came. */
function run(command, args, input = '') {
  return new Promise((resolve) => {
    // A group of its own: testssl.sh starts programs that outlive it.
    const child = spawn(command, args, { detached: true, env: { ...process.env, LC_ALL: 'C', TERM: 'dumb' } });
    let text = '';
    let late = false;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    child.stdin.on('error', () => {}).end(input);
    const timer = setTimeout(() => {
      late = true;
      process.kill(-child.pid, 'SIGKILL');
    }, PATIENCE_MS);
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({
        status: late ? `ended by us after ${PATIENCE_MS / 1000} s` : `exit ${status}`,
        good: status === 0,
        text,
      });
    });
  });
}

const lines = (text, pattern) => text.split('\n').filter((line) => pattern.test(line));

/** For each tool: the command that a careful user would type, and which of its lines count. */
const TOOLS = [
  {
    name: 'swaks',
    package: 'swaks',
    present: () => spawnSync('swaks', ['--version'], { encoding: 'utf8' }).stdout?.split('\n')[0],
    rule: 'lines that begin with `***` (its own errors) or hold `**` as the mark of a refusal (`<**`, `<~*`)',
    async ask({ port, tls, login, user, password, caFile, host }) {
      const mode = tls === 'implicit' ? '--tls-on-connect' : '--tls';
      const credentials = ['--auth', '--auth-user', user, '--auth-password', password, '--auth-hide-password'];
      const result = await run('swaks', [
        ...['--server', host, '--port', port, '--timeout', '5s', mode, '--tls-verify', '--tls-ca-path', caFile],
        ...['--tls-sni', host, '--helo', 'client.example.net', '--quit-after', login ? 'AUTH' : 'TLS'],
        ...(login ? credentials : []),
      ]);
      return { ...result, shown: lines(result.text, /^(?:\*\*\*|<\*\*|<~\*)/) };
    },
  },
  {
    name: 'openssl s_client',
    package: 'openssl',
    logsIn: false,
    present: () => spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout?.trim(),
    rule: "lines with `error`, `Verification`, `Verify return code` or `didn't`",
    async ask({ port, tls, caFile, host }) {
      const result = await run(
        'openssl',
        [
          ...['s_client', '-connect', `${host}:${port}`, '-servername', host, '-CAfile', caFile],
          ...['-verify_hostname', host, '-verify_return_error'],
          ...(tls === 'starttls' ? ['-starttls', 'smtp'] : []),
        ],
        'QUIT\r\n',
      );
      return { ...result, shown: lines(result.text, /error|^Verification|Verify return code|didn't/i) };
    },
  },
  {
    name: 'curl',
    package: 'curl',
    present: () => spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout?.split(' (')[0],
    rule: 'lines that begin with `curl:`',
    async ask({ port, tls, login, user, password, caFile, host }) {
      const scheme = tls === 'implicit' ? 'smtps' : 'smtp';
      const result = await run('curl', [
        ...['--silent', '--show-error', '--ssl-reqd', '--cacert', caFile, '--max-time', '20', '--request', 'NOOP'],
        ...(login ? ['--user', `${user}:${password}`] : []),
        `${scheme}://${host}:${port}/client.example.net`,
      ]);
      return { ...result, shown: lines(result.text, /^curl:/) };
    },
  },
  {
    name: 'msmtp',
    package: 'msmtp',
    present: () => spawnSync('msmtp', ['--version'], { encoding: 'utf8' }).stdout?.split('\n')[0],
    rule: 'lines that begin with `msmtp:`',
    async ask({ port, tls, login, user, password, caFile, host }) {
      const way = [
        ...['--host', host, '--port', port, '--tls=on', `--tls-starttls=${tls === 'starttls' ? 'on' : 'off'}`],
        ...[`--tls-trust-file=${caFile}`, '--timeout=5', '--domain=client.example.net'],
      ];
      const word = password.replaceAll("'", "'\\''");
      // It logs in only on its way to a message, which the servers that are asked for one refuse.
      const message = [
        '--auth=on',
        '--user',
        user,
        `--passwordeval=printf %s '${word}'`,
        '--from=a@example.net',
        'b@example.org',
      ];
      const result = await run(
        'msmtp',
        login ? [...way, ...message] : [...way, '--serverinfo'],
        'Subject: test\n\ntest\n',
      );
      return { ...result, shown: lines(result.text, /^msmtp:/) };
    },
  },
  {
    name: 'gnutls-cli',
    package: 'gnutls-bin',
    logsIn: false,
    present: () => spawnSync('gnutls-cli', ['--version'], { encoding: 'utf8' }).stdout?.split('\n')[0],
    rule: 'lines that begin with `***` or `|<`, or hold `error`, `Error` or `NOT trusted`',
    async ask({ port, tls, caFile, host }) {
      const result = await run(
        'gnutls-cli',
        [
          ...['--port', port, `--x509cafile=${caFile}`, '--sni-hostname', host],
          ...(tls === 'starttls' ? ['--starttls-proto=smtp'] : []),
          host,
        ],
        'QUIT\r\n',
      );
      return { ...result, shown: lines(result.text, /^(?:\*\*\*|\|<)|[Ee]rror|NOT trusted/) };
    },
  },
  {
    name: 'testssl.sh',
    package: 'testssl.sh',
    logsIn: false,
    present: () =>
      /testssl(?:\.sh)? +(\d[\d.]*)/
        .exec(spawnSync('testssl', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[0]
        .replace(/ +/, ' '),
    rule: "lines with `NOT ok`, `not ok`, `expired`, `deprecated`, `Fatal`, `doesn't`, `Oops`, `failed`, `incomplete` or `does not match`, but for the missing revocation list of a private CA",
    async ask({ port, tls, caFile, host }) {
      const result = await run('testssl', [
        ...(tls === 'starttls' ? ['-t', 'smtp'] : []),
        ...['--quiet', '--color', '0', '--warnings', 'off', '--ip', '127.0.0.1', '--add-ca', caFile],
        ...['--connect-timeout', '5', '--openssl-timeout', '5', '-p', '-S', `${host}:${port}`],
      ]);
      const pattern = /not ok|expired|deprecated|fatal|doesn't|does not match|oops|failed|incomplete/i;
      // A private authority has no revocation list: that is so in every case.
      return { ...result, shown: lines(result.text, pattern).filter((line) => !/neither CRL nor OCSP/.test(line)) };
    },
  },
  {
    name: 'nodemailer verify()',
    package: 'nodemailer',
    present: () => `nodemailer ${require('nodemailer/package.json').version}`,
    rule: '`true`, or code and message of the error',
    async ask({ port, tls, login, user, password, ca, host }) {
      const transport = nodemailer.createTransport({
        ...{ host, port, secure: tls === 'implicit', requireTLS: tls === 'starttls', tls: { ca } },
        ...{ connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 5000 },
        ...(login ? { auth: { user, pass: password } } : {}),
      });
      try {
        return { status: 'resolved', good: true, shown: [String(await transport.verify())] };
      } catch (error) {
        return { status: 'rejected', good: false, shown: [`${error.code}: ${error.message}`] };
      } finally {
        transport.close();
      }
    },
  },
];

const OWN = {
  name: 'Mail Config Lint',
  rule: 'the headline, further problems of the certificate, and the advice',
  async ask({ port, tls, login, user, password, ca, host, probe }) {
    const target = { host, port: Number(port), tls, verify: 'full', ca, ...(login && { login: { user, password } }) };
    const report = await probe(target, { login, timeouts: { greeting: 5000 } });
    const stage = report.stages.find(({ status }) => status === 'fail');
    const further =
      stage?.facts.filter(({ label }) => label === 'Further problems').flatMap(({ value }) => value) ?? [];
    return {
      status: `exit ${report.exitCode}`,
      good: report.exitCode === 0,
      shown: [report.headline, ...further, ...(stage?.advice ? [`=> ${stage.advice}`] : [])],
    };
  },
};

/** Control characters made visible; what changes from run to run replaced; long lines cut. */
function shorten(shown, { port, folder }) {
  const tidy = shown.map((line) =>
    line
      .replace(
        /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g,
        (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
      )
      .replace(/\b[0-9A-F]{12,16}:(?=error:)/g, '')
      .replaceAll(folder, '')
      .replaceAll(String(port), 'PORT')
      .replace(/\b20\d\d-\d\d-\d\d(?: \d\d:\d\d)?/g, 'DATE')
      .replace(/\b[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d 20\d\d GMT/g, 'DATE')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  const unique = [...new Set(tidy)].filter(Boolean);
  const kept = unique
    .slice(0, MOST_LINES)
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
  return unique.length > MOST_LINES ? [...kept, `(${unique.length - MOST_LINES} more)`] : kept;
}

/** A text as a code span in a table cell. */
function span(text) {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|')}${fence}`;
}

const VERDICTS = { named: '✅', unnamed: '❔', passed: '❌', beyond: '–' };

function verdictOf({ good, shown }, words) {
  return words.test(shown.join('\n')) ? 'named' : good ? 'passed' : 'unnamed';
}

async function main() {
  const { probe, CASES, HOST, LOGIN, CA } = await ours();
  const tools = TOOLS.map((tool) => ({ ...tool, version: tool.present() })).filter((tool) => {
    if (!tool.version) console.error(`skipped: ${tool.name} is not installed (Debian package ${tool.package})`);
    return tool.version;
  });
  const columns = [...tools, { ...OWN, version: 'this repository' }];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'compare-probes-'));
  const caFile = path.join(folder, 'ca.pem');
  fs.writeFileSync(caFile, CA);
  const sections = [];
  const summary = [];
  try {
    for (const [index, { title, cause, serve, tls, login = false, words }] of CASES.entries()) {
      console.error(`${index + 1}/${CASES.length} ${title}`);
      const server = await serve();
      const rows = [];
      const verdicts = [];
      try {
        const { port } = server;
        const asked = { port: String(port), tls, login, ...LOGIN, ca: CA, caFile, host: HOST, probe };
        const answers = await Promise.all(columns.map((tool) => tool.ask(asked)));
        for (const [column, tool] of columns.entries()) {
          const answer = answers[column];
          const shown = shorten(answer.shown, { port, folder });
          const beyond = login && tool.logsIn === false;
          const verdict = beyond ? 'beyond' : verdictOf({ good: answer.good, shown }, words);
          verdicts.push(VERDICTS[verdict]);
          const cell = shown.length > 0 ? shown.map(span).join('<br>') : '(nothing)';
          rows.push(`| ${tool.name} | ${VERDICTS[verdict]} | ${answer.status} | ${cell} |`);
        }
      } finally {
        await server.close();
      }
      summary.push(`| ${index + 1}. ${title} | ${verdicts.join(' | ')} |`);
      const mode = tls === 'implicit' ? 'implicit TLS' : 'required STARTTLS';
      sections.push(
        [
          `## ${index + 1}. ${title}`,
          '',
          `${cause} Configured: ${mode}${login ? ', with login' : ''}. Named if an output matches ${span(String(words))}.`,
          '',
          '| Tool | | Ended | Said |',
          '| --- | --- | --- | --- |',
          ...rows,
          '',
        ].join('\n'),
      );
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  fs.writeFileSync('docs/comparison.md', page(columns, summary, sections));
}

const page = (columns, summary, sections) => `# What other tools say

Fifteen servers on loopback, each out of order in its own way, asked by the tools that people use for this, and by ours.
Written by \`node scripts/compare-probes.js\`; nothing in here is edited by hand. Every tool was given the same host, port, TLS
mode and CA, and credentials where there is a login to test. ✅ the output names the cause, ❔ it fails and does not name it,
❌ it reports success or finds nothing to complain about, – the tool has no such step.

The tools have other aims, and this measures only one thing: whether somebody who has to fix a configuration learns what to
fix. swaks shows the dialogue, openssl every detail of a certificate, and testssl.sh audits a server far more deeply than we do
(here with \`-p -S\`, protocols and certificate, and at most ${PATIENCE_MS / 1000} seconds). Whoever reads their whole output with
knowledge of SMTP and TLS finds most causes; here only the lines count that the tool itself marks as a fault.

This is no independent measurement: the servers, the filters and the patterns that say whether a cause is named were written by
the authors of Mail Config Lint, who know its wording, and were revised over four runs after looking at the results, each time
where another tool had been treated unfairly or too kindly.

| Server | ${columns.map(({ name }) => name).join(' | ')} |
| --- |${' --- |'.repeat(columns.length)}
${summary.join('\n')}

| Tool | Version | Lines that count |
| --- | --- | --- |
${columns.map(({ name, version, rule }) => `| ${name} | ${version} | ${rule} |`).join('\n')}

Of these lines the first ${MOST_LINES} different ones are shown, cut after ${LONGEST_LINE} characters, with control characters made
visible and the port, dates and folders replaced.

${sections.join('\n')}`;

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
