/** An access token for a refresh token (RFC 6749 section 6), on the user's word, and what a refusal means. */
import { type RequestOptions, request } from 'node:https';
import { visible } from '../show/shown';
import { errorCode } from './failure';

/** What the application gets tokens with. All but the address of the token server are secrets, or nearly. */
export interface TokenSource {
  /** The token server. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly refreshToken: string;
}

export type Fetched =
  | { readonly token: string; readonly expiresIn?: number }
  /** A sentence, and what to do. */
  | { readonly refusal: string; readonly advice: string };

/** More than any token server says. In bytes. */
const MOST_BYTES = 64 * 1024;

/** In milliseconds. */
const PATIENCE = 15_000;

/** The host that the secrets are sent to; undefined where the address is no `https:` URL, and nothing is sent. */
export function tokenHost(url: string): string | undefined {
  try {
    const { protocol, host } = new URL(url);
    return protocol === 'https:' && host !== '' ? host : undefined;
  } catch {
    return undefined;
  }
}

interface Meaning {
  readonly refusal: string;
  readonly advice: string;
}

/** Error codes of Microsoft Entra, which stand in `error_description` (learn.microsoft.com: "Microsoft Entra error codes"). */
const AADSTS: Readonly<Record<string, Meaning>> = {
  AADSTS50034: {
    refusal: 'The account does not exist in this tenant.',
    advice: 'Check the tenant in the address of the token server, and the account.',
  },
  AADSTS50057: { refusal: 'The account is disabled.', advice: 'Have an administrator enable it.' },
  AADSTS50076: {
    refusal: 'The account must pass a second factor.',
    advice: 'Sign in anew in a browser, which gives a new refresh token.',
  },
  AADSTS50079: {
    refusal: 'The account must set up a second factor first.',
    advice: 'Sign in in a browser once, and get a new refresh token.',
  },
  AADSTS50126: {
    refusal: 'User name or password are wrong.',
    advice: 'Sign in anew; for SMTP a refresh token or client credentials are used, not the password.',
  },
  AADSTS50173: {
    refusal: 'The refresh token was revoked, as the password was changed or the sessions were ended.',
    advice: 'Sign in anew in a browser, which gives a new refresh token.',
  },
  AADSTS53003: {
    refusal: 'A rule of Conditional Access forbids the sign-in.',
    advice: 'An administrator sees the rule in the sign-in log of Entra.',
  },
  AADSTS65001: {
    refusal: 'Nobody has consented to the permission that is asked for.',
    advice: 'Grant SMTP.Send (delegated) or SMTP.SendAsApp (application), and have an administrator consent.',
  },
  AADSTS70000: {
    refusal: 'The grant is not valid for this client or scope.',
    advice: 'Sign in anew with the scope https://outlook.office.com/SMTP.Send and offline_access.',
  },
  AADSTS70008: {
    refusal: 'The refresh token has expired.',
    advice: 'Sign in anew in a browser. Refresh tokens live 90 days without use.',
  },
  AADSTS70011: {
    refusal: 'The scope is not valid.',
    advice:
      'Use https://outlook.office.com/SMTP.Send with offline_access, or https://outlook.office365.com/.default for an application.',
  },
  AADSTS700016: {
    refusal: 'The application is not known in this tenant.',
    advice: 'Check the client id, and the tenant in the address of the token server.',
  },
  AADSTS700082: {
    refusal: 'The refresh token has expired, as it was not used for too long.',
    advice: 'Sign in anew in a browser.',
  },
  AADSTS700084: {
    refusal: 'The refresh token has expired: those of single-page applications live 24 hours.',
    advice: 'Register the application as web or native.',
  },
  AADSTS7000215: { refusal: 'The client secret is wrong.', advice: 'Use the value of the secret, not its id.' },
  AADSTS7000218: {
    refusal: 'The client must identify itself, and there is no client secret.',
    advice: 'Configure the secret, or allow public client flows for the application.',
  },
  AADSTS7000222: {
    refusal: 'The client secret has expired.',
    advice: 'Make a new one in the registration of the application, and configure its value.',
  },
  AADSTS90002: {
    refusal: 'The tenant does not exist.',
    advice: 'Check the tenant in the address of the token server.',
  },
  AADSTS9002313: {
    refusal: 'The request is malformed.',
    advice: 'Check that client id, secret and refresh token are whole: none is cut or in quotes.',
  },
};

/** RFC 6749 section 5.2. Google says invalid_grant for each of the reasons. */
const ERRORS: Readonly<Record<string, Meaning>> = {
  invalid_grant: {
    refusal: 'The refresh token is not valid any more: it has expired, was revoked, or belongs to another client.',
    advice:
      'Sign in anew in a browser, which gives a new one. Google revokes them when the password changes, after six months without use, and after seven days while the consent screen is in testing.',
  },
  invalid_client: {
    refusal: 'The token server does not know the client, or its secret is wrong.',
    advice:
      'Check client id and client secret: both whole, of the same registration, and the secret neither expired nor deleted.',
  },
  unauthorized_client: {
    refusal: 'The client may not use this grant, or the refresh token belongs to another client.',
    advice:
      'Use the client id and secret with which the refresh token was made; Google wants domain-wide delegation for service accounts.',
  },
  invalid_scope: {
    refusal: 'The scope is unknown, or more than was granted.',
    advice: 'For Gmail it is https://mail.google.com/, for Microsoft https://outlook.office.com/SMTP.Send.',
  },
  invalid_request: {
    refusal: 'The token server finds the request incomplete.',
    advice: 'Check that client id, secret and refresh token are set and whole.',
  },
  unsupported_grant_type: {
    refusal: 'The token server gives no tokens for refresh tokens.',
    advice: 'Check its address (accessUrl).',
  },
  access_denied: {
    refusal: 'Access was denied.',
    advice: 'The account or its administrator has to allow the application.',
  },
  temporarily_unavailable: { refusal: 'The token server is not available for now.', advice: 'Try again later.' },
};

function meaningOf(body: unknown, status: number): Meaning {
  const { error, error_description: description } = (body ?? {}) as Record<string, unknown>;
  const told = typeof description === 'string' ? description : '';
  const [code = ''] = /AADSTS\d+/.exec(told) ?? [];
  const known = AADSTS[code] ?? (typeof error === 'string' ? ERRORS[error] : undefined);
  const name = [code || (typeof error === 'string' ? error : ''), code && typeof error === 'string' ? error : '']
    .filter(Boolean)
    .join(', ');
  if (known) return { refusal: `${known.refusal} (${visible(name)})`, advice: known.advice };
  return {
    refusal: `The token server gives no token (${visible(name || `HTTP status ${status}`)}).`,
    advice: 'Check its address (accessUrl), the client and the refresh token.',
  };
}

function post(
  url: string,
  form: string,
  signal: AbortSignal,
  options: RequestOptions,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      agent: false,
      // Explicit, as a variable of the environment could switch it off.
      rejectUnauthorized: true,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
      ...options,
    });
    asked.on('error', reject).on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
        if (body.length > MOST_BYTES) asked.destroy(Object.assign(new Error('too long'), { code: 'EMSGSIZE' }));
      });
      response.on('error', reject).on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.end(form);
  });
}

/** Asks once, over HTTPS with a verified certificate, and follows no redirect. Never rejects. `options` are for tests. */
export async function fetchToken(
  { url, clientId, clientSecret, refreshToken }: TokenSource,
  signal: AbortSignal,
  options: RequestOptions = {},
): Promise<Fetched> {
  const host = tokenHost(url);
  if (host === undefined)
    return {
      refusal: 'The address of the token server is no https: URL, so nothing was sent.',
      advice: 'Correct accessUrl.',
    };
  const form = new URLSearchParams({
    client_id: clientId,
    ...(clientSecret !== undefined && { client_secret: clientSecret }),
    refresh_token: refreshToken,
    grant_type: 'refresh_token',
  });
  try {
    const { status, body } = await post(url, form.toString(), signal, options);
    let data: unknown;
    try {
      data = JSON.parse(body);
    } catch {
      data = undefined;
    }
    const { access_token: token, expires_in: expiresIn } = (data ?? {}) as Record<string, unknown>;
    if (status === 200 && typeof token === 'string' && token !== '')
      return { token, ...(typeof expiresIn === 'number' && { expiresIn }) };
    return meaningOf(data, status);
  } catch (error) {
    return {
      refusal: `The token server ${visible(host)} cannot be reached (${visible(errorCode(error))}).`,
      advice: 'Check its address (accessUrl) and the network.',
    };
  }
}
