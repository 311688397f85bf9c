/** Connection tests against one loopback server each, and what must hold for every one of them. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { ConnectionChange } from '../../src/analyzer/model';
import {
  type ProbeOptions,
  type ProbeReport,
  type ProbeTarget,
  probe,
  type Resolver,
  type StageId,
  type StageStatus,
  type Timeouts,
  toText,
} from '../../src/probe';
import { makeAuthority } from './certificates';
import { GoldenSections } from './golden';
import type { LoopbackServer } from './smtp-servers';
import { until } from './until';

/** Short enough for a suite of silent servers, long enough for a slow machine. */
export const QUICK: Timeouts = {
  dns: 600,
  address: 800,
  tcp: 1_000,
  greeting: 600,
  silence: 200,
  handshake: 800,
  command: 600,
  auth: 800,
  message: 800,
  total: 6_000,
};

export const authority = makeAuthority();

/** Any name is this machine, so that certificates for real names can be tried. */
export const loopback: Resolver = {
  lookup: async () => [{ address: '127.0.0.1', family: 4 }],
  query: async () => [],
};

/** The same servers, at an address that is not of this machine. */
export const elsewhere: Pick<ProbeOptions, 'resolver' | 'connector'> = {
  resolver: { lookup: async () => [{ address: '192.0.2.1', family: 4 }], query: async () => [] },
  connector: (_, port) => connect({ host: '127.0.0.1', port }),
};

export const dnsError = (code: string): Error => Object.assign(new Error(code), { code });

export interface Expectation {
  readonly outcome: ProbeReport['outcome'];
  readonly failedAt?: StageId;
  /** Code of the failure, or of the stage that `warned` names. */
  readonly code?: string;
  readonly warned?: StageId;
  /** What the advice of that stage must say. */
  readonly advice?: RegExp;
  readonly sentence?: RegExp;
  readonly suggestion?: ConnectionChange;
  readonly exitCode?: number;
  readonly stages?: Partial<Record<StageId, StageStatus>>;
  readonly login?: ProbeReport['login'];
}

export interface Case {
  readonly name: string;
  readonly serve: () => Promise<LoopbackServer>;
  readonly target?: Partial<ProbeTarget>;
  readonly options?: ProbeOptions;
  readonly expect: Expectation;
  /** For what cannot be said as a table. */
  readonly also?: (report: ProbeReport, server: LoopbackServer) => void;
}

export const run = (
  server: Pick<LoopbackServer, 'port'>,
  target: Partial<ProbeTarget> = {},
  options: ProbeOptions = {},
): Promise<ProbeReport> =>
  probe(
    { host: 'localhost', port: server.port, tls: 'starttls', verify: 'full', ca: authority.root.cert, ...target },
    { resolver: loopback, ...options, timeouts: { ...QUICK, ...options.timeouts } },
  );

/** What may differ between two runs is taken out. */
const verdict = ({ stages, outcome, code, failedAt, suggestion, login }: ProbeReport) => ({
  outcome,
  code,
  failedAt,
  suggestion,
  login,
  stages: stages.map(({ id, status, code: found, advice }) => ({ id, status, code: found, advice })),
});

/** Nothing that was not run is called a success, and a failure ends all but the goodbye and the look at the other port. */
export function checkHonesty(report: ProbeReport): void {
  const failed = report.stages.findIndex(({ status }) => status === 'fail');
  const after =
    failed < 0 ? [] : report.stages.slice(failed + 1).filter(({ id }) => id !== 'quit' && id !== 'comparison');
  assert.deepEqual(
    after.filter(({ status }) => status !== 'skipped').map(({ id }) => id),
    [],
  );
  if (report.login === 'accepted') assert.equal(report.certificate?.verified, true);
  for (const { sentence, status } of report.stages) assert.ok(sentence.length > 10, `a sentence for ${status}`);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
}

export const untilClosed = (server: LoopbackServer): Promise<void> =>
  until(() => server.open === 0, 'the end of all connections');

/** What differs from run to run, or from one release of Node to the next. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/ \(\d+ ms\)/g, ''],
  [/<[\da-f-]{36}@/g, '<ID@'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'DATE'],
  [/\d{4}-\d\d-\d\d/g, 'DATE'],
  [/(?:[\dA-F]{2}:){8,}[\dA-F]{2}/g, 'FINGERPRINT'],
  [/(\| (?:Cipher|Key exchange)): .*/g, '$1: …'],
];

/** The report as people read it, without its transcript. */
export function linesOf(report: ProbeReport, port: number): string[] {
  const text = VOLATILE.reduce((result, [from, to]) => result.replace(from, to), toText(report));
  return text
    .replaceAll(String(port), 'PORT')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** `golden`: the file that holds the whole report of each case. */
export function checkCases(cases: readonly Case[], golden: string): void {
  const sections = new GoldenSections(golden);
  after(function () {
    sections.write(this.test!.parent!);
  });
  for (const { name, serve, target, options, expect, also } of cases) {
    it(name, async () => {
      const server = await serve();
      try {
        const [report, again] = await Promise.all([run(server, target, options), run(server, target, options)]);
        checkExpectation(report, expect);
        checkHonesty(report);
        assert.deepEqual(verdict(again), verdict(report), 'the same verdict on repeat');
        also?.(report, server);
        sections.compare(name, linesOf(report, server.port));
        await untilClosed(server);
      } finally {
        await server.close();
      }
    });
  }
}

export function checkExpectation(report: ProbeReport, expect: Expectation): void {
  const stage = report.stages.find(({ id }) => id === (expect.failedAt ?? expect.warned));
  const seen = report.stages.map(({ id, status, code }) => `${id} ${status} ${code ?? ''}`).join('\n');
  assert.equal(report.outcome, expect.outcome, seen);
  assert.equal(report.failedAt, expect.failedAt, seen);
  if (expect.code) assert.equal(stage?.code, expect.code, seen);
  if (expect.failedAt) assert.equal(report.code, stage?.code);
  if (expect.advice) assert.match(stage?.advice ?? '', expect.advice);
  if (expect.sentence) assert.match(stage?.sentence ?? report.headline, expect.sentence);
  if (expect.exitCode !== undefined) assert.equal(report.exitCode, expect.exitCode);
  assert.deepEqual(report.suggestion?.change, expect.suggestion, seen);
  if (expect.login) assert.equal(report.login, expect.login);
  for (const [id, status] of Object.entries(expect.stages ?? {})) {
    assert.equal(report.stages.find((each) => each.id === id)?.status, status, `${id}\n${seen}`);
  }
}
