/** Postfix's client side: where it sends mail to, how protected, and with which login. */

import type { ServiceEntry } from '../../formats/master-cf-tree';
import { STARTTLS_PORTS } from '../../hosts';
import type {
  Auth,
  ClientSettings,
  HopPolicy,
  MailConfig,
  Observation,
  Place,
  Setting,
  Verification,
} from '../../model';
import type { Space } from './evaluate';
import { hopPolicy } from './hop-policy';
import { written } from './instance';
import { partOf, wordsOf } from './lists';
import { loginEntry, policyFor, routeWithLogin } from './next-hop-tables';
import { service } from './server';
import { type NextHop, parseNextHop, portNumber } from './services';
import type { Tables } from './tables';
import { booleanOf, ciphersOf, clientTls, read, versionsOf } from './tls';
import { writeClient, writePolicy } from './write';

/** Parameters that make a transport another one than that of main.cf. */
const RELEVANT = /^smtp_(?:tls_|sasl_|use_tls|enforce_tls)/;

const isClient = ({ program, type }: ServiceEntry) => program.text === 'smtp' && type.text === 'unix';

/**
 * One configuration for mail that goes to the relayhost, or straight to the receivers where there is none (then the
 * host is absent), and one for each transport of master.cf that has TLS or login settings of its own.
 */
export function clientConfigs(
  main: Space,
  spaces: readonly Space[],
  observations: readonly Observation[],
  tables: Tables,
): MailConfig[] {
  const clients = spaces.filter(({ service }) => service && isClient(service));
  const transport = main.value('default_transport');
  const [name = '', ...rest] = (transport ?? '').split(':');
  const base = clients.find((space) => space.service!.service.text === name) ?? main;
  const isSpecial = (space: Space) => space.service!.overrides.some((override) => RELEVANT.test(override.name));
  const viaRelayhost = main.value('relay_transport');
  const nextHop = rest.join(':')
    ? 'elsewhere'
    : transport === undefined
      ? 'unknown'
      : name === 'smtp' || base !== main
        ? 'relayhost'
        : 'unknown';
  return [
    clientConfig(base, nextHop, observations, tables),
    ...clients
      .filter((space) => space !== base && isSpecial(space))
      .map((space) =>
        clientConfig(
          space,
          nextHop === 'relayhost' && space.service!.service.text === viaRelayhost ? 'relayhost' : 'unknown',
          [],
          tables,
        ),
      ),
  ];
}

function clientConfig(
  space: Space,
  nextHop: 'relayhost' | 'elsewhere' | 'unknown',
  observations: readonly Observation[],
  tables: Tables,
): MailConfig {
  const { instance } = space;
  const policy = nextHop === 'relayhost' ? policyFor(space, tables) : undefined;
  const { tls, level, verified } = clientTls(space, 'smtp', policy);
  const hop = nextHop === 'relayhost' ? relayHop(space, tables) : { host: unknownHost(space) };
  const login = authOf(space, nextHop === 'relayhost' ? tables : undefined);
  const refusesPlaintext = (space.value('smtp_sasl_security_options') ?? '').toLowerCase().includes('noplaintext');
  // Without TLS such a client offers no password, so that mail waits instead: the login makes TLS compulsory.
  const compulsory = login !== undefined && refusesPlaintext && tls.value === 'opportunistic';
  const auth = refusesPlaintext && tls.value === 'off' ? undefined : login;
  const verify =
    verified === undefined || compulsory
      ? undefined
      : read<Verification>(
          policy && policy !== 'none' ? policy : space.effective('smtp_tls_security_level'),
          verified ? 'full' : 'none',
        );
  const own = space.service?.overrides.some(({ name }) => RELEVANT.test(name)) ?? false;
  const extent: Place =
    own && instance.master
      ? { uri: instance.master.uri, span: space.service!.extent }
      : {
          uri: (instance.main ?? instance.master)!.uri,
          span: instance.main?.extent ?? { start: 0, end: (instance.main ?? instance.master)!.text.length },
        };
  const relayhost = instance.settings.get('relayhost');
  return {
    dialect: 'postfix',
    label: own ? `Postfix transport ${space.service!.service.text}` : 'Postfix client',
    role: 'relay',
    extent,
    anchor: own
      ? space.anchor
      : (relayhost?.key ?? {
          uri: extent.uri,
          span: space.service && instance.main ? headOf(space) : space.anchor.span,
        }),
    ...hop,
    tls: { ...beside(space, tls), value: compulsory ? 'starttls' : tls.value },
    verify,
    // Where the destination publishes DANE records, its TLS is mandatory.
    versions: versionsOf(space, 'smtp', tls.value ?? (level === 'dane' ? 'starttls' : undefined)),
    ciphers: ciphersOf(space, 'smtp', tls.value),
    auth,
    client: clientSettings(space, hop, nextHop === 'relayhost' ? hopPolicy(space, tables) : undefined),
    expressible: level === undefined ? [] : ['off', 'opportunistic', 'starttls', 'implicit'],
    secretsBelong: false,
    reading: instance.whole ? 'whole' : 'part',
    // In a long file there are thousands, which only a hover asks for.
    get settings() {
      return (own ? (instance.overrides.get(space.service!) ?? []) : instance.assignments).map(written);
    },
    observations,
    postfix: service(space, 'smtp'),
    write: (change) =>
      (policy && policy !== 'none' ? writePolicy(policy, change) : undefined) ??
      writeClient(space, 'smtp', own, change),
  };
}

/** What says nothing of encryption is shown at the login that is in danger, or at the host. */
function beside<T>(space: Space, setting: Setting<T>): Setting<T> {
  if (setting.at !== space.anchor) return setting;
  const near = ['smtp_sasl_auth_enable', 'relayhost', 'smtp_sasl_password_maps'].map((name) => space.definition(name));
  const found = near.find((definition) => definition !== undefined);
  return found ? { ...setting, at: found.at } : setting;
}

const headOf = ({ instance }: Space) => instance.main?.assignments[0]?.nameSpan ?? { start: 0, end: 0 };

const unknownHost = (space: Space): Setting<string> => ({
  value: undefined,
  raw: '',
  at: space.anchor,
  name: 'relayhost',
  origin: { kind: 'opaque' },
});

type Hop = Pick<MailConfig, 'host' | 'port' | 'remote'>;

/** True where the files let the login go in the clear, which nobody writes for a relay on the same machine. */
function allowsPlaintext(space: Space): boolean {
  const options = space.definition('smtp_sasl_security_options');
  const value = options?.certain ? space.value(options.name) : undefined;
  return (
    value !== undefined &&
    !value.toLowerCase().includes('noplaintext') &&
    booleanOf(space, 'smtp_sasl_auth_enable') === true
  );
}

/** Templates that speak of this machine or a catcher of mail, as their default perhaps. */
const PERHAPS_LOCAL = /local|127\.|::1|catch|hog|mailpit/i;

/** A host that a template fills in: at a port of its own it may be anything. */
function isRemoteTemplate(word: string): boolean {
  const [, port] = /:(\w+)$/.exec(word) ?? [];
  return !PERHAPS_LOCAL.test(word) && (port === undefined || STARTTLS_PORTS.has(portNumber(port)));
}

/** The first next hop of relayhost, or one of a table; nothing where mail goes straight to its receivers. */
function relayHop(space: Space, tables: Tables): Hop {
  const words = wordsOf(space, 'relayhost');
  if (!words) return { host: { ...unknownHost(space), ...space.effective('relayhost'), value: undefined } };
  const word = words[0] ?? routeWithLogin(space, tables);
  if (!word) {
    const bySender = space.value('sender_dependent_relayhost_maps') !== '';
    return bySender ? { host: unknownHost(space), remote: allowsPlaintext(space) } : {};
  }
  if (word.value === undefined) return { host: word, remote: isRemoteTemplate(word.raw) && allowsPlaintext(space) };
  // What stands in quotes is told as a fault of syntax.
  if (/^["']/.test(word.value)) return { host: { ...word, value: undefined } };
  const hop = parseNextHop(word.value);
  return { host: hostSetting(word, hop), port: portSetting(word, hop) };
}

const hostSetting = (word: Setting<string>, { host }: NextHop): Setting<string> => partOf(word, host, 0);

function portSetting(word: Setting<string>, { host, port }: NextHop): Setting<number> {
  if (port === undefined) return { ...word, value: 25, raw: '', origin: { kind: 'default' }, editable: undefined };
  return { ...partOf(word, port, host.length), value: portNumber(port) };
}

/** A parameter that is set to something; what the machine's own name decides is unknown. */
function setTo(space: Space, name: string): Setting<string> | undefined {
  const setting = space.effective(name);
  return setting.value === '' ? undefined : setting;
}

/** What the client shows of itself and trusts (postconf(5)). */
function clientSettings(space: Space, hop: Hop, policy: HopPolicy | undefined): ClientSettings {
  const word = wordsOf(space, 'relayhost')?.[0]?.value;
  return {
    name: setTo(space, 'smtp_helo_name'),
    localAddress: setTo(space, 'smtp_bind_address'),
    authorities: setTo(space, 'smtp_tls_CAfile') ?? setTo(space, 'smtp_tls_CApath'),
    certificate: setTo(space, 'smtp_tls_cert_file'),
    key: setTo(space, 'smtp_tls_key_file'),
    systemStore: !policy?.trustsNone,
    policy,
    mailDomain: hop.host?.value !== undefined && word !== undefined && !word.startsWith('['),
  };
}

/** `static:user:password` and `inline:{ {host = user:password} }`. */
const WRITTEN_LOGIN =
  /^(?:static:\{?\s*|inline:\{\s*(?:\{\s*)?(?<key>[^=\s{][^=\s]*)\s*=\s*)(?<user>[^\s:{}]+):(?<password>[^\s{}]+)\s*\}*$/;

/** `user:password` of a table's entry; the password may have colons in it. */
function loginOf(space: Space, tables: Tables): Auth | undefined {
  const maps = space.effective('smtp_sasl_password_maps');
  const login = loginEntry(space, tables)?.value;
  const colon = login?.value?.indexOf(':') ?? -1;
  if (!login || colon <= 0) return undefined;
  const part = (from: number, to?: number): Setting<string> => ({
    ...partOf(login, login.value!.slice(from, to), from),
    name: maps.name,
    // The table is its place, where main.cf only names it.
    origin: { kind: 'variable', name: maps.name, read: maps.at },
  });
  return { method: 'password', user: part(0, colon), password: part(colon + 1) };
}

/** The login of the client: in a table as a rule, in the value itself for `static:` and `inline:`. */
function authOf(space: Space, tables: Tables | undefined): Auth | undefined {
  if (booleanOf(space, 'smtp_sasl_auth_enable') !== true) return undefined;
  const maps = space.effective('smtp_sasl_password_maps');
  const { key, user, password } = WRITTEN_LOGIN.exec(maps.raw)?.groups ?? {};
  if (!user || !password || maps.value !== maps.raw)
    return (tables && loginOf(space, tables)) ?? { method: 'password', elsewhere: true };
  const from = maps.raw.indexOf(`${user}:${password}`, key ? maps.raw.indexOf(key) + key.length : 0);
  const at = (start: number, text: string): Setting<string> => {
    const span = { start: maps.at.span.start + start, end: maps.at.span.start + start + text.length };
    return { ...maps, value: text, raw: text, at: { uri: maps.at.uri, span }, editable: undefined };
  };
  return { method: 'password', user: at(from, user), password: at(from + user.length + 1, password) };
}
