/** Gets an MTA-STS policy over HTTPS, within limits (RFC 8461 section 3.3). */
import type { RequestOptions } from 'node:https';
import { fetchText } from '../fetch-text';
import type { FetchedPolicy } from './report';

export const fetchPolicy = (host: string, signal: AbortSignal, options: RequestOptions = {}): Promise<FetchedPolicy> =>
  fetchText(host, '/.well-known/mta-sts.txt', 'text/plain', signal, options);
