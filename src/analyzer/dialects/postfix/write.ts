/** Changes as edits of main.cf and master.cf. */
import type { ServiceEntry } from '../../formats/master-cf-tree';
import type { Change, ConnectionChange, Edit, Setting, TlsMode } from '../../model';
import { publicAuthorities, trustsAuthorities } from './authorities';
import type { Space } from './evaluate';
import type { Definition, Instance } from './instance';
import { wordsOf } from './lists';
import { readProtocols } from './protocols';
import { parseNextHop } from './services';
import { enableSubmission } from './submission';
import { clientTls, protocolsParameter, serverTls } from './tls';

/** What becomes of parameters: those that are set, each for a service or for all, and definitions that go. */
interface Plan {
  readonly sets: readonly { readonly name: string; readonly value: string; readonly service?: ServiceEntry }[];
  readonly leaving: readonly Definition[];
}

const scopeOf = (instance: Instance, service: ServiceEntry | undefined) =>
  service ? (instance.overrides.get(service) ?? []) : instance.assignments;

/** Undefined where a file is not at hand. What would stand in a line that goes takes that line over. */
export function editParameters(instance: Instance, { sets, leaving }: Plan): Edit[] | undefined {
  const free = new Set(leaving);
  const edits: (Edit | undefined)[] = [];
  for (const { name, value, service } of sets) {
    const current = scopeOf(instance, service).findLast((definition) => definition.name === name);
    const line = service ? service.insert(name, value) : instance.main?.insert(name, value);
    const room = [...free].find(
      (definition) =>
        definition.service === service && (line ? isWithin(line, definition) : !definition.editable.remove),
    );
    if (current) edits.push(current.editable.replace(value));
    else if (room) {
      free.delete(room);
      edits.push(room.editable.rename?.(name), room.editable.replace(value));
    } else edits.push(line);
  }
  const removals = [...free].map(({ editable }) => editable.remove?.());
  return all([...edits.map((edit) => edit && [edit]), ...removals]);
}

/** True where an insertion would stand in text that goes. */
const isWithin = ({ span: { start } }: Edit, { editable }: Definition) =>
  editable.remove?.()?.some(({ span }) => span.start <= start && start <= span.end) ?? false;

const all = (lists: readonly (readonly Edit[] | undefined)[]): Edit[] | undefined =>
  lists.every((list) => list !== undefined) ? lists.flat() : undefined;

/** The switches of old releases that a level makes meaningless. */
function superseded(instance: Instance, name: string, service: ServiceEntry | undefined): Definition[] {
  const [, program, what] = /^(\w+?)_(tls_security_level|dns_support_level)$/.exec(name) ?? [];
  if (!program) return [];
  const switches =
    what === 'dns_support_level' ? ['disable_dns_lookups'] : [`${program}_use_tls`, `${program}_enforce_tls`];
  const old = new Set(switches);
  return scopeOf(instance, service).filter((definition) => old.has(definition.name));
}

const named = (instance: Instance, name: string) =>
  instance.services.find(({ service, type }) => `${service.text}/${type.text}` === name);

/** A parameter's change in the place where its value comes from now, or where the service is special already. */
function writeParameter(
  space: Space,
  { name, value, service }: Extract<Change, { kind: 'parameter' }>,
): Edit[] | undefined {
  const { instance } = space;
  const entry = service === undefined ? undefined : named(instance, service);
  const program = requiresTls(name, value);
  const lists = program === undefined ? [] : listsToCount(space, program, levelOf(space, program));
  const sets = [{ name, value, service: entry }, ...lists];
  return editParameters(instance, { sets, leaving: superseded(instance, name, entry) });
}

export function writeServer(space: Space, change: Change): Edit[] | undefined {
  if (change.kind === 'parameter') return writeParameter(space, change);
  if (change.kind === 'submission') {
    const lists = listsToCount(space, 'smtpd', serverTls(space).value);
    return all([enableSubmission(space.instance), editParameters(space.instance, { sets: lists, leaving: [] })]);
  }
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

/** The level of the table's entry for the relay, which wins over that of main.cf; undefined for any other change. */
export function writePolicy(policy: Setting<string>, change: Change): Edit[] | undefined {
  if (change.kind !== 'connection' || !change.tls || change.tls === 'implicit' || change.port !== undefined)
    return undefined;
  const edit = policy.editable?.replace(change.verify ? 'secure' : LEVELS[change.tls]);
  return edit && [edit];
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
  const sets: Plan['sets'][number][] = [];
  const leaving: Definition[] = [];
  const set = (name: string, value: string) => {
    const service = space.definition(name)?.service ?? (own ? space.service : undefined);
    const earlier = sets.findIndex((other) => other.name === name && other.service === service);
    if (earlier >= 0) sets.splice(earlier, 1);
    sets.push({ name, value, service });
    leaving.push(...superseded(instance, name, service).filter((old) => !leaving.includes(old)));
  };
  const unset = (name: string) => {
    const scope = scopeOf(instance, space.definition(name)?.service);
    leaving.push(...scope.filter((definition) => definition.name === name));
  };
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
  if (change.tls === 'implicit' || change.tls === 'starttls') sets.push(...listsToCount(space, program, mode));
  if (change.verify) {
    // Without a CA nothing would be trusted, and all mail would wait.
    if (trustsAuthorities(space, program) === false) {
      const bundle = publicAuthorities(instance);
      if (!bundle) return undefined;
      set(`${program}_tls_CAfile`, bundle);
    }
    set(level, 'secure');
  }
  if (change.minVersion) sets.push(modernised(space, protocolsParameter(program, mode ?? 'starttls')));
  if (change.ciphers) {
    const grade = mode === 'opportunistic' ? `${program}_tls_ciphers` : `${program}_tls_mandatory_ciphers`;
    if (/^(?:low|export|null)$/i.test(space.value(grade) ?? '')) unset(grade);
    else unset(`tls_${space.value(grade)?.toLowerCase()}_cipherlist`);
  }
  if (change.secret) return undefined;
  return editParameters(instance, { sets, leaving });
}

/** What stands in main.cf holds for services to come, too, so that it is set there. */
function modernised(space: Space, list: string): Plan['sets'][number] {
  const current = space.definition(list);
  return { name: list, value: modernList(current?.raw ?? ''), service: current?.service };
}

/** The list of versions that begins to count once TLS is required, where it lets old ones through. */
function listsToCount(space: Space, program: string, mode: TlsMode | undefined): Plan['sets'] {
  const list = protocolsParameter(program, 'starttls');
  const counts = mode === 'starttls' || mode === 'implicit';
  return !counts && allowsObsolete(space, list) ? [modernised(space, list)] : [];
}

/** The program whose TLS a parameter makes a requirement. */
function requiresTls(name: string, value: string): string | undefined {
  const [, program, what] = /^(smtpd|smtp|lmtp)_tls_(security_level|wrappermode)$/.exec(name) ?? [];
  return (what === 'wrappermode' ? /^yes$/i : STRONG).test(value) ? program : undefined;
}

const levelOf = (space: Space, program: string) =>
  program === 'smtpd' ? serverTls(space).value : clientTls(space, program as 'smtp' | 'lmtp').tls.value;

/** True where a list that is written lets old versions through. */
function allowsObsolete(space: Space, list: string): boolean {
  const { value, origin } = space.effective(list);
  if (value === undefined || origin.kind === 'default') return false;
  const { allowed, broken } = readProtocols(value);
  return broken === undefined && allowed.some((version) => version !== 'TLSv1.2' && version !== 'TLSv1.3');
}

/** TLS 1.2 and newer, in a form that the author's release surely reads: `>=` exists since Postfix 3.6. */
const modernList = (current: string) =>
  /[<>]=/.test(current) || current === '' ? '>=TLSv1.2' : '!SSLv2, !SSLv3, !TLSv1, !TLSv1.1';
