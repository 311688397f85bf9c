/** Talking to a person at a terminal: on standard error, so that standard output stays data. */
import { createInterface } from 'node:readline/promises';
import type { ReadStream } from 'node:tty';

/** The user pressed Ctrl-C or Ctrl-D, or closed the terminal. */
export class Interrupted extends Error {}

export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Asks for a line. */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise<string>((resolve, reject) => {
      const stop = () => reject(new Interrupted());
      reader.once('SIGINT', stop).once('close', stop);
      reader.question(question, { signal }).then(resolve, stop);
    });
  } finally {
    reader.close();
  }
}

const CTRL_C = '\x03';
const CTRL_D = '\x04';

/** Asks for a line that is not shown. */
export function askHidden(question: string, signal: AbortSignal, input: ReadStream = process.stdin): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const finish = (end: () => void) => {
      input.off('data', onData).off('end', onEnd);
      signal.removeEventListener('abort', onEnd);
      input.setRawMode(false);
      input.pause();
      process.stderr.write('\n');
      end();
    };
    const onEnd = () => finish(() => reject(new Interrupted()));
    const onData = (chunk: string | Buffer) => {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') {
          const text = typed.join('');
          finish(() => resolve(text));
          return;
        }
        if (character === CTRL_C || character === CTRL_D) {
          onEnd();
          return;
        }
        if (character === '\x7f' || character === '\b') typed = typed.slice(0, -1);
        else if (character >= ' ') typed.push(character);
      }
    };
    // Before the question: whoever answers at once, or pastes, is not to be echoed.
    input.setRawMode(true);
    input.setEncoding('utf8');
    process.stderr.write(question);
    signal.addEventListener('abort', onEnd, { once: true });
    input.on('data', onData).on('end', onEnd);
    input.resume();
  });
}

/** One line that is rewritten as the work goes on; silent where nobody looks. */
export function statusLine(): { show(text: string): void; clear(): void } {
  if (process.stderr.isTTY !== true) return { show() {}, clear() {} };
  return {
    show: (text) => process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`),
    clear: () => process.stderr.write('\r\x1b[2K'),
  };
}
