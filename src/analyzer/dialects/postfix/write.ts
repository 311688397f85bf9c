/** Changes as edits of main.cf and master.cf. */
import type { ServiceEntry } from '../../formats/master-cf';
import type { Change, ConnectionChange, Edit, TlsMode } from '../../model';
import { publicAuthorities, trustsAuthorities } from './authorities';
import type { Space } from './evaluate';
import type { Definition, Instance } from './instance';
import { wordsOf } from './lists';
import { parseNextHop } from './services';
import { enableSubmission } from './submission';
import { clientTls, protocolsParameter, serverTls } from './tls';

/** Sets a parameter in main.cf or, with a service, as its `-o`; undefined where that file is not at hand. */
export function setParameter(
  instance: Instance,
  name: string,
  value: string,
  service?: ServiceEntry,
): Edit[] | undefined {
  const scope = service ? (instance.overrides.get(service) ?? []) : instance.assignments;
  const current = [...scope].reverse().find((definition) => definition.name === name);
  const edit = current
    ? current.editable.replace(value)
    : service
      ? service.insert(name, value)
      : instance.main?.insert(name, value);
  return edit && [edit, ...superseded(name, scope)];
}

/** The switches of Postfix 2.2 that a security level makes meaningless. */
function superseded(name: string, scope: readonly Definition[]): Edit[] {
  const program = /^(\w+?)_tls_security_level$/.exec(name)?.[1];
  if (!program) return [];
  const old = new Set([`${program}_use_tls`, `${program}_enforce_tls`]);
  return scope.filter((definition) => old.has(definition.name)).flatMap(({ editable }) => editable.remove?.() ?? []);
}

function removeParameter(instance: Instance, name: string, service?: ServiceEntry): Edit[] | undefined {
  const scope = service ? (instance.overrides.get(service) ?? []) : instance.assignments;
  return scope.filter((definition) => definition.name === name).flatMap(({ editable }) => editable.remove?.() ?? []);
}

const named = (instance: Instance, name: string) =>
  instance.services.find(({ service, type }) => `${service.text}/${type.text}` === name);

/** A parameter's change in the place where its value comes from now, or where the service is special already. */
function writeParameter(
  space: Space,
  { name, value, service }: Extract<Change, { kind: 'parameter' }>,
): Edit[] | undefined {
  const entry = service === undefined ? undefined : named(space.instance, service);
  return setParameter(space.instance, name, value, entry);
}

export function writeServer(space: Space, change: Change): Edit[] | undefined {
  if (change.kind === 'parameter') return writeParameter(space, change);
  if (change.kind === 'submission') return enableSubmission(space.instance);
  if (change.kind !== 'connection') return undefined;
  return writeTls(space, 'smtpd', change, serverTls(space).value);
}

/** `own`: the transport has settings of its own in master.cf, so that main.cf is not the place for new ones. */
export function writeClient(space: Space, program: 'smtp' | 'lmtp', own: boolean, change: Change): Edit[] | undefined {
  if (change.kind === 'parameter') return writeParameter(space, change);
  if (change.kind !== 'connection') return undefined;
  const edits: Edit[] = [];
  if (change.host !== undefined || change.port !== undefined) {
    const hop = writeNextHop(space, change);
    if (!hop) return undefined;
    edits.push(hop);
  }
  const rest = writeTls(space, program, change, clientTls(space, program).tls.value, own);
  return rest && [...edits, ...rest];
}

function writeNextHop(space: Space, { host, port }: ConnectionChange): Edit | undefined {
  const word = wordsOf(space, 'relayhost')?.[0];
  if (word?.value === undefined || word.raw !== word.value) return undefined;
  const current = parseNextHop(word.value);
  const name = host ?? current.host;
  const at = port ?? current.port;
  const bracketed = current.bracketed || host !== undefined || port !== undefined;
  return word.editable?.replace(`${bracketed ? `[${name}]` : name}${at === undefined ? '' : `:${at}`}`);
}

/** Strong enough for wrappermode. */
const STRONG = /^(?:encrypt|fingerprint|verify|secure|dane-only)$/i;

const LEVELS: Readonly<Record<Exclude<TlsMode, 'implicit'>, string>> = {
  off: 'none',
  opportunistic: 'may',
  starttls: 'encrypt',
};

function writeTls(
  space: Space,
  program: string,
  change: ConnectionChange,
  mode: TlsMode | undefined,
  own = space.service !== undefined,
): Edit[] | undefined {
  const { instance } = space;
  const level = `${program}_tls_security_level`;
  const wrapper = `${program}_tls_wrappermode`;
  const scopeOf = (name: string) => space.definition(name)?.service ?? (own ? space.service : undefined);
  const edits: (Edit[] | undefined)[] = [];
  const set = (name: string, value: string) => edits.push(setParameter(instance, name, value, scopeOf(name)));
  const unset = (name: string) => edits.push(removeParameter(instance, name, space.definition(name)?.service));

  if (change.tls === 'implicit') {
    set(wrapper, 'yes');
    if (program !== 'smtpd' && !STRONG.test(space.value(level) ?? '')) set(level, 'encrypt');
  } else if (change.tls) {
    if (mode === 'implicit') {
      if (space.definition(wrapper)?.service && instance.settings.get(wrapper)?.raw.toLowerCase() === 'yes')
        set(wrapper, 'no');
      else unset(wrapper);
    }
    const keep = change.tls === 'starttls' && STRONG.test(space.value(level) ?? '');
    if (!keep) set(level, LEVELS[change.tls]);
  }
  if (change.verify) {
    // Without a CA nothing would be trusted, and all mail would wait.
    if (trustsAuthorities(space, program) === false) {
      const bundle = publicAuthorities(instance);
      if (!bundle) return undefined;
      set(`${program}_tls_CAfile`, bundle);
    }
    set(level, 'secure');
  }
  if (change.minVersion) {
    // What stands in main.cf holds for services to come, too, so that it is mended there.
    const list = protocolsParameter(program, mode ?? 'starttls');
    const current = space.definition(list);
    edits.push(setParameter(instance, list, modernList(current?.raw ?? ''), current?.service));
  }
  if (change.ciphers) {
    const grade = mode === 'opportunistic' ? `${program}_tls_ciphers` : `${program}_tls_mandatory_ciphers`;
    if (/^(?:low|export|null)$/i.test(space.value(grade) ?? '')) unset(grade);
    else unset(`tls_${space.value(grade)?.toLowerCase()}_cipherlist`);
  }
  if (change.secret) return undefined;
  return edits.some((edit) => edit === undefined) ? undefined : edits.flatMap((edit) => edit ?? []);
}

/** TLS 1.2 and newer, in a form that the author's release surely reads: `>=` exists since Postfix 3.6. */
const modernList = (current: string) =>
  /[<>]=/.test(current) || current === '' ? '>=TLSv1.2' : '!SSLv2, !SSLv3, !TLSv1, !TLSv1.1';
