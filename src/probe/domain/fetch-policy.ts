/** Gets an MTA-STS policy over HTTPS, within limits (RFC 8461 section 3.3). */
import { type RequestOptions, request } from 'node:https';
import type { FetchedPolicy } from './report';

/** Section 3.3 suggests this limit. */
const MOST_BYTES = 64 * 1024;

/** `options` may name another port, CA or lookup; they are for tests. */
export function fetchPolicy(host: string, signal: AbortSignal, options: RequestOptions = {}): Promise<FetchedPolicy> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host,
      servername: host,
      path: '/.well-known/mta-sts.txt',
      headers: { accept: 'text/plain' },
      agent: false,
      // Explicit, as a variable of the environment could switch it off.
      rejectUnauthorized: true,
      signal,
      ...options,
    });
    asked.on('error', reject).on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > MOST_BYTES) asked.destroy(Object.assign(new Error('too long'), { code: 'EMSGSIZE' }));
      });
      response.on('error', reject).on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, contentType: headers['content-type'] ?? '', body });
      });
    });
    asked.end();
  });
}
