/** The command line. Data goes to standard output, messages to standard error. */
import { join } from 'node:path';
import { codeOf, errorInWords } from '../io/errors';
import { bugReport } from './bug';
import { writeFirstSettings } from './commands';
import type { LintOptions } from './lint-options';
import { serveMcp } from './mcp';
import { readOptions } from './options';
import { sayTo } from './output';
import { runFind } from './run-find';
import { runLint } from './run-lint';
import { runDomainTest, runTest } from './run-test';
import { EXIT_FAILURE, EXIT_USAGE, UsageError } from './usage';
import { watch } from './watch';

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
      case 'init':
        say(`wrote ${writeFirstSettings(options.folder)}`);
        return 0;
      case 'find':
        return await runFind(options, process.stdout, process.stderr);
      case 'mcp':
        return await serveMcp(process.stdin, process.stdout);
      case 'lsp':
        return await serve();
      case 'lint':
        return options.watch ? await watch(options.paths, () => lintAgain(options)) : await lint(options);
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

const lint = (options: LintOptions) => runLint(options, process.stdout, process.stderr);

async function lintAgain(options: LintOptions): Promise<void> {
  await lint(options);
  say('watching for changes');
}

/** Hands the process over to the server beside this file, which ends it with its client. */
function serve(): Promise<never> {
  process.argv.splice(2, 1);
  require(join(__dirname, 'server.js'));
  return new Promise(() => {});
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
