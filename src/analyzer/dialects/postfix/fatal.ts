/** Values with which the daemon that reads them stops, or refuses everyone. `postfix check` notices hardly any. */

import { PARAMETERS, type PostfixParameter, RESTRICTIONS } from '../../data/postfix-parameters';
import { compareLevels } from '../../formats/postfix-macros';
import type { Place, Setting } from '../../model';
import { finderOf, nearest } from '../../nearest';
import { parseAddress, parseNetworkPattern } from '../../networks';
import type { FatalFact } from '../../postfix-facts';
import { addressFaults, isAddressParameter } from './addresses';
import { publicAuthorities, trustsAuthorities } from './authorities';
import type { Space } from './evaluate';
import type { Held } from './held';
import { type Definition, written } from './instance';
import { wordsOf } from './lists';
import type { Names } from './names';
import { readProtocols } from './protocols';
import { RECIPIENT, RELAY, startsUp } from './relay';
import { knownRelease } from './release';
import { classWords, restrictionsOf, unknownRestrictions } from './restrictions';
import { type Fatal, fatal, replace, serviceFaults } from './service-faults';
import { parseNextHop, portNumber } from './services';
import { booleanOf } from './tls';

export function fatalValues(held: readonly Held[], main: Space, spaces: readonly Space[], names: Names): Fatal[] {
  const smtpd = spaces.filter(({ service }) => service?.program.text === 'smtpd');
  return [
    ...held.flatMap(({ definition, space }) => valueFaults(definition, space, names)),
    ...spaces.flatMap(({ service }) => (service ? serviceFaults(service, main.instance.master!) : [])),
    ...withoutStart(smtpd.length > 0 ? smtpd : main.instance.master ? [] : [main]).flatMap(startFaults),
    ...clientFaults(main, spaces),
  ];
}

/** What is wrong with a value whatever the other parameters say. */
function valueFaults(definition: Definition, space: Space, names: Names): Fatal[] {
  const parameter = PARAMETERS.get(definition.name);
  if (!parameter || parameter.class === 'read-only') return [];
  // A `$name` that stands for nothing is told by itself, and a script may give it its value.
  const isWhole = definition.macros.references.every(({ name }) => names.isDefined(name, definition.service));
  const value = definition.certain && isWhole ? space.value(definition.name) : undefined;
  const at = { ...written(definition), value };
  const kind = parameter.kind ?? parameter.type;
  if (kind === 'net-list') return networkFaults(space, definition.name);
  if (kind === 'restrictions') return restrictionFaults(space, definition.name);
  if (kind === 'nexthop' || kind === 'nexthop-list') return nextHopFaults(space, definition.name);
  if (kind === 'name-list') return classFaults(space);
  if (isAddressParameter(definition.name)) return addressFaults(space, definition.name);
  if (value === undefined) return [];
  switch (kind) {
    case 'bool':
      return booleanFault(at, value);
    case 'int':
    case 'long':
    case 'time':
      return numberFault(at, value, parameter);
    case 'protocols':
      return protocolFault(at, value);
    case 'sasl-options':
      return optionFaults(space, definition.name);
    case 'level':
      return /^\d+(?:\.\d+){0,2}$/.test(value) ? [] : [fatal(at, { code: 'level', value })];
    default:
      return /_tls_(?:mandatory_)?ciphers$/.test(definition.name)
        ? gradeFault(at, value)
        : wordFault(at, value, parameter);
  }
}

const TRUE = /^(?:true|on|1|enabled?|y|ja|oui)$/i;
const FALSE = /^(?:false|off|0|disabled?|n|none)$/i;

function booleanFault(at: Setting<string>, value: string): Fatal[] {
  if (/^(?:yes|no)$/i.test(value)) return [];
  const meant = TRUE.test(value) ? 'yes' : FALSE.test(value) ? 'no' : undefined;
  return [fatal(at, { code: 'boolean', name: at.name }, meant && at.raw === value ? replace(at, meant) : undefined)];
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

function numberFault(at: Setting<string>, value: string, { type, min, max }: PostfixParameter): Fatal[] {
  const pattern = type === 'time' ? /^(\d+)([smhdw]?)$/ : /^([+-]?\d+)()$/;
  const [, digits, unit = ''] = pattern.exec(value) ?? [];
  if (digits === undefined) {
    return [fatal(at, { code: 'number', name: at.name, isTime: type === 'time' })];
  }
  const number = Number(digits) * (unit === '' ? 1 : SECONDS[unit]!);
  const limit = type === 'long' ? Number.MAX_SAFE_INTEGER : 2_147_483_647;
  if (number > limit || (max !== undefined && number > max)) {
    return [fatal(at, { code: 'too-large', name: at.name, value, limit: max ?? limit })];
  }
  // A time's default unit is not always the second, so that only a bare zero is certain to be too small.
  const tooSmall = min !== undefined && (type === 'time' ? number === 0 && min > 0 : number < min);
  return tooSmall ? [fatal(at, { code: 'too-small', name: at.name, value, limit: min })] : [];
}

const PREFERRED = '>=TLSv1.2';

function protocolFault(at: Setting<string>, value: string): Fatal[] {
  const { broken } = readProtocols(value);
  if (broken === undefined) return [];
  return [
    fatal(
      at,
      { code: 'protocol', word: broken, use: PREFERRED },
      at.raw === value ? replace(at, PREFERRED, true) : undefined,
    ),
  ];
}

const GRADES = /^(?:high|medium|low|export|null)$/i;

function gradeFault(at: Setting<string>, value: string): Fatal[] {
  if (GRADES.test(value)) return [];
  return [
    fatal(at, { code: 'cipher-grade', name: at.name }, at.raw === value ? replace(at, 'medium', true) : undefined),
  ];
}

/** Parameters with a fixed set of words where any other one is fatal. */
const STRICT: ReadonlySet<string> = new Set([
  'smtpd_tls_security_level',
  'smtp_tls_security_level',
  'lmtp_tls_security_level',
  'postscreen_tls_security_level',
  'mynetworks_style',
]);

/** The server reads these as encrypt, with a warning. */
const CLIENT_ONLY = /^(?:fingerprint|verify|secure)$/i;

function wordFault(at: Setting<string>, value: string, { values }: PostfixParameter): Fatal[] {
  const isAction = /^postscreen_\w+_action$/.test(at.name);
  if (!values || !(STRICT.has(at.name) || isAction) || (value === '' && at.name !== 'mynetworks_style')) return [];
  const style = at.name === 'mynetworks_style';
  const word = style ? value : value.toLowerCase();
  if (values.includes(word) || (at.name.startsWith('smtpd') && CLIENT_ONLY.test(word))) return [];
  const refuses = isAction && /^(?:reject|deny|block|refuse)$/.test(word) ? 'enforce' : undefined;
  const meant = isAction
    ? refuses
    : style && values.includes(value.toLowerCase())
      ? value.toLowerCase()
      : levelMeant(at.name, word);
  return [
    fatal(
      at,
      { code: 'word', name: at.name, value, values },
      meant && at.raw === value ? replace(at, meant, !style) : undefined,
    ),
  ];
}

function levelMeant(name: string, word: string): string | undefined {
  if (/^smtpd|^postscreen/.test(name) && /^dane/.test(word)) return 'may';
  if (/^(?:yes|true|on|opportunistic|optional)$/.test(word)) return 'may';
  if (/^(?:required?|force|enforce|mandatory|encrypted|starttls|tls|ssl)$/.test(word)) return 'encrypt';
  return /^(?:no|off|false|disabled?)$/.test(word) ? 'none' : undefined;
}

const SASL_OPTIONS: ReadonlySet<string> = new Set(PARAMETERS.get('smtpd_sasl_security_options')?.values ?? []);

function optionFaults(space: Space, name: string): Fatal[] {
  return (wordsOf(space, name) ?? []).flatMap((word) => {
    const { value } = word;
    if (value === undefined || SASL_OPTIONS.has(value.toLowerCase()) || word.origin.kind === 'default') return [];
    const meant = nearest(value, SASL_OPTIONS);
    return [
      fatal(
        word,
        { code: 'sasl-option', word: value, values: [...SASL_OPTIONS] },
        meant ? replace(word, meant, true) : undefined,
      ),
    ];
  });
}

function networkFaults(space: Space, name: string): Fatal[] {
  return (wordsOf(space, name) ?? []).flatMap((word) => {
    if (word.value === undefined || word.origin.kind === 'default') return [];
    const pattern = parseNetworkPattern(word.value);
    if (pattern.kind !== 'broken' || pattern.why === 'never-matches') return [];
    const isSuggestion = pattern.why !== 'unbracketed';
    const meant = pattern.meant && word.raw === word.value ? replace(word, pattern.meant, isSuggestion) : undefined;
    const fact: FatalFact = { code: pattern.why, word: word.value, name, meant: pattern.meant };
    return [fatal(word, fact, meant)];
  });
}

const nearestRestriction = finderOf(RESTRICTIONS.keys());

function restrictionFaults(space: Space, name: string): Fatal[] {
  const list = restrictionsOf(space, name);
  if (!list) return [];
  const unknown = unknownRestrictions(space, list).map(({ at, word }) => {
    const bare = word.replace(/(?<![;.])[;.]+$/, '');
    const known = RESTRICTIONS.has(bare) ? bare : nearestRestriction(bare);
    return fatal(
      at,
      { code: 'restriction', word: at.value ?? '', nearest: known },
      known && at.raw === at.value ? replace(at, known, true) : undefined,
    );
  });
  const lacking = list.flatMap(({ at, known, argument }) =>
    known?.argument && !argument ? [fatal(at, { code: 'restriction-argument', word: at.value ?? '' })] : [],
  );
  const removed = list.flatMap(({ at, known }) => {
    if (!known?.removed) return [];
    const { use = '' } = known;
    const simple = RESTRICTIONS.has(use) && !RESTRICTIONS.get(use)?.argument && at.raw === at.value;
    const fact: FatalFact = { code: 'restriction-removed', word: at.value ?? '', release: known.removed, use };
    return [fatal(at, fact, simple ? replace(at, use, true) : undefined)];
  });
  return [...unknown, ...lacking, ...removed];
}

/** Next hops that the client cannot read: it stops, and the mail waits. */
function nextHopFaults(space: Space, name: string): Fatal[] {
  return (wordsOf(space, name) ?? []).flatMap((word, index) => {
    const text = word.value;
    if (text === undefined || isNextHop(text)) return [];
    const colons = /^[^[\]/]*:[^[\]/]*:/.test(text);
    // The rules for hosts and ports speak of everything else in the first word of relayhost.
    if (name === 'relayhost' && index === 0 && !colons) return [];
    const meant = parseAddress(text) ? `[${text}]` : /^[^:]+::\d+$/.test(text) ? text.replace('::', ':') : undefined;
    return [
      fatal(word, { code: 'next-hop', word: text }, meant && word.raw === text ? replace(word, meant) : undefined),
    ];
  });
}

/** `host`, `[host]`, each with `:port` or without. */
function isNextHop(text: string): boolean {
  const { port = '25' } = parseNextHop(text);
  return /^(?:\[[^\]\s]+\]|[^\s:@"'#/[\]]+)(?::[^:]+)?$/.test(text) && text !== '.' && portNumber(port) <= 65535;
}

/** A class of smtpd_restriction_classes without a definition stops smtpd. */
function classFaults(space: Space): Fatal[] {
  if (!space.instance.whole) return [];
  const missing = (classWords(space) ?? []).filter(({ value }) => value !== undefined && space.value(value) === '');
  // Where a name stands for several classes, all of them are reported in one place.
  const places = new Map<number, Setting<string>[]>();
  for (const word of missing) places.set(word.at.span.start, [...(places.get(word.at.span.start) ?? []), word]);
  return [...places.values()].map((words) => {
    const names = new Set(words.map(({ value }) => value!));
    return fatal(words[0]!, { code: 'undefined-class', words: [...names] });
  });
}

/** Services that do not start, of those that have the lists of main.cf the first alone. */
function withoutStart(spaces: readonly Space[]): Space[] {
  const lists = new Set<unknown>();
  return spaces.filter((space) => {
    if (startsUp(space) !== false) return false;
    const key = [RELAY, RECIPIENT].some((name) => space.differs(name)) ? space : space.instance;
    const isFirst = !lists.has(key);
    lists.add(key);
    return isFirst;
  });
}

/** Neither list can refuse: smtpd does not start. */
function startFaults(space: Space): Fatal[] {
  const recipient = space.effective(RECIPIENT);
  const relay = space.effective(RELAY);
  // The default depends on release and level, so that only a list that is written is certainly wrong.
  const absent = relay.origin.kind === 'default';
  const isWritten = recipient.origin.kind !== 'default' && recipient.value !== '';
  if (absent && !isWritten && !hasNoDefault(space)) return [];
  const at = isWritten ? recipient : absent ? { ...relay, at: nearRelaying(space) } : relay;
  return [
    fatal(
      at,
      { code: 'nothing-refuses', isDefault: absent },
      {
        title: 'Relay for own networks and logins only',
        change: {
          kind: 'parameter',
          name: RELAY,
          value: 'permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination',
          service: space.definition(RELAY)?.service && serviceName(space),
        },
        suggestion: true,
      },
    ),
  ];
}

/** True where the release surely has no default for the list of the relay: files without a level may be for an older one. */
const hasNoDefault = (space: Space): boolean =>
  space.definition('compatibility_level') !== undefined ||
  (compareLevels(knownRelease(space.instance), '3.3') ?? -1) >= 0;

/** Where a reader of main.cf looks for what is absent: beside the lists of domains and networks. */
function nearRelaying(space: Space): Place {
  const names = ['mynetworks', 'mydestination', 'relay_domains', 'smtpd_sasl_auth_enable', 'relayhost', 'myhostname'];
  const near = space.service ? undefined : names.map((name) => space.definition(name)).find(Boolean);
  return near?.key ?? space.anchor;
}

const serviceName = ({ service }: Space) => service && `${service.service.text}/${service.type.text}`;

function clientFaults(main: Space, spaces: readonly Space[]): Fatal[] {
  const clients = spaces.filter(({ service }) => /^(?:smtp|lmtp)$/.test(service?.program.text ?? ''));
  return (clients.length > 0 ? clients : main.instance.master ? [] : [main]).flatMap((space) => {
    const program = space.service?.program.text ?? 'smtp';
    return [...loginFault(space, program), ...authorityFault(space, program)];
  });
}

/** A login without a table of passwords stops the client. */
function loginFault(space: Space, program: string): Fatal[] {
  const enable = `${program}_sasl_auth_enable`;
  if (booleanOf(space, enable) !== true || space.value(`${program}_sasl_password_maps`) !== '') return [];
  const at = space.effective(enable);
  return [fatal(at, { code: 'no-passwords', program })];
}

/** A check of certificates without a CA finds none that it trusts; a table of policies may name CAs of its own. */
function authorityFault(space: Space, program: string): Fatal[] {
  const level = space.effective(`${program}_tls_security_level`);
  if (!/^(?:verify|secure)$/i.test(level.value ?? '') || space.value(`${program}_tls_policy_maps`) !== '') return [];
  if (trustsAuthorities(space, program) !== false) return [];
  const name = `${program}_tls_CAfile`;
  const bundle = publicAuthorities(space.instance);
  const fact: FatalFact = { code: 'no-authorities', level: level.value!, name, bundle };
  return [
    fatal(
      level,
      fact,
      bundle
        ? { title: `Set \`${name} = ${bundle}\``, change: { kind: 'parameter', name, value: bundle }, suggestion: true }
        : undefined,
    ),
  ];
}
