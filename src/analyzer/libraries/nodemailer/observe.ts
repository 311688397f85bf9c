/** Options that nodemailer does not read as they look. */
import type { ConflictFact, IgnoredFact, UnknownKeyFact } from '../../facts';
import { nameOfInitial, occurrences } from '../../javascript/context';
import { encloses, parentOf, placeOf, textOf } from '../../javascript/syntax';
import { type Member, type ObjectValue, truthinessOf, type Value } from '../../javascript/values';
import type { Observation, Proposal, Setting } from '../../model';
import { percentEncoded } from '../../percent';
import type { Site } from '../site';
import { parameterValue } from './connection-url';
import { type Level, verdictOn } from './names';
import {
  isUnset,
  type Option,
  type Options,
  optionIn,
  readPlace,
  settingFor,
  sourcePlace,
  type UrlReading,
} from './options';
import { meantService } from './services';
import type { Version } from './version';

const optionSetting = (option: Option): Setting<unknown> => settingFor(option, (value) => value);

/** The key itself, for observations about names. */
function keySetting(option: Option): Setting<unknown> {
  const setting = optionSetting(option);
  const keyNode = option.member?.property?.keyNode;
  return { ...setting, name: option.name, key: keyNode ? placeOf(keyNode) : setting.key };
}

/** The author may have meant the other of two settings, so that this is no safe fix. */
const removal = (setting: Setting<unknown>): Proposal => ({
  title: `Remove \`${setting.name}\``,
  change: { kind: 'remove', settings: [setting] },
  suggestion: true,
});

export function observe(options: Options, site: Site, version: Version, beside?: Value): Observation[] {
  return [
    ...(beside?.kind === 'object' ? inDefaults(beside) : []),
    ...withoutHost(options, site),
    ...bracketedHost(options),
    ...(options.object ? namesIn(options.object, 'transport', options, site) : []),
    ...nested(options, 'auth', site),
    ...nested(options, 'tls', site),
    ...unknownMechanism(options),
    ...serviceObservations(options),
    ...urlObservations(options, version),
    ...conflicts(options, version),
  ];
}

/** What the second argument of `createTransport` does not set; a login of a message does count there. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'host',
  'port',
  'secure',
  'service',
  'requireTLS',
  'ignoreTLS',
  'opportunisticTLS',
  'tls',
  'pool',
  'connectionTimeout',
  'greetingTimeout',
  'socketTimeout',
]);

export const inDefaults = (defaults: ObjectValue): Observation[] =>
  written(defaults)
    .filter(({ key }) => OF_CONNECTION.has(key))
    .map((member): Observation => {
      const at = keySetting({ name: member.key, value: member.value(), from: 'object', member });
      return { kind: 'ignored', at, fact: { code: 'of-the-connection' } };
    });

/** No host at all, and something that a mail server of the own machine does not need; or nothing that says where to. */
function withoutHost({ object, url, service, get }: Options, site: Site): Observation[] {
  if (!object || url || service || object.members.includes('unknown') || get('host') || site.defaults?.host) return [];
  const isOwnSocket = ['socket', 'connection', 'getSocket', 'path', 'proxy'].some((name) => !isUnset(get(name)));
  // Whoever writes the word has thought of the host, in a world or place that is not seen here.
  if (isOwnSocket || /host/i.test(textOf(object.node))) return [];
  const hasLogin = !isUnset(get('auth'));
  if (!hasLogin && (object.members.length === 0 || !isUnset(get('port')))) return [];
  return [{ kind: 'missing-host', at: placeOf(site.anchor), hasLogin }];
}

/** `host: '[::1]'`; in a URL the brackets are no part of the host. */
function bracketedHost({ get }: Options): Observation[] {
  const host = get('host');
  const setting = host && settingFor(host, (value) => String(value));
  return setting?.value && /^\[[\da-f:.]+\]$/i.test(setting.value) && host?.from === 'object'
    ? [{ kind: 'bracketed-host', at: setting }]
    : [];
}

function nested(options: Options, name: 'auth' | 'tls', site: Site): Observation[] {
  const option = options.object && optionIn(options.object, name);
  if (!option) return [];
  const { value } = option;
  if (value.kind === 'object') return namesIn(value, name, options, site);
  if (name === 'tls' && value.kind === 'known' && typeof value.value === 'boolean') {
    const at = keySetting(option);
    return [{ kind: 'ignored', at, fact: { code: 'not-an-object' }, fix: removal(at) }];
  }
  return [];
}

/** Properties that are written as such, in the order of the source. */
const written = (object: ObjectValue): (Member & { property: NonNullable<Member['property']> })[] =>
  object.members.flatMap((member) =>
    member !== 'unknown' && member.property && !member.assignment ? [{ ...member, property: member.property }] : [],
  );

/** True where an object is made for this transport alone, so that a key that it does not read is read by nobody. */
function isOwn(object: ObjectValue, site: Site): boolean {
  if (encloses(site.node, object.node)) return true;
  const name = nameOfInitial(object.node);
  return name !== undefined && occurrences(name.tree, textOf(name)).length === 2;
}

function namesIn(object: ObjectValue, level: Level, options: Options, site: Site): Observation[] {
  const isOnlyHere = isOwn(object, site);
  const custom = level === 'auth' && !isUnset(options.get('customAuth'));
  const found: Observation[] = duplicates(object);
  for (const member of written(object)) {
    const verdict = custom ? undefined : verdictOn(member.key, level);
    if (!verdict) continue;
    const option: Option = { name: member.key, value: member.value(), from: 'object', member };
    // A function is no setting that was misspelt, but something for a plug-in or a test.
    if (isUnset(option) || option.value.kind === 'function') continue;
    const at = keySetting(option);
    switch (verdict.kind) {
      case 'meant': {
        // The right name beside it: the other key is there for someone else.
        if (!object.members.some((other) => other !== 'unknown' && other.key === verdict.nearest))
          found.push({ kind: 'unknown-key', at, fact: misspelt(level, verdict.nearest) });
        break;
      }
      case 'belongs': {
        const isThere = !isUnset(options.get(level === 'transport' ? 'auth' : member.key));
        if (isOnlyHere && !isThere)
          found.push({ kind: 'unknown-key', at, fact: { code: 'misplaced', place: verdict.place } });
        break;
      }
      case 'ignored':
        if (isOnlyHere) found.push({ kind: 'ignored', at, fact: verdict.fact, fix: removal(at) });
        break;
      case 'deprecated': {
        const free = verdict.nearest && isUnset(optionIn(object, verdict.nearest)) ? verdict.nearest : undefined;
        const fix = free && {
          title: `Change to \`${free}\``,
          change: { kind: 'rename' as const, setting: at, name: free },
          suggestion: true,
        };
        found.push({ kind: 'deprecated', at, fact: verdict.fact, ...(fix ? { fix } : {}) });
      }
    }
  }
  return found;
}

/** Without a user or a password there is no login at all. */
const misspelt = (level: Level, nearest: string): UnknownKeyFact => ({
  code: level === 'auth' && (nearest === 'user' || nearest === 'pass') ? 'misspelt-login' : 'misspelt',
  nearest,
});

function duplicates(object: ObjectValue): Observation[] {
  const last = new Map(written(object).map((member) => [member.key, member]));
  return written(object).flatMap((member): Observation[] => {
    const winner = last.get(member.key);
    if (!winner || winner.property === member.property) return [];
    // Of a key that a spread brings along, or that stands on the other side of one, the first is a default.
    const literal = parentOf(member.property.node);
    const between = object.node.tree.text.slice(member.property.node.syntax.to, winner.property.node.syntax.from);
    if (!literal || !encloses(literal, winner.property.node) || between.includes('...')) return [];
    const option: Option = { name: member.key, value: member.value(), from: 'object', member };
    return [{ kind: 'duplicate', at: keySetting(option), winner: placeOf(winner.property.node) }];
  });
}

/** What nodemailer can log in with; `customAuth` may add to it. */
const MECHANISMS = /^(?:PLAIN|LOGIN|CRAM-MD5|XOAUTH2)?$/i;

function unknownMechanism(options: Options): Observation[] {
  const auth = options.get('auth')?.value;
  if (auth?.kind !== 'object' || !isUnset(options.get('customAuth'))) return [];
  const inAuth = optionIn(auth, 'method');
  const option = inAuth && !isBlank(inAuth) ? inAuth : options.get('authMethod');
  if (option?.value.kind !== 'known' || isBlank(option) || MECHANISMS.test(String(option.value.value).trim()))
    return [];
  const at = optionSetting(option);
  return [
    {
      kind: 'unknown-key',
      at: { ...at, key: undefined },
      fact: { code: 'no-such-login', method: String(option.value.value), option: option.name },
      fix: removal(at),
    },
  ];
}

const isBlank = ({ value }: Option) => value.kind === 'known' && !value.value;

const SERVICE_KEYS = ['host', 'port', 'secure'] as const;

function serviceObservations(options: Options): Observation[] {
  const { service, entry, object } = options;
  if (!service || !object || service.value.kind !== 'known' || typeof service.value.value !== 'string') return [];
  const name = service.value.value;
  if (name === '') return [];
  if (!entry) return unknownService(options, service, name);
  return SERVICE_KEYS.flatMap((key): Observation[] => {
    const own = optionIn(object, key);
    if (!own || isUnset(own) || entry[key] === undefined || !own.member) return [];
    const same = own.value.kind === 'known' && String(own.value.value) === String(entry[key]);
    if (same) return [];
    const at = optionSetting(own);
    return [
      {
        kind: 'ignored',
        at,
        fact: { code: 'set-by-service', service: 'service', value: String(entry[key]) },
        by: sourcePlace(service),
        fix: removal(at),
      },
    ];
  });
}

function unknownService(options: Options, service: Option, name: string): Observation[] {
  const at = optionSetting(service);
  // `process.env.MAIL_SERVICE || 'MAIL_SERVICE'` says where to write it.
  if (/^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(name)) return [];
  if (!isUnset(options.get('host'))) {
    return [{ kind: 'ignored', at, fact: { code: 'service-unknown', program: 'nodemailer' }, fix: removal(at) }];
  }
  const meant = meantService(name);
  return [
    {
      kind: 'unknown-service',
      at,
      goesTo: 'localhost:587',
      ...(meant === undefined ? {} : { nearest: meant }),
    },
  ];
}

const URL_PARAMETERS: ReadonlyMap<string, IgnoredFact> = new Map<string, IgnoredFact>([
  ['rejectUnauthorized', { code: 'renamed-in-url', name: 'tls.rejectUnauthorized' }],
  ['tls', { code: 'tls-in-url' }],
  ['encryption', { code: 'tls-in-url' }],
  ['user', { code: 'login-in-url' }],
  ['pass', { code: 'login-in-url' }],
]);

function urlObservations(options: Options, version: Version): Observation[] {
  const { url, object } = options;
  if (!url) return object ? besideOpenUrl(object, version) : [];
  return [...brokenUrl(url), ...parameterObservations(url), ...(object ? siblings(object, url, version) : [])];
}

function parameterObservations(url: UrlReading): Observation[] {
  return url.url.query.flatMap(({ key, part }): Observation[] => {
    const fact = URL_PARAMETERS.get(key);
    const at = url.place(part.start, part.end) ?? url.source.at;
    const setting: Setting<string> = {
      value: part.value,
      raw: part.value ?? '',
      at,
      name: key,
      origin: url.source.origin,
    };
    if (fact) return [{ kind: 'ignored', at: setting, fact }];
    if (key === 'secure') return schemeConflict(url, setting);
    const text = part.value ?? '';
    if (!['requireTLS', 'ignoreTLS', 'pool'].includes(key) || !/^(?:false|no|off)$/i.test(text) || text === 'false')
      return [];
    return [{ kind: 'text-for-boolean', at: setting, fact: { code: 'text-is-true', text, where: 'url' } }];
  });
}

/** The scheme decides, and a parameter that says the same does no harm. */
function schemeConflict({ url, source, place }: UrlReading, at: Setting<string>): Observation[] {
  const implicit = url.scheme.value?.toLowerCase() === 'smtps';
  if (at.value === undefined || Boolean(parameterValue(at.value)) === implicit) return [];
  const scheme = place(url.scheme.start, url.scheme.end) ?? source.at;
  return [{ kind: 'conflict', at, with: scheme, fact: { code: 'scheme', isImplicit: implicit } }];
}

function brokenUrl(url: UrlReading): Observation[] {
  const { broken } = url.url;
  const place = broken && url.place(broken.start, broken.end);
  if (!broken || !place) return [];
  const at: Setting<unknown> = {
    value: undefined,
    raw: '',
    at: place,
    name: 'password',
    origin: url.source.origin,
    editable: { replace: (value) => ({ ...place, text: percentEncoded(String(value)), secret: true }) },
  };
  const value = url.text.slice(broken.start, broken.end);
  return [
    {
      kind: 'truncated',
      at,
      fact: { code: 'url-login', mark: broken.character },
      fix: { title: 'Encode the password', change: { kind: 'replace', setting: at, value }, suggestion: true },
    },
  ];
}

/** Options beside `url`: dropped before nodemailer 10, weaker than the URL since. */
function siblings(object: ObjectValue, url: UrlReading, version: Version): Observation[] {
  if (version.keepsUrlSiblings === undefined) return [];
  const set = new Set(['secure', ...(url.url.host ? ['host'] : []), ...(url.url.port ? ['port'] : [])]);
  return written(object).flatMap((member): Observation[] => {
    const option: Option = { name: member.key, value: member.value(), from: 'object', member };
    if (member.key === 'url' || isUnset(option)) return [];
    if (version.keepsUrlSiblings && !set.has(member.key)) return [];
    const fact: IgnoredFact = { code: version.keepsUrlSiblings ? 'set-by-url' : 'beside-url' };
    const at = optionSetting(option);
    return [{ kind: 'ignored', at, fact, by: url.source.at, fix: removal(at) }];
  });
}

/** What releases drop whatever the URL is. An object that names a server besides is there for want of a URL. */
function besideOpenUrl(object: ObjectValue, version: Version): Observation[] {
  const url = optionIn(object, 'url');
  if (version.keepsUrlSiblings !== false || url?.value.kind !== 'unknown') return [];
  if (!isUnset(optionIn(object, 'host')) || !isUnset(optionIn(object, 'service'))) return [];
  const by = sourcePlace(url);
  return written(object).flatMap((member): Observation[] => {
    const option: Option = { name: member.key, value: member.value(), from: 'object', member };
    if (member.key === 'url' || isUnset(option)) return [];
    const at = optionSetting(option);
    return [
      { kind: 'ignored', at: { ...at, at: readPlace(option) }, fact: { code: 'beside-url' }, by, fix: removal(at) },
    ];
  });
}

function conflicts(options: Options, version: Version): Observation[] {
  const get = (name: string) => {
    const option = options.get(name);
    const trail = option && 'trail' in option.value ? option.value.trail : undefined;
    return option && !trail && truthinessOf(option.value) === true ? option : undefined;
  };
  const ignore = get('ignoreTLS');
  const require = get('requireTLS');
  const secure = get('secure');
  const opportunistic = get('opportunisticTLS');
  const found: Observation[] = [];
  const conflict = (option: Option, other: Option, fact: ConflictFact) => {
    const at = optionSetting(option);
    const fix = {
      title: `Remove \`${option.name}\``,
      change: { kind: 'remove' as const, settings: [at] },
      asWritten: true,
    };
    found.push({ kind: 'conflict', at, with: sourcePlace(other), fact, ...(option.member ? { fix } : {}) });
  };
  const isFixed = version.requireTlsWins === true;
  if (ignore && secure) conflict(ignore, secure, { code: 'nothing-to-ignore' });
  else if (ignore && require) conflict(ignore, require, { code: 'ignored-and-required', isFixed });
  else if (opportunistic && require && !secure)
    conflict(opportunistic, require, { code: 'opportunistic-and-required', isFixed });
  return found;
}
