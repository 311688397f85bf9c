/** Login methods, and what the answers mean (RFC 4954). Whatever the client says here is kept out of the transcript. */
import { createHmac } from 'node:crypto';
import type { Reply } from './conversation';
import type { FailureCode } from './explanations';
import { Failure } from './failure';
import { LOGIN_METHODS, type Login, type LoginMethod } from './report';

/** Sends one line and reads its reply; `shown` is what may be seen of it. */
export type Ask = (line: string, shown: string) => Promise<Reply>;

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

const HIDDEN = '[hidden]';

/** Longer challenges are no message identifier (RFC 2195). */
const LONGEST_CHALLENGE = 1024;

const METHODS: Readonly<Record<LoginMethod, (login: Login, ask: Ask) => Promise<Reply>>> = {
  /** RFC 4616. */
  PLAIN: ({ user, password }, ask) => ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, `AUTH PLAIN ${HIDDEN}`),

  /** Never standardised; the prompts differ, their order does not. */
  async LOGIN({ user, password }, ask) {
    const first = await ask('AUTH LOGIN', 'AUTH LOGIN');
    if (first.code !== 334) return first;
    const second = await ask(base64(user), HIDDEN);
    return second.code === 334 ? ask(base64(password), HIDDEN) : second;
  },

  /** RFC 2195. */
  async 'CRAM-MD5'({ user, password }, ask) {
    const first = await ask('AUTH CRAM-MD5', 'AUTH CRAM-MD5');
    if (first.code !== 334) return first;
    const challenge = first.lines.join('');
    if (challenge.length > LONGEST_CHALLENGE || !/^[A-Za-z0-9+/]+=*$/.test(challenge)) {
      throw new Failure('challenge-unreadable');
    }
    const digest = createHmac('md5', password).update(Buffer.from(challenge, 'base64')).digest('hex');
    return ask(base64(`${user} ${digest}`), HIDDEN);
  },

  /** As Google and Microsoft describe it. A refusal comes as a challenge, and an empty answer brings the code. */
  async XOAUTH2({ user, password }, ask) {
    const token = base64(`user=${user}\x01auth=Bearer ${password}\x01\x01`);
    const reply = await ask(`AUTH XOAUTH2 ${token}`, `AUTH XOAUTH2 ${HIDDEN}`);
    return reply.code === 334 ? ask('', '') : reply;
  },
};

/** The configured method, else the first password method that the server offers; undefined where none is left. */
export function chooseMethod(login: Login, offered: readonly string[]): LoginMethod | undefined {
  if (login.method) return offered.includes(login.method) ? login.method : undefined;
  return LOGIN_METHODS.find((method) => method !== 'XOAUTH2' && offered.includes(method));
}

export const logIn = (method: LoginMethod, login: Login, ask: Ask): Promise<Reply> => METHODS[method](login, ask);

/** What an answer other than 235 means. */
export function refusalCode({ code, status, lines }: Reply, method: LoginMethod): FailureCode {
  const text = lines.join(' ');
  const disabled = status === '5.7.30' || status === '5.7.139' || /basic authentication|is disabled/i.test(text);
  const encryption = /starttls|encrypt|\b(?:tls|ssl)\b/i.test(text);
  if (code >= 500 && disabled) return 'login-disabled';
  switch (code) {
    case 432:
      return 'login-transition';
    case 500:
    case 501:
      return 'login-syntax';
    case 503:
      return 'login-order';
    case 504:
      return 'login-method-unknown';
    case 530:
      return encryption ? 'login-needs-encryption' : 'login-required-first';
    case 534:
      return 'login-method-too-weak';
    case 535:
      return method === 'XOAUTH2' ? 'login-token-rejected' : 'login-rejected';
    case 538:
      return 'login-needs-encryption';
    default:
      return code >= 400 && code < 500 ? 'login-temporary' : 'login-failed';
  }
}
