/**
 * The real Postfix and Dovecot of Debian, with configuration, queue and ports of their own in a temporary folder.
 * Postfix receives and relays for those who log in; Dovecot checks their passwords. Needs root, as both do.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary';
import { until } from './until';

/** Where Debian keeps administrators' programs; they are not on everybody's path. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

const output = (command: string, ...args: string[]): string =>
  spawnSync(command, args, { encoding: 'utf8', env }).stdout?.trim() ?? '';

/** Why these servers cannot run here; undefined where they can. */
export function obstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'Postfix and Dovecot want to be started by root';
  if (!output('postconf', '-dh', 'mail_version')) return 'Postfix is not installed (Debian package postfix)';
  if (!output('dovecot', '--version')) return 'Dovecot is not installed (Debian package dovecot-core)';
  return undefined;
}

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** Parameters of one smtpd service, beyond what they share. */
export type Service = Readonly<Record<string, string>>;

export interface DebianServers {
  /** Port of each service. */
  readonly ports: ReadonlyMap<string, number>;
  /** What the servers wrote to their logs. */
  log(): string;
  stop(): Promise<void>;
}

export async function freePorts(count: number): Promise<number[]> {
  // Held open together, so that no port is given twice.
  const servers = Array.from({ length: count }, () => createServer());
  for (const server of servers) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return ports;
}

const QUEUES = 'active bounce corrupt defer deferred flush hold incoming private saved trace maildrop public'.split(
  ' ',
);

/** Programs that smtpd calls upon, without delivery: nothing is ever sent on. */
const HELPERS = `
postlog   unix-dgram n - n - 1 postlogd
anvil     unix  - - n - 1 anvil
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
cleanup   unix  n - n - 0 cleanup
proxymap  unix  - - n - - proxymap
`;

const mainCf = (folder: string) => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
myhostname = mail.example.net
mydestination =
mynetworks = 192.0.2.1
inet_protocols = ipv4
alias_maps =
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_auth_enable = yes
smtpd_tls_auth_only = yes
smtpd_tls_security_level = may
smtpd_tls_protocols = >=TLSv1.2
smtpd_tls_mandatory_protocols = >=TLSv1.2
smtpd_tls_chain_files = ${folder}/good.pem
smtpd_forbid_unauth_pipelining = yes
`;

const dovecotConf = (folder: string) => `
base_dir = ${folder}/dovecot
state_dir = ${folder}/dovecot
log_path = ${folder}/dovecot.log
protocols =
ssl = no
auth_mechanisms = plain login oauthbearer xoauth2
disable_plaintext_auth = no
passdb {
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = ${folder}/oauth2.conf
}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}
service auth {
  unix_listener ${folder}/queue/private/auth {
    mode = 0666
  }
}
`;

/** Tokens are JSON Web Tokens, which Dovecot checks itself with the key in the folder. */
const oauth2Conf = (folder: string) => `
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=${folder}/keys/
username_attribute = sub
`;

const TOKEN_KEY = 'a key for tokens of this test alone';

/** An access token that these servers take, from now for so many seconds. */
export function accessToken(user: string, seconds: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, iat: now - 3600, exp: now + seconds })}`;
  return `${content}.${createHmac('sha256', TOKEN_KEY).update(content).digest('base64url')}`;
}

/**
 * Starts both. Files are PEM by name: `good.pem` for all, others for services that name them; `$folder` in a parameter
 * is the folder that they are in.
 */
export async function startDebianServers(
  services: Readonly<Record<string, Service>>,
  files: Readonly<Record<string, string>>,
  { user, password }: Account,
): Promise<DebianServers> {
  const folder = makeTemporaryFolder();
  chmodSync(folder, 0o755);
  const inside = (...names: string[]) => join(folder, ...names);
  for (const name of ['etc', 'queue', 'data', 'dovecot']) mkdirSync(inside(name));
  for (const name of [...QUEUES, 'pid']) mkdirSync(inside('queue', name), { mode: name === 'pid' ? 0o755 : 0o700 });
  spawnSync('chown', ['-R', 'postfix', inside('data'), ...QUEUES.map((name) => inside('queue', name))]);
  spawnSync('chgrp', ['postdrop', inside('queue/maildrop'), inside('queue/public')]);
  chmodSync(inside('queue/maildrop'), 0o730);
  chmodSync(inside('queue/public'), 0o710);

  const names = Object.keys(services);
  const free = await freePorts(names.length);
  const ports = new Map(names.map((name, index) => [name, free[index]!]));
  const entries = Object.entries(services).map(([name, parameters]) => {
    const overrides = Object.entries(parameters).map(
      ([parameter, value]) => `  -o { ${parameter} = ${value.replaceAll('$folder', folder)} }\n`,
    );
    return `127.0.0.1:${ports.get(name)} inet n - n - - smtpd\n${overrides.join('')}`;
  });
  for (const [name, text] of Object.entries(files)) writeFileSync(inside(name), text, { mode: 0o600 });
  writeFileSync(inside('etc/main.cf'), mainCf(folder));
  writeFileSync(inside('etc/master.cf'), entries.join('') + HELPERS);
  writeFileSync(inside('dovecot.conf'), dovecotConf(folder));
  writeFileSync(inside('oauth2.conf'), oauth2Conf(folder));
  mkdirSync(inside('keys/default/HS256'), { recursive: true });
  writeFileSync(inside('keys/default/HS256/default'), Buffer.from(TOKEN_KEY).toString('base64'));
  writeFileSync(inside('users'), `${user}:{PLAIN}${password}\n`, { mode: 0o644 });

  const log = () =>
    ['mail.log', 'dovecot.log']
      .map((name) => (existsSync(inside(name)) ? readFileSync(inside(name), 'utf8') : ''))
      .join('');
  const children: ChildProcess[] = [];
  const start = (command: string, ...args: string[]) => {
    // A group of its own, so that its children can be ended with it.
    const child = spawn(command, args, { env, stdio: 'ignore', detached: true });
    children.push(child);
    return child;
  };
  // For a run that is broken off: what has a group of its own does not hear of it.
  const kill = () => children.forEach(killGroup);
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    for (const child of children.reverse()) await end(child);
    removeTemporaryFolder(folder);
  };
  try {
    start('dovecot', '-F', '-c', inside('dovecot.conf'));
    start(join(output('postconf', '-dh', 'daemon_directory'), 'master'), '-c', inside('etc'), '-d');
    await until(() => existsSync(inside('queue/private/auth')), 'the start of Dovecot', log);
    await until(() => /daemon started/.test(log()), 'the start of Postfix', log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, log, stop };
}

export function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** Asks a server to end, and makes it end with all its children if it does not. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(child), 3000);
    await ended;
    clearTimeout(timer);
  }
  killGroup(child);
}
