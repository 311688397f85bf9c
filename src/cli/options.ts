/** What the command line asks for. */
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { DEFAULT_TIMEOUTS, isAddress, LOGIN_METHODS, type LoginMethod } from '../probe';
import { type CommandOptions, isCommand, readCommand } from './commands';
import { type LintOptions, readLintOptions, USAGE } from './lint-options';
import { count, HELP, number, parsed } from './usage';

export const TEST_FORMATS = ['pretty', 'json', 'junit', 'nagios'] as const;
export type TestFormat = (typeof TEST_FORMATS)[number];

export const TEST_USAGE = `Usage: mail-config-lint test [OPTION...] [PATH|URL|HOST:PORT...]
       mail-config-lint test --domain DOMAIN [--selector NAME] [--policy] [--probe] [--timeout SECONDS] [--json]

Connects to a mail server exactly as a configuration says, step by step, and explains the first step that fails.
Sends no message unless --send-to is given, and no credentials unless --login is.

  PATH   a file, or a folder that is searched as a workspace of its own (the working directory)
  URL    smtps://[USER@]HOST[:PORT] for implicit TLS (port 465),
         smtp://[USER@]HOST[:PORT] for required STARTTLS (port 587)
  HOST:PORT  implicit TLS on ports 465 and 2465, required STARTTLS on others; on this machine, in its
             networks and on ports of mail catchers (1025) STARTTLS only where it is offered
Several are tested side by side, each with all of its configurations.

Which configuration, where PATH holds several that connect in different ways:
  --all                  test each
  --pick NUMBER          test this one of the list that is shown

What is tested:
  --login                log in, once, and only inside TLS with a verified certificate. The password comes from
                         --password-file, else from the variable MAIL_CONFIG_LINT_PASSWORD, else from the
                         configuration, else it is asked for
  --password-file FILE   a file that holds nothing but the password, or the access token for OAuth2; - is standard input
  --user NAME            log in with this name, in place of the configured or unknown one
  --env                  take variables that no file defines from the environment of this command
  --method METHOD        log in with ${LOGIN_METHODS.slice(0, -1).join(', ')} or ${LOGIN_METHODS.at(-1)}; the last two take an
                         access token as the password
  --fetch-token          for OAuth2: get a new access token with the configured refresh token first; client id, client
                         secret and refresh token are sent to the configured token server, over HTTPS
  --from ADDRESS         ask whether the server takes this sender; no message is sent
  --to ADDRESS           and this recipient
  --send-to ADDRESS      send one real message to this address, after the login where the configuration has one, and
                         only inside TLS with a verified certificate. It comes from --from, else from the configured
                         sender, else from the user name
  --old-versions         ask whether the server still takes TLS 1.0 or 1.1
  --find                 if it fails: try other ports and TLS modes, without credentials
  --find-domain DOMAIN   with --find: try the servers that this mail domain announces (SRV) and its usual names, too
  --check-network        if a mail port times out: ask a well-known server on the same port whether this network
                         blocks it
  --ca FILE              trust these certificate authorities (PEM) beside the public ones
  --system-ca            trust the roots of this system in place of Node's list
  --cert FILE            show this client certificate (PEM); with --key
  --key FILE             its key (PEM)
  --helo NAME            the name in EHLO, in place of the configured one or [127.0.0.1]
  --proxy URL            connect through this proxy (http: or socks5:), in place of the configured one; with none,
                         directly
  --all-addresses        test every address of the host, not only three beside the first
  -4, -6                 use IPv4 or IPv6 addresses only
  --expiry-days NUMBER   warn of certificates that expire within so many days (21)

A mail domain in place of a server: MX, SPF, DKIM, DMARC, MTA-STS, TLS-RPT, DNSSEC and DANE, as the DNS has them:
  --domain DOMAIN        the part after the @ of the sender address
  --selector NAME        look at this DKIM key (the s= value of a signature)
  --address IP           look at the reverse name (PTR) of the address that mail is sent from, too
  --policy               fetch the MTA-STS policy from the domain's web server, too
  --probe                connect to the MX hosts on port 25, too, and look at STARTTLS and certificate

  --timeout SECONDS      end after so many seconds in all (${DEFAULT_TIMEOUTS.total / 1000}); more give each step more, too
  --transcript           show the dialogue, without secrets
  --format FORMAT        how results are written: ${TEST_FORMATS.join(', ')} (pretty); nagios is one line for
                         monitoring, with the exit status of its plug-ins
  --json                 the same as --format json
  --jobs NUMBER          test so many servers at a time (4)
  --help                 print this text

Exit status: 0 works, 1 works with warnings, 2 settings or usage error, 3 internal error, 4 works as far as it was
tested, but something that was asked for was not done, 5 some addresses of the host fail, 10 name resolution,
11 connection, 12 greeting, 13 EHLO, 14 STARTTLS, 15 TLS, 16 certificate, 17 login, 18 sender, recipient or message,
19 timed out or cancelled.
Of several: the highest. With --domain: 10 for a fault, 1 for warnings.
`;

export interface TestOptions {
  readonly kind: 'test';
  /** Paths, URLs, and hosts with ports. A URL may hold a password: it is not to be printed. */
  readonly subjects: readonly string[];
  readonly all: boolean;
  /** From 1. */
  readonly pick?: number;
  readonly login: boolean;
  readonly passwordFile?: string;
  readonly method?: LoginMethod;
  /** The user's yes to sending client secret and refresh token to the token server. */
  readonly fetchToken: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly sendTo?: string;
  readonly oldVersions: boolean;
  readonly find: boolean;
  /** Mail domain whose servers are tried, too. */
  readonly findDomain?: string;
  readonly checkNetwork: boolean;
  readonly ca?: string;
  readonly systemCa: boolean;
  /** Files of the client's certificate and key. */
  readonly cert?: string;
  readonly key?: string;
  readonly helo?: string;
  /** URL, or `none`. */
  readonly proxy?: string;
  readonly user?: string;
  /** Variables that no file defines may come from the environment. */
  readonly env: boolean;
  readonly allAddresses: boolean;
  readonly family?: 4 | 6;
  readonly expiryDays?: number;
  /** Tests at a time. */
  readonly jobs: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly transcript: boolean;
  readonly format: TestFormat;
}

export interface DomainTestOptions {
  readonly kind: 'test-domain';
  readonly domain: string;
  readonly selector?: string;
  readonly address?: string;
  readonly policy: boolean;
  /** Connect to the MX hosts. */
  readonly probe: boolean;
  readonly helo?: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly json: boolean;
}

export type Options = LintOptions | TestOptions | DomainTestOptions | CommandOptions;

/** Throws `UsageError`. */
export function readOptions(args: readonly string[]): Options {
  const [command = '', ...rest] = args;
  if (command === 'test') return readTestOptions(rest);
  return isCommand(command)
    ? readCommand(command, rest, {
        lint: USAGE,
        test: TEST_USAGE,
        testValues: { format: TEST_FORMATS, method: LOGIN_METHODS },
      })
    : readLintOptions(command === 'lint' ? rest : args);
}

/** A day: more is a mistake, and longer than timers can count. */
const LONGEST_SECONDS = 24 * 60 * 60;

const TEST_OPTIONS = {
  all: { type: 'boolean', default: false },
  pick: { type: 'string' },
  login: { type: 'boolean', default: false },
  'password-file': { type: 'string' },
  method: { type: 'string' },
  'fetch-token': { type: 'boolean', default: false },
  'find-domain': { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  'send-to': { type: 'string' },
  'old-versions': { type: 'boolean', default: false },
  find: { type: 'boolean', default: false },
  'check-network': { type: 'boolean', default: false },
  ca: { type: 'string' },
  'system-ca': { type: 'boolean', default: false },
  cert: { type: 'string' },
  key: { type: 'string' },
  helo: { type: 'string' },
  proxy: { type: 'string' },
  user: { type: 'string' },
  env: { type: 'boolean', default: false },
  'all-addresses': { type: 'boolean', default: false },
  ipv4: { type: 'boolean', short: '4', default: false },
  ipv6: { type: 'boolean', short: '6', default: false },
  'expiry-days': { type: 'string' },
  jobs: { type: 'string', default: '4' },
  format: { type: 'string' },
  domain: { type: 'string' },
  selector: { type: 'string' },
  address: { type: 'string' },
  policy: { type: 'boolean', default: false },
  probe: { type: 'boolean', default: false },
  timeout: { type: 'string', default: String(DEFAULT_TIMEOUTS.total / 1000) },
  transcript: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  ...HELP,
} as const;

const parseTest = (args: readonly string[]) =>
  parseArgs({ args: [...args], allowPositionals: true, options: TEST_OPTIONS });

type Given = ReturnType<typeof parseTest>;

const isSeveral = ({ values, positionals }: Given) => values.all || positionals.length > 1;

const methodOf = ({ method }: Given['values']) => LOGIN_METHODS.find((name) => name === method?.toUpperCase());

const formatOf = ({ json, format = json ? 'json' : 'pretty' }: Given['values']) =>
  TEST_FORMATS.find((name) => name === format);

/** What options need, exclude or take, and what is said where they do not: of several the first. */
type Misuse = readonly [holds: (given: Given) => boolean, message: string];

const DOMAIN_MISUSES: readonly Misuse[] = [
  [({ positionals }) => positionals.length > 0, '--domain takes the place of PATH or URL'],
  [({ values: { address } }) => address !== undefined && isIP(address) === 0, '--address takes an IP address'],
];

const MISUSES: readonly Misuse[] = [
  [
    ({ values: { selector, address, policy, probe } }) => (selector ?? address) !== undefined || policy || probe,
    '--selector, --address, --policy and --probe go with --domain',
  ],
  [({ values, positionals }) => values.pick !== undefined && positionals.length > 1, '--pick goes with one PATH'],
  [({ values }) => values.all && values.pick !== undefined, '--all and --pick exclude each other'],
  [({ values }) => values['password-file'] !== undefined && !values.login, '--password-file goes with --login'],
  [({ values }) => values.method !== undefined && !values.login, '--method goes with --login'],
  [
    ({ values }) => values.method !== undefined && methodOf(values) === undefined,
    `--method takes one of ${LOGIN_METHODS.join(', ')}`,
  ],
  [({ values }) => values['fetch-token'] && !values.login, '--fetch-token goes with --login'],
  [({ values }) => values['find-domain'] !== undefined && !values.find, '--find-domain goes with --find'],
  [({ values: { from, to } }) => to !== undefined && from === undefined, '--to goes with --from'],
  [({ values: { 'send-to': to } }) => to !== undefined && !isAddress(to), '--send-to takes one plain address'],
  [({ values: { cert, key } }) => (cert === undefined) !== (key === undefined), '--cert and --key go together'],
  [({ values: { ipv4, ipv6 } }) => ipv4 && ipv6, '-4 and -6 exclude each other'],
  [
    (given) => given.values.user !== undefined && (!given.values.login || isSeveral(given)),
    '--user goes with --login and one configuration',
  ],
  [
    ({ values, positionals }) => values['send-to'] !== undefined && positionals.length > 1,
    '--send-to goes with one server: one message, once',
  ],
  [({ values }) => formatOf(values) === undefined, `--format takes one of ${TEST_FORMATS.join(', ')}`],
  [({ values: { json, format = 'json' } }) => json && format !== 'json', '--json and --format exclude each other'],
  [
    ({ values }) => values['send-to'] !== undefined && values.all,
    '--send-to and --all exclude each other: one message to one address, once',
  ],
  [
    ({ values }) => values['send-to'] !== undefined && values.to !== undefined,
    '--send-to and --to exclude each other: one message to one address, once',
  ],
];

function refuse(given: Given, misuses: readonly Misuse[]): void {
  const misuse = misuses.find(([holds]) => holds(given));
  if (misuse) throw new Error(misuse[1]);
}

const readTestOptions = (args: readonly string[]): Options =>
  parsed('mail-config-lint test --help', () => {
    if (args.some((arg) => /^--?pass(?:word)?(?:=|$)/.test(arg))) {
      throw new Error(
        'a password is not taken as an argument, where other users and the shell history can see it; use --password-file or MAIL_CONFIG_LINT_PASSWORD',
      );
    }
    const given = parseTest(args);
    if (given.values.help) return { kind: 'print', text: TEST_USAGE };
    return given.values.domain === undefined ? testOptions(given) : domainOptions(given, given.values.domain);
  });

const timeoutOf = ({ timeout }: Given['values']) => 1000 * number('timeout', timeout, LONGEST_SECONDS);

function domainOptions(given: Given, domain: string): DomainTestOptions {
  const timeout = timeoutOf(given.values);
  refuse(given, DOMAIN_MISUSES);
  const { selector, address, policy, probe, helo, json } = given.values;
  return { kind: 'test-domain', domain, selector, address, policy, probe, helo, timeout, json };
}

function testOptions(given: Given): TestOptions {
  const { values, positionals } = given;
  const timeout = timeoutOf(values);
  refuse(given, MISUSES);
  const { login, from, to, find, ca, cert, key, helo, proxy, user, env, transcript } = values;
  const family = values.ipv4 ? 4 : values.ipv6 ? 6 : undefined;
  return {
    kind: 'test',
    subjects: positionals.length > 0 ? positionals : ['.'],
    all: isSeveral(given),
    pick: values.pick === undefined ? undefined : number('pick', values.pick, 1000),
    login,
    passwordFile: values['password-file'],
    method: methodOf(values),
    fetchToken: values['fetch-token'],
    from,
    to,
    sendTo: values['send-to'],
    oldVersions: values['old-versions'],
    find,
    findDomain: values['find-domain'],
    checkNetwork: values['check-network'],
    ca,
    systemCa: values['system-ca'],
    cert,
    key,
    helo,
    proxy,
    user,
    env,
    allAddresses: values['all-addresses'],
    ...(family && { family }),
    expiryDays: values['expiry-days'] === undefined ? undefined : count('expiry-days', values['expiry-days']),
    jobs: number('jobs', values.jobs, 64),
    timeout,
    transcript,
    format: formatOf(values)!,
  };
}
