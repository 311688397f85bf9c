/** Name resolution that can be given up: what the system's resolver is asked keeps a process until it is answered. */
import { execFile } from 'node:child_process';
import { type ResolvedAddress, type Resolver, systemResolver } from '../probe';

const SCRIPT = `require('node:dns').lookup(process.argv[1], { all: true, verbatim: true }, (error, found) =>
  process.stdout.write(JSON.stringify(error ? { code: error.code } : { found })))`;

interface Answer {
  readonly code?: string;
  readonly found?: readonly ResolvedAddress[];
}

/** A resolver whose questions end with `signal`. */
export function endingResolver(signal: AbortSignal): Resolver {
  return { ...systemResolver, lookup: (host) => lookup(host, signal) };
}

function lookup(host: string, signal: AbortSignal): Promise<readonly ResolvedAddress[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, ['-e', SCRIPT, host], { encoding: 'utf8' }, (error, stdout) => {
      signal.removeEventListener('abort', stop);
      process.off('exit', stop);
      const { code, found }: Answer = error && !stdout ? { code: 'EAI_AGAIN' } : JSON.parse(stdout);
      if (found) resolve(found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })));
      else reject(Object.assign(new Error(code), { code }));
    });
    const stop = () => child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    process.once('exit', stop);
  });
}
