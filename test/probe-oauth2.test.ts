/** Access tokens for refresh tokens: what is sent, to whom, and what refusals mean. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fetchToken, passwordHint, tokenHost } from '../src/probe';
import { authority } from './support/probe-cases';

const good = authority.sign({});
const SOURCE = { clientId: 'app-1', clientSecret: 'geheim-geheim', refreshToken: '1//refresh-refresh' };

describe('probe: OAuth2', () => {
  let server: Server;
  let url: string;
  let answer: { status: number; body: unknown };
  const asked: URLSearchParams[] = [];

  before(async () => {
    server = createServer({ key: good.key, cert: good.cert }, (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        asked.push(new URLSearchParams(body));
        const headers = answer.status === 302 ? { location: 'https://elsewhere.example/' } : {};
        response.writeHead(answer.status, headers);
        response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://localhost:${(server.address() as AddressInfo).port}/token`;
  });
  after(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => asked.splice(0));

  const fetched = (status: number, body: unknown, options = {}) => {
    answer = { status, body };
    return fetchToken({ url, ...SOURCE }, new AbortController().signal, { ca: authority.root.cert, ...options });
  };

  it('sends client and refresh token once, and takes the token', async () => {
    assert.deepEqual(await fetched(200, { access_token: 'ya29.x', expires_in: 3599 }), {
      token: 'ya29.x',
      expiresIn: 3599,
    });
    assert.deepEqual(Object.fromEntries(asked[0]!), {
      client_id: 'app-1',
      client_secret: 'geheim-geheim',
      refresh_token: '1//refresh-refresh',
      grant_type: 'refresh_token',
    });
    assert.equal(asked.length, 1);
  });

  const microsoft = (code: string, error: string) => ({ error, error_description: `${code}: text. Trace ID: 1` });
  for (const [name, status, body, refusal, advice] of [
    [
      'invalid_grant',
      400,
      { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
      /not valid any more/,
      /Sign in anew/,
    ],
    ['invalid_client', 401, { error: 'invalid_client' }, /does not know the client/, /client secret/],
    [
      'unauthorized_client',
      401,
      { error: 'unauthorized_client' },
      /belongs to another client/,
      /with which the refresh token was made/,
    ],
    [
      'a secret that has expired',
      401,
      microsoft('AADSTS7000222', 'invalid_client'),
      /secret has expired\. \(AADSTS7000222, invalid_client\)/,
      /Make a new one/,
    ],
    [
      'a tenant that does not exist',
      400,
      microsoft('AADSTS90002', 'invalid_request'),
      /tenant does not exist/,
      /tenant/,
    ],
    ['no consent', 400, microsoft('AADSTS65001', 'invalid_grant'), /consented/, /SMTP\.Send/],
    ['what is unknown', 400, microsoft('AADSTS999999', 'odd'), /gives no token \(AADSTS999999, odd\)/, /accessUrl/],
    ['a page', 404, '<html>', /HTTP status 404/, /accessUrl/],
    ['a redirect, which is not followed', 302, '', /HTTP status 302/, /accessUrl/],
  ] as const) {
    it(`tells of ${name}`, async () => {
      const result = await fetched(status, body);
      assert.ok('refusal' in result);
      assert.match(result.refusal, refusal);
      assert.match(result.advice, advice);
      assert.doesNotMatch(JSON.stringify(result), /geheim|1\/\/refresh/);
      assert.equal(asked.length, 1);
    });
  }

  it('sends nothing to a server without a good certificate, or without encryption', async () => {
    const untrusted = await fetched(200, { access_token: 'x' }, { ca: undefined });
    assert.ok('refusal' in untrusted && /cannot be reached/.test(untrusted.refusal));
    const plain = await fetchToken({ ...SOURCE, url: 'http://127.0.0.1:9/token' }, new AbortController().signal);
    assert.ok('refusal' in plain && /no https: URL, so nothing was sent/.test(plain.refusal));
    assert.equal(asked.length, 0);
    assert.deepEqual([tokenHost(url)?.startsWith('localhost:'), tokenHost('token')], [true, undefined]);
  });

  it('hints at passwords before they are sent, without a part of them', () => {
    for (const [host, password, hint] of [
      ['mail.example.net', 'correct-horse ', /blank/],
      ['mail.example.net', '"correct-horse"', /quotes/],
      ['mail.example.net', 'pässwort-horse', /ASCII/],
      ['smtp.gmail.com', 'Summer2026!', /does not look like what Gmail takes.*app password/],
      ['email-smtp.eu-west-1.amazonaws.com', 'a'.repeat(40), /looks like the secret key of an IAM user/],
    ] as const) {
      const told = passwordHint(host, password);
      assert.match(told ?? '', hint);
      assert.ok(!told?.includes(password.trim()));
    }
    assert.equal(passwordHint('mail.example.net', 'correct-horse'), undefined);
    assert.equal(passwordHint('smtp.gmail.com', 'abcd efgh ijkl mnop'), undefined);
  });
});
