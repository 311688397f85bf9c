/** nodemailer's connection URLs, read as its `parseConnectionUrl` reads them, with the place of each part. */

/** One part of a URL: what nodemailer makes of it, and its offsets in the text. */
export interface UrlPart {
  /** Decoded; undefined where a hole of the text makes it unknown. */
  readonly value: string | undefined;
  readonly start: number;
  readonly end: number;
}

export interface ConnectionUrl {
  /** `smtp`, `smtps` or `direct`, as written. */
  readonly scheme: UrlPart;
  readonly user?: UrlPart;
  readonly password?: UrlPart;
  readonly host?: UrlPart;
  readonly port?: UrlPart;
  /** Where a port would be inserted. */
  readonly authorityEnd: number;
  readonly query: readonly { readonly key: string; readonly part: UrlPart }[];
  /** The question mark; equals `end` where there are no parameters. */
  readonly queryStart: number;
  /** Behind the last parameter. */
  readonly end: number;
  /** The character that ends the authority inside the password, and the place that was meant as `user:password`. */
  readonly broken?: { readonly character: string; readonly start: number; readonly end: number };
}

/** Stands for an unknown part of a text; it is no character that a URL may hold. */
export const HOLE = '\uE000';

const SCHEME = /^(smtps?|direct):(\/\/)?/i;

function decoded(text: string): string | undefined {
  if (text.includes(HOLE)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const part = (text: string, start: number, end: number): UrlPart => ({
  value: decoded(text.slice(start, end)),
  start,
  end,
});

/** Undefined for a text that nodemailer does not take for a connection URL. */
export function parseConnectionUrl(text: string): ConnectionUrl | undefined {
  const found = SCHEME.exec(text);
  if (!found?.[1]) return undefined;
  const from = found[0].length;
  const limit = text.slice(from).search(/[/?#]/);
  const authorityEnd = limit < 0 ? text.length : from + limit;
  const at = text.lastIndexOf('@', authorityEnd - 1);
  const hasLogin = at >= from;
  const colon = hasLogin ? text.indexOf(':', from) : -1;
  const hasPassword = colon >= 0 && colon < at;
  const hostStart = hasLogin ? at + 1 : from;
  const { host, port } = location(text, hostStart, authorityEnd);
  const { query, queryStart, end } = parameters(text, authorityEnd);
  const user = hasLogin ? part(text, from, hasPassword ? colon : at) : undefined;
  // A hole may hold user and password together.
  const hidden = user && user.value === undefined ? { value: undefined, start: at, end: at } : undefined;
  return {
    scheme: part(text, 0, found[1].length),
    user,
    password: hasPassword ? part(text, colon + 1, at) : hidden,
    host,
    port,
    authorityEnd,
    query,
    queryStart,
    end,
    broken: hasLogin ? undefined : brokenLogin(text, from, authorityEnd),
  };
}

function location(text: string, start: number, end: number): { host?: UrlPart; port?: UrlPart } {
  const written = text.slice(start, end);
  const bracket = written.startsWith('[') ? written.indexOf(']') : -1;
  const colon = written.indexOf(':', bracket + 1);
  const hostEnd = colon < 0 ? end : start + colon;
  const host =
    bracket > 0 ? part(text, start + 1, start + bracket) : hostEnd > start ? part(text, start, hostEnd) : undefined;
  // A hole may bring its own port along.
  const hidden = host?.value === undefined && host !== undefined && colon < 0;
  const port = colon >= 0 && hostEnd + 1 < end ? part(text, hostEnd + 1, end) : undefined;
  return { host, port: hidden ? { value: undefined, start: end, end } : port };
}

function parameters(text: string, from: number): Pick<ConnectionUrl, 'query' | 'queryStart' | 'end'> {
  const hash = text.indexOf('#', from);
  const end = hash < 0 ? text.length : hash;
  const start = text.indexOf('?', from);
  const query: { key: string; part: UrlPart }[] = [];
  if (start >= 0 && start < end) {
    for (let at = start + 1; at <= end; ) {
      const next = text.indexOf('&', at);
      const stop = next < 0 || next > end ? end : next;
      const equals = text.indexOf('=', at);
      const keyEnd = equals < 0 || equals > stop ? stop : equals;
      const key = decoded(text.slice(at, keyEnd));
      const valueStart = Math.min(keyEnd + 1, stop);
      const raw = text.slice(valueStart, stop).replaceAll('+', ' ');
      if (key) query.push({ key, part: { value: decoded(raw), start: valueStart, end: stop } });
      at = stop + 1;
    }
  }
  return { query, queryStart: start >= 0 && start < end ? start : end, end };
}

/** `smtp://user:pa/ss@host`: a bare `/`, `?` or `#` ends the authority, and the login with it. */
function brokenLogin(text: string, from: number, authorityEnd: number): ConnectionUrl['broken'] {
  const at = text.lastIndexOf('@');
  const colon = text.indexOf(':', from);
  if (at < authorityEnd || colon < 0 || colon > authorityEnd || text.includes(HOLE)) return undefined;
  // Digits behind the colon are a port, and the `@` belongs to a parameter.
  if (/^\d*$/.test(text.slice(colon + 1, authorityEnd)) || text.slice(authorityEnd, at).includes('=')) return undefined;
  return { character: text[authorityEnd] ?? '', start: colon + 1, end: at };
}

/** What nodemailer makes of a parameter's value: numbers and exactly `true` and `false` are converted. */
export function parameterValue(text: string): string | number | boolean {
  if (!Number.isNaN(Number(text))) return Number(text);
  return text === 'true' ? true : text === 'false' ? false : text;
}
