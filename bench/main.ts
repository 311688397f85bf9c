/**
 * `npm run bench`: how fast typing is answered, beside ESLint on the same texts, how a whole-workspace scan compares with
 * ripgrep over the same tree, start-up and memory. Prints a table; judges nothing. `npm run bench -- keystroke peer` measures
 * only some of it; PARTS has the names. `--write` puts the table into docs/performance.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { analyze } from '../src/analyzer/analyze';
import { NO_PROJECT } from '../src/analyzer/model';
import { disk } from '../src/workspace/disk';
import { Workspace } from '../src/workspace/workspace';
import { keystrokes, type Row } from './keystroke';
import { loadPeer } from './peers';
import { growth, programs } from './processor-time';
import { compose, environmentFile, mailer, mainCf, random } from './samples';
import { ServerProcess } from './server-process';

const WARM_UP = 20;
/** Of both sides; the second half of them counts. */
const PEER_ROUNDS = 120;
const FILES = 10_000;

const ms = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const median = (values: readonly number[]) =>
  percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** Hover and completion in a long main.cf, each after a typed character and its diagnostics. */
async function postfixEditing(): Promise<Row[]> {
  const server = new ServerProcess(join(process.cwd(), 'dist/server.js'));
  await server.start();
  const uri = 'file:///bench/long/main.cf';
  const text = mainCf(5000);
  await server.open(uri, 'postfix-main', text);
  const last = text.split('\n').length - 1;
  const rows: Row[] = [];
  const measure = async (what: string, ask: () => Promise<number>) => {
    const times: number[] = [];
    for (let index = 0; index < WARM_UP + 60; index++) {
      await server.keystroke(uri, last, index % 2 === 0);
      const taken = await ask();
      if (index >= WARM_UP) times.push(taken);
    }
    times.sort((a, b) => a - b);
    rows.push({ what, figures: `p50 ${ms(percentile(times, 0.5))}, p95 ${ms(percentile(times, 0.95))}` });
  };
  await measure('main.cf, 5,000 lines: hover', () => server.ask('textDocument/hover', uri, 4, 6));
  await measure('main.cf, 5,000 lines: completion of a value', () => server.ask('textDocument/completion', uri, 4, 26));
  await server.stop();
  return rows;
}

/** The same texts, one typed character after the other, through the analyzer and through ESLint with one rule. */
function besidePeer(): Row[] {
  const peer = loadPeer();
  return [300, 3000].flatMap((length) => {
    const text = mailer(length);
    const middle = text.indexOf('to send', text.length / 2);
    const typed = (round: number) => `${text.slice(0, middle)}${'x'.repeat(round)}${text.slice(middle)}`;
    const uri = `file:///bench/peer${length}.ts`;
    const ours = (round: number) => analyze({ uri, path: 'peer.ts', text: typed(round) }, NO_PROJECT).findings.length;
    const warm = (run: (round: number) => number) =>
      median(Array.from({ length: PEER_ROUNDS }, (_, round) => timed(() => run(round + 1))).slice(PEER_ROUNDS / 2));
    const cold = timed(() => ours(0));
    const typing = warm(ours);
    const rows = [
      { what: `analysis of ${length} lines of TypeScript`, figures: `cold ${ms(cold)}, warm ${ms(typing)}` },
    ];
    if (!peer) return [...rows, { what: 'ESLint with sonarjs on the same', figures: 'could not be installed' }];
    const peerCold = timed(() => peer(typed(0)));
    const peerTyping = warm((round) => peer(typed(round)));
    const figures = `cold ${ms(peerCold)}, warm ${ms(peerTyping)}: ${(peerTyping / typing).toFixed(1)} times ours`;
    return [...rows, { what: 'ESLint with sonarjs/no-clear-text-protocols on the same', figures }];
  });
}

/** A tree of files as repositories have them; one in a hundred concerns mail. */
function plant(root: string): void {
  const next = random(7);
  const kinds = ['ts', 'ts', 'tsx', 'js', 'json', 'md', 'css', 'yml', 'py', 'svg'];
  for (let index = 0; index < FILES; index++) {
    const folder = join(root, `package${index % 40}`, 'src', `part${Math.floor(index / 40) % 25}`);
    const mail = index % 100 === 0;
    const kind = kinds[Math.floor(next() * kinds.length)] ?? 'ts';
    const name = mail ? ['mailer.ts', '.env', 'compose.yml', 'main.cf'][(index / 100) % 4] : `file${index}.${kind}`;
    const text = mail
      ? [mailer(60), environmentFile(30), compose(60), mainCf(60)][(index / 100) % 4]
      : `// file ${index}\n${'export const value = [1, 2, 3].reduce((sum, each) => sum + each, 0);\n'.repeat(5 + Math.floor(next() * 60))}`;
    const file = join(folder, `n${index}`, name ?? '');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text ?? '');
  }
}

function timed(run: () => void): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

async function scanning(folder: string): Promise<Row[]> {
  const root = join(folder, 'tree');
  const rounds = 5;
  const ripgrep: number[] = [];
  const words = 'nodemailer|createTransport|smtp|mail|smarthost|_DSN|NODE_TLS_REJECT_UNAUTHORIZED';
  const missing = spawnSync('rg', ['--version']).error !== undefined;
  const cli: number[] = [];
  const inProcess: number[] = [];
  let documents = 0;
  for (let round = 0; round <= rounds; round++) {
    const grep = missing ? 0 : timed(() => spawnSync('rg', ['-l', '-i', '--hidden', words, root]));
    const started = performance.now();
    const workspace = new Workspace(disk);
    workspace.setRoots([root]);
    await workspace.scan(root);
    const scan = performance.now() - started;
    documents = workspace.mailDocuments().length;
    const whole = timed(() =>
      spawnSync(process.execPath, ['dist/cli.js', '--format', 'json', root], { maxBuffer: 1 << 28 }),
    );
    if (round === 0) continue;
    ripgrep.push(grep);
    inProcess.push(scan);
    cli.push(whole);
  }
  const against = (value: number) => (missing ? '' : `, ${(value / median(ripgrep)).toFixed(1)} times ripgrep`);
  return [
    { what: `rg -l over ${FILES} files`, figures: missing ? 'ripgrep is not installed' : ms(median(ripgrep)) },
    {
      what: `scan and lint of the same, in a running process (${documents} with mail)`,
      figures: ms(median(inProcess)) + against(median(inProcess)),
    },
    { what: 'the command line over the same, start-up included', figures: ms(median(cli)) + against(median(cli)) },
  ];
}

async function starting(folder: string): Promise<Row[]> {
  const root = join(folder, 'tree');
  const starts: number[] = [];
  let memory: number | undefined;
  for (let round = 0; round < 5; round++) {
    const server = new ServerProcess(join(process.cwd(), 'dist/server.js'));
    const scanned = server.whenScanned();
    starts.push(await server.start(root));
    await scanned;
    memory = server.memory();
    await server.stop();
  }
  const cli = Array.from({ length: 5 }, () => timed(() => spawnSync(process.execPath, ['dist/cli.js', '--version'])));
  return [
    { what: 'server: process start to answer of initialize', figures: ms(median(starts)) },
    { what: 'command line: --version', figures: ms(median(cli)) },
    {
      what: `server: resident memory after the scan of ${FILES} files`,
      figures: memory === undefined ? 'not told by this system' : `${memory.toFixed(0)} MB`,
    },
  ];
}

const PARTS: Readonly<Record<string, (root: string) => Row[] | Promise<Row[]>>> = {
  keystroke: keystrokes,
  postfix: postfixEditing,
  peer: besidePeer,
  scanning,
  starting,
  programs,
  growth,
};

const PAGE = 'docs/performance.md';

const INTRODUCTION = `# Performance

Written by \`npm run bench -- --write\`, with the parts that were asked for. Ratios are to a program that does the least that
could be done, in the same run: ripgrep, an empty program of Node, the parser of a format. A load above the number of processors
means that others used the machine, which processor time tells less of than the clock does. The exponent says how the cost grows
with the size of a text: 1 where twice the lines cost twice as much.
`;

async function main(names: readonly string[], write: boolean): Promise<void> {
  const unknown = names.find((name) => !(name in PARTS));
  if (unknown) throw new Error(`There is no part '${unknown}'. Choose of: ${Object.keys(PARTS).join(', ')}`);
  const root = mkdtempSync(join(tmpdir(), 'mail-config-lint-bench-'));
  try {
    const isWanted = (...parts: string[]) => names.length === 0 || parts.some((part) => names.includes(part));
    if (isWanted('scanning', 'starting', 'programs')) plant(join(root, 'tree'));
    const rows: Row[] = [];
    for (const [name, part] of Object.entries(PARTS)) if (isWanted(name)) rows.push(...(await part(root)));
    const text = [
      `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0]?.toFixed(1)}`,
      '',
      '| what | measured |',
      '| --- | --- |',
      ...rows.map(({ what, figures }) => `| ${what} | ${figures} |`),
    ].join('\n');
    console.log(text);
    if (write) writeFileSync(PAGE, `${INTRODUCTION}\n${new Date().toISOString().slice(0, 10)}, ${text}\n`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const given = process.argv.slice(2);
main(
  given.filter((name) => name !== '--write'),
  given.includes('--write'),
).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
