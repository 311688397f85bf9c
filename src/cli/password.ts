/** Where the password for a login comes from. It never comes from an option, and is never printed. */
import fs from 'node:fs';
import { type Login, takesToken, visible } from '../probe';
import type { TestOptions } from './options';
import { askHidden, canAsk } from './terminal';
import { type TestTarget, WrongUse } from './test-targets';

const VARIABLE = 'MAIL_CONFIG_LINT_PASSWORD';

/** Longer files are no password. */
const LONGEST_SECRET = 64 * 1024;

/** The file's text without the line end that editors put behind it. */
function secretOf(file: string): string {
  let text: string;
  try {
    text = fs.readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new WrongUse(`the password file cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'error'}`);
  }
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '' || secret.length > LONGEST_SECRET) {
    throw new WrongUse(`the password file is ${secret === '' ? 'empty' : 'too large for a password'}`);
  }
  return secret;
}

/**
 * The credentials for one target; undefined where it has no user. A password from outside is for one server: where the
 * target is not `alone`, only its own counts.
 */
export async function loginFor(
  { user, password, oauth2, target }: TestTarget,
  { passwordFile, method = oauth2 ? 'XOAUTH2' : undefined }: TestOptions,
  alone: boolean,
  signal: AbortSignal,
): Promise<Login | undefined> {
  if (!user) return undefined;
  if (passwordFile !== undefined && !alone) {
    throw new WrongUse('--password-file goes with one configuration: a password is for one server');
  }
  const kind = takesToken(method) ? 'Access token' : 'Password';
  const given =
    (passwordFile === undefined ? undefined : secretOf(passwordFile)) ??
    ((alone && process.env[VARIABLE]) || password) ??
    (canAsk() ? await askHidden(`${kind} for ${visible(user)} at ${visible(target.host)}: `, signal) : undefined);
  if (!given) {
    const where = alone ? `in the configuration, ${VARIABLE} or --password-file` : 'in the configuration';
    throw new WrongUse(`--login: there is no ${kind.toLowerCase()} for ${target.host} ${where}`);
  }
  return { user, password: given, ...(method && { method }) };
}
