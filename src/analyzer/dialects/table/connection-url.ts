/** Connection URLs (`smtp://user:pass@host:port?options`) and `host:port`, cut into parts with their offsets. */
import type { TruncatedFact } from '../../facts';
import type { Span } from '../../model';

export interface UrlParts {
  /** In lower case, without the colon; the presumed one where none is written, with an empty span. */
  readonly scheme: string;
  readonly schemeSpan: Span;
  readonly user?: Span;
  readonly password?: Span;
  /** Without brackets. */
  readonly host: Span;
  readonly port?: Span;
  /** Behind the host or its port, where a port could be inserted. */
  readonly authorityEnd: number;
  /** Name, and the span of the value. */
  readonly parameters: ReadonlyMap<string, Span>;
  /** Behind the last parameter, before a fragment. */
  readonly end: number;
  /** Why the user or password is read otherwise than written; completes "the value is not read as written: …". */
  readonly unencoded?: TruncatedFact;
}

const SCHEME = /^([a-z][a-z\d+.-]*):\/\//i;

/** Schemes of mail submission, and words that are mistaken for one; others are no SMTP server. */
const MAIL_SCHEME = /^(?:[a-z\d]+\+)?smtps?(?:\+[a-z]+)?$|^submissions?$|^submit$|^(?:tls|ssl|starttls)$/;

export const isMailScheme = (scheme: string): boolean => MAIL_SCHEME.test(scheme);

export const looksLikeUrl = (text: string): boolean => SCHEME.test(text);

/** The parts of a URL; undefined for any other text, unless a scheme is presumed. */
export function parseConnectionUrl(text: string, presumed?: string): UrlParts | undefined {
  const scheme = SCHEME.exec(text) ?? (presumed === undefined || text === '' ? undefined : ['', presumed]);
  if (!scheme) return undefined;
  const from = scheme[0]!.length;
  const rest = text.slice(from);
  const limit = rest.search(/[/?#]/);
  const cut = cutWithinCredentials(rest, limit);
  const authorityEnd = cut?.end ?? (limit < 0 ? rest.length : limit);
  const at = rest.lastIndexOf('@', authorityEnd);
  const authority = at >= 0 && at < authorityEnd ? at : -1;
  const colon = authority < 0 ? -1 : rest.indexOf(':');
  const hasPassword = colon >= 0 && colon < authority;
  const span = (start: number, end: number): Span => ({ start: from + start, end: from + end });
  const location = rest.slice(authority + 1, authorityEnd);
  const port = /:(\d*|[^\]:]*)$/.exec(location.startsWith('[') && !location.includes(']:') ? '' : location);
  const hostEnd = authorityEnd - (port ? port[0].length : 0);
  const bracketed = rest[authority + 1] === '[' && rest[hostEnd - 1] === ']' ? 1 : 0;
  const queryStart = rest.indexOf('?', authorityEnd);
  const fragment = rest.indexOf('#', authorityEnd);
  const end = fragment < 0 ? rest.length : fragment;
  return {
    scheme: scheme[1]!.toLowerCase(),
    schemeSpan: { start: 0, end: from === 0 ? 0 : scheme[1]!.length },
    user: authority > 0 ? span(0, hasPassword ? colon : authority) : undefined,
    password: hasPassword ? span(colon + 1, authority) : undefined,
    host: span(authority + 1 + bracketed, hostEnd - bracketed),
    port: port && port[1] !== '' ? span(hostEnd + 1, authorityEnd) : undefined,
    authorityEnd: from + authorityEnd,
    parameters:
      queryStart >= 0 && queryStart < end ? parametersOf(rest.slice(0, end), queryStart + 1, from) : new Map(),
    end: from + end,
    unencoded: cut?.fact ?? strayPercent(rest.slice(0, Math.max(authority, 0))),
  };
}

/**
 * `smtp://user:pa#ss@host`: a URL ends its host at the first `/`, `?` or `#`, so that the password is cut. What was
 * meant is plain where the text before that mark holds `user:` and no port, and a host follows an `@` behind it; a
 * password with an `@`, too, leaves a word without a dot for the host, before one with a dot.
 */
function cutWithinCredentials(rest: string, limit: number): { end: number; fact: TruncatedFact } | undefined {
  if (limit < 0) return undefined;
  const meant = /^[^@\s=&]*@([\w.-]+(?::\d+)?)(?=[/?]|$)/.exec(rest.slice(limit));
  const before = rest.slice(0, limit);
  const isCut =
    /^[^@:]+:(?!\d+$)[^@]*$/.test(before) ||
    (meant?.[1]?.includes('.') && /^[^@:]+:.*@(?!localhost$)[\w-]*$/.test(before));
  if (!meant || !isCut) return undefined;
  return {
    end: limit + meant[0].length,
    fact: { code: 'url-cut', mark: rest[limit]! },
  };
}

function strayPercent(credentials: string): TruncatedFact | undefined {
  return /%(?![\da-f]{2})/i.test(credentials) ? { code: 'url-percent' } : undefined;
}

function parametersOf(rest: string, start: number, shift: number): Map<string, Span> {
  const parameters = new Map<string, Span>();
  for (let at = start; at <= rest.length; ) {
    const next = rest.indexOf('&', at);
    const end = next < 0 ? rest.length : next;
    const equals = rest.slice(at, end).indexOf('=');
    if (equals > 0)
      parameters.set(decode(rest.slice(at, at + equals)), { start: shift + at + equals + 1, end: shift + end });
    else if (equals < 0 && end > at)
      parameters.set(decode(rest.slice(at, end)), { start: shift + end, end: shift + end });
    at = end + 1;
  }
  return parameters;
}

/** Percent-decoded; as it stands where that is not possible. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export interface HostAndPort {
  readonly host: Span;
  readonly port?: Span;
  readonly end: number;
}

/** `host:port`, `[host]:port`, `[::1]:port` or `host`. */
export function parseHostAndPort(text: string): HostAndPort {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) {
    const end = 1 + bracketed[1]!.length;
    return {
      host: { start: 1, end },
      port: bracketed[2] === undefined ? undefined : { start: end + 2, end: text.length },
      end: text.length,
    };
  }
  const colon = text.lastIndexOf(':');
  return colon < 0
    ? { host: { start: 0, end: text.length }, end: text.length }
    : { host: { start: 0, end: colon }, port: { start: colon + 1, end: text.length }, end: text.length };
}
