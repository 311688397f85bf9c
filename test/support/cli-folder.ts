/** A folder of its own for each test, and the built command line run in it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary';

const CLI = join(process.cwd(), 'dist/cli.js');

export class CliFolder {
  readonly path = makeTemporaryFolder();

  run(...args: string[]) {
    return this.pipe('', ...args);
  }

  /** With a text on standard input. */
  pipe(input: string, ...args: string[]) {
    const options = { cwd: this.path, encoding: 'utf8', input } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], options);
    return { status, stdout, stderr };
  }

  write(name: string, text: string | Buffer): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  remove(): void {
    removeTemporaryFolder(this.path);
  }
}
