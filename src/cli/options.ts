/** What the command line asks for. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { version } from '../../package.json';
import { SEVERITIES, type Severity } from '../analyzer/model';
import { DEFAULT_TIMEOUTS, isAddress, LOGIN_METHODS, type LoginMethod } from '../probe';
import { SETTINGS_FILE } from '../workspace/project-settings';
import { type Format, isFormat, REPORTERS } from './reporters/index';

export const USAGE = `Usage: mail-config-lint [OPTION...] [PATH...]
       mail-config-lint test [OPTION...] [PATH|URL]
       mail-config-lint test --domain DOMAIN

Finds insecure and broken mail settings in nodemailer code (JavaScript and TypeScript), .env files, Dockerfiles, YAML,
JSON, TOML, INI, Java properties, gitlab.rb, msmtprc, and Postfix main.cf and Postfix master.cf.
A PATH is a file, or a folder that is searched as a workspace of its own; without PATH it is the working directory.

  --format FORMAT        how findings are written: ${Object.keys(REPORTERS).join(', ')} (pretty)
  --fix                  apply the safe fixes, then report what remains
  --diff                 print what --fix would change as a unified diff, and write nothing
  --quiet                report errors only
  --fail-on SEVERITY     exit with 1 for findings at least as severe: ${SEVERITIES.join(', ')}, or never (hint)
  --max-warnings N       exit with 1 only for errors, or for more than N warnings
  --stdin-filename PATH  lint standard input as this file's text
  --version              print the version
  --help                 print this text

Severities of rules, and files to leave out, come from the nearest ${SETTINGS_FILE} in the folders above a file.

\`mail-config-lint test\` connects to the server of a configuration and reports what is wrong; see
\`mail-config-lint test --help\`. A folder of that name is linted as ./test.

Exit status: 0 no findings, 1 findings, 2 usage error, 3 failure: a file could not be read or written, or a bug.
`;

export const TEST_USAGE = `Usage: mail-config-lint test [OPTION...] [PATH|URL]
       mail-config-lint test --domain DOMAIN [--selector NAME] [--policy] [--timeout SECONDS] [--json]

Connects to a mail server exactly as a configuration says, step by step, and explains the first step that fails.
Sends no message unless --send-to is given, and no credentials unless --login is.

  PATH   a file, or a folder that is searched as a workspace of its own (the working directory)
  URL    smtps://[USER@]HOST[:PORT] for implicit TLS (port 465),
         smtp://[USER@]HOST[:PORT] for required STARTTLS (port 587)

Which configuration, where PATH holds several that connect in different ways:
  --all                  test each, one after the other
  --pick NUMBER          test this one of the list that is shown

What is tested:
  --login                log in, once, and only inside TLS with a verified certificate. The password comes from
                         --password-file, else from the variable MAIL_CONFIG_LINT_PASSWORD, else from the
                         configuration, else it is asked for
  --password-file FILE   a file that holds nothing but the password, or the access token for OAuth2; - is standard input
  --method METHOD        log in with ${LOGIN_METHODS.slice(0, -1).join(', ')} or ${LOGIN_METHODS.at(-1)}; the last two take an
                         access token as the password
  --from ADDRESS         ask whether the server takes this sender; no message is sent
  --to ADDRESS           and this recipient
  --send-to ADDRESS      send one real message to this address, after the login where the configuration has one, and
                         only inside TLS with a verified certificate. It comes from --from, else from the configured
                         sender, else from the user name
  --old-versions         ask whether the server still takes TLS 1.0 or 1.1
  --find                 if it fails: try other ports and TLS modes, without credentials
  --ca FILE              trust these certificate authorities (PEM) beside the public ones

A mail domain in place of a server: MX, SPF, DKIM, DMARC, MTA-STS and TLS-RPT, as the DNS has them:
  --domain DOMAIN        the part behind the @ of the sender address
  --selector NAME        look at this DKIM key; the name stands behind s= in a signature
  --policy               fetch the MTA-STS policy from the domain's web server, too

  --timeout SECONDS      end after so many seconds in all (${DEFAULT_TIMEOUTS.total / 1000}); more give each step more, too
  --transcript           show the dialogue, without secrets
  --json                 print the results as JSON
  --help                 print this text

Exit status: 0 works, 1 works with warnings, 2 settings or usage error, 3 internal error, 4 works as far as it was
tested, but something that was asked for was not done, 10 name resolution, 11 connection, 12 greeting, 13 EHLO,
14 STARTTLS, 15 TLS, 16 certificate, 17 login, 18 sender, recipient or message, 19 timed out or cancelled.
With --all: the highest. With --domain: 10 for a fault, 1 for warnings.
`;

export interface LintOptions {
  readonly kind: 'lint';
  readonly format: Format;
  readonly fix: boolean;
  /** Print what `fix` would change, and write nothing. */
  readonly diff: boolean;
  /** Report errors only. */
  readonly quiet: boolean;
  /** The least severity that makes the exit status 1; undefined: none does. */
  readonly failOn: Severity | undefined;
  /** More warnings make the exit status 1, too. */
  readonly maxWarnings?: number;
  /** The file whose text comes through standard input; there are no paths then. */
  readonly stdinFilename?: string;
  readonly paths: readonly string[];
}

export interface TestOptions {
  readonly kind: 'test';
  /** A path or a URL. The URL may hold a password: it is not to be printed. */
  readonly subject: string;
  readonly all: boolean;
  /** From 1. */
  readonly pick?: number;
  readonly login: boolean;
  readonly passwordFile?: string;
  readonly method?: LoginMethod;
  readonly from?: string;
  readonly to?: string;
  readonly sendTo?: string;
  readonly oldVersions: boolean;
  readonly find: boolean;
  readonly ca?: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly transcript: boolean;
  readonly json: boolean;
}

export interface DomainTestOptions {
  readonly kind: 'test-domain';
  readonly domain: string;
  readonly selector?: string;
  readonly policy: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly json: boolean;
}

export type Options = LintOptions | TestOptions | DomainTestOptions | { readonly kind: 'print'; readonly text: string };

export const EXIT_USAGE = 2;
export const EXIT_FAILURE = 3;

/** A mistake in the use of the command; the message says which. It never quotes a URL, which may hold a password. */
export class UsageError extends Error {}

/** Throws `UsageError`. */
export function readOptions(args: readonly string[]): Options {
  const [command, ...rest] = args;
  return command === 'test' ? readTestOptions(rest) : readLintOptions(args);
}

/** Runs the parser. `help` is the command that lists the options. */
function parsed(help: string, read: () => Options): Options {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node goes on with advice about arguments that begin with a dash.
    throw new UsageError(`${message.replace(/^([^.]*')\. .*$/s, '$1')}\nSee ${help}`);
  }
}

const HELP = { help: { type: 'boolean', short: 'h', default: false } } satisfies ParseArgsConfig['options'];

const readLintOptions = (args: readonly string[]): Options =>
  parsed('mail-config-lint --help', () => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'pretty' },
        fix: { type: 'boolean', default: false },
        diff: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        'fail-on': { type: 'string' },
        'max-warnings': { type: 'string' },
        'stdin-filename': { type: 'string' },
        version: { type: 'boolean', short: 'v', default: false },
        ...HELP,
      },
    });
    if (values.help) return { kind: 'print', text: USAGE };
    if (values.version) return { kind: 'print', text: `${version}\n` };
    const { format, fix, diff, quiet } = values;
    if (!isFormat(format))
      throw new Error(`there is no format '${format}'; use one of ${Object.keys(REPORTERS).join(', ')}`);
    if (diff && (fix || format !== 'pretty')) throw new Error('--diff goes with neither --fix nor --format');
    const maxWarnings =
      values['max-warnings'] === undefined ? undefined : count('max-warnings', values['max-warnings']);
    const least = values['fail-on'] ?? (maxWarnings === undefined ? 'hint' : 'error');
    const failOn = SEVERITIES.find((severity) => severity === least);
    if (!failOn && least !== 'never') throw new Error(`--fail-on takes one of ${SEVERITIES.join(', ')}, never`);
    const stdinFilename = values['stdin-filename'];
    if (stdinFilename !== undefined && (fix || diff || positionals.length > 0))
      throw new Error('--stdin-filename goes with neither --fix, --diff nor PATH');
    const paths = stdinFilename !== undefined ? [] : positionals.length > 0 ? positionals : ['.'];
    return { kind: 'lint', format, fix, diff, quiet, failOn, maxWarnings, stdinFilename, paths };
  });

/** A day: more is a mistake, and longer than timers can count. */
const LONGEST_SECONDS = 24 * 60 * 60;

function count(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a number, 0 or above`);
  return Number(text);
}

function number(name: string, text: string, highest: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= highest)) {
    throw new Error(`--${name} takes a number above 0 and up to ${highest}`);
  }
  return value;
}

const readTestOptions = (args: readonly string[]): Options =>
  parsed('mail-config-lint test --help', () => {
    if (args.some((arg) => /^--?pass(?:word)?(?:=|$)/.test(arg))) {
      throw new Error(
        'a password is not taken as an argument, where other users and the shell history can see it; use --password-file or MAIL_CONFIG_LINT_PASSWORD',
      );
    }
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        pick: { type: 'string' },
        login: { type: 'boolean', default: false },
        'password-file': { type: 'string' },
        method: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        'send-to': { type: 'string' },
        'old-versions': { type: 'boolean', default: false },
        find: { type: 'boolean', default: false },
        ca: { type: 'string' },
        domain: { type: 'string' },
        selector: { type: 'string' },
        policy: { type: 'boolean', default: false },
        timeout: { type: 'string', default: String(DEFAULT_TIMEOUTS.total / 1000) },
        transcript: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        ...HELP,
      },
    });
    if (values.help) return { kind: 'print', text: TEST_USAGE };
    const { all, login, from, to, find, ca, transcript, json, domain, selector, policy } = values;
    const timeout = 1000 * number('timeout', values.timeout, LONGEST_SECONDS);
    if (domain !== undefined) {
      if (positionals.length > 0) throw new Error('--domain takes the place of PATH or URL');
      return { kind: 'test-domain', domain, selector, policy, timeout, json };
    }
    if (selector !== undefined || policy) throw new Error('--selector and --policy go with --domain');
    const passwordFile = values['password-file'];
    const pick = values.pick === undefined ? undefined : number('pick', values.pick, 1000);
    if (positionals.length > 1)
      throw new Error('one PATH or URL at a time; --all tests all configurations of a folder');
    if (all && pick !== undefined) throw new Error('--all and --pick exclude each other');
    if (passwordFile !== undefined && !login) throw new Error('--password-file goes with --login');
    const method = LOGIN_METHODS.find((name) => name === values.method?.toUpperCase());
    if (values.method !== undefined && !(method && login)) {
      throw new Error(login ? `--method takes one of ${LOGIN_METHODS.join(', ')}` : '--method goes with --login');
    }
    if (to !== undefined && from === undefined) throw new Error('--to goes with --from');
    const sendTo = values['send-to'];
    if (sendTo !== undefined && !isAddress(sendTo)) throw new Error('--send-to takes one plain address');
    if (sendTo !== undefined && (all || to !== undefined)) {
      throw new Error(`--send-to and --${all ? 'all' : 'to'} exclude each other: one message to one address, once`);
    }
    return {
      kind: 'test',
      subject: positionals[0] ?? '.',
      all,
      pick,
      login,
      passwordFile,
      method,
      from,
      to,
      sendTo,
      oldVersions: values['old-versions'],
      find,
      ca,
      timeout,
      transcript,
      json,
    };
  });
