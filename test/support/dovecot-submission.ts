/**
 * The real submission server of Dovecot on loopback, which checks the login and hands mail on to a relay. Its two programs
 * are a package of their own, which `.ci/run` unpacks where it is not installed. Needs root.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, end, freePorts, killGroup } from './debian-servers';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary';
import { until } from './until';

const PROGRAMS = ['/usr/lib/dovecot', join(process.cwd(), '.cache/dovecot/usr/lib/dovecot')].find((folder) =>
  existsSync(join(folder, 'submission-login')),
);

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** Why it cannot run here; undefined where it can. */
export function dovecotObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'Dovecot wants to be started by root';
  if (spawnSync('dovecot', ['--version'], { env }).status !== 0) return 'Dovecot is not installed';
  return PROGRAMS ? undefined : 'its submission server is not there (.ci/run unpacks the package dovecot-submissiond)';
}

const configuration = (folder: string, [submission, submissions]: readonly number[], relay: number): string => `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
protocols = submission
listen = 127.0.0.1
hostname = mail.example.net
ssl = required
ssl_cert = <${folder}/good.pem
ssl_key = <${folder}/good.pem
auth_mechanisms = plain login
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=${folder}/home
}
mail_location = mbox:${folder}/home/mail
submission_relay_host = 127.0.0.1
submission_relay_port = ${relay}
service submission-login {
  executable = ${PROGRAMS}/submission-login
  inet_listener submission {
    port = ${submission}
  }
  inet_listener submissions {
    port = ${submissions}
    ssl = yes
  }
}
service submission {
  executable = ${PROGRAMS}/submission
}
`;

export interface DovecotServer {
  readonly submission: number;
  readonly submissions: number;
  stop(): Promise<void>;
}

/** `certificate`: key, certificate and chain as PEM; `relay`: the port of 127.0.0.1 that mail is handed to. */
export async function startDovecotSubmission(
  certificate: string,
  { user, password }: Account,
  relay: number,
): Promise<DovecotServer> {
  const folder = makeTemporaryFolder();
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'home'));
  spawnSync('chown', ['65534:65534', join(folder, 'home')]);
  const ports = await freePorts(2);
  writeFileSync(join(folder, 'good.pem'), certificate, { mode: 0o600 });
  writeFileSync(join(folder, 'users'), `${user}:{PLAIN}${password}\n`);
  writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, ports, relay));
  const log = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '');
  const daemon: ChildProcess = spawn('dovecot', ['-F', '-c', join(folder, 'dovecot.conf')], {
    env,
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
    await until(() => /starting up for submission/.test(log()), 'the start of Dovecot', log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { submission: ports[0]!, submissions: ports[1]!, stop };
}
