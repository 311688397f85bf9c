/**
 * Variables and maps of no known application, understood by their words: grouped by prefix (`NOTIFY_SMTP_HOST`,
 * `NOTIFY_SMTP_PORT`), judged only as far as the words allow.
 */

import type { Located, Source } from './table/source';
import type { Field, TableDialect, TlsRule } from './table/table';

const CORE: ReadonlySet<string> = new Set(['SMTP', 'SMTPS', 'MAIL', 'MAILER', 'EMAIL', 'NODEMAILER', 'SMARTHOST']);

/** Words of settings that receive mail, or that listen. */
const FOREIGN: ReadonlySet<string> = new Set(
  'IMAP IMAPS POP POP3 INCOMING INBOUND INGESTION INGEST RECEIVE RECEIVER FETCH BIND LISTEN INBUCKET CATCHER UI WEB TEST'.split(
    ' ',
  ),
);

const words = (field: Field, list: string): [string, Field][] => list.split(' ').map((word) => [word, field]);

/** What the words behind a core word say. Switches are told apart below. */
const FIELDS: ReadonlyMap<string, Field> = new Map([
  ...words(
    'host',
    'HOST HOSTNAME SERVER HOST_ADDR SERVER_ADDRESS SERVER_HOST SMTP_HOST SMTP_SERVER ADDRESS ADDR ENDPOINT',
  ),
  ...words('hostPort', 'HOSTPORT'),
  ...words('port', 'PORT HOST_PORT SERVER_PORT SMTP_PORT PORT_NUMBER'),
  ...words('user', 'USER USERNAME USER_NAME LOGIN AUTH_USER AUTH_USERNAME HOST_USER SERVER_USER AUTHUSER SMTP_USER'),
  ...words(
    'password',
    'PASS PASSWORD PASSWD PWD USER_PWD AUTH_PASS AUTH_PASSWORD HOST_PASSWORD SERVER_PASSWORD SMTP_PASSWORD SMTP_PASS',
  ),
  ...words('elsewhere', 'PASS_FILE PASSWORD_FILE PASSWORD_SECRET EXISTING_SECRET EXISTINGSECRET SECRET_NAME'),
  ...words('from', 'FROM FROM_ADDRESS FROM_ADDR FROM_EMAIL SENDER SENDER_EMAIL DEFAULT_FROM DEFAULT_SENDER MAIL_FROM'),
]);

const IMPLICIT = new Set(
  'SECURE USE_SSL SSL_ENABLED ENABLE_SSL FORCESSL FORCE_SSL SECURE_ENABLED IMPLICIT_TLS'.split(' '),
);
const OFF = new Set('IGNORE_TLS IGNORETLS NO_TLS DISABLE_TLS'.split(' '));
const REQUIRED = new Set('REQUIRE_TLS REQUIRETLS STARTTLS_REQUIRED REQUIRE_STARTTLS'.split(' '));
const STARTTLS = new Set(
  'STARTTLS START_TLS USE_STARTTLS ENABLE_STARTTLS ENABLE_START_TLS ENABLE_STARTTLS_AUTO STARTTLS_AUTO STARTTLS_ENABLE'.split(
    ' ',
  ),
);
const NAMED = new Set('SECURITY ENCRYPTION TLS_MODE CONNECTION_SECURITY SSL_MODE SECURE'.split(' '));
const OTHER = new Set('SSL TLS USE_TLS TLS_ENABLED ENABLE_TLS'.split(' '));

const SAYS_IMPLICIT = ['ssl', 'smtps', 'ssltls', 'ssl/tls', 'force_tls', 'implicit'];
const SAYS_STARTTLS = ['starttls'];
const SAYS_OFF = ['none', 'plain', 'off', 'disabled'];

const CHECKED = new Set(
  'REJECT_UNAUTHORIZED TLS_REJECT_UNAUTHORIZED TLS_REJECT_UNAUTH VERIFY_PEER VERIFY_SSL SSL_VERIFY VERIFY_CERT TLS_VERIFY TLS_VERIFY_PEER'.split(
    ' ',
  ),
);
const UNCHECKED = new Set(
  'SKIP_VERIFY SKIP_CERT_VERIFY SKIP_SSL_VERIFY INSECURE_SKIP_VERIFY ACCEPT_INVALID_CERTS ALLOW_INVALID_CERT TRUST_ALL IGNORE_CERT'.split(
    ' ',
  ),
);

/** `smtpServer.hostName` → SMTP SERVER HOST NAME; list indexes stay with their word. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[_.-]+/)
    .filter((word) => word !== '');
}

const isKnownWord = (rest: string) =>
  FIELDS.has(rest) ||
  [IMPLICIT, OFF, REQUIRED, STARTTLS, NAMED, OTHER, CHECKED, UNCHECKED].some((set) => set.has(rest));

/** Words that name a level of a map, and say nothing else: `mail.options.host`, `smtpServer.userName`. */
const LEVEL = /^(?:(?:SERVER|CONFIG|CONF|SETTINGS|OPTIONS|TRANSPORT|CONNECTION|CREDENTIALS)_)+/;

interface Member {
  /** `NOTIFY_SMTP`. */
  readonly group: string;
  /** `PORT`; words that say nothing known stay for the near misses. */
  readonly rest: string;
  readonly located: Located;
}

/** The group and the field of a key: split behind the last core word that leaves a known field. */
function memberOf(located: Located): Member | undefined {
  const all = wordsOf(located.entry.key);
  if (MISLEADING.has(located.entry.key) || all.some((word) => FOREIGN.has(word))) return undefined;
  let unknown: Member | undefined;
  for (let index = all.length - 2; index >= 0; index--) {
    if (!CORE.has(all[index]!.replace(/\[\d+\]$/, ''))) continue;
    const group = all.slice(0, index + 1).join('_');
    const words = all.slice(index + 1).join('_');
    const rest = isKnownWord(words) ? words : words.replace(LEVEL, '');
    if (isKnownWord(rest)) return { group, rest, located };
    unknown ??= { group, rest, located };
  }
  return unknown;
}

/** Listening ports of a mail server, beside which SMTP_PORT is one, too: nobody's client settings. */
const SERVER_PORTS: ReadonlySet<string> = new Set(['SMTPS_PORT', 'SUBMISSION_PORT', 'IMAP_PORT', 'IMAPS_PORT']);

/** Names that look like a server's and are something else: the domain of Sentry's incoming mail. */
const MISLEADING: ReadonlySet<string> = new Set(['SENTRY_MAIL_HOST']);

function fieldOf({ rest, group, located }: Member): Field | undefined {
  const field = FIELDS.get(rest);
  const value = located.entry.value ?? '';
  // EMAIL_ADDRESS and MAIL_SENDER_ADDRESS hold somebody's address.
  if (field === 'host' && (value.includes('@') || (/^ADDR/.test(rest) && !group.endsWith('SMTP')))) return undefined;
  if (field) return field;
  if ([IMPLICIT, OFF, REQUIRED, STARTTLS, NAMED, OTHER].some((set) => set.has(rest))) return 'tls';
  return CHECKED.has(rest) || UNCHECKED.has(rest) ? 'verify' : undefined;
}

function rulesOf(members: readonly Member[]): TlsRule[] {
  const keys = (set: ReadonlySet<string>) =>
    members.filter(({ rest }) => set.has(rest)).map(({ located }) => located.entry.key);
  const rules: TlsRule[] = [];
  const on465 = { $port: [465, 2465] };
  for (const key of keys(OFF)) rules.push({ mode: 'off', if: { [key]: true } });
  for (const key of keys(IMPLICIT)) rules.push({ mode: 'implicit', if: { [key]: true } });
  for (const key of keys(NAMED)) {
    rules.push({ mode: 'implicit', if: { [key]: { anyCase: SAYS_IMPLICIT } } });
    rules.push({ mode: 'off', if: { [key]: { anyCase: SAYS_OFF } } });
    rules.push({ mode: 'starttls', if: { [key]: { anyCase: SAYS_STARTTLS }, ...on465 } });
  }
  for (const key of keys(REQUIRED)) rules.push({ mode: 'starttls', if: { [key]: true } });
  for (const key of keys(STARTTLS)) rules.push({ mode: 'starttls', if: { [key]: true, ...on465 } });
  for (const key of keys(new Set(['SECURE']))) rules.push({ mode: 'opportunistic', if: { [key]: false, ...on465 } });
  const pair = [keys(new Set(['USE_TLS']))[0], keys(new Set(['USE_SSL']))[0]];
  if (pair[0] && pair[1]) rules.push({ mode: 'off', if: { [pair[0]]: false, [pair[1]]: false } });
  return [...rules, { mode: 'unknown' }];
}

function verifyOf(members: readonly Member[]): TableDialect['verify'] {
  const switches = members.flatMap(({ rest, located }) => {
    const { key } = located.entry;
    if (CHECKED.has(rest)) return [{ is: 'none' as const, if: { [key]: false } }];
    return UNCHECKED.has(rest) ? [{ is: 'none' as const, if: { [key]: true } }] : [];
  });
  return { rules: [...switches, { is: 'none', if: { NODE_TLS_REJECT_UNAUTHORIZED: ['0'] } }] };
}

/** Near misses of field words, of which none is a word of its own. */
const MISSPELT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    PORT: 'PROT PRT POTR PROT_NUMBER PORTT PRORT',
    HOST: 'HOTS HSOT HOSTT HOAST OHST',
    SERVER: 'SEVER SERVR SEREVR',
    USER: 'USRE UESR USR',
    USERNAME: 'USERNMAE USERANME USRNAME USERNAM USENAME',
    PASSWORD: 'PASSWROD PASSOWRD PASWORD PASSWOD PASSWRD PASSWORT PASSORD',
    SECURE: 'SECUER SECRUE SEUCRE SCURE',
    ENCRYPTION: 'ENCRIPTION ENCRPTION ENCYPTION ENCRYPTON',
  }).flatMap(([right, wrong]) => wrong.split(' ').map((word): [string, string] => [word, right])),
);

/** The misspelt keys of a group with the right ones, in the case that the key has. */
function mistakenOf(members: readonly Member[]): Record<string, string> {
  const pairs = members.flatMap(({ rest, located: { entry } }): [string, string][] => {
    const right = MISSPELT.get(rest);
    const stem = entry.key.slice(0, -rest.length);
    const isUpper = entry.key.endsWith(rest);
    return right ? [[entry.key, stem + (isUpper ? right : right.toLowerCase())]] : [];
  });
  return Object.fromEntries(pairs);
}

/** A host as it may stand in a map of any meaning: one word, or a variable. */
const looksLikeHost = ({ entry }: Located) => entry.reference !== undefined || /^[\w.-]+$/.test(entry.value ?? '');

/** A table made for one group of words, as every other table is read and written. */
export function genericTables(source: Source, claimed: ReadonlySet<Located>): TableDialect[] {
  const groups = new Map<string, Member[]>();
  if (source.located.some(({ entry }) => SERVER_PORTS.has(entry.key))) return [];
  for (const located of source.located) {
    const member = claimed.has(located) ? undefined : memberOf(located);
    if (!member) continue;
    const members = groups.get(member.group);
    if (members) members.push(member);
    else groups.set(member.group, [member]);
  }
  return [...groups].flatMap(([group, members]) => {
    const keys: Record<string, Field> = {};
    for (const member of members) {
      const field = fieldOf(member);
      if (field) keys[member.located.entry.key] = field;
    }
    const mistaken = mistakenOf(members);
    for (const { rest, located } of members) {
      const right = mistaken[located.entry.key];
      if (right !== undefined) keys[right] ??= FIELDS.get(MISSPELT.get(rest)!) ?? 'tls';
    }
    const has = (field: Field) => Object.values(keys).includes(field);
    const host = members.find(({ located }) => ['host', 'hostPort'].includes(keys[located.entry.key] ?? ''));
    if (!host) return [];
    if (source.kind === 'map' && !(looksLikeHost(host.located) && (has('port') || has('user') || has('password'))))
      return [];
    return [
      {
        id: 'generic',
        name: source.kind === 'map' ? `mail settings ${group.toLowerCase()}` : `mail settings ${group}_*`,
        sources: [],
        recognise: {},
        keys: { ...keys, NODE_TLS_REJECT_UNAUTHORIZED: 'verify' },
        boolean: 'generic',
        tls: rulesOf(members),
        verify: verifyOf(members),
        mistaken,
        convention: true,
      },
    ];
  });
}
