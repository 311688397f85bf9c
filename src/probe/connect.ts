/** TCP: several addresses of one name, tried one after the other with a head start each (RFC 8305). */
import type { Socket } from 'node:net';
import { TimeUp, within } from './deadline';
import type { FailureCode } from './explanations';
import { errorCode, Failure } from './failure';
import { tunnel } from './proxy';
import type { ResolvedAddress } from './report';
import type { Session } from './session';

/** After this time without an answer the next address is tried beside the first. */
const HEAD_START_MS = 1500;

const MOST_ADDRESSES = 6;

export interface Attempt {
  readonly address: ResolvedAddress;
  /** `connected`, or the code of the error. */
  result: string;
}

export interface Connected {
  readonly socket: Socket;
  readonly address: ResolvedAddress;
}

/** One connection to one address, closed if `signal` says so before it stands. */
export function connectTo(session: Session, address: ResolvedAddress, signal: AbortSignal): Promise<Socket> {
  return within(session.timeouts.address, signal, async (limit) => {
    const socket = await opened(session.open(address), limit);
    if (session.proxy) await tunnel(socket, session.proxy, session.host, session.target.port);
    return socket;
  });
}

const opened = (socket: Socket, limit: AbortSignal): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const give = (error: unknown) => {
      socket.destroy();
      reject(error);
    };
    const abort = () => give(limit.reason);
    limit.addEventListener('abort', abort, { once: true });
    const close = () => give(new Failure('closed'));
    socket.once('error', give).once('close', close);
    socket.once('connect', () => {
      limit.removeEventListener('abort', abort);
      socket.off('error', give).off('close', close);
      resolve(socket);
    });
  });

/** The first address that answers. `attempts` is filled as it goes, for the report. */
export function connectAny(session: Session, signal: AbortSignal, attempts: Attempt[]): Promise<Connected> {
  const addresses = session.addresses.slice(0, MOST_ADDRESSES);
  const losers = new AbortController();
  const stop = () => losers.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const race = new Promise<Connected>((resolve, reject) => {
    let open = 0;
    let next = 0;
    const errors: unknown[] = [];
    const begin = () => {
      clearTimeout(timer);
      const address = addresses[next];
      if (!address || losers.signal.aborted) return;
      next += 1;
      open += 1;
      const attempt: Attempt = { address, result: 'no answer yet' };
      attempts.push(attempt);
      connectTo(session, address, losers.signal).then(
        (socket) => {
          attempt.result = 'connected';
          resolve({ socket, address });
        },
        (error) => {
          attempt.result = error instanceof TimeUp ? 'no answer' : errorCode(error);
          errors.push(error);
          open -= 1;
          if (next < addresses.length) begin();
          else if (open === 0) reject(failureOf(errors, session));
        },
      );
      if (next < addresses.length) timer = setTimeout(begin, HEAD_START_MS);
    };
    begin();
  });
  return race.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    losers.abort(new TimeUp());
  });
}

/** What says most comes first: "refused" by one address explains more than "no IPv6 here" of another. */
const CODES: readonly (readonly [RegExp, FailureCode])[] = [
  [/^ECONNREFUSED$/, 'connection-refused'],
  [/^ETIMEDOUT$/, 'connection-timeout'],
  [/^ECONNRESET$/, 'reset'],
  [/^EHOSTUNREACH$/, 'host-unreachable'],
  [/^(?:EACCES|EPERM)$/, 'connection-forbidden'],
  [/^(?:ENETUNREACH|EADDRNOTAVAIL|EAFNOSUPPORT)$/, 'network-unreachable'],
];

/** The proxy was reached, and does not connect. */
const PROXY_SAYS: ReadonlySet<FailureCode> = new Set(['proxy-refused', 'proxy-login']);

export function failureOf(errors: readonly unknown[], session: Session): Failure {
  const codes = errors.flatMap((error) => {
    if (error instanceof AggregateError) return error.errors.map(errorCode);
    return [error instanceof TimeUp ? 'ETIMEDOUT' : errorCode(error)];
  });
  const found = CODES.find(([pattern]) => codes.some((code) => pattern.test(code)));
  const seconds = session.timeouts.address / 1000;
  if (session.proxy) {
    const refused = errors.find((error) => error instanceof Failure && PROXY_SAYS.has(error.code));
    const { host, port } = session.proxy;
    return refused instanceof Failure
      ? refused
      : new Failure('proxy-unreachable', { subject: session.show(`${host}:${port}`), reason: codes[0] });
  }
  // Only where the code has no words of its own.
  if (!found) return new Failure('connection-failed', { seconds, subject: codes[0] });
  const onlyIPv6 = session.addresses.every(({ family }) => family === 6);
  return new Failure(found[1], { seconds, ...(onlyIPv6 && { subject: 'IPv6' }) });
}
