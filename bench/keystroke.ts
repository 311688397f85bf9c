/**
 * From a typed character to the diagnostics that follow, in the real server, beside what the format's own parser takes
 * for the same text in this process. What the protocol itself takes is a row of its own: no parser knows of it.
 */
import { join } from 'node:path';
import { parser } from '@lezer/javascript';
import { parse as parseDotenv } from 'dotenv';
import { parseTree } from 'jsonc-parser';
import { parseTOML } from 'toml-eslint-parser';
import { parseDocument } from 'yaml';
import { parseIni } from '../src/analyzer/formats/ini';
import { parseMainCf } from '../src/analyzer/formats/main-cf';
import { compose, environmentFile, iniFile, jsonFile, mailer, mainCf, tomlFile } from './samples';
import { ServerProcess } from './server-process';

const KEYSTROKES = 200;
const WARM_UP = 40;

/** Reads a text as the peer does that is nearest to the format. */
type Parser = (text: string) => unknown;

interface Sample {
  readonly what: string;
  readonly name: string;
  readonly language: string;
  readonly text: string;
  readonly parser: Parser;
}

const typescript = parser.configure({ dialect: 'ts' });
const script: Parser = (text) => typescript.parse(text);
const yaml: Parser = (text) => parseDocument(text, { logLevel: 'silent' });

/** Postfix and INI have no parser in a package; ours is taken by itself. */
const SAMPLES: readonly Sample[] = [
  ...[30, 300, 3000].map((lines) => ({
    what: `nodemailer, ${lines} lines`,
    name: `mailer${lines}.ts`,
    language: 'typescript',
    text: mailer(lines),
    parser: script,
  })),
  ...[200, 5000].map((lines) => ({
    what: `.env, ${lines} lines`,
    name: `${lines}/.env`,
    language: 'dotenv',
    text: environmentFile(lines),
    parser: parseDotenv,
  })),
  ...[500, 5000].map((lines) => ({
    what: `main.cf, ${lines} lines`,
    name: `${lines}/main.cf`,
    language: 'postfix-main',
    text: mainCf(lines),
    parser: (text: string) => parseMainCf(text, 'file:///main.cf'),
  })),
  ...[1000, 5000].map((lines) => ({
    what: `compose, ${lines} lines`,
    name: `${lines}/compose.yml`,
    language: 'yaml',
    text: compose(lines),
    parser: yaml,
  })),
  ...[1000, 5000].flatMap((lines) => [
    {
      what: `JSON, ${lines} lines`,
      name: `${lines}/config.json`,
      language: 'json',
      text: jsonFile(lines),
      parser: parseTree,
    },
    {
      what: `TOML, ${lines} lines`,
      name: `${lines}/config.toml`,
      language: 'toml',
      text: tomlFile(lines),
      parser: parseTOML,
    },
    {
      what: `INI, ${lines} lines`,
      name: `${lines}/app.ini`,
      language: 'ini',
      text: iniFile(lines),
      parser: (text: string) => parseIni(text, 'file:///app.ini', 'app.ini'),
    },
  ]),
];

/** A text that no reader looks into. */
const EMPTY: Sample = { what: 'an empty file', name: 'empty.ts', language: 'typescript', text: '\n', parser: script };

export interface Row {
  readonly what: string;
  readonly figures: string;
}

interface Times {
  readonly p50: number;
  readonly p95: number;
}

function summed(times: number[]): Times {
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

/** The line in the middle, at whose start a blank comes and goes: as in the first half of a word that is typed. */
const middleOf = (text: string) => Math.floor(text.split('\n').length / 2);

async function typed(server: ServerProcess, { name, language, text }: Sample): Promise<Times> {
  const uri = `file:///bench/${name}`;
  await server.open(uri, language, text);
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + KEYSTROKES; index++) {
    const taken = await server.keystroke(uri, middleOf(text), index % 2 === 0);
    if (index >= WARM_UP) times.push(taken);
  }
  await server.close(uri);
  return summed(times);
}

function parsed({ text, parser }: Sample): Times {
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + KEYSTROKES; index++) {
    // Another text each time, as after a keystroke.
    const changed = `${text}${index % 2 === 0 ? '\n' : ''}`;
    const started = performance.now();
    parser(changed);
    if (index >= WARM_UP) times.push(performance.now() - started);
  }
  return summed(times);
}

const ms = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;

/** One row a sample, and one for the way there and back alone. */
export async function keystrokes(): Promise<Row[]> {
  const server = new ServerProcess(join(process.cwd(), 'dist/server.js'));
  await server.start();
  const rows: Row[] = [];
  const floor = await typed(server, EMPTY);
  rows.push({ what: `keystroke: ${EMPTY.what}`, figures: `p50 ${ms(floor.p50)}, p95 ${ms(floor.p95)}` });
  for (const sample of SAMPLES) {
    const ours = await typed(server, sample);
    const peer = parsed(sample);
    rows.push({
      what: `keystroke: ${sample.what}`,
      figures:
        `p50 ${ms(ours.p50)}, p95 ${ms(ours.p95)}; parser p50 ${ms(peer.p50)}, p95 ${ms(peer.p95)}: ` +
        `${(ours.p50 / peer.p50).toFixed(1)} and ${(ours.p95 / peer.p95).toFixed(1)} times`,
    });
  }
  await server.stop();
  return rows;
}
