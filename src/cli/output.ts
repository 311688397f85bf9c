/** What the command writes to, and how it names files. */
import path from 'node:path';
import { maskWith, passwordsIn } from '../analyzer/mask';
import { fitToShow, type Shown } from '../show/shown';
import { fileOf } from '../workspace/disk';

export interface Out {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export const wantsColour = (out: Out, asked?: boolean) =>
  asked ?? (out.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb');

/** A mistyped URL among the arguments may hold a password. */
const mask = maskWith(process.argv.slice(2).flatMap(passwordsIn));

/** A text for a terminal: no secret of a URL in it, and nothing that acts on the display. */
export const forTerminal = (text: string): Shown => fitToShow(text, mask);

/** A message on standard error; there is no other way there. */
export const sayTo = (err: Out) => (text: string) =>
  void err.write(`mail-config-lint: ${text.split('\n').map(forTerminal).join('\n')}\n`);

/** A file's name for people: relative to the working directory. */
export const relativeName = (file: string) =>
  path.relative(process.cwd(), path.resolve(file)).replaceAll(path.sep, '/') || '.';

export const nameOf = (uri: string) => relativeName(fileOf(uri) ?? uri);
