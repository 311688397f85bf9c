/**
 * What VS Code loads and runs as `extensionTestsPath`. The names of the test files and of the report come from
 * scripts/test-vscode.js through the environment, as the console of an extension host need not reach a terminal.
 */
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';
import { temporaryFoldersLeft } from '../support/temporary';

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set. Run the suite with: npm run test:vscode`);
  return value;
}

/** Reporters print through this one function. */
function reportTo(file: string) {
  writeFileSync(file, '');
  Mocha.reporters.Base.consoleLog = (...args) => appendFileSync(file, `${format(...args)}\n`);
}

function runMocha(mocha: Mocha): Promise<Mocha.Stats> {
  return new Promise((resolve, reject) => {
    try {
      const runner = mocha.run(() => resolve(runner.stats!));
    } catch (error) {
      reject(error);
    }
  });
}

export async function run(): Promise<void> {
  const text = fromEnvironment('MOCHA_REPORT_TEXT');
  reportTo(text);
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 600_000, color: false });
  if (process.env.VSCODE_TEST_GREP) mocha.fgrep(process.env.VSCODE_TEST_GREP);
  for (const file of JSON.parse(fromEnvironment('MOCHA_FILES'))) mocha.addFile(file);

  mocha.rootHooks({
    afterAll() {
      assert.deepEqual(temporaryFoldersLeft(), [], 'temporary folders are left');
    },
  });

  const { failures, passes } = await runMocha(mocha).catch((error) => {
    appendFileSync(text, `The tests could not be loaded: ${error.stack}\n`);
    throw error;
  });
  writeFileSync(fromEnvironment('MOCHA_REPORT_COUNTS'), JSON.stringify({ failures, passes }));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
