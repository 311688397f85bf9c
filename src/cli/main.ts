#!/usr/bin/env node
/** The command line. Data goes to standard output, talk to standard error. */
import { readOptions, USAGE } from './options';
import { runLint } from './run-lint';

/** 0 clean, 1 findings, 2 wrong use, 3 failure. */
async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  switch (options.kind) {
    case 'wrong':
      process.stderr.write(`mail-config-lint: ${options.because}\n\n${USAGE}`);
      return 2;
    case 'print':
      process.stdout.write(options.text);
      return 0;
    case 'lint':
      return runLint(options, process.stdout, process.stderr);
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe has seen enough (`| head`).
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `mail-config-lint: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 3;
  },
);
