/** What one test knows and holds: settings, limits, open sockets, and what the stages have learned so far. */
import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { CATCHER_PORTS, isLocalHost } from '../analyzer/hosts';
import type { Capabilities } from './capabilities';
import { Conversation } from './conversation';
import { TimeUp, within } from './deadline';
import { explain, type FailureCode } from './explanations';
import type { Detail } from './explanations/explanation';
import { Failure } from './failure';
import type { MailProxy } from './proxy';
import { type Asked, meaningOf } from './refusals';
import type { Reply } from './reply';
import type {
  CertificateFacts,
  Connector,
  Fact,
  ProbeOptions,
  ProbeReport,
  ProbeTarget,
  ResolvedAddress,
  Resolver,
  StageStatus,
  Suggestion,
  Timeouts,
  TlsFacts,
  TranscriptLine,
} from './report';
import { scopeOf } from './resolver';
import { type Show, showFor } from './show';

/** How a stage ended. A stage that cannot say how throws a Failure instead. */
export interface Outcome {
  readonly status: StageStatus;
  readonly code?: FailureCode;
  readonly sentence: string;
  readonly advice?: string;
  readonly facts?: readonly Fact[];
}

/** More than any honest dialogue needs; the rest is counted, not kept. */
const MOST_TRANSCRIPT_LINES = 200;

/** What catchers of mail for developers greet with. */
const CATCHERS =
  /\b(?:MailHog|Mailpit|MailDev|MailCatcher|EventMachine|smtp4dev|GreenMail|Inbucket|SubEthaSMTP|FakeSMTP|Papercut)\b/i;

/** How long a socket may take to close before the test ends without it. */
const CLOSING_MS = 500;

export class Session {
  readonly started: number;
  readonly show: Show;
  readonly transcript: TranscriptLine[] = [];
  private omitted = 0;
  private readonly sockets = new Set<Duplex>();

  /** ASCII form without brackets and final dot, for every use on the wire; set by the first stage. */
  host = '';
  /** What connects to the server in the place of this machine; set by the first stage. */
  proxy?: MailProxy;
  /** Of the server, or of the proxy where there is one. */
  addresses: readonly ResolvedAddress[] = [];
  address?: ResolvedAddress;
  socket?: Socket;
  /** The encrypted connection; absent in plaintext. */
  secure?: TLSSocket;
  conversation?: Conversation;
  /** The MX that is connected to, where the host is a mail domain. */
  exchange?: string;
  greeting?: Reply;
  /** What EHLO offered before and inside TLS. */
  clear?: Capabilities;
  inside?: Capabilities;
  tls?: TlsFacts;
  /** TLS 1.2 or later, with a cipher that nobody can break. */
  strong = false;
  certificate?: CertificateFacts;
  /** The certificates that the server sent, its own first. */
  chain: readonly X509Certificate[] = [];
  /** The server sent an OCSP answer along. */
  stapled = false;
  credentialsSent = false;
  login: ProbeReport['login'] = 'not-tried';
  message: NonNullable<ProbeReport['message']> = 'not-sent';
  suggestion?: Suggestion;

  constructor(
    readonly target: ProbeTarget,
    readonly options: ProbeOptions,
    readonly timeouts: Timeouts,
    readonly resolver: Resolver,
    private readonly connector: Connector,
  ) {
    this.started = this.now();
    this.show = showFor(target.login, () => this.credentialsSent);
  }

  now(): number {
    return (this.options.now ?? Date.now)();
  }

  /** The name that SNI and the certificate check use. */
  get reference(): string {
    return this.target.servername ?? this.host;
  }

  /** Why nothing that is meant for this server alone may go over this connection; undefined where it may. */
  get objection(): string | undefined {
    if (!this.secure) return 'the connection is not encrypted';
    // Node's own verdict and ours must both be good.
    const trusted = this.strong && this.secure.authorized && this.certificate?.verified === true;
    return trusted ? undefined : 'nobody knows who would read along, as the certificate or the encryption is not sound';
  }

  /** Whether packets to the server never leave this machine. */
  get staysHere(): boolean {
    return !this.proxy && this.address !== undefined && scopeOf(this.address.address) === 'loopback';
  }

  /** Whether nobody's mail leaves the own network there: a server of this machine or of containers, or a catcher of mail. */
  get isLocal(): boolean {
    const greeting = this.greeting?.lines.join(' ') ?? '';
    return !this.proxy && (isLocalHost(this.host) || CATCHER_PORTS.has(this.target.port) || CATCHERS.test(greeting));
  }

  get clientName(): string {
    return this.options.clientName ?? this.target.clientName ?? '[127.0.0.1]';
  }

  /** Begins a TCP connection that is closed at the end of the test at the latest. */
  open(address: ResolvedAddress): Socket {
    const socket = this.connector(address, this.proxy?.port ?? this.target.port, this.target.localAddress);
    this.hold(socket);
    return socket;
  }

  /** Takes over the closing of a socket; an error that nobody waits for any more is not to end the process. */
  hold(socket: Duplex): void {
    socket.on('error', () => {});
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  converse(socket: Duplex, encrypted: boolean): Conversation {
    return new Conversation(socket, (from, line) => this.note(from, line, encrypted));
  }

  note(from: TranscriptLine['from'], line: string, encrypted = this.secure !== undefined): void {
    if (this.transcript.length < MOST_TRANSCRIPT_LINES) {
      const text = from === 'note' ? line : this.show(line);
      this.transcript.push({ at: this.now() - this.started, from, encrypted, text });
    } else {
      this.omitted += 1;
    }
  }

  /** Runs `work` for at most `ms`; if the time is up, that means `code`. */
  async limited<T>(
    ms: number,
    signal: AbortSignal,
    code: FailureCode,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    try {
      return await within(ms, signal, work);
    } catch (error) {
      throw error instanceof TimeUp
        ? new Failure(code, { seconds: ms / 1000, subject: this.conversation?.asked })
        : error;
    }
  }

  /** One command on the current connection. */
  ask(command: string, signal: AbortSignal, shown?: string): Promise<Reply> {
    const { conversation } = this;
    if (!conversation) throw new Failure('internal', { subject: 'no conversation' });
    return this.limited(this.timeouts.command, signal, 'answer-timeout', (limit) =>
      conversation.ask(command, limit, shown),
    );
  }

  /** What a reply says, in one line that is fit for display. */
  shown(reply: Reply): Detail {
    return { replyCode: reply.code, reply: this.show(reply.lines.join(' ')), status: reply.status };
  }

  /** The failure that a refusal means; `fallback` where the table knows nothing of it. */
  refusal(asked: Asked, reply: Reply, fallback: FailureCode, subject?: string): Failure {
    const { code, advice } = meaningOf(asked, reply, { host: this.host }) ?? { code: fallback, advice: undefined };
    return new Failure(code, { ...this.shown(reply), subject, advice });
  }

  explain(code: FailureCode, detail: Detail = {}) {
    const { port, tls, clientCertificate } = this.target;
    const certified = clientCertificate !== undefined;
    const { sentence, advice } = explain(code, {
      host: this.show(this.exchange ?? this.host),
      port,
      tls,
      certified,
      local: this.isLocal,
      ...detail,
    });
    return { sentence, advice: detail.advice ?? advice };
  }

  outcome(status: StageStatus, code: FailureCode, detail?: Detail, facts: readonly Fact[] = []): Outcome {
    return { status, code, ...this.explain(code, detail), facts };
  }

  /** Closes everything and waits until it is closed. */
  async close(): Promise<void> {
    if (this.omitted > 0) this.transcript.push(this.omission());
    // Last opened first: Node 20 crashes when a socket is destroyed before the TLS that runs over it.
    const closing = [...this.sockets].reverse().map((socket) => {
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      socket.destroy();
      return closed;
    });
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSING_MS);
    });
    await Promise.race([Promise.all(closing), enough]);
    clearTimeout(timer);
  }

  private omission(): TranscriptLine {
    const text = `${this.omitted} more lines`;
    return { at: this.now() - this.started, from: 'note', encrypted: false, text };
  }
}
