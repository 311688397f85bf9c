/** A folder of its own for each test, and the built command line run in it. */
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { copyFileSync, lchownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { limited } from './processor-time';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary';

const CLI = join(process.cwd(), 'dist/cli.js');

/** A command that spends as much hangs. In seconds of processor time. */
const LIMIT = 60;

const NOBODY = 65534;

export class CliFolder {
  readonly path = makeTemporaryFolder();
  /** Outside of `path`, for programs and for files that links lead to. */
  readonly outside = makeTemporaryFolder();

  private handedOver = false;

  run(...args: string[]) {
    return this.pipe('', ...args);
  }

  /** With a text on standard input. */
  pipe(input: string, ...args: string[]) {
    return this.spawn([CLI, ...args], { input });
  }

  /** With a module that is loaded first, to let a system call fail. */
  runAfter(code: string, ...args: string[]) {
    writeFileSync(join(this.outside, 'first.js'), code);
    return this.spawn(['--require', join(this.outside, 'first.js'), CLI, ...args]);
  }

  /** As a user without privileges, who owns the folder and what is in it. */
  runUnprivileged(...args: string[]) {
    if (process.getuid?.() !== 0) return this.run(...args);
    this.handOver();
    for (const name of ['cli.js', 'command.js', 'core.js'])
      copyFileSync(join(dirname(CLI), name), join(this.outside, name));
    return this.spawn([join(this.outside, 'cli.js'), ...args], { uid: NOBODY, gid: NOBODY });
  }

  /** Gives the folder to the user without privileges, once. */
  handOver(): void {
    if (!this.handedOver) {
      for (const path of [this.path, this.outside, ...this.names().map((name) => join(this.path, name))])
        lchownSync(path, NOBODY, NOBODY);
    }
    this.handedOver = true;
  }

  /** In a shell, where `$CLI` is the command. */
  shell(script: string) {
    return this.spawn(['-c', script], { env: { ...process.env, CLI: `${process.execPath} ${CLI}` } }, 'bash');
  }

  private spawn(args: readonly string[], options: SpawnSyncOptions = {}, program = process.execPath) {
    const [command, given] = limited(LIMIT, program, args);
    const { status, stdout, stderr } = spawnSync(command, given, { cwd: this.path, encoding: 'utf8', ...options });
    return { status, stdout: String(stdout), stderr: String(stderr) };
  }

  write(name: string, text: string | Buffer): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  /** All files and folders, by their paths in the folder, sorted. */
  names(): string[] {
    return readdirSync(this.path, { recursive: true, encoding: 'utf8' }).sort();
  }

  remove(): void {
    for (const path of [this.path, this.outside]) removeTemporaryFolder(path);
  }
}
