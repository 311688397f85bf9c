/**
 * What the model says of a transport against what nodemailer does with it. The real nodemailer runs on every case; its
 * sockets are led to servers on the loopback interface, so that the ports of the cases need not be free.
 * `NODEMAILER=/path/to/another/nodemailer` runs the same cases over another release.
 */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { analyze } from '../src/analyzer/analyze';
import type { MailConfig } from '../src/analyzer/model';
import { issue } from './support/certificates';
import { projectOf } from './support/fixture';

const load = createRequire(`${process.cwd()}/test/x.js`);
const home = process.env.NODEMAILER ?? 'nodemailer';
const nodemailer = load(home) as { createTransport(options: unknown, defaults?: unknown): Transporter };
const { version } = load(process.env.NODEMAILER ? `${home}/package.json` : 'nodemailer/package.json') as {
  version: string;
};

interface Transporter {
  verify(): Promise<true>;
  close(): void;
}

interface Service {
  readonly aliases?: readonly string[];
  readonly domains?: readonly string[];
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly secureConnection: boolean;
}

type Kind = 'plain' | 'starttls' | 'implicit';

// ---- what nodemailer does -------------------------------------------------------------------------------------------

interface Outcome {
  readonly host?: string;
  readonly port?: number;
  readonly startsWithTls: boolean;
  readonly upgraded: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly error?: string;
}

interface Attempt {
  readonly kind: Kind;
  host?: string;
  port?: number;
  startsWithTls: boolean;
  upgraded: boolean;
  socket?: net.Socket;
  localPort?: number;
}

const servers = new Map<Kind, { server: SMTPServer; port: number }>();
/** By the client's port. */
const logins = new Map<number, { user?: string; password?: string }>();
const realConnect = net.connect;
const realTlsConnect = tls.connect;
/** Cases run side by side: the server lets every client wait for its greeting. */
const attempts = new AsyncLocalStorage<Attempt>();

function start(kind: Kind): Promise<void> {
  const { key, cert } = issue({ commonName: 'localhost', names: ['localhost', '127.0.0.1'] });
  const server = new SMTPServer({
    secure: kind === 'implicit',
    key,
    cert,
    disabledCommands: kind === 'plain' ? ['STARTTLS'] : [],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, session, callback) => {
      logins.set(session.remotePort, { user: auth.username ?? undefined, password: auth.password ?? undefined });
      callback(null, { user: auth.username });
    },
  });
  server.on('error', () => {});
  server.server.on('connection', (socket: net.Socket) => socket.setNoDelay(true));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.server.address() as net.AddressInfo;
      servers.set(kind, { server, port: address.port });
      resolve();
    });
  });
}

type Connect = (options: Record<string, unknown>, listener?: () => void) => net.Socket;

/** Leads each connection to the server of its run, and notes where it wanted to go. */
function redirect(): void {
  const lead = (real: unknown, options: Record<string, unknown>, listener?: () => void) => {
    const attempt = attempts.getStore();
    assert.ok(attempt);
    if (options.socket) {
      attempt.upgraded = true;
      return (real as Connect)(options, listener);
    }
    Object.assign(attempt, { host: options.host, port: options.port, startsWithTls: real === realTlsConnect });
    const there = { host: '127.0.0.1', port: servers.get(attempt.kind)?.port };
    const socket = (real as Connect)({ ...options, ...there }, listener).setNoDelay(true);
    socket.once('connect', () => {
      attempt.localPort = socket.localPort;
      // The system gives a port out again; what an earlier connection said from it is not this one's.
      logins.delete(socket.localPort ?? 0);
    });
    return socket;
  };
  (net as { connect: unknown }).connect = lead.bind(undefined, realConnect);
  (tls as { connect: unknown }).connect = lead.bind(undefined, realTlsConnect);
}

function restore(): void {
  (net as { connect: unknown }).connect = realConnect;
  (tls as { connect: unknown }).connect = realTlsConnect;
}

/** One connection with a login, if nodemailer tries one. */
function run(source: string, kind: Kind, defaults?: string): Promise<Outcome> {
  const attempt: Attempt = { kind, startsWithTls: false, upgraded: false };
  return attempts.run(attempt, async () => {
    let error: string | undefined;
    let transporter: Transporter | undefined;
    try {
      const [options, beside] = [source, defaults].map((text) => new Function(`return ${text}`)());
      transporter = nodemailer.createTransport(options, beside);
      await transporter.verify();
    } catch (failure) {
      error = (failure as Error).message;
    } finally {
      transporter?.close();
    }
    return { ...attempt, ...logins.get(attempt.localPort ?? 0), error };
  });
}

// ---- what the model says --------------------------------------------------------------------------------------------

function modelOf(source: string): MailConfig | undefined {
  const document = {
    uri: 'file:///project/mail.js',
    path: '/project/mail.js',
    text: `const nodemailer = require('nodemailer');\nnodemailer.createTransport(${source});\n`,
  };
  const manifest = {
    uri: 'file:///project/package.json',
    path: '/project/package.json',
    text: `{ "dependencies": { "nodemailer": "${version}" } }`,
  };
  const { configs, failures } = analyze(document, projectOf([document, manifest]));
  assert.deepEqual(failures, [], source);
  return configs[0];
}

// ---- the cases ------------------------------------------------------------------------------------------------------

/** Options as source texts; an empty text leaves the option out. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  host: ["'127.0.0.1'", "'127.0.0.1'", "'127.0.0.9'", "''", 'undefined', 'null', ''],
  port: [
    '',
    '465',
    "'465'",
    "' 465 '",
    '587',
    "'587'",
    '25',
    '2465',
    "'0x1D1'",
    "'abc'",
    "''",
    '0',
    'null',
    'undefined',
    'true',
    'NaN',
    '1025',
  ],
  secure: ['', '', '', 'true', 'false', 'false', "'false'", "'true'", "''", '0', '1', 'null', 'undefined'],
  requireTLS: ['', '', '', 'true', 'false', "'false'", '1', 'undefined'],
  ignoreTLS: ['', '', '', '', 'true', 'false', "'false'", "''", '0'],
  tls: [
    '',
    '{}',
    'true',
    '{ rejectUnauthorized: false }',
    '{ rejectUnauthorized: false }',
    '{ rejectUnauthorized: false }',
    '{ rejectUnauthorized: true }',
    "{ rejectUnauthorized: 'false' }",
    '{ rejectUnauthorized: 0 }',
    "{ rejectUnauthorised: false, servername: 'localhost' }",
  ],
  auth: [
    '',
    "{ user: 'u', pass: 'p' }",
    "{ user: 'u', pass: 'p' }",
    "{ user: 'u', pass: 'p', type: 'login' }",
    "{ user: 'u', pass: 12345 }",
    "{ user: 'u' }",
    "{ pass: 'p' }",
    "{ user: '', pass: '' }",
    "{ user: 'u', pass: undefined }",
    "{ username: 'u', password: 'p' }",
    '{}',
    'null',
    'true',
    "''",
  ],
  rejectUnauthorized: ['', '', '', '', 'false'],
  secureConnection: ['', '', '', '', 'true'],
};

/** `SEED=7` generates other configurations. */
const SEED = Number(process.env.SEED || 0) % 2_000_000_000;

/** The same numbers on every run with a seed (Park and Miller's generator). */
function randomFrom(start: number): (below: number) => number {
  let state = start + SEED;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

function objectCases(count: number): string[] {
  const random = randomFrom(20261124);
  const cases = new Set<string>();
  while (cases.size < count) {
    const parts = Object.entries(CHOICES).flatMap(([name, values]) => {
      const value = values[random(values.length)];
      return value === '' ? [] : [`${name}: ${value}`];
    });
    cases.add(`{ ${parts.join(', ')} }`);
  }
  return [...cases];
}

function urlCases(count: number): string[] {
  const random = randomFrom(42);
  const pick = (...values: string[]) => values[random(values.length)] ?? '';
  const cases = new Set<string>();
  while (cases.size < count) {
    const scheme = pick('smtp://', 'smtp://', 'smtps://', 'SMTP://', 'smtp:', 'direct://');
    const login = pick('', 'u:p@', 'u:p@', 'u%40x:p%2Fq@', 'u:p:q@', 'u@', ':p@', 'u@x:p@');
    const host = pick('127.0.0.1', '127.0.0.1', '127.0.0.9');
    const port = pick('', '', ':465', ':587', ':25', ':2525');
    const parameters = [
      pick('', '', 'requireTLS=true', 'requireTLS', 'requireTLS=1', 'requireTLS=0', 'requireTLS=TRUE'),
      pick('', '', '', 'ignoreTLS=true', 'ignoreTLS=False', 'ignoreTLS=false', 'ignoreTLS=0'),
      pick(
        '',
        'tls.rejectUnauthorized=false',
        'tls.rejectUnauthorized=false',
        'tls.rejectUnauthorized=0',
        'rejectUnauthorized=false',
      ),
      pick(
        '',
        '',
        '',
        'secure=true',
        'secure=false',
        'port=465',
        'host=127.0.0.8',
        'auth.user=x',
        'tls=false',
        'user=a',
      ),
    ].filter((text) => text !== '');
    const url = `${scheme}${login}${host}${port}${parameters.length > 0 ? `/?${parameters.join('&')}` : ''}`;
    const beside = pick(
      '',
      '',
      '',
      'requireTLS: true',
      'secure: true, port: 587',
      "auth: { user: 'o', pass: 'o' }",
      'tls: { rejectUnauthorized: false }',
    );
    cases.add(
      pick('text', 'text', 'object') === 'text' ? `'${url}'` : `{ url: '${url}'${beside ? `, ${beside}` : ''} }`,
    );
  }
  return [...cases];
}

// ---- the comparison -------------------------------------------------------------------------------------------------

interface Behaviour {
  readonly host: string;
  readonly port: number;
  readonly mode: string;
  readonly verified: boolean | undefined;
  readonly login: string;
}

const isCertificateError = (error: string | undefined) => /certificate/i.test(error ?? '');

/** How a transport behaves, from its meetings with the servers. */
async function observed(source: string): Promise<Behaviour> {
  const first = await run(source, 'starttls');
  const { host = '', port = 0 } = first;
  if (first.startsWithTls) {
    const implicit = await run(source, 'implicit');
    return { host, port, mode: 'implicit', verified: isCertificateError(implicit.error), login: loginOf(implicit) };
  }
  if (!first.upgraded) return { host, port, mode: 'off', verified: undefined, login: loginOf(first) };
  const plain = await run(source, 'plain');
  const refused = /STARTTLS/.test(plain.error ?? '');
  const verified = isCertificateError(first.error);
  return {
    host,
    port,
    mode: refused ? 'starttls' : 'opportunistic',
    verified,
    login: loginOf(refused ? first : plain),
  };
}

/** `?` where the connection ends before the login. */
function loginOf({ user, password, error }: Outcome): string {
  if (isCertificateError(error)) return '?';
  if (/credentials/i.test(error ?? '')) return 'incomplete';
  assert.equal(error, undefined);
  return user === undefined ? 'none' : `${user}/${password}`;
}

function predicted({ host, port, tls: mode, verify, auth }: MailConfig): Behaviour {
  const implicit = mode.value === 'implicit';
  const given = (text: string | undefined) => (text === undefined || text === '' ? undefined : text);
  const user = given(auth?.user?.value);
  const password = given(auth?.password?.value);
  return {
    // What connects has been resolved.
    host: host?.value === 'localhost' ? '127.0.0.1' : (host?.value ?? ''),
    port: port?.value || (implicit ? 465 : 587),
    mode: mode.value ?? 'unknown',
    verified: mode.value === 'off' ? undefined : verify?.value !== 'none',
    login: !auth ? 'none' : user !== undefined && password !== undefined ? `${user}/${password}` : 'incomplete',
  };
}

const AT_ONCE = 20;

describe(`nodemailer ${version}`, () => {
  before(async () => {
    for (const kind of ['plain', 'starttls', 'implicit'] as const) await start(kind);
    redirect();
  });

  after(async () => {
    restore();
    for (const { server } of servers.values()) await new Promise<void>((resolve) => void server.close(() => resolve()));
  });

  async function compare(cases: readonly string[]): Promise<void> {
    const problems: string[] = [];
    const check = async (source: string) => {
      const model = modelOf(source);
      if (!model) {
        problems.push(`${source}\n  no configuration`);
        return;
      }
      const says = predicted(model);
      const does = await observed(source);
      const login = does.login === '?' ? says.login : does.login;
      if (JSON.stringify(says) !== JSON.stringify({ ...does, login }))
        problems.push(`${source}\n  model ${JSON.stringify(says)}\n  real  ${JSON.stringify(does)}`);
    };
    for (let at = 0; at < cases.length; at += AT_ONCE) await Promise.all(cases.slice(at, at + AT_ONCE).map(check));
    assert.equal(
      problems.length,
      0,
      `${problems.length} of ${cases.length} differ\n${problems.slice(0, 25).join('\n')}`,
    );
  }

  it('connects, encrypts, checks and logs in as the model says, for 260 option objects', () =>
    compare(objectCases(260)));

  it('takes from every service what nodemailer takes', function () {
    // Each release has services of its own; the table is that of the newest.
    if (process.env.NODEMAILER) this.skip();
    const services = load('nodemailer/lib/well-known/services.json') as Record<string, Service>;
    const SMTPConnection = load('nodemailer/lib/smtp-connection') as new (options: unknown) => Endpoint;
    const names = Object.entries(services).flatMap(([name, { aliases = [], domains = [] }]) => [
      ...[name, ...aliases, ...domains],
      ...[name.toUpperCase(), ` ${name} `, `someone@${name}`],
    ]);
    const beside = [
      '',
      ", host: 'mail.example.com', port: 2525, secure: false",
      ', secure: true',
      ', port: 465, requireTLS: true',
    ];
    for (const [index, name] of [...names, 'gmial', 'office365', 'smtp', 'aws', ''].entries()) {
      const source = `{ service: ${JSON.stringify(name)}${beside[index % beside.length]} }`;
      const options = new Function(`return ${source}`)();
      const { transporter } = nodemailer.createTransport(options) as unknown as { transporter: { options: unknown } };
      const { host, port, secureConnection } = new SMTPConnection(transporter.options);
      const model = modelOf(source);
      assert.deepEqual(
        [model?.host?.value, model?.port?.value, model?.tls.value === 'implicit'],
        [host, port, secureConnection],
        source,
      );
    }
  });

  it('reads 90 connection URLs as the model does', () => compare(urlCases(90)));

  /** What the model notices, as the names of the settings. */
  const ignoredIn = (args: string) =>
    modelOf(args)?.observations.flatMap((seen) => (seen.kind === 'ignored' ? [seen.at.name] : [])) ?? [];

  it('takes nothing of the connection from the second argument', async () => {
    const defaults = '{ requireTLS: true, tls: { rejectUnauthorized: true }, port: 2599 }';
    const does = await run("{ host: '127.0.0.1', port: 587 }", 'plain', defaults);
    assert.deepEqual([does.error, does.port], [undefined, 587]);
    assert.deepEqual(ignoredIn(`process.env.SMTP_URL, ${defaults}`), ['requireTLS', 'tls', 'port']);
  });

  it('drops what stands beside a url before release 10', async () => {
    const does = await run("{ url: 'smtp://127.0.0.1:587', requireTLS: true }", 'plain');
    const isDropped = Number(version.split('.')[0]) < 10;
    assert.equal(/STARTTLS/.test(does.error ?? ''), !isDropped);
    assert.deepEqual(ignoredIn('{ url: process.env.SMTP_URL, requireTLS: true }'), isDropped ? ['requireTLS'] : []);
  });

  it('looks an IPv6 address in brackets up as a name', async () => {
    const does = await run("{ host: '[::1]', port: 587 }", 'plain');
    assert.match(does.error ?? '', /ENOTFOUND|EBADNAME/);
    assert.equal(does.port, undefined, 'nothing is connected to');
    const model = modelOf("{ host: '[::1]', port: 587 }");
    assert.ok(model?.observations.some(({ kind }) => kind === 'bracketed-host'));
  });
});
