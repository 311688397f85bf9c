/**
 * `npm run probe-lab`: the command line against servers, certificates, names and networks that go wrong, in a network of its
 * own that needs root on Linux. Prints the cases whose cause or advice is wrong, and the share of those that are right.
 * LAB_CLI names another build to compare with; LAB_ONLY is a regular expression for names of cases; LAB_JOBS is how many run at a time.
 */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { domainToASCII } from 'node:url';
import type { ProbeReport } from '../../src/probe';
import { makeAuthority } from '../support/certificates';
import { serveDns, type Zone } from '../support/dns-server';
import { builtProgram } from '../support/processor-time';
import type { LoopbackServer } from '../support/smtp-servers';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary';
import { certificateCases } from './certificate-cases';
import { configurations } from './configurations';
import { handshakeCases } from './handshake-cases';
import type { LabCase } from './lab-case';
import { loginCases } from './login-cases';
import { mailCases } from './mail-cases';
import { networkCases } from './network-cases';
import { protocolCases } from './protocol-cases';

const CLI = process.env.LAB_CLI ?? join(process.cwd(), 'dist/cli.js');
const INSIDE = 'LAB_INSIDE';

/** Longer than any case may take. In milliseconds. */
const HANGS = 90_000;
const AT_A_TIME = Number(process.env.LAB_JOBS ?? 4);

function enter(): number {
  const again = spawnSync('unshare', ['-m', '-n', process.execPath, builtProgram('probe-lab/main')], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: '1' },
  });
  if (again.error || again.status === null) {
    console.error('The lab needs Linux, root and unshare(1).');
    return 2;
  }
  return again.status;
}

/** Loopback, a network that drops everything, and two that refuse to be reached. */
function buildNetwork(folder: string): void {
  const ip = (line: string) => execFileSync('ip', line.split(' '));
  for (const line of [
    'link set lo up',
    'link add void0 type veth peer name void1',
    'link set void1 up',
    'addr add 10.9.0.1/24 dev void0',
    'link set void0 up',
    // Neighbours that nobody answers for, so that packets vanish.
    'neigh add 10.9.0.9 lladdr 02:00:00:00:00:09 dev void0',
    'neigh add 10.9.0.10 lladdr 02:00:00:00:00:10 dev void0',
    'route add unreachable 10.9.1.0/24',
    'route add prohibit 10.9.2.0/24',
  ])
    ip(line);
  writeFileSync(join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n');
  execFileSync('mount', ['--bind', join(folder, 'resolv.conf'), '/etc/resolv.conf']);
}

interface Placed {
  readonly lab: LabCase;
  readonly host: string;
  readonly address: string;
}

const placed = (lab: LabCase, index: number): Placed => ({
  lab,
  host: lab.host ?? `c${index}.lab.example`,
  address: `127.1.${1 + Math.floor(index / 200)}.${1 + (index % 200)}`,
});

/** A name as the DNS is asked for it. */
const asAsked = (host: string): string => domainToASCII(host).replace(/\.$/, '');

interface Outcome {
  readonly isRight: boolean;
  readonly why: string;
}

/** What the reader sees of a result: the headline, and what to do. */
function wordsOf({ headline, stages, failedAt, suggestion, certificate }: ProbeReport): {
  cause: string;
  advice: string;
} {
  const decisive = stages.filter(
    ({ id, status }) => id === failedAt || (status === 'warn' && !failedAt) || id === 'comparison',
  );
  const comparison = stages.find(({ id, status }) => id === 'comparison' && status === 'warn');
  return {
    cause: [headline, comparison?.sentence, ...(certificate?.problems ?? []).map(({ sentence }) => sentence)].join(
      '\n',
    ),
    advice: [...decisive.map(({ advice }) => advice), suggestion && `${suggestion.title}. ${suggestion.because}`]
      .filter(Boolean)
      .join('\n'),
  };
}

function judge({ exit, cause, advice, never }: LabCase, status: number, report: ProbeReport | undefined): Outcome {
  const words = report ? wordsOf(report) : { cause: '', advice: '' };
  const all = `${words.cause}\n${words.advice}`;
  const faults = [
    exit.includes(status) ? '' : `exit ${status}`,
    !cause || cause.test(words.cause) ? '' : `cause: ${words.cause}`,
    !advice || advice.test(words.advice) ? '' : `advice: ${words.advice}`,
    never?.test(all) ? `says ${never}: ${all}` : '',
  ].filter(Boolean);
  return { isRight: faults.length === 0, why: faults.join(' | ').replaceAll('\n', ' / ') };
}

/** Writes the files of a project, and returns its folder. */
function projectOf(files: NonNullable<LabCase['files']>, host: string, address: string, folder: string): string {
  const own = join(folder, address);
  for (const [name, text] of Object.entries(files(host, address, own))) {
    mkdirSync(dirname(join(own, name)), { recursive: true });
    writeFileSync(join(own, name), text);
  }
  return own;
}

async function run({ lab, host, address }: Placed, folder: string): Promise<Outcome> {
  const { port = lab.scheme === 'smtps' ? 465 : 587, scheme = 'smtp', args = [], login } = lab;
  const servers: LoopbackServer[] = [];
  if (lab.serve) servers.push(await lab.serve({ host: address, port }));
  for (const [own, serve] of Object.entries(lab.elsewhere ?? {})) servers.push(await serve({ host: own, port }));
  if (lab.beside) servers.push(await lab.beside.serve({ host: address, port: lab.beside.port }));
  try {
    const user = login ? `${encodeURIComponent(login.user)}@` : '';
    const more = login ? ['--login'] : [];
    const authority = lab.ownCa ? [] : ['--ca', join(folder, 'ca.pem')];
    const subject = lab.files ? projectOf(lab.files, host, address, folder) : `${scheme}://${user}${host}:${port}`;
    const command = [CLI, 'test', '--json', ...authority, ...args, ...more, subject];
    const { status, stdout } = await new Promise<{ status: number; stdout: string }>((resolve) => {
      const env = { ...process.env, ...(login && { MAIL_CONFIG_LINT_PASSWORD: login.password }) };
      execFile(process.execPath, command, { env, timeout: HANGS, killSignal: 'SIGKILL' }, (error, out) =>
        resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout: out }),
      );
    });
    let report: ProbeReport | undefined;
    try {
      report = JSON.parse(stdout)[0]?.report;
    } catch {
      // Judged as nothing.
    }
    return judge(lab, status, report);
  } finally {
    for (const server of servers) await server.close();
  }
}

async function main(): Promise<number> {
  const folder = makeTemporaryFolder();
  try {
    buildNetwork(folder);
    const authority = makeAuthority();
    writeFileSync(join(folder, 'ca.pem'), authority.root.cert);
    const only = new RegExp(process.env.LAB_ONLY ?? '');
    const subjects = [
      networkCases,
      protocolCases,
      certificateCases,
      handshakeCases,
      loginCases,
      mailCases,
      configurations,
    ];
    const cases = subjects
      .flatMap((casesOf) => casesOf(authority))
      .map(placed)
      .filter(({ lab }) => only.test(lab.name));
    // Cases that borrow the name of a provider take turns.
    const current = new Map<string, string>();
    const zone: Record<string, Zone[string]> = {
      'servfail.lab.example': 'SERVFAIL',
      'refused.lab.example': 'REFUSED',
      'empty.lab.example': { TXT: ['no address'] },
      'silent.lab.example': 'silence',
      'dangling.lab.example': { CNAME: ['gone.lab.example'] },
      'loop.lab.example': { CNAME: ['loop2.lab.example'] },
      'loop2.lab.example': { CNAME: ['loop.lab.example'] },
      'maildomain.lab.example': { MX: ['10 mx.lab.example'] },
      'nullmx.lab.example': { MX: ['0 '] },
      'six.lab.example': { AAAA: ['2001:db8::25'] },
      'onedead.lab.example': { A: ['127.9.9.1', '127.9.9.2'] },
      'mixed.lab.example': { A: ['127.9.9.3', '127.9.9.4'] },
      'dead.lab.example': { A: ['10.9.0.9', '10.9.0.10'] },
    };
    const names = new Proxy(zone, {
      get: (own, name: string) =>
        own[name] ?? (current.has(asAsked(name)) ? { A: [current.get(asAsked(name))!] } : undefined),
    });
    const dns = await serveDns(names, 53);
    let right = 0;
    const one = async (each: Placed): Promise<void> => {
      if (!(each.host in zone) && each.lab.serve) current.set(asAsked(each.host), each.address);
      else if (!each.lab.host) current.set(asAsked(each.host), each.address);
      const { isRight, why } = await run(each, folder);
      if (isRight) right += 1;
      else console.log(`wrong  ${each.lab.name}: ${why}`);
    };
    const own = cases.filter(({ lab }) => !lab.host);
    const borrowed = cases.filter(({ lab }) => lab.host);
    const queue = [...own];
    await Promise.all(
      Array.from({ length: AT_A_TIME }, async () => {
        for (let next = queue.shift(); next; next = queue.shift()) await one(next);
      }),
    );
    for (const each of borrowed) await one(each);
    await dns.close();
    console.log(`${right} of ${cases.length} right (${((100 * right) / cases.length).toFixed(1)} %)`);
    return right === cases.length ? 0 : 1;
  } finally {
    removeTemporaryFolder(folder);
  }
}

if (process.env[INSIDE]) {
  main().then(
    (status) => process.exit(status),
    (error) => {
      console.error(error);
      process.exit(2);
    },
  );
} else process.exit(enter());
