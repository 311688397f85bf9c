/**
 * A real Postfix on loopback with one smtpd a case, and a login service that answers like Dovecot's. Cases differ in
 * parameters of smtpd, which are set with `-o`; what other daemons read is given for the whole instance. Needs root.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { parseMainCf } from '../../src/analyzer/formats/main-cf';
import { end, killGroup } from './debian-servers';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary';
import { until } from './until';

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

const output = (...options: string[]): string =>
  spawnSync('postconf', options, { encoding: 'utf8', env }).stdout?.trim() ?? '';

/** Why Postfix cannot run here; undefined where it can. */
export function obstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'Postfix wants to be started by root';
  return output('-dh', 'mail_version') ? undefined : 'Postfix is not installed (Debian package postfix)';
}

export interface PostfixServer {
  /** The port of each case, in their order. */
  readonly ports: readonly number[];
  log(): string;
  stop(): Promise<void>;
}

const QUEUES = 'active bounce corrupt defer deferred flush hold incoming maildrop private public saved trace'.split(
  ' ',
);

const HELPERS = `
postlog   unix-dgram n - n - 1 postlogd
anvil     unix  - - n - 1 anvil
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
cleanup   unix  n - n - 0 cleanup
proxymap  unix  - - n - - proxymap
`;

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  for (const server of servers) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return ports;
}

/** Speaks as much of Dovecot's login protocol (version 1.1) as smtpd needs to offer mechanisms and take any login. */
const authServer = (mechanisms: readonly string[]): Server =>
  createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(
      `VERSION\t1\t1\n${mechanisms.map((mechanism) => `MECH\t${mechanism}\n`).join('')}SPID\t1\nCUID\t1\nCOOKIE\t00\nDONE\n`,
    );
    socket.on('data', (data) => {
      for (const [, id] of data.toString().matchAll(/^AUTH\t(\d+)/gm)) socket.write(`OK\t${id}\tuser=robot\n`);
    });
  });

/** `-o` options that do for one smtpd what the lines of main.cf do for all. */
function overrides(main: string): string {
  const settings = new Map(parseMainCf(main, '').assignments.map(({ name, value }) => [name, value]));
  return [...settings].map(([name, value]) => `  -o { ${name} = ${value} }\n`).join('');
}

/** Starts an instance: `shared` is the end of its main.cf, `cases` are texts of main.cf for one smtpd each. */
export async function startPostfix(shared: string, cases: readonly string[], pem = ''): Promise<PostfixServer> {
  const folder = makeTemporaryFolder();
  chmodSync(folder, 0o755);
  const inside = (...names: string[]) => join(folder, ...names);
  for (const name of ['etc', 'queue', 'data']) mkdirSync(inside(name));
  for (const name of QUEUES) mkdirSync(inside('queue', name), { mode: 0o700 });
  mkdirSync(inside('queue/pid'), { mode: 0o755 });
  spawnSync('chown', ['-R', 'postfix', inside('data'), ...QUEUES.map((name) => inside('queue', name))]);
  spawnSync('chgrp', ['postdrop', inside('queue/maildrop'), inside('queue/public')]);
  chmodSync(inside('queue/maildrop'), 0o730);
  chmodSync(inside('queue/public'), 0o710);
  writeFileSync(inside('key-and-chain.pem'), pem, { mode: 0o600 });

  const ports = await freePorts(cases.length);
  const fill = (text: string) => text.replaceAll('$folder', folder);
  writeFileSync(
    inside('etc/main.cf'),
    `queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
smtpd_peername_lookup = no
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${folder}/auth
${fill(shared)}`,
  );
  const services = cases.map(
    (text, index) => `127.0.0.1:${ports[index]} inet n - n - - smtpd\n${overrides(fill(text))}`,
  );
  writeFileSync(inside('etc/master.cf'), services.join('') + HELPERS);

  const auth = authServer([
    'PLAIN\tplaintext',
    'LOGIN\tplaintext',
    'ANONYMOUS\tanonymous',
    'CRAM-MD5\tdictionary\tactive',
  ]);
  await new Promise<void>((resolve) => auth.listen(inside('auth'), resolve));
  chmodSync(inside('auth'), 0o666);
  const master = spawn(join(output('-dh', 'daemon_directory'), 'master'), ['-c', inside('etc'), '-d'], {
    env,
    stdio: 'ignore',
    detached: true,
  });
  const kill = () => killGroup(master);
  process.once('exit', kill);
  const log = () => (existsSync(inside('mail.log')) ? readFileSync(inside('mail.log'), 'utf8') : '');
  const stop = async () => {
    process.off('exit', kill);
    await end(master);
    await new Promise((resolve) => auth.close(resolve));
    removeTemporaryFolder(folder);
  };
  try {
    await until(() => /daemon started/.test(log()), 'the start of Postfix', log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, log, stop };
}

export interface Client {
  /** The address that the client comes from. */
  readonly from: string;
  /** TLS from the first byte. */
  readonly implicit?: boolean;
  /** That the server answers; only then is it waited for as long as it takes. */
  readonly expected: boolean;
}

/**
 * Milliseconds after which a server that says nothing waits for us, as one does that wants TLS first, or does not run; and
 * those that one may take that is expected to answer, on a busy machine.
 */
const SILENCE = 10_000;
const PATIENCE = 180_000;

/**
 * Sends commands one by one and gives the whole answer to each, the greeting first; shorter where the server hangs up.
 */
export async function converse(
  port: number,
  { from, implicit, expected }: Client,
  commands: readonly string[],
): Promise<string[]> {
  const socket: Socket = connect({ host: '127.0.0.1', port, localAddress: from });
  const stream = implicit ? connectTls({ socket, rejectUnauthorized: false }) : socket;
  const answers: string[] = [];
  let buffer = '';
  return new Promise((resolve) => {
    const done = () => {
      stream.destroy();
      socket.destroy();
      resolve(answers);
    };
    stream
      .setTimeout(expected ? PATIENCE : SILENCE, done)
      .on('error', done)
      .on('close', done);
    stream.on('data', (data) => {
      buffer += data.toString();
      const end = /^\d{3}(?: .*)?\r\n$/m.exec(buffer);
      if (!end) return;
      answers.push(buffer);
      buffer = '';
      const next = commands[answers.length - 1];
      if (next === undefined) done();
      else stream.write(`${next}\r\n`);
    });
  });
}
