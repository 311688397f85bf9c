#!/usr/bin/env node
/** The command line. Data goes to standard output, talk to standard error. */
import { readOptions } from './options';
import { runLint } from './run-lint';
import { runDomainTest, runTest } from './run-test';

/** The exit status; the usage texts tell what each means. */
async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  switch (options.kind) {
    case 'wrong':
      process.stderr.write(`mail-config-lint: ${options.because}\nSee ${options.help}\n`);
      return 2;
    case 'print':
      process.stdout.write(options.text);
      return 0;
    case 'lint':
      return runLint(options, process.stdout, process.stderr);
    case 'test':
      return runTest(options, process.stdout, process.stderr);
    case 'test-domain':
      return runDomainTest(options, process.stdout);
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe has seen enough (`| head`).
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    // Explicitly, and when all is written: a name that is still being looked up would keep the process.
    process.stdout.write('', () => process.exit(code));
  },
  (error: unknown) => {
    process.stderr.write(
      `mail-config-lint: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 3;
  },
);
