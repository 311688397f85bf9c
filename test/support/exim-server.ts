/**
 * The real Exim of Debian on loopback: one daemon with a port for each service, whose options are told apart by the port.
 * As a package it would displace Postfix, so it is only unpacked, by `.ci/run`; the account that it was built for is then
 * made up by nss_wrapper. Needs root.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, end, freePorts, killGroup } from './debian-servers';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary';
import { until } from './until';

const UNPACKED = join(process.cwd(), '.cache/exim');
const unpacked = existsSync(join(UNPACKED, 'usr/sbin/exim4'));
const PROGRAM = unpacked ? join(UNPACKED, 'usr/sbin/exim4') : '/usr/sbin/exim4';

/** Why Exim cannot run here; undefined where it can. */
export function eximObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'Exim wants to be started by root';
  return existsSync(PROGRAM) ? undefined : 'Exim is not there (.ci/run unpacks the Debian package exim4-daemon-light)';
}

/** Of `nobody` and `nogroup`. */
const NOBODY = 65534;

function environment(folder: string): NodeJS.ProcessEnv {
  if (!unpacked) return process.env;
  writeFileSync(
    join(folder, 'passwd'),
    `root:x:0:0::/:/bin/sh\nDebian-exim:x:${NOBODY}:${NOBODY}::/nonexistent:/bin/false\n`,
  );
  writeFileSync(join(folder, 'group'), `root:x:0:\nDebian-exim:x:${NOBODY}:\n`);
  const libraries = join(UNPACKED, 'usr/lib');
  const folders = readdirSync(libraries).filter((name) => name.includes('-linux-'));
  return {
    ...process.env,
    LD_LIBRARY_PATH: folders.map((name) => join(libraries, name)).join(':'),
    LD_PRELOAD: 'libnss_wrapper.so',
    NSS_WRAPPER_PASSWD: join(folder, 'passwd'),
    NSS_WRAPPER_GROUP: join(folder, 'group'),
  };
}

/** How one port differs from a well-kept submission port. */
export interface EximService {
  /** TLS from the first byte. */
  readonly implicit?: true;
  /** Name of the PEM file with key and chain; `''`: the server offers no STARTTLS. */
  readonly certificate?: string;
  /** False: the server offers no login. */
  readonly login?: false;
  /** Statements of the access control list for connections, recipients or content, before our own. */
  readonly onConnect?: string;
  readonly onRecipient?: string;
  readonly onContent?: string;
}

/** An expansion that gives each port its own value, else `otherwise`. A key of digits alone would count fields. */
function byPort(values: ReadonlyMap<number, string | undefined>, otherwise: string): string {
  const own = [...values].flatMap(([port, value]) => (value === undefined ? [] : [`p${port}="${value}"`]));
  return `\${extract{p$received_port}{${own.join(' ')}}{$value}{${otherwise}}}`;
}

function configuration(
  folder: string,
  services: ReadonlyMap<number, EximService>,
  { user, password }: Account,
): string {
  const of = <T>(read: (service: EximService) => T) =>
    new Map([...services].map(([port, service]) => [port, read(service)]));
  const statements = (read: (service: EximService) => string | undefined) =>
    [...of(read)]
      .flatMap(([port, text]) =>
        text ? [text.replace('\n', `\n  condition = \${if eq{$received_port}{${port}}}\n`)] : [],
      )
      .join('\n');
  const file = byPort(
    of(({ certificate }) => (certificate ? `${folder}/${certificate}.pem` : undefined)),
    `${folder}/good.pem`,
  );
  const implicit = [...services].filter(([, service]) => service.implicit).map(([port]) => port);
  return `
primary_hostname = mail.example.net
exim_path = ${PROGRAM}
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/log/exim.pid
local_interfaces = <; 127.0.0.1
daemon_smtp_ports = <; ${[...services.keys()].join(' ; ')}
tls_on_connect_ports = <; ${implicit.join(' ; ')}
tls_certificate = ${file}
tls_privatekey = ${file}
tls_advertise_hosts = ${byPort(
    of(({ certificate }) => (certificate === '' ? ':' : undefined)),
    '*',
  )}
auth_advertise_hosts = \${if def:tls_in_cipher{${byPort(
    of(({ login }) => (login === false ? ':' : undefined)),
    '*',
  )}}{:}}
keep_environment =
host_lookup =
rfc1413_query_timeout = 0s
queue_only = true
acl_smtp_connect = connecting
acl_smtp_rcpt = recipient
acl_smtp_data = content
begin acl
connecting:
${statements(({ onConnect }) => onConnect)}
  accept
recipient:
${statements(({ onRecipient }) => onRecipient)}
  accept authenticated = *
  deny message = relay not permitted
content:
${statements(({ onContent }) => onContent)}
  accept
begin routers
begin transports
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = \${if and{{eq{$auth2}{${user}}}{eq{$auth3}{${password}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{eq{$auth1}{${user}}}{eq{$auth2}{${password}}}}}
  server_set_id = $auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = \${if eq{$auth1}{${user}}{${password}}fail}
  server_set_id = $auth1
`;
}

export interface EximServer {
  readonly ports: ReadonlyMap<string, number>;
  log(): string;
  stop(): Promise<void>;
}

/** Starts it. `files` are PEM texts by name; `good` serves every service that names no other. */
export async function startExim(
  services: Readonly<Record<string, EximService>>,
  files: Readonly<Record<string, string>>,
  account: Account,
): Promise<EximServer> {
  const folder = makeTemporaryFolder();
  chmodSync(folder, 0o755);
  for (const name of ['spool', 'log']) {
    mkdirSync(join(folder, name));
    chownSync(join(folder, name), NOBODY, NOBODY);
  }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    chownSync(join(folder, name), NOBODY, NOBODY);
  }
  const names = Object.keys(services);
  const free = await freePorts(names.length);
  const ports = new Map(names.map((name, index) => [name, free[index]!]));
  const byNumber = new Map(names.map((name) => [ports.get(name)!, services[name]!]));
  writeFileSync(join(folder, 'exim.conf'), configuration(folder, byNumber, account));
  const log = () =>
    ['mainlog', 'paniclog', 'rejectlog']
      .map((name) => join(folder, 'log', name))
      .map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''))
      .join('');
  const daemon: ChildProcess = spawn(PROGRAM, ['-C', join(folder, 'exim.conf'), '-bdf'], {
    env: environment(folder),
    stdio: 'ignore',
    detached: true,
  });
  const kill = () => killGroup(daemon);
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    await end(daemon);
    removeTemporaryFolder(folder);
  };
  try {
    await until(() => /daemon started/.test(log()), 'the start of Exim', log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, log, stop };
}
