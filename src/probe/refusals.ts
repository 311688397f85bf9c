/**
 * What a refusal means: told by its words first, then by its enhanced status code, then by its code. Servers say different
 * things with the same code, and one thing with many, so the words are surest. One table holds them all, each with where it
 * was seen.
 */
import { providerOf } from '../analyzer/providers';
import hints from './data/provider-hints.json';
import table from './data/refusals.json';
import type { FailureCode } from './explanations';
import type { Reply } from './reply';

/** What the server was asked for: greeting or EHLO, STARTTLS, a login, or to take a message. */
export type Asked = 'hello' | 'starttls' | 'login' | 'transaction';

/** Which part of a transaction was refused. Servers judge the sender when they hear the recipient, so it decides little. */
export type Step = 'sender' | 'recipient' | 'message';

interface Row {
  readonly at: Asked;
  /** A regular expression for the words, which no letter case matters to. */
  readonly text?: string;
  /** A regular expression for the enhanced status code (RFC 3463). */
  readonly status?: string;
  readonly codes?: readonly number[];
  readonly step?: Step;
  /** Said to clients that have not logged in; to others the same words mean something else. */
  readonly beforeLogin?: true;
  readonly means: FailureCode;
  /** In place of the advice for all refusals of this meaning. */
  readonly advice?: string;
  /** Repository, page or RFC that says so. */
  readonly source: string;
}

/** What a meaning usually comes from at a known provider. */
interface Hint {
  readonly providers: readonly string[];
  readonly means: readonly FailureCode[];
  readonly hint: string;
}

const PROVIDER_HINTS = hints as readonly Hint[];

const compiled = (table as readonly Row[]).map((row) => ({
  ...row,
  text: row.text === undefined ? undefined : new RegExp(row.text, 'i'),
  status: row.status === undefined ? undefined : new RegExp(row.status),
}));

/** An enhanced status code at the front of a line, or in brackets at its end as qmail has it. */
const STATUS = /^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)|\(#([245]\.\d{1,3}\.\d{1,3})\)\s*$/;

/** The words of a reply in one line, without the codes that some servers repeat on each. */
export const wordsOf = ({ lines }: Pick<Reply, 'lines'>): string =>
  lines
    .map((line) => line.replace(STATUS, '').trim())
    .join(' ')
    .trim();

/** The enhanced status code of the last line that has one. */
export function statusOf(lines: readonly string[]): string | undefined {
  const found = lines.flatMap((line) => {
    const [, first, last] = STATUS.exec(line) ?? [];
    return first ?? last ?? [];
  });
  return found.at(-1);
}

export interface Circumstances {
  readonly host: string;
  readonly step?: Step;
  /** The server has accepted a login on this connection. */
  readonly loggedIn?: boolean;
}

export interface Meaning {
  readonly code: FailureCode;
  /** Better than the general advice for the code. */
  readonly advice?: string;
}

/** The meaning of a refusal; undefined where the table has none, so that only the code is left to go by. */
export function meaningOf(asked: Asked, reply: Reply, { host, step, loggedIn }: Circumstances): Meaning | undefined {
  const words = wordsOf(reply);
  const status = reply.status ?? '';
  const row = compiled.find(
    (each) =>
      each.at === asked &&
      (each.text?.test(words) ?? true) &&
      (each.status?.test(status) ?? true) &&
      (each.codes?.includes(reply.code) ?? true) &&
      (each.step === undefined || each.step === step) &&
      !(loggedIn && each.beforeLogin),
  );
  if (!row) return undefined;
  const advice = row.advice ?? providerHint(host, row.means);
  return { code: row.means, ...(advice !== undefined && { advice }) };
}

/** Refusals of a user name or password, for which it helps to know what a login needs at the provider. */
const OF_CREDENTIALS: ReadonlySet<FailureCode> = new Set(['login-rejected', 'login-method-too-weak', 'login-failed']);

/** What this meaning usually comes from at the provider of a host. */
export function providerHint(host: string, code: FailureCode): string | undefined {
  const provider = providerOf(host);
  if (!provider) return undefined;
  const special = PROVIDER_HINTS.find(
    ({ providers, means }) => providers.includes(provider.id) && means.includes(code),
  );
  return special?.hint ?? (OF_CREDENTIALS.has(code) ? provider.hint : undefined);
}
