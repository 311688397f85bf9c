/** What a refusal of a login usually means at a known provider. */
import { providerOf } from '../analyzer/providers';
import type { Reply } from './conversation';
import table from './data/login-hints.json';

interface Hint {
  readonly providers: readonly string[];
  readonly codes: readonly number[];
  /** Enhanced status code; absent: any. */
  readonly status?: string;
  readonly hint: string;
}

const HINTS: readonly Hint[] = table;

/** The first hint that fits; those with a status stand before those without. */
export function loginHint(host: string, reply: Reply): string | undefined {
  const provider = providerOf(host)?.id;
  if (!provider) return undefined;
  return HINTS.find(
    ({ providers, codes, status }) =>
      providers.includes(provider) && codes.includes(reply.code) && (!status || status === reply.status),
  )?.hint;
}
