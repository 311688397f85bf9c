/**
 * Variables and maps of no known application, understood by their words: grouped by prefix (`NOTIFY_SMTP_HOST`,
 * `NOTIFY_SMTP_PORT`), judged only as far as the words allow. A table is made for each group, so that it is read and
 * written as every other.
 */
import type { Field, TableDialect, TlsRule } from '../data/dialects-shape';
import {
  CORE_WORDS,
  FOREIGN_WORDS,
  LEVEL_WORDS,
  LISTENING_KEYS,
  MAP_LEVEL_WORDS,
  MEANINGS,
  type Meaning,
  MISLEADING_KEYS,
  MISSPELT,
  MODE_WORDS,
  UNCLEAR_IN_DOTNET,
} from '../data/dialects-vocabulary';
import { OTHER_PORTS } from '../data/other-ports';
import { isLocalHost } from '../hosts';
import { providerOf } from '../providers';
import type { Located, Source } from './table/located';

/** A setting whose name holds a core word. */
interface Member {
  /** Up to the core word: `NOTIFY_SMTP`. */
  readonly group: string;
  /** What stands behind it: `PORT`, or words that say nothing known. */
  readonly word: string;
  readonly located: Located;
}

/** `smtpServer.hostName` → SMTP SERVER HOST NAME; list indexes stay with their word. */
const wordsOf = (key: string): string[] =>
  key
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[_.-]+/)
    .filter((word) => word !== '');

/** Without one of these a name holds no core word. */
const MAY_BE_MAIL = /smtp|mail|smarthost/i;

/**
 * The group and the word of a key: split behind the last core word that leaves a known word, else behind the last; in a
 * map behind the first, as what stands in one map belongs together.
 */
function memberOf(located: Located, inMap: boolean, root = ''): Member | undefined {
  const key = root + located.entry.key;
  if (!MAY_BE_MAIL.test(key)) return undefined;
  const all = wordsOf(key);
  if (MISLEADING_KEYS.has(located.entry.key) || all.some((word) => FOREIGN_WORDS.has(word))) return undefined;
  let unknown: Member | undefined;
  const cores = all.flatMap((word, index) =>
    index < all.length - 1 && CORE_WORDS.has(word.replace(/\[\d+\]$|(?<!\d)\d+$/, '')) ? [index] : [],
  );
  for (const index of inMap ? cores : cores.reverse()) {
    const group = all.slice(0, index + 1).join('_');
    const rest = all.slice(index + 1).join('_');
    const word = MEANINGS.has(rest) ? rest : rest.replace(inMap ? MAP_LEVEL_WORDS : LEVEL_WORDS, '');
    if (MEANINGS.has(word)) return { group, word, located };
    const numbered = numberOf(word);
    if (numbered && MEANINGS.has(numbered.word))
      return { group: `${group}_${numbered.number}`, word: numbered.word, located };
    unknown ??= { group, word, located };
  }
  return unknown;
}

/** Several servers are told apart by numbers: `SMTP_1_HOST`, `SMTP_HOST_1`; in `SMTP1_HOST` the number is the group's. */
function numberOf(word: string): { readonly word: string; readonly number: string } | undefined {
  const [, before, after] = /^(?:(\d+)_\w+|\w+?_(\d+))$/.exec(word) ?? [];
  if (before !== undefined) return { word: word.slice(before.length + 1), number: before };
  return after === undefined ? undefined : { word: word.slice(0, -after.length - 1), number: after };
}

/** A file named for mail is one map of its settings: `config/email.json`. */
const MAIL_FILE =
  /(?:^|\/)(?:smtp|e?mail|mailer|nodemailer)(?:[-_.]?(?:config|conf|settings|options))?\.(?:jsonc?|ya?ml|toml)$/i;

/** Names without any prefix that belong to mail where the host that stands beside them is a mail server's. */
const BARE: ReadonlySet<string> = new Set('HOST HOSTNAME USER USERNAME PASS PASSWORD'.split(' '));

/** True where the bare names are those of a mail server: another host of mail beside them leaves them to something else. */
function isMailServer(source: Source): boolean {
  const host = (source.get('HOST') ?? source.get('HOSTNAME'))?.entry.value ?? '';
  if (isLocalHost(host) || (!/^(?:smtp|mail)\d*[.-]/i.test(host) && !providerOf(host))) return false;
  const others = source.located.map((located) => memberOf(located, false));
  return !others.some((member) => member && /^host/.test(fieldOf(member) ?? ''));
}

const FIELD_OF: Readonly<Record<Meaning, Field>> = {
  host: 'host',
  hostPort: 'hostPort',
  port: 'port',
  user: 'user',
  password: 'password',
  elsewhere: 'elsewhere',
  service: 'service',
  from: 'from',
  implicit: 'tls',
  plain: 'tls',
  required: 'tls',
  starttls: 'tls',
  mode: 'tls',
  useTls: 'tls',
  useSsl: 'tls',
  unclear: 'tls',
  dotnet: 'tls',
  checked: 'verify',
  unchecked: 'verify',
  checkMode: 'verify',
};

const fieldFor = (word: string): Field | undefined => {
  const [meaning] = MEANINGS.get(word) ?? [];
  return meaning && FIELD_OF[meaning];
};

function fieldOf({ word, group, located }: Member): Field | undefined {
  const field = fieldFor(word);
  // EMAIL_ADDRESS and MAIL_ADDR hold an e-mail address; the user name of a URL is none.
  const isAddress =
    /^(?!\w+:\/\/).*@/.test(located.entry.value ?? '') || (/^ADDR/.test(word) && !group.endsWith('SMTP'));
  return field === 'host' && isAddress ? undefined : field;
}

/** `MTA_SMTP_ADDRESS=mta:25`, `SMTP_HOST=smtp.example.com:587`: a program without a name for the port may have both in one. */
const isAddressWithPort = (member: Member) => {
  const { reference, value } = member.located.entry;
  return fieldOf(member) === 'host' && /^[^\s:/@]+:\d+$/.test(reference?.fallback ?? value ?? '');
};

const isOfProgram = (group: string) => group.split('_').some((word) => !CORE_WORDS.has(word));

const ON_IMPLICIT_PORT = { $port: [465, 2465] } as const;

/**
 * `ALERT_SMTP_SECURE`: many programs have nodemailer's name for implicit TLS, and some mean any TLS by it. Without a
 * program's name before it the name is nodemailer's.
 */
const mayMeanAnyTls = (group: string, key: string) => /SECURE$/.test(key) && isOfProgram(group);

function rulesOf(group: string, keysOf: (meaning: Meaning) => string[]): TlsRule[] {
  const isTrue = (mode: TlsRule['mode'], meaning: Meaning): TlsRule[] =>
    keysOf(meaning).map((key) => ({ mode, if: { [key]: true } }));
  const named = keysOf('mode').flatMap((key): TlsRule[] => [
    { mode: 'implicit', if: { [key]: { anyCase: MODE_WORDS.implicit } } },
    { mode: 'off', if: { [key]: { anyCase: MODE_WORDS.off } } },
    { mode: 'starttls', if: { [key]: { anyCase: MODE_WORDS.starttls }, ...ON_IMPLICIT_PORT } },
  ]);
  const [useTls] = keysOf('useTls');
  const [useSsl] = keysOf('useSsl');
  return [
    ...isTrue('off', 'plain'),
    ...isTrue('implicit', 'implicit').map(
      (rule): TlsRule =>
        Object.keys(rule.if ?? {}).some((key) => mayMeanAnyTls(group, key)) ? { ...rule, presumed: true } : rule,
    ),
    ...named,
    // System.Net.Mail encrypts nothing then; MailKit, given the same name by others, may upgrade.
    ...keysOf('dotnet').map((key): TlsRule => ({ mode: 'off', if: { [key]: false }, presumed: true })),
    ...isTrue('starttls', 'required'),
    // On 465 it does not matter which kind of STARTTLS a switch asks for: none of them works there.
    ...keysOf('starttls').map((key): TlsRule => ({ mode: 'starttls', if: { [key]: true, ...ON_IMPLICIT_PORT } })),
    ...keysOf('mode')
      .filter((key) => keysOf('implicit').includes(key))
      .map((key): TlsRule => ({ mode: 'opportunistic', if: { [key]: false, ...ON_IMPLICIT_PORT } })),
    ...(useTls && useSsl ? [{ mode: 'off', if: { [useTls]: false, [useSsl]: false } } as const] : []),
    { mode: 'unknown' },
  ];
}

function verificationOf(keysOf: (meaning: Meaning) => string[]): TableDialect['verify'] {
  return {
    rules: [
      ...keysOf('checked').map((key) => ({ is: 'none' as const, if: { [key]: false } })),
      ...keysOf('unchecked').map((key) => ({ is: 'none' as const, if: { [key]: true } })),
      ...keysOf('checkMode').map((key) => ({ is: 'none' as const, if: { [key]: { anyCase: ['none', '0'] } } })),
      { is: 'none', if: { NODE_TLS_REJECT_UNAUTHORIZED: ['0'] } },
    ],
  };
}

/** The misspelt keys of a group with the right ones, in the case that the key has. */
function mistakenOf(members: readonly Member[]): [string, string][] {
  return members.flatMap(({ word, located: { entry } }): [string, string][] => {
    const right = MISSPELT.get(word);
    const stem = entry.key.slice(0, -word.length);
    return right ? [[entry.key, stem + (entry.key.endsWith(word) ? right : right.toLowerCase())]] : [];
  });
}

/** A host as it may stand in a map of any meaning: one word, or a variable. */
const looksLikeHost = ({ entry }: Located) => entry.reference !== undefined || /^[\w.-]+$/.test(entry.value ?? '');

/** What a person would call a group: `NOTIFY_SMTP_*`, `HOST, …` where nothing is common, the path of its map, `smtp*` at the root of a file. */
function nameOf(group: string, key: string, inMap: boolean): string {
  if (!inMap) return group === '' ? `${key}, …` : `${group}_*`;
  const path = key.slice(0, Math.max(0, key.lastIndexOf('.')));
  const service = /^services\.([^.]+)\.environment$/.exec(path)?.[1];
  if (service !== undefined) return `of service ${service}`;
  return path === '' ? `${group.toLowerCase()}*` : path;
}

/** A port as it may stand in a map of any meaning; in that of a user interface it is a word. */
const looksLikePort = ({ entry }: Located) => entry.value === undefined || /^(?:\d|$)/.test(entry.value);

/** Ports of IMAP and POP3, as they are written. */
const READING_PORTS: ReadonlySet<string> = new Set(
  [...OTHER_PORTS].flatMap(([port, { protocol }]) =>
    protocol === 'IMAP' || protocol === 'POP3' ? [String(port)] : [],
  ),
);

/** `T_EMAIL_PORT=993`: a program's mailbox that is read, unless a name says that it is a server to send with. */
const isMailbox = (group: string, host: Located | undefined, ports: readonly Located[]) =>
  isOfProgram(group) &&
  !/SMTP|NODEMAILER|SMARTHOST/.test(group) &&
  ports.some(({ entry }) => READING_PORTS.has(entry.value ?? '')) &&
  !/^smtp\b/i.test(host?.entry.value ?? '');

/** `appsettings.json`, the variables that complete it (`Smtp__EnableSsl`), and values that a chart makes into one. */
const mayBeDotnet = ({ format }: Source, { entry }: Located) =>
  format === 'json' ||
  format === 'properties' ||
  entry.key.includes('__') ||
  /[a-z][A-Z]/.test(entry.key.slice(entry.key.lastIndexOf('.') + 1));

function tableFor(source: Source, group: string, members: readonly Member[]): TableDialect | undefined {
  const inMap = source.kind === 'map';
  const means = ({ word, located }: Member, meaning: Meaning) =>
    mayBeDotnet(source, located) && UNCLEAR_IN_DOTNET.has(word)
      ? meaning === (source.format === 'json' && word === 'ENABLE_SSL' ? 'dotnet' : 'unclear')
      : (MEANINGS.get(word)?.includes(meaning) ?? false);
  const keysOf = (meaning: Meaning) =>
    members.filter((member) => means(member, meaning)).map(({ located }) => located.entry.key);
  const keys: Record<string, Field> = {};
  for (const member of members) {
    const field = fieldOf(member);
    if (field) keys[member.located.entry.key] = field;
  }
  if (!Object.values(keys).includes('port')) {
    for (const member of members.filter(isAddressWithPort)) keys[member.located.entry.key] = 'hostPort';
  }
  const mistaken = mistakenOf(members);
  for (const [, right] of mistaken) keys[right] ??= fieldFor(wordsOf(right).at(-1)!) ?? 'tls';
  const has = (field: Field) => Object.values(keys).includes(field);
  const host = members.find(({ located }) => /^host/.test(keys[located.entry.key] ?? ''));
  const ports = members.map(({ located }) => located).filter(({ entry }) => keys[entry.key] === 'port');
  const serves = has('port') || has('user') || has('password');
  // In a file of variables a login is worth a look even where the server is named elsewhere.
  const isLogin = has('password') && (has('user') || has('port'));
  const isServer = host !== undefined && looksLikeHost(host.located) && ports.every(looksLikePort) && serves;
  if (inMap ? !isServer : !(host || isLogin)) return undefined;
  if (isMailbox(group, host?.located, ports)) return undefined;
  return {
    id: 'generic',
    name: `mail settings ${nameOf(group, (host ?? members[0]!).located.entry.key, inMap)}`,
    sources: [],
    recognise: {},
    keys: { ...keys, NODE_TLS_REJECT_UNAUTHORIZED: 'verify' },
    boolean: 'generic',
    tls: rulesOf(group, keysOf),
    verify: verificationOf(keysOf),
    mistaken: Object.fromEntries(mistaken),
    presumed: true,
  };
}

/** No mail client has more settings; what a group holds beyond them is left out. */
const MOST_SETTINGS = 100;

/** One table for each group of mail settings that nothing else has claimed. */
export function* genericTables(source: Source, claimed: ReadonlySet<Located>): Generator<TableDialect> {
  if (source.located.some(({ entry }) => LISTENING_KEYS.has(entry.key))) return;
  const groups = new Map<string, Map<string, Member>>();
  const bare = source.kind === 'file' && isMailServer(source) ? BARE : undefined;
  const root = source.kind === 'map' && MAIL_FILE.test(source.document.path) ? 'smtp.' : '';
  for (const located of source.located) {
    if (claimed.has(located)) continue;
    const { key } = located.entry;
    const member = bare?.has(key) ? { group: '', word: key, located } : memberOf(located, source.kind === 'map', root);
    if (!member) continue;
    const members = groups.get(member.group) ?? new Map<string, Member>();
    groups.set(member.group, members);
    if (members.size < MOST_SETTINGS || members.has(key)) members.set(key, member);
  }
  for (const [group, members] of groups) {
    const table = tableFor(source, group, [...members.values()]);
    if (table) yield table;
  }
}
