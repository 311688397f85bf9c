/** Spelling a change in a dialect, by turning its table round: which assignment of its keys yields the wanted mode? */
import type { Condition, TableDialect } from '../../data/dialects-shape';
import { applyEdits } from '../../edits';
import { kindOf } from '../../kinds';
import type { ConnectionChange, Edit, Scalar, Setting, TlsMode } from '../../model';
import { readBoolean, spellBoolean } from './booleans';
import { allHold, decide, type Known, type Lookup, portByRules, UNSET } from './conditions';
import { spelledKey } from './gather';
import type { Found, Gathered, UrlSettings } from './gathered';
import type { Located } from './located';
import { passwordEdits } from './password';

/** One assignment: a key, a `?parameter` or `$scheme`, and its new text; undefined takes it out. */
interface Assignment {
  readonly name: string;
  readonly text: string | undefined;
  /** Changing what is there is cheaper than adding, adding cheaper than taking out. */
  readonly cost: number;
}

/** Every mode with a port where it belongs. */
const PORTS = { off: 25, opportunistic: 587, starttls: 587, implicit: 465 } as const satisfies Record<TlsMode, number>;
const MODES = Object.keys(PORTS) as TlsMode[];

/** The modes that can be written here. */
export function expressible(gathered: Gathered): TlsMode[] {
  const open = new Set(MODES);
  for (const assignments of choices(candidates(gathered), MOST_ASSIGNMENTS)) {
    if (!isEvident(gathered, assignments)) continue;
    for (const mode of open) {
      if (decide(gathered.dialect, assume(gathered, assignments, PORTS[mode])).mode === mode) open.delete(mode);
    }
    if (open.size === 0) break;
  }
  return MODES.filter((mode) => !open.has(mode));
}

const isOfUrl = (name: string) => name === '$scheme' || name.startsWith('?');

/** Every text that the table gives a key a meaning for. */
function textsFor(gathered: Gathered, name: string): string[] {
  const { dialect } = gathered;
  const texts = new Set<string>();
  const now = gathered.lookup(name);
  const isUpper = now.set && now.text !== undefined && now.text === now.text.toUpperCase();
  const add = (condition: Condition) => {
    if (typeof condition === 'boolean') {
      for (const value of [true, false]) {
        const word = spellBoolean(dialect.boolean, value, neighbours(gathered, name));
        if (word !== undefined) texts.add(word);
      }
    } else if (typeof condition === 'object') {
      if ('anyCase' in condition) for (const word of condition.anyCase) texts.add(isUpper ? word.toUpperCase() : word);
      else if (!('not' in condition)) for (const word of condition) texts.add(String(word));
    }
  };
  for (const rule of dialect.tls) {
    const condition = rule.if?.[name];
    if (condition !== undefined) add(condition);
  }
  return [...texts];
}

/** Texts whose style a new boolean follows: the key's own first, then those of the other switches. */
function* neighbours(gathered: Gathered, name: string): Generator<string> {
  const own = gathered.found.find(({ key }) => key === name);
  for (const found of own ? [own, ...gathered.found] : gathered.found) {
    if ((found.field === 'tls' || found.field === 'verify') && found.setting.value) yield found.setting.value;
  }
}

/** Written where it holds for others, too. */
const isShared = ({ found, source }: Gathered, name: string) =>
  found.some(({ key, located }) => key === name && source.isShared(located));

function candidates(gathered: Gathered): Assignment[][] {
  const { dialect, url, lookup } = gathered;
  const names = new Set(dialect.tls.flatMap((rule) => Object.keys(rule.if ?? {})));
  const result: Assignment[][] = [];
  for (const name of names) {
    if (name === '$port' || (isOfUrl(name) && !url) || (!isOfUrl(name) && dialect.keys[name] !== 'tls')) continue;
    const now = lookup(name);
    const obsolete = dialect.obsolete?.[name] !== undefined;
    if (!now.set && obsolete) continue;
    const options = textsFor(gathered, name)
      .filter((text) => !now.set || text !== now.text)
      .map((text): Assignment => ({ name, text, cost: now.set ? 10 : 16 }));
    if (now.set && name !== '$scheme' && !isShared(gathered, name)) options.push({ name, text: undefined, cost: 22 });
    if (options.length > 0) result.push(options);
  }
  return result;
}

/** All choices of at most `most` assignments of different names. */
function* choices(options: readonly (readonly Assignment[])[], most: number, from = 0): Generator<Assignment[]> {
  yield [];
  if (most === 0) return;
  for (let index = from; index < options.length; index++)
    for (const option of options[index]!)
      for (const others of choices(options, most - 1, index + 1)) yield [option, ...others];
}

const MOST_ASSIGNMENTS = 3;

/** What takes the switches out that newer releases do not read. */
const renewing = ({ dialect, found }: Gathered): Assignment[] =>
  found
    .filter(({ key, field }) => field === 'tls' && dialect.obsolete?.[key] !== undefined)
    .map(({ key }) => ({ name: key, text: undefined, cost: 0 }));

/** The cheapest assignments, besides the given ones, with which the dialect yields a mode, on a port where one is given. */
function assignmentsFor(
  gathered: Gathered,
  mode: TlsMode,
  port: number | undefined,
  given: readonly Assignment[],
): Assignment[] | undefined {
  const open = candidates(gathered).filter(([first]) => !given.some(({ name }) => name === first?.name));
  let best: { assignments: Assignment[]; cost: number } | undefined;
  for (const chosen of choices(open, MOST_ASSIGNMENTS)) {
    const assignments = [...given, ...chosen];
    const cost = assignments.reduce((sum, assignment) => sum + assignment.cost, 0);
    if (best && cost >= best.cost) continue;
    if (isEvident(gathered, assignments) && decide(gathered.dialect, assume(gathered, assignments, port)).mode === mode)
      best = { assignments, cost };
  }
  return best?.assignments;
}

/** In a dialect of habits only what is written counts. */
const isEvident = ({ dialect, found }: Gathered, assignments: readonly Assignment[]) =>
  !dialect.presumed ||
  found.some(({ field, key }) => field === 'tls' && !assignments.some(({ name, text }) => name === key && !text)) ||
  assignments.some(({ text }) => text !== undefined);

function assume(gathered: Gathered, assignments: readonly Assignment[], port: number | undefined): Lookup {
  const { dialect, lookup } = gathered;
  const assumed: Lookup = (name) => {
    if (name === '$port' && port !== undefined) return { set: true, text: String(port) };
    if (name === '$port' && !gathered.port) {
      const ruled = portByRules(dialect, assumed);
      return ruled === undefined ? lookup(name) : { set: true, text: String(ruled) };
    }
    const assigned = assignments.find((assignment) => assignment.name === name);
    if (!assigned) return lookup(name);
    const empty = assigned.text === undefined || assigned.text === '' || dialect.nothing?.includes(assigned.text);
    return empty ? UNSET : ({ set: true, text: assigned.text } satisfies Known);
  };
  return assumed;
}

/** The edits of one change; undefined where some part of it cannot be spelled. */
export function writeConnection(gathered: Gathered, change: ConnectionChange): Edit[] | undefined {
  const { url, host } = gathered;
  const given = change.renewed ? renewing(gathered) : [];
  const switches = change.tls ? assignmentsFor(gathered, change.tls, change.port, given) : [];
  const verification = change.verify ? verificationOn(gathered) : [];
  if (!switches || !verification) return undefined;
  const assignments = [...switches, ...verification];
  const inUrl = assignments.filter(({ name }) => isOfUrl(name));
  const beside = !url || portIsBeside(gathered, url);
  const ofUrl = beside ? { ...change, port: undefined } : change;
  const moves = ofUrl.host !== undefined || ofUrl.port !== undefined;
  const leaving = new Set(assignments.flatMap(({ name, text }) => (text === undefined ? [name] : [])));
  const staying = { ...gathered, found: gathered.found.filter(({ key }) => !leaving.has(key)) };
  return join([
    ...(url && (moves || inUrl.length > 0) ? [rewriteUrl(url, ofUrl, inUrl)] : []),
    ...(!url && change.host !== undefined ? [one(host?.editable?.replace(change.host))] : []),
    ...(beside && change.port !== undefined ? [writePort(staying, change.port)] : []),
    ...assignments.filter(({ name }) => !isOfUrl(name)).map((assignment) => assign(gathered, assignment, staying)),
    ...(change.minVersion ? [pinVersion(firstSetting(gathered, 'versions'))] : []),
    ...(change.secret ? [passwordEdits(gathered)] : []),
    ...(change.ciphers ? [firstSetting(gathered, 'ciphers')?.editable?.remove?.()] : []),
  ]);
}

/** `tls://smtp.example.com` for a host: a program with a setting for the port takes none behind it. */
const portIsBeside = ({ dialect, found }: Gathered, { whole, parts }: UrlSettings): boolean =>
  !parts.port &&
  keyOfField(dialect, 'port') !== undefined &&
  found.some(({ field, setting }) => field === 'host' && setting === whole);

const one = (edit: Edit | undefined): Edit[] | undefined => edit && [edit];

/** All of the edits, or none where one part has no words. */
const join = (parts: readonly (Edit[] | undefined)[]): Edit[] | undefined =>
  parts.every((part) => part !== undefined) ? parts.flat() : undefined;

const firstSetting = ({ found }: Gathered, field: Found['field']) => found.find((one) => one.field === field)?.setting;

/** Keeps the spelling of the file: `TLS1.0` becomes `TLS1.2`, `TLSv1` becomes `TLSv1.2`. */
function pinVersion(setting: Setting<string> | undefined): Edit[] | undefined {
  if (!setting) return undefined;
  const { raw } = setting;
  const style = /TLS[ _]?v?(?=\d)/i.exec(raw)?.[0] ?? 'TLSv';
  const digits = /TLS[ _]?v?1[_]?0\b|TLS[ _]?v?1[_]?1\b|TLS1[0-3]\b/i.test(raw) && !raw.includes('.') ? '12' : '1.2';
  const edit = setting.editable?.replace(`${style}${digits}`);
  return edit && [edit];
}

/** The entry beside which a new key belongs: another switch, else the port, else the host. */
function neighbour({ found, source }: Gathered): Located | undefined {
  const own = found.filter(({ located }) => !source.isShared(located));
  const of = (field: Found['field']) => own.findLast((one) => one.field === field)?.located;
  return of('tls') ?? of('port') ?? of('host') ?? of('hostPort') ?? own.at(-1)?.located;
}

function insert(gathered: Gathered, key: string, text: string): Edit[] | undefined {
  const after = neighbour(gathered);
  const edit = after && gathered.source.insert(spelledKey(gathered, key, after), typed(gathered, key, text), after);
  return edit && [edit];
}

/** Maps of typed kinds hold real booleans and numbers, save where their switches are quoted; all else is text. */
function typed({ dialect, source, found }: Gathered, name: string, text: string): Scalar {
  if (source.kind !== 'map' || !kindOf(source.format).isTyped) return text;
  const rules = [...dialect.tls, ...(dialect.verify?.rules ?? [])];
  const isSwitch = (key: string) => rules.some((rule) => typeof rule.if?.[key] === 'boolean');
  if (kindOf(source.format).isCode && /^(?:true|false)$/.test(text)) return text === 'true';
  if (!isSwitch(name)) return /^\d+$/.test(text) ? Number(text) : text;
  if (found.some(({ key, located }) => located.entry.quote && isSwitch(key))) return text;
  return readBoolean(dialect.boolean, text) ?? text;
}

/** `staying`: what is still there afterwards, so that a new key can stand beside it. */
function assign(gathered: Gathered, { name, text }: Assignment, staying: Gathered): Edit[] | undefined {
  const there = isShared(gathered, name) ? undefined : gathered.found.find(({ key }) => key === name)?.setting;
  if (!there) return text === undefined ? [] : insert(staying, name, text);
  return text === undefined ? there.editable?.remove?.() : one(there.editable?.replace(typed(gathered, name, text)));
}

function writePort(gathered: Gathered, port: number): Edit[] | undefined {
  const { dialect, found } = gathered;
  const written = found.find(({ field, setting }) => field === 'port' || (field === 'hostPort' && setting.value));
  const key = written?.key ?? keyOfField(dialect, 'port');
  // The map that this one inherits its server from is judged by itself, and fixed there.
  if (written && gathered.source.parent && isShared(gathered, written.key)) return undefined;
  if (!written || isShared(gathered, written.key)) {
    const whole = written?.field === 'hostPort' ? `${gathered.host?.raw}:${port}` : String(port);
    return key === undefined ? undefined : insert(gathered, key, whole);
  }
  if (written.field === 'hostPort' && !gathered.port)
    return one(written.setting.editable?.replace(`${written.setting.value}:${port}`));
  return one((gathered.port ?? written.setting).editable?.replace(port));
}

export const keyOfField = (dialect: TableDialect, field: Found['field']): string | undefined =>
  Object.keys(dialect.keys).find((key) => dialect.keys[key] === field && !key.includes('*'));

/** One edit that rewrites the URL with its new scheme, port and parameters; the rest of it stays as it is. */
function rewriteUrl(
  { parts, text: before, whole }: UrlSettings,
  change: ConnectionChange,
  assignments: readonly Assignment[],
): Edit[] | undefined {
  const edits: Edit[] = [];
  const write = (start: number, end: number, text: string) =>
    edits.push({ uri: whole.at.uri, span: { start, end }, text });
  const added: string[] = [];
  for (const { name, text } of assignments) {
    const span = name === '$scheme' ? parts.schemeSpan : parts.parameters.get(name.slice(1));
    if (!span) added.push(...(text === undefined ? [] : [`${name.slice(1)}=${text}`]));
    else if (text !== undefined)
      write(span.start, span.end, span === parts.schemeSpan && span.end === 0 ? `${text}://` : text);
    else write(span.start - name.length, span.end, '');
  }
  const { host, port, authorityEnd, end } = parts;
  if (change.host !== undefined) write(host.start, host.end, change.host);
  if (change.port !== undefined) {
    if (port) write(port.start, port.end, String(change.port));
    else write(authorityEnd, authorityEnd, `:${change.port}`);
  }
  if (added.length > 0) write(end, end, (parts.parameters.size > 0 ? '&' : '?') + added.join('&'));
  const text = applyEdits(before, edits);
  return one(whole.editable?.replace(text.replace(/([?&])&+/g, '$1').replace(/[?&]$/, '')));
}

/** What switches verification on again: the opposite boolean, else the setting taken out; undefined where nothing does. */
function verificationOn(gathered: Gathered): Assignment[] | undefined {
  const { dialect, lookup } = gathered;
  const assignments = (dialect.verify?.rules ?? [])
    .filter((rule) => rule.is !== 'full' && allHold(dialect, rule.if, lookup) === true)
    .flatMap((rule): Assignment[] => {
      const [name, condition] = Object.entries(rule.if).find(([key]) => lookup(key).set) ?? [];
      if (name === undefined) return [];
      const opposite = typeof condition === 'boolean' ? !condition : undefined;
      const text =
        opposite === undefined ? undefined : spellBoolean(dialect.boolean, opposite, neighbours(gathered, name));
      return [{ name, text, cost: 0 }];
    });
  // One switch may stand for both, as Outline's SMTP_SECURE does: another mode needs another port.
  const keepsMode = decide(dialect, assume(gathered, assignments, undefined)).mode === decide(dialect, lookup).mode;
  return assignments.length > 0 && keepsMode ? assignments : undefined;
}
