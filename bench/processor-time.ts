/** Processor time instead of time by the clock, which says little on a machine that others use as well. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../src/analyzer/analyze';
import { NO_PROJECT } from '../src/analyzer/model';
import type { Row } from './keystroke';
import { compose, environmentFile, iniFile, jsonFile, mailer, mainCf, tomlFile } from './samples';

/** Of Linux: a tick of the clock by which it counts, in milliseconds. */
const TICK = 10;

/** User and system time of all children that have ended (proc(5), fields 16 and 17). In milliseconds. */
function spentByChildren(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK;
}

/** Of one run: the mean of several, since a tick is coarse. Undefined where the program is missing. */
function costOf(command: string, args: readonly string[], runs: number): number | undefined {
  const before = spentByChildren();
  for (let run = 0; run < runs; run++)
    if (spawnSync(command, args, { stdio: 'ignore' }).error !== undefined) return undefined;
  return (spentByChildren() - before) / runs;
}

const ms = (value: number) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;

const WRONG = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=qkzvrmtnwbxpdhgs\n';

/** Programs beside the peer that does the least that could be done. */
export function programs(root: string): Row[] {
  if (process.platform !== 'linux') return [{ what: 'processor time', figures: 'is counted on Linux only' }];
  const one = join(root, 'one');
  mkdirSync(one, { recursive: true });
  writeFileSync(join(one, '.env'), WRONG);
  const node = process.execPath;
  const tree = join(root, 'tree');
  const groups = [
    [
      { what: 'node -e 0', command: node, args: ['-e', '0'], runs: 10 },
      { what: 'command line: --version', command: node, args: ['dist/cli.js', '--version'], runs: 10 },
      { what: 'command line: first finding of one file', command: node, args: ['dist/cli.js', one], runs: 10 },
    ],
    [
      { what: 'rg -l -i over the generated tree', command: 'rg', args: ['-l', '-i', 'smtp|mail', tree], runs: 10 },
      { what: 'command line over the same', command: node, args: ['dist/cli.js', '--format', 'json', tree], runs: 3 },
    ],
  ];
  return groups.flatMap((group) => {
    const costs = group.map(({ command, args, runs }) => costOf(command, args, runs));
    const [peer] = costs;
    return group.map(({ what }, index) => {
      const cost = costs[index];
      const ratio = index > 0 && cost !== undefined && peer ? `: ${(cost / peer).toFixed(1)} times` : '';
      return {
        what: `processor time: ${what}`,
        figures: cost === undefined ? 'is not installed' : `${ms(cost)}${ratio}`,
      };
    });
  });
}

/** In lines. */
const SIZES = [1250, 2500, 5000] as const;

const FORMATS: readonly { readonly path: string; readonly text: (lines: number) => string }[] = [
  { path: 'mailer.ts', text: mailer },
  { path: '.env', text: environmentFile },
  { path: 'main.cf', text: mainCf },
  { path: 'compose.yml', text: compose },
  { path: 'config.json', text: jsonFile },
  { path: 'config.toml', text: tomlFile },
  { path: 'app.ini', text: iniFile },
];

const ROUNDS = 9;

/** The least of some runs, each of another text. In milliseconds of this process. */
function analysisOf(path: string, text: string): number {
  const costs = Array.from({ length: ROUNDS }, (_, round) => {
    const document = { uri: `file:///bench/${path}`, path, text: `${text}${'\n'.repeat(round)}` };
    const before = process.cpuUsage();
    void analyze(document, NO_PROJECT).findings.length;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...costs);
}

/** The analysis of a text as it grows, and the exponent: 1 where twice the lines cost twice as much. */
export function growth(): Row[] {
  return FORMATS.map(({ path, text }) => {
    analysisOf(path, text(SIZES[0])); // until it is compiled
    const costs = SIZES.map((lines) => analysisOf(path, text(lines)));
    const exponent = Math.log2(costs.at(-1)! / costs[0]!) / Math.log2(SIZES.at(-1)! / SIZES[0]);
    const figures = SIZES.map((lines, index) => `${lines} lines ${ms(costs[index]!)}`).join(', ');
    return { what: `growth: ${path}`, figures: `${figures}: exponent ${exponent.toFixed(2)}` };
  });
}
