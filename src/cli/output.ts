/** What the command writes to, and how it names files. */
import path from 'node:path';
import { visible } from '../probe';
import { fileOf } from '../workspace/disk';

export interface Out {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export const wantsColour = (out: Out) => out.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

/** A message on standard error. Names of files and texts of servers in it cannot act on the terminal. */
export const sayTo = (err: Out) => (text: string) =>
  void err.write(`mail-config-lint: ${text.split('\n').map(visible).join('\n')}\n`);

/** A file's name for people: relative to the working directory. */
export const relativeName = (file: string) =>
  path.relative(process.cwd(), path.resolve(file)).replaceAll(path.sep, '/') || '.';

export const nameOf = (uri: string) => relativeName(fileOf(uri) ?? uri);
