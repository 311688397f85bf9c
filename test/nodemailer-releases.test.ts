/**
 * The conformance suite over older releases of nodemailer, each in a process of its own, as it leads their sockets to
 * servers of its own.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { builtProgram } from './support/processor-time';

const SUITE = builtProgram('nodemailer-conformance.test');
const MOCHA = join(process.cwd(), 'node_modules/mocha/bin/mocha.js');

describe('older releases of nodemailer', () => {
  for (const release of ['nodemailer-6', 'nodemailer-7', 'nodemailer-9']) {
    it(`${release} does what the model says`, () => {
      const env = { ...process.env, NODEMAILER: join(process.cwd(), 'node_modules', release) };
      const args = [MOCHA, '--no-config', '--timeout', '0', '--reporter', 'json', SUITE];
      const { stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8', maxBuffer: 1 << 26 });
      const { stats, failures } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
        stats: { passes: number };
        failures: { err: { message: string } }[];
      };
      assert.deepEqual(
        failures.map(({ err }) => err.message),
        [],
        stderr,
      );
      assert.equal(stats.passes, 5, 'all is compared but the services');
    });
  }
});
