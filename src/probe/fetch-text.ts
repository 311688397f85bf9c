/** Gets a text over HTTPS with a verified certificate, within limits, and follows no redirect. */
import { type RequestOptions, request } from 'node:https';

/** More than any policy or list of servers has. */
const MOST_BYTES = 64 * 1024;

export interface FetchedText {
  /** HTTP status. */
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Rejects with a Node error. `options` may name another port, CA or lookup; they are for tests. */
export function fetchText(
  host: string,
  path: string,
  accept: string,
  signal: AbortSignal,
  options: RequestOptions = {},
): Promise<FetchedText> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host,
      servername: host,
      path,
      headers: { accept },
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
