/** Effective values: what a program of a service gets when it asks for a parameter. */
import { isReadBy, PARAMETERS, type PostfixParameter } from '../../data/postfix-parameters';
import type { ServiceEntry } from '../../formats/master-cf-tree';
import { compareLevels, expandMacros, type Macros, parseMacros, soleReference } from '../../formats/postfix-macros';
import { isEnvironmentName, isTemplateText } from '../../formats/postfix-templates';
import type { Place, Setting } from '../../model';
import { affectedBy } from './dependents';
import type { Definition, Instance } from './instance';

/** One service's view of all parameters: its `-o` values over main.cf over the defaults. */
export interface Space {
  readonly instance: Instance;
  readonly service?: ServiceEntry;
  /** The view of main.cf alone, with which a service shares what it does not set itself. */
  readonly base?: Space;
  /** Where a finding about something absent is shown. */
  readonly anchor: Place;
  /** True for a service where a parameter may have another value than in main.cf alone. */
  differs(name: string): boolean;
  /** The assignment that holds for a name; undefined where only a default, or nothing, does. */
  definition(name: string): Definition | undefined;
  /** The expanded value; empty where the name is defined nowhere, undefined where the value is unknown. */
  value(name: string): string | undefined;
  /** The default before expansion; undefined where it depends on the machine, or on a part that is not at hand. */
  defaultText(name: string): string | undefined;
  /** Expands a text that stands in this space. */
  expand(text: string): string | undefined;
  /** The expanded value with the place that determines it. */
  effective(name: string): Setting<string>;
  /**
   * The value that holds whenever its line is there, where a template's condition is all that makes it unknown, and it is
   * written once.
   */
  ifThere(name: string): Setting<string>;
  /** Names whose expansion leads back to themselves. */
  isCyclic(name: string): boolean;
}

/** Defaults that nobody can know from the files: they depend on the machine. */
const DEPENDS_ON_MACHINE = /^\(.*\)$/;

/** What no distribution sets in its main.cf, and nobody without saying more of TLS in the same place. */
const NOT_STOCK: ReadonlySet<string> = new Set([
  'smtp_tls_wrappermode',
  'smtp_tls_policy_maps',
  'smtp_tls_per_site',
  'default_transport',
  'relay_transport',
  'smtpd_tls_wrappermode',
]);

/** A release's default; empty for most parameters. */
export function defaultOf(parameter: PostfixParameter, release: string): string {
  const { default: value = '' } = parameter;
  if (typeof value === 'string') return value;
  let current = value[0]?.[1] ?? '';
  for (const [since, next] of value) if ((compareLevels(since, release) ?? 0) <= 0) current = next;
  return current;
}

/**
 * `base`: the view of main.cf alone, where there is one already. `reader`: a program that knows the defaults of what it
 * reads and takes any other parameter for empty where the files do not set it.
 */
export function createSpace(instance: Instance, service?: ServiceEntry, base?: Space, reader?: string): Space {
  const own = new Map(
    (service ? (instance.overrides.get(service) ?? []) : []).map((override) => [override.name, override]),
  );
  const definition = (name: string) => own.get(name) ?? instance.settings.get(name);
  const known = new Map<string, string | undefined>();
  const cyclic = new Set<string>();
  const open: string[] = [];

  const builtIn: ReadonlyMap<string, string | undefined> = new Map([
    ['service_name', service?.service.text],
    ['process_name', service?.program.text],
    ['process_id', undefined],
  ]);

  let affected: ReadonlySet<string> | undefined;
  const differs = (name: string) => {
    affected ??= affectedBy(instance, [...own.keys(), ...builtIn.keys()]);
    return affected.has(name);
  };

  /** The text that a name has before expansion. */
  function raw(name: string): string | undefined {
    if (builtIn.has(name)) return builtIn.get(name);
    const assigned = definition(name);
    return assigned ? (assigned.certain ? assigned.raw : undefined) : defaultText(name);
  }

  function defaultText(name: string): string | undefined {
    const isKnown = instance.whole || (instance.changesStock && NOT_STOCK.has(name));
    if (!isKnown || isEnvironmentName(name)) return undefined;
    const parameter = PARAMETERS.get(name);
    // An old name has no default of its own; the one that took its place refers to it.
    if (parameter?.class === 'legacy') return '';
    if (reader !== undefined && parameter?.readBy && !isReadBy(parameter, reader)) return '';
    if (parameter?.since && (compareLevels(parameter.since, instance.release) ?? 0) > 0) return '';
    const text = parameter ? defaultOf(parameter, instance.release) : (instance.serviceDefaults.get(name) ?? '');
    return DEPENDS_ON_MACHINE.test(text) ? undefined : text;
  }

  function compute(name: string): string | undefined {
    const text = raw(name);
    if (!text?.includes('$') || PARAMETERS.get(name)?.type === 'raw') return text;
    return expanded(definition(name)?.macros ?? parseMacros(text));
  }

  function value(name: string): string | undefined {
    if (base && !differs(name)) return base.value(name);
    if (known.has(name)) return known.get(name);
    if (open.includes(name) || open.length > 100) {
      for (const member of open.slice(Math.max(0, open.indexOf(name)))) cyclic.add(member);
      return undefined;
    }
    open.push(name);
    const result = compute(name);
    open.pop();
    known.set(name, result);
    return result;
  }

  const lookup = { value, raw };
  const expanded = ({ nodes, error }: Macros) => (error ? undefined : expandMacros(nodes, lookup));
  const expand = (text: string) => expanded(parseMacros(text));

  const anchor: Place = service
    ? { uri: instance.master!.uri, span: service.service.span }
    : { uri: (instance.main ?? instance.master)!.uri, span: headOf(instance) };

  /** Follows `$name` to the place where the text really stands. */
  function origin(name: string): { readonly definition: Definition; readonly read?: Place } | undefined {
    let current = definition(name);
    let read: Place | undefined;
    for (let step = 0; current && step < 20; step++) {
      const next = PARAMETERS.get(current.name)?.type === 'raw' ? undefined : soleReference(current.raw);
      const target = next === undefined ? undefined : definition(next);
      if (!target) break;
      read ??= current.at;
      current = target;
    }
    return current && { definition: current, read };
  }

  function effective(name: string): Setting<string> {
    const found = origin(name);
    const result = value(name);
    if (!found) {
      return {
        value: result,
        raw: '',
        at: anchor,
        name,
        origin: { kind: result === undefined ? 'opaque' : 'default' },
      };
    }
    const { definition: from, read } = found;
    return {
      value: result,
      raw: from.raw,
      at: from.at,
      key: from.key,
      name,
      origin:
        result === undefined
          ? { kind: 'opaque' }
          : read
            ? { kind: 'variable', name: from.name, read }
            : { kind: 'literal' },
      editable: from.editable,
    };
  }

  function ifThere(name: string): Setting<string> {
    const setting = effective(name);
    const from = definition(name);
    if (setting.value !== undefined || !from || from.certain || from.line.interrupted) return setting;
    const scope = from.service ? (instance.overrides.get(from.service) ?? []) : instance.assignments;
    const isOnce = scope.filter((other) => other.name === name).length === 1;
    return isOnce && from.line.conditional && !isTemplateText(from.raw) && !from.raw.includes('$')
      ? { ...setting, value: from.raw, origin: { kind: 'literal' } }
      : setting;
  }

  return {
    instance,
    service,
    base,
    anchor,
    differs,
    definition,
    value,
    defaultText,
    expand,
    effective,
    ifThere,
    isCyclic: (name) => {
      if (base && !differs(name)) return base.isCyclic(name);
      value(name);
      return cyclic.has(name);
    },
  };
}

const ofSmtpd = new WeakMap<Space, Space>();

/** What smtpd itself sees where it puts a text together (seen in the log of smtpd 3.7: `${smtp_helo_name:x}` is `x`). */
export function asSmtpd(space: Space): Space {
  let found = ofSmtpd.get(space);
  if (!found) {
    found = createSpace(space.instance, space.service, undefined, 'smtpd');
    ofSmtpd.set(space, found);
  }
  return found;
}

function headOf({ main, master }: Instance) {
  return main?.assignments[0]?.nameSpan ?? master?.services[0]?.service.span ?? { start: 0, end: 0 };
}
