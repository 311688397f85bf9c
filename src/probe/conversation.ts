/** One SMTP dialogue (RFC 5321 section 4.2): commands, replies, and limits that no server can talk us out of. */
import type { Duplex } from 'node:stream';
import { Failure } from './failure';
import { protocolOf } from './protocols';
import { statusOf } from './refusals';
import type { Reply } from './reply';
import { tlsFailure } from './tls-failures';

/** RFC 5321 allows 512 octets a line; servers exceed it in EHLO and error texts. */
const LONGEST_LINE = 2048;
const MOST_LINES = 64;
const MOST_BYTES = 256 * 1024;

/** Told of every line that goes over the wire, already free of secrets on the client's side. */
export type Recorder = (from: 'client' | 'server', line: string) => void;

/** A dot would not match every separator that Unicode has. */
const LINE = /^([2-5]\d\d)(?:([ -])([\s\S]*))?$/;

export class Conversation {
  private pending: Buffer = Buffer.alloc(0);
  private lines: string[] = [];
  private lineCode = 0;
  private readonly replies: Reply[] = [];
  private received = 0;
  /** The command that the server owes an answer to, without what follows it: `AUTH`, also for the lines of a login. */
  asked?: string;
  private ended?: Failure;
  private waiting?: { resolve: (reply: Reply) => void; reject: (failure: Failure) => void };
  /** False while a reply is owed or after an error: no further command would be understood. */
  private ready = false;

  constructor(
    private readonly socket: Duplex,
    private readonly record: Recorder,
  ) {
    socket.on('data', this.onData).on('end', this.onEnd).on('close', this.onEnd).on('error', this.onError);
    // A proxy's answer was read before, and the socket paused.
    socket.resume();
    // Reset before anybody listened: neither event comes again.
    if (socket.errored) this.onError(socket.errored);
    else if (socket.destroyed) this.onEnd();
  }

  /** True where a QUIT would still be understood. */
  get usable(): boolean {
    return this.ready && !this.ended && this.replies.length === 0;
  }

  /** What the server has sent of its first line, or of something that is no SMTP line at all. */
  get unfinished(): Buffer {
    return this.lineCode > 0 ? Buffer.alloc(0) : this.pending;
  }

  /** The next reply; for the greeting, which nobody asks for. */
  read(signal: AbortSignal): Promise<Reply> {
    const reply = this.replies.shift();
    if (reply) return Promise.resolve(reply);
    if (this.ended) return Promise.reject(this.ended);
    this.ready = false;
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.waiting = undefined;
        signal.removeEventListener('abort', abort);
      };
      const abort = () => {
        settle();
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.waiting = {
        resolve: (found) => {
          settle();
          this.ready = true;
          resolve(found);
        },
        reject: (failure) => {
          settle();
          reject(failure);
        },
      };
    });
  }

  /**
   * Sends one command and reads its reply. `shown` stands in the transcript in its place, wherever it holds a secret.
   * A reply that came before the command was sent belongs to no command: only 421 may come at any time.
   */
  ask(command: string, signal: AbortSignal, shown = command): Promise<Reply> {
    const early = this.replies.shift();
    if (early?.code === 421) return Promise.resolve(early);
    if (early || (this.pending.length > 0 && !this.ended)) {
      return Promise.reject(this.fail(new Failure('unsolicited-answer')));
    }
    if (this.ended) return Promise.reject(this.ended);
    this.asked = /^[A-Z]{4,8}\b/.exec(shown)?.[0] ?? this.asked;
    this.record('client', shown);
    this.socket.write(`${command}\r\n`);
    return this.read(signal);
  }

  /** Hands the socket on, to TLS. Returns what the server sent beyond its last reply: there must be nothing. */
  release(): number {
    const { socket } = this;
    socket.off('data', this.onData).off('end', this.onEnd).off('close', this.onEnd).off('error', this.onError);
    socket.pause();
    this.ready = false;
    return this.pending.length + this.replies.length;
  }

  private readonly onData = (chunk: Buffer) => {
    if (this.ended) return;
    this.received += chunk.length;
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    if (this.received > MOST_BYTES) this.fail(new Failure('answer-too-long'));
    else this.takeLines();
  };

  private takeLines() {
    for (let end = this.pending.indexOf(10); end >= 0 && !this.ended; end = this.pending.indexOf(10)) {
      if (end > LONGEST_LINE) break;
      this.takeLine(this.pending.subarray(0, end).toString('utf8').replace(/\r$/, ''));
      if (!this.ended) this.pending = this.pending.subarray(end + 1);
    }
    if (!this.ended && this.pending.length > LONGEST_LINE) {
      const smtp = protocolOf(this.pending)?.name === 'SMTP' || this.lineCode > 0;
      this.fail(smtp ? new Failure('answer-too-long') : this.strange());
    }
  }

  private takeLine(line: string) {
    this.record('server', line);
    const parts = LINE.exec(line);
    if (!parts || (this.lineCode > 0 && Number(parts[1]) !== this.lineCode)) {
      this.fail(this.strange());
      return;
    }
    this.lineCode = Number(parts[1]);
    this.lines.push(parts[3] ?? '');
    if (parts[2] === '-') {
      if (this.lines.length >= MOST_LINES) this.fail(new Failure('answer-too-long'));
      return;
    }
    this.deliver({ code: this.lineCode, lines: this.lines, status: statusOf(this.lines) });
    this.lines = [];
    this.lineCode = 0;
  }

  private deliver(reply: Reply) {
    if (this.waiting) this.waiting.resolve(reply);
    else if (this.replies.push(reply) > MOST_LINES) this.fail(new Failure('answer-too-long'));
  }

  private strange(): Failure {
    const protocol = protocolOf(this.pending);
    if (protocol?.name === 'TLS') return new Failure('tls-expected');
    return new Failure('not-smtp', protocol && protocol.name !== 'SMTP' ? { protocol: protocol.kind } : {});
  }

  private readonly onEnd = () => {
    if (this.ended) return;
    const protocol = protocolOf(this.pending);
    this.fail(protocol && protocol.name !== 'SMTP' ? this.strange() : new Failure('closed', { subject: this.asked }));
  };

  private readonly onError = (error: Error) => {
    if (!this.ended) this.fail(tlsFailure(error) ?? new Failure('reset', { subject: this.asked }));
  };

  /** Ends the dialogue: whatever comes now is not read. */
  private fail(failure: Failure): Failure {
    this.ended ??= failure;
    this.ready = false;
    this.pending = this.pending.subarray(0, 256);
    if (failure.code === 'answer-too-long' || failure.code === 'unsolicited-answer') this.socket.destroy();
    this.waiting?.reject(failure);
    return failure;
  }
}

/** Whether a reply says yes (2xx), or go on (3xx). */
export const positive = (reply: Reply): boolean => reply.code < 400;
