#!/usr/bin/env node
/** The command line. Data goes to standard output, messages to standard error. */
import { codeOf, errorInWords } from '../io/errors';
import { bugReport } from './bug';
import { EXIT_FAILURE, EXIT_USAGE, readOptions, UsageError } from './options';
import { sayTo } from './output';
import { runLint } from './run-lint';
import { runDomainTest, runTest } from './run-test';

const say = sayTo(process.stderr);

/** The exit status; the usage texts say what each means. */
async function main(args: readonly string[]): Promise<number> {
  try {
    checkWorkingDirectory();
    const options = readOptions(args);
    switch (options.kind) {
      case 'print':
        process.stdout.write(options.text);
        return 0;
      case 'lint':
        return await runLint(options, process.stdout, process.stderr);
      case 'test':
        return await runTest(options, process.stdout, process.stderr);
      case 'test-domain':
        return await runDomainTest(options, process.stdout);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(error.message);
    return EXIT_USAGE;
  }
}

function checkWorkingDirectory(): void {
  try {
    process.cwd();
  } catch (error) {
    throw new UsageError(`the working directory cannot be used: ${errorInWords(error)}`);
  }
}

let broken: unknown;
process.stdout.on('error', (error) => {
  broken ??= error;
});
// There is nobody left to be told.
process.stderr.on('error', () => {});

function finish(status: number): void {
  // When all is written, and explicitly: a name that is still being looked up would keep the process.
  process.stdout.write('', () => setImmediate(() => process.exit(outputFailed() ? EXIT_FAILURE : status)));
}

/** The reader of a pipe may have seen enough (`| head`): that is no failure. */
function outputFailed(): boolean {
  if (broken === undefined || codeOf(broken) === 'EPIPE') return false;
  say(`the output cannot be written: ${errorInWords(broken)}`);
  return true;
}

function fail(error: unknown): void {
  say(bugReport(error));
  process.exit(EXIT_FAILURE);
}

process.on('uncaughtException', fail);
main(process.argv.slice(2)).then(finish, fail);
