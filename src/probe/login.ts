/** Login methods, and what the answers mean (RFC 4954). Whatever the client says here is kept out of the transcript. */
import { createHmac } from 'node:crypto';
import { HIDDEN } from '../analyzer/mask';
import { providerOf } from '../analyzer/providers';
import type { FailureCode } from './explanations';
import { Failure } from './failure';
import { type Meaning, meaningOf } from './refusals';
import type { Reply } from './reply';
import { type Login, type LoginMethod, PASSWORD_METHODS, TOKEN_METHODS } from './report';

/** Sends one line and reads its reply; `shown` is what may be seen of it. */
export type Ask = (line: string, shown: string) => Promise<Reply>;

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** Longer challenges are no message identifier (RFC 2195). */
const LONGEST_CHALLENGE = 1024;

/** What the server says of a token in a challenge, before it refuses it (RFC 7628 section 3.2.2). Unsafe to show. */
export interface TokenError {
  /** An error code of RFC 6750, or an HTTP status. */
  readonly status?: string;
  readonly scope?: string;
}

export interface Attempt {
  readonly reply: Reply;
  readonly error?: TokenError;
}

/** The names that RFC 7628 needs beside the token. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** `saslname` of RFC 5801 section 4. */
const saslName = (text: string): string => text.replaceAll('=', '=3D').replaceAll(',', '=2C');

function tokenError(challenge: string): TokenError {
  try {
    const told = JSON.parse(Buffer.from(challenge, 'base64').toString('utf8')) as Record<string, unknown> | null;
    const text = (value: unknown) =>
      typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    return { status: text(told?.status), scope: text(told?.scope) };
  } catch {
    return {};
  }
}

/** A refusal comes as a challenge that explains it; `nothing` is the answer that brings the code. */
async function bearer(method: string, response: string, nothing: string, ask: Ask): Promise<Attempt> {
  const reply = await ask(`AUTH ${method} ${base64(response)}`, `AUTH ${method} ${HIDDEN}`);
  if (reply.code !== 334) return { reply };
  return { reply: await ask(nothing, nothing), error: tokenError(reply.lines.join('')) };
}

type Method = (login: Login, ask: Ask, endpoint: Endpoint) => Promise<Attempt>;

const METHODS: Readonly<Record<LoginMethod, Method>> = {
  /** RFC 4616. */
  async PLAIN({ user, password }, ask) {
    return { reply: await ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, `AUTH PLAIN ${HIDDEN}`) };
  },

  /** Never standardised; the prompts differ, their order does not. */
  async LOGIN({ user, password }, ask) {
    const first = await ask('AUTH LOGIN', 'AUTH LOGIN');
    if (first.code !== 334) return { reply: first };
    const second = await ask(base64(user), HIDDEN);
    return { reply: second.code === 334 ? await ask(base64(password), HIDDEN) : second };
  },

  /** RFC 2195. */
  async 'CRAM-MD5'({ user, password }, ask) {
    const first = await ask('AUTH CRAM-MD5', 'AUTH CRAM-MD5');
    if (first.code !== 334) return { reply: first };
    const challenge = first.lines.join('');
    if (challenge.length > LONGEST_CHALLENGE || !/^[A-Za-z0-9+/]+=*$/.test(challenge)) {
      throw new Failure('challenge-unreadable');
    }
    const digest = createHmac('md5', password).update(Buffer.from(challenge, 'base64')).digest('hex');
    return { reply: await ask(base64(`${user} ${digest}`), HIDDEN) };
  },

  /** RFC 7628 section 3.1; the answer to an error is one %x01 (section 3.2.3). */
  OAUTHBEARER({ user, password }, ask, { host, port }) {
    const response = `n,a=${saslName(user)},\x01host=${host}\x01port=${port}\x01auth=Bearer ${password}\x01\x01`;
    return bearer('OAUTHBEARER', response, base64('\x01'), ask);
  },

  /** As Google and Microsoft describe it. */
  XOAUTH2: ({ user, password }, ask) => bearer('XOAUTH2', `user=${user}\x01auth=Bearer ${password}\x01\x01`, '', ask),
};

/** Whether the password is an access token. */
export const takesToken = (method: LoginMethod | undefined): boolean => TOKEN_METHODS.some((name) => name === method);

/** The configured method, else the first password method that the server offers; undefined where none is left. */
export function chooseMethod(login: Login, offered: readonly string[]): LoginMethod | undefined {
  if (login.method) return offered.includes(login.method) ? login.method : undefined;
  return PASSWORD_METHODS.find((method) => offered.includes(method));
}

export const logIn = (method: LoginMethod, login: Login, ask: Ask, endpoint: Endpoint): Promise<Attempt> =>
  METHODS[method](login, ask, endpoint);

/** What is odd about a password, as far as that can be said without a hint of what it is; undefined where nothing is. */
export function shapeOf(password: string): string | undefined {
  if (/^\s|\s$/.test(password))
    return 'The password begins or ends with a blank, which was most probably copied along with it.';
  if (/^(["'`]).*\1$/s.test(password)) return 'The password stands in quotes, which most probably do not belong to it.';
  if (/[^\x20-\x7e]/.test(password))
    return 'The password has letters outside ASCII, which servers read in different encodings (UTF-8 was sent): one of ASCII alone avoids that.';
  if (/^\$\{?\w+\}?$|^\{\{.*\}\}$|^<.*>$/.test(password))
    return 'The password looks like a placeholder that nothing has filled in.';
  return undefined;
}

/** What a password looks like that the provider of a host does not take; never a part of it. */
function strangeTo(host: string, password: string): string | undefined {
  const provider = providerOf(host);
  const shape = provider?.password;
  const other = shape?.reject.find(({ pattern }) => pattern.test(password));
  const fits = shape?.pattern?.test(password) ?? shape?.likely?.test(password) ?? true;
  if (!provider || (!other && fits)) return undefined;
  const what = other ? `It looks like ${other.is}.` : `It does not look like what ${provider.name} takes.`;
  return [what, provider.hint].filter(Boolean).join(' ');
}

/** What speaks against a password before it is sent; undefined where nothing does. */
export const passwordHint = (host: string, password: string): string | undefined =>
  shapeOf(password) ?? strangeTo(host, password);

const TOKEN_ERRORS: Readonly<Record<string, FailureCode>> = {
  insufficient_scope: 'login-token-scope',
  invalid_request: 'login-token-unreadable',
};

/** What an answer other than 235 means. */
export function refusedLogin({ reply, error }: Attempt, method: LoginMethod, host: string): Meaning {
  const meaning = meaningOf('login', reply, { host });
  if (meaning?.code === 'login-rejected' && takesToken(method)) {
    return { code: TOKEN_ERRORS[error?.status ?? ''] ?? 'login-token-rejected' };
  }
  return meaning ?? { code: reply.code >= 400 && reply.code < 500 ? 'login-temporary' : 'login-failed' };
}
