/** What mocha does before and after all tests: they have a temporary folder of their own, and must leave nothing in it. */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder = '';

export function mochaGlobalSetup(): void {
  folder = mkdtempSync(join(tmpdir(), 'mail-config-lint-tests-'));
  // Servers that the tests start have users of their own.
  chmodSync(folder, 0o755);
  for (const variable of ['TMPDIR', 'TMP', 'TEMP']) process.env[variable] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // A run that is broken off ends in order, too.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
}

export function mochaGlobalTeardown(): void {
  const left = readdirSync(folder);
  if (left.length > 0) throw new Error(`the tests left something in their temporary folder: ${left.join(', ')}`);
}
