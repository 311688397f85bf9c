/** Where the password for a login comes from. It never comes from an option, and is never printed. */
import type { Tokens } from '../analyzer/target';
import { fetchToken, type Login, takesToken } from '../probe';
import { readInput, readNamedFile } from './input';
import type { TestOptions } from './options';
import { forTerminal } from './output';
import { askHidden, canAsk } from './terminal';
import type { TestTarget } from './test-targets';
import { UsageError } from './usage';

const VARIABLE = 'MAIL_CONFIG_LINT_PASSWORD';

/** Longer files are no password. In bytes. */
const LONGEST_SECRET = 64_000;

/** The file's text without the line end that editors put behind it. */
async function secretOf(file: string, signal: AbortSignal): Promise<string> {
  const bytes =
    file === '-'
      ? await readInput(LONGEST_SECRET, signal)
      : await readNamedFile(file, LONGEST_SECRET, 'the password file', signal);
  const secret = bytes.toString().replace(/\r?\n$/, '');
  if (secret === '') throw new UsageError('the password file is empty');
  return secret;
}

/** A new access token where the user said so, else the configured one. */
async function tokenOf(
  tokens: Tokens | undefined,
  { fetchToken: isWanted }: TestOptions,
  kind: string,
  signal: AbortSignal,
): Promise<{ readonly token?: string; readonly refusal?: string } | undefined> {
  if (!tokens || kind !== 'Access token') return undefined;
  if (!isWanted) return { token: tokens.accessToken };
  if (!tokens.source) return { refusal: 'the files lack a part of what an access token is requested with' };
  const fetched = await fetchToken(tokens.source, signal);
  if ('token' in fetched) return { token: fetched.token };
  const { refusal, advice } = fetched;
  return { refusal: `there is no access token: ${refusal} ${advice}`.replace(/\.$/, '') };
}

/**
 * The credentials for one target, or why there are none, as the end of a sentence. A password from outside is for one
 * server: where the target is not `alone`, only its own counts, and that of another target missing is no reason to test
 * none.
 */
export async function loginFor(
  { user: configured, password, oauth2, tokens, target }: TestTarget,
  options: TestOptions,
  alone: boolean,
  signal: AbortSignal,
): Promise<Login | string> {
  const { passwordFile, method = oauth2 ? 'XOAUTH2' : undefined } = options;
  if (passwordFile !== undefined && !alone) {
    throw new UsageError('--password-file goes with one configuration: a password is for one server');
  }
  const user = options.user ?? configured;
  if (!user) return target.unknownLogin ?? 'the configuration has no user name';
  const kind = takesToken(method) ? 'Access token' : 'Password';
  const token = await tokenOf(tokens, options, kind, signal);
  if (token?.refusal !== undefined) return token.refusal;
  const kept = target.unknownPassword ? ` (${target.unknownPassword})` : '';
  const given =
    (passwordFile === undefined ? undefined : await secretOf(passwordFile, signal)) ??
    (options.fetchToken ? token?.token : undefined) ??
    ((alone && process.env[VARIABLE]) || password || token?.token) ??
    (canAsk() ? await askHidden(forTerminal(`${kind} for ${user} at ${target.host}${kept}: `), signal) : undefined);
  if (given) return { user, password: given, ...(method && { method }) };
  const missing = `there is no ${kind.toLowerCase()} for ${target.host} in the configuration${kept}`;
  if (alone) throw new UsageError(`--login: ${missing}, ${VARIABLE} or --password-file`);
  return missing;
}
