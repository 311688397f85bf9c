/** Settings without effect, under old names, or under names that do not exist. */

import { PARAMETERS, serviceSuffixOf } from '../../data/postfix-parameters';
import type { DeprecatedFact, IgnoredFact } from '../../facts';
import type { ServiceEntry } from '../../formats/master-cf-tree';
import { spanOf } from '../../formats/postfix-lines';
import { compareLevels } from '../../formats/postfix-macros';
import { isEnvironmentName, isFilledIn } from '../../formats/postfix-templates';
import type { Observation, Proposal, Setting } from '../../model';
import { finderOf } from '../../nearest';
import type { Space } from './evaluate';
import { allDefinitions, type Definition, hasAllServices, type Instance, written } from './instance';
import { type Names, nearestParameter } from './names';
import { leastRelease } from './release';
import { listenerOf } from './services';
import { booleanOf } from './tls';

/** Names that nothing reads, and `$names` that stand for nothing; `isInScripts`: a program of the project has the name. */
export function unknownNames(instance: Instance, names: Names, isInScripts: (name: string) => boolean): Observation[] {
  const found: Observation[] = [];
  const own = new Set(allDefinitions(instance).map(({ name }) => name));
  let find: ReturnType<typeof finderOf> | undefined;
  const nearestOwn = (name: string) => {
    find ??= finderOf(own);
    return find(name);
  };
  for (const definition of allDefinitions(instance)) {
    // A quoted or templated name is told otherwise, or nobody's business.
    if (/^["'\uFEFF]/.test(definition.name) || isFilledIn(definition.name)) continue;
    if (!names.isUsed(definition)) {
      const meant = nearestParameter(definition.name);
      const unread = !meant && !instance.whole;
      // A parameter of one's own is called after the one that a service is given it for, and services stand elsewhere.
      const isOwn = isNamedAfterOther(definition.name) && !hasAllServices(instance);
      if (!unread && !isOwn) found.push({ kind: 'unknown-parameter', at: written(definition), nearest: meant });
    }
    if (!instance.whole || !definition.certain || PARAMETERS.get(definition.name)?.type === 'raw') continue;
    for (const reference of definition.macros.references) {
      if (names.isDefined(reference.name, definition.service) || isEnvironmentName(reference.name)) continue;
      if (!definition.service && own.has(reference.name)) continue;
      const nearest = nearestOwn(reference.name) ?? nearestParameter(reference.name);
      // By a leading underscore authors keep names of their own apart.
      if (nearest === undefined && (reference.name.startsWith('_') || isInScripts(reference.name))) continue;
      found.push({ kind: 'unknown-parameter', at: referenceSetting(definition, reference), nearest });
    }
  }
  return found;
}

function referenceSetting(
  definition: Definition,
  reference: { name: string; start: number; end: number },
): Setting<string> {
  const { line, position, at, raw } = definition;
  const nameStart = reference.start + raw.slice(reference.start, reference.end).indexOf(reference.name);
  const span = spanOf(line, position + nameStart, position + nameStart + reference.name.length);
  const place = { uri: at.uri, span };
  return {
    value: '',
    raw: raw.slice(reference.start, reference.end),
    at: place,
    name: `$${reference.name}`,
    origin: { kind: 'literal' },
    editable: { replace: () => undefined, rename: (name) => ({ uri: at.uri, span, text: name }) },
  };
}

/** `privacy_header_checks`: a parameter's name behind a word that begins none of Postfix's own programs. */
function isNamedAfterOther(name: string): boolean {
  const [, word, rest] = /^([a-z]+)_(\w+)$/.exec(name) ?? [];
  return rest !== undefined && PARAMETERS.has(rest) && !/^(?:smtpd?|lmtp|tls|sasl|qmgr|local|virtual)/.test(word!);
}

/** Earlier definitions of the same name in the same place, and services that a later entry replaces. */
export function duplicates(instance: Instance): Observation[] {
  const found: Observation[] = [...repeated(instance.assignments)];
  for (const overrides of instance.overrides.values()) found.push(...repeated(overrides));
  const { master } = instance;
  const last = new Map<string, ServiceEntry>();
  for (const entry of [...(master?.services ?? [])].reverse()) {
    const key = `${entry.service.text}/${entry.type.text}`;
    const door = doorOf(entry);
    const winner = last.get(door);
    if (!winner) last.set(door, entry);
    else if (!winner.line.conditional && !entry.line.conditional) {
      const at = { uri: master!.uri, span: entry.service.span };
      found.push({
        kind: 'duplicate',
        at: {
          value: key,
          raw: entry.service.text,
          at,
          name: key,
          origin: { kind: 'literal' },
          editable: entry.editable,
        },
        winner: { uri: master!.uri, span: winner.service.span },
      });
    }
  }
  return found;
}

/** Where a service listens: `smtps` and `465` are one port, of which master(8) gives the last entry all connections. */
function doorOf({ service, type }: ServiceEntry): string {
  const { host, port } = type.text === 'inet' ? listenerOf(service.text) : {};
  return port === undefined ? `${service.text}/${type.text}` : `${host?.toLowerCase() ?? ''}:${port}/inet`;
}

function repeated(definitions: readonly Definition[]): Observation[] {
  const last = new Map<string, Definition>();
  const found: Observation[] = [];
  for (const definition of [...definitions].reverse()) {
    if (isFilledIn(definition.name)) continue;
    const winner = last.get(definition.name);
    // What scripts and modules set once more they mean to replace.
    if (!winner || definition.line.isElsewhere) last.set(definition.name, definition);
    else if (!winner.line.conditional && !definition.line.conditional) {
      found.push({ kind: 'duplicate', at: written(definition), winner: winner.at });
    }
  }
  return found;
}

/** The switches of Postfix 2.2. */
const SWITCH = /_(use_tls|enforce_tls)$/;

/** What they mean as a level. */
const AS_LEVEL: Readonly<Record<string, string>> = { use_tls: 'may', enforce_tls: 'encrypt' };

export function obsoleteSettings(instance: Instance): Observation[] {
  const all = allDefinitions(instance);
  const old = all.filter(({ name }) => {
    const parameter = PARAMETERS.get(name);
    return parameter?.deprecated ?? parameter?.removed;
  });
  if (old.length === 0) return [];
  const scopes = new Scopes(instance, instance.releaseNamed ? instance.release : leastRelease(all));
  return old.flatMap((definition) => obsoleteSetting(scopes, definition));
}

/** What else is set where a definition stands, and the release that reads it at least. */
class Scopes {
  private readonly own = new Map<ServiceEntry, ReadonlyMap<string, Definition>>();

  constructor(
    readonly instance: Instance,
    readonly release: string,
  ) {}

  of({ service }: Definition): ReadonlyMap<string, Definition> {
    if (!service) return this.instance.settings;
    const found =
      this.own.get(service) ?? new Map((this.instance.overrides.get(service) ?? []).map((one) => [one.name, one]));
    this.own.set(service, found);
    return found;
  }
}

function obsoleteSetting(scopes: Scopes, definition: Definition): Observation[] {
  const { name } = definition;
  const parameter = PARAMETERS.get(name);
  const at = written(definition);
  if (!parameter?.deprecated) {
    const fact: DeprecatedFact = { code: 'removed', release: parameter?.removed ?? '' };
    return [{ kind: 'deprecated', at, fact, fix: removal(at, true) }];
  }
  const { since } = parameter.deprecated;
  const { release, releaseNamed } = scopes.instance;
  // The switches of 2.2 are obsolete wherever levels exist.
  if (releaseNamed && !SWITCH.test(name) && (compareLevels(release, since) ?? 0) < 0) return [];
  const use = newNameOf(definition);
  if (!use) {
    return [{ kind: 'deprecated', at, fact: { code: 'default-is-right', release: since }, fix: removal(at) }];
  }
  const isSwitch = SWITCH.test(name) || name === 'disable_dns_lookups';
  const isNo = isSwitch && definition.raw.toLowerCase() === 'no' && !isOverruling(scopes.instance, definition);
  const fact: DeprecatedFact = isNo
    ? { code: 'default-is-right', release: since, value: 'no' }
    : { code: 'replaced', release: since, use };
  return [{ kind: 'deprecated', at, fact, fix: replacement(scopes, definition, use) }];
}

/** What took the place of a parameter, by the name that the program of the service reads. */
function newNameOf({ name, service }: Definition): string | undefined {
  const use = PARAMETERS.get(name)?.deprecated?.use;
  return name === 'disable_dns_lookups' && service?.program.text === 'lmtp' ? 'lmtp_dns_support_level' : use;
}

/** A `no` of a service that undoes another value of main.cf. */
const isOverruling = ({ settings }: Instance, { name, service }: Definition) =>
  service !== undefined && (SWITCH.test(name) || (settings.get(name)?.raw.toLowerCase() ?? 'no') !== 'no');

/** `disable_dns_lookups`, whose `yes` is one of three levels now. */
function asSupportLevel(definition: Definition, use: string, isNew: boolean): Proposal | undefined {
  if (!definition.certain || definition.raw.toLowerCase() !== 'yes') return undefined;
  const { service } = definition;
  return {
    title: `Use \`${use} = disabled\``,
    change: {
      kind: 'parameter',
      name: use,
      value: 'disabled',
      service: service && `${service.service.text}/${service.type.text}`,
    },
    // In main.cf the old name holds for lmtp(8), too.
    suggestion: isNew || !service,
    asWritten: !isNew,
  };
}

const removal = (setting: Setting<unknown>, suggestion = false): Proposal => ({
  title: `Remove \`${setting.name}\``,
  change: { kind: 'remove', settings: [setting] },
  suggestion,
});

function replacement(scopes: Scopes, definition: Definition, use: string): Proposal | undefined {
  const at = written(definition);
  const scope = scopes.of(definition);
  const current = scope.get(use);
  const switched = SWITCH.exec(definition.name)?.[1];
  // A level that is not empty makes the switches meaningless.
  if (switched && current?.certain && current.raw !== '') return removal(at);
  // A release that does not know the new name would ignore it.
  const since = PARAMETERS.get(use)?.since;
  const isNew = since !== undefined && (compareLevels(since, scopes.release) ?? 1) > 0;
  if (definition.name === 'disable_dns_lookups') {
    if (current) return current.certain && current.raw !== '' ? removal(at) : undefined;
    const isNo = definition.raw.toLowerCase() === 'no' && !isOverruling(scopes.instance, definition);
    return isNo ? removal(at) : asSupportLevel(definition, use, isNew);
  }
  if (PARAMETERS.get(definition.name)?.aliasOf === use && !current)
    return { title: `Rename to \`${use}\``, change: { kind: 'rename', setting: at, name: use }, suggestion: isNew };
  if (!switched || current || !definition.certain) return undefined;
  const value = definition.raw.toLowerCase();
  if (value === 'no') return definition.service ? undefined : removal(at, true);
  if (value !== 'yes') return undefined;
  const level = strongest(definition.name, scope) ?? AS_LEVEL[switched]!;
  const service = definition.service && `${definition.service.service.text}/${definition.service.type.text}`;
  return {
    title: `Use \`${use} = ${level}\``,
    change: { kind: 'parameter', name: use, value: level, service },
  };
}

/** `encrypt` where the stronger switch stands beside the weaker one. */
function strongest(name: string, scope: ReadonlyMap<string, Definition>): string | undefined {
  const enforce = scope.get(name.replace(/_use_tls$/, '_enforce_tls'));
  return enforce?.raw.toLowerCase() === 'yes' ? 'encrypt' : undefined;
}

const READ_ONLY: ReadonlySet<string> = new Set(['process_name', 'process_id', 'service_name']);

/** Programs whose parameters the table knows completely enough to say that they do not read one. */
const KNOWN_READERS: ReadonlySet<string> = new Set(['smtpd', 'smtp', 'lmtp', 'postscreen']);

export function ignoredSettings(
  instance: Instance,
  names: Names,
  main: Space,
  spaces: readonly Space[],
): Observation[] {
  const found: Observation[] = [];
  for (const definition of allDefinitions(instance)) {
    if (READ_ONLY.has(definition.name)) {
      found.push({
        kind: 'ignored',
        at: written(definition),
        fact: { code: 'set-by-program' },
        fix: removal(written(definition)),
      });
    }
  }
  for (const [entry, overrides] of instance.overrides) {
    for (const definition of overrides) found.push(...unread(entry, definition, names));
  }
  return [...found, ...overruled(instance, names), ...unusedPasswords(instance, main, spaces)];
}

/** The resolver of addresses decides with these, so that an `-o` of smtpd changes nothing. */
const RESOLVED: ReadonlySet<string> = new Set([
  'relay_domains',
  'mydestination',
  'virtual_alias_domains',
  'virtual_mailbox_domains',
]);

/** An `-o` reaches only the processes of its own service. */
function unread(entry: ServiceEntry, definition: Definition, names: Names): Observation[] {
  const { name } = definition;
  const program = entry.program.text;
  const resolved = program === 'smtpd' && RESOLVED.has(name);
  const readers = resolved ? ['trivial-rewrite'] : PARAMETERS.get(name)?.readBy;
  if (!readers || !KNOWN_READERS.has(program) || names.isReferenced(name)) return [];
  if (readers.includes(program) || readers.some((reader) => reader.startsWith('all'))) return [];
  // postscreen hands its TLS settings to tlsproxy, and smtp and lmtp are one program.
  if (
    program === 'postscreen' ||
    ((program === 'smtp' || program === 'lmtp') && /^(?:smtp|lmtp)_/.test(name) && !readers.includes('qmgr'))
  ) {
    return [];
  }
  const at = written(definition);
  const suffix = serviceSuffixOf(name);
  const fact: IgnoredFact = {
    code: 'other-program',
    program,
    readers: readers.slice(0, 3),
    name: suffix ? `${entry.service.text}${suffix}` : name,
  };
  return [
    {
      kind: 'ignored',
      at,
      fact,
      fix: { title: 'Remove the option', change: { kind: 'remove', settings: [at] }, suggestion: true },
    },
  ];
}

/** A setting of main.cf that every service which reads it overrides. */
function overruled(instance: Instance, names: Names): Observation[] {
  const { master } = instance;
  if (!master || master.open || master.services.length < 5) return [];
  const found: Observation[] = [];
  for (const [name, definition] of instance.settings) {
    const readers = PARAMETERS.get(name)?.readBy;
    if (!readers || readers.some((reader) => !KNOWN_READERS.has(reader)) || names.isReferenced(name)) continue;
    // A strict list in main.cf is a safety net for services to come.
    if (PARAMETERS.get(name)?.kind === 'restrictions') continue;
    // A program that is missing may be any.
    const services = instance.services.filter(
      ({ program }) => readers.includes(program.text) || program.text.startsWith('-'),
    );
    const overriding = services.map((entry) => entry.overrides.find((override) => override.name === name));
    const first = overriding[0];
    if (!first || overriding.some((override) => !override)) continue;
    found.push({
      kind: 'ignored',
      at: written(definition),
      fact: { code: 'overridden-everywhere' },
      by: { uri: master.uri, span: first.at },
    });
  }
  return found;
}

/** Passwords that no program looks up: mail is sent without a login, and no error is raised. */
function unusedPasswords(instance: Instance, main: Space, spaces: readonly Space[]): Observation[] {
  return (['smtp', 'lmtp'] as const).flatMap((program): Observation[] => {
    const maps = instance.settings.get(`${program}_sasl_password_maps`);
    const enable = `${program}_sasl_auth_enable`;
    if (!maps?.raw || !instance.whole) return [];
    if ([main, ...spaces].some((space) => booleanOf(space, enable) !== false)) return [];
    return [
      {
        kind: 'ignored',
        at: written(maps),
        fact: { code: 'login-disabled', enable },
        fix: {
          title: `Set \`${enable} = yes\``,
          change: { kind: 'parameter', name: enable, value: 'yes' },
          suggestion: true,
        },
      },
    ];
  });
}
