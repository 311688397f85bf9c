/** Deciding a table's rules over settings of which some may be unknown. */
import type { Condition, PortRule, TableDialect, TlsRule } from '../../data/dialects-shape';
import { readBoolean } from './booleans';

/** What is known of a key: not set, set to a text, or set to something unknown. Empty texts count as not set. */
export type Known = { readonly set: false } | { readonly set: true; readonly text: string | undefined };

export const UNSET: Known = { set: false };

/** What a rule may ask: keys, `$port`, `$scheme`, `$host`, `?parameter`. */
export type Lookup = (name: string) => Known;

/** Whether a condition holds; undefined where an unknown value decides. */
export function holds(dialect: TableDialect, name: string, condition: Condition, lookup: Lookup): boolean | undefined {
  const known = lookup(name);
  if (condition === 'set') return known.set;
  if (condition === 'unset') return !known.set;
  const fallback = dialect.defaults?.[name];
  const text = known.set ? known.text : fallback;
  if (known.set && text === undefined) return undefined;
  if (typeof condition === 'boolean') {
    if (text === undefined) return false;
    const value = readBoolean(dialect.boolean, text);
    // Refused by the program, or understood by some of them: what happens then is unknown.
    return value === undefined ? undefined : value === condition;
  }
  if ('anyCase' in condition)
    return text !== undefined && condition.anyCase.some((word) => word.toLowerCase() === text.toLowerCase());
  if ('not' in condition) return text !== undefined && !condition.not.some((word) => String(word) === text);
  return text !== undefined && condition.some((word) => String(word) === text);
}

/** Whether all conditions hold; undefined where that cannot be known. */
export function allHold(
  dialect: TableDialect,
  conditions: Readonly<Record<string, Condition>>,
  lookup: Lookup,
): boolean | undefined {
  let outcome: boolean | undefined = true;
  for (const [name, condition] of Object.entries(conditions)) {
    const held = holds(dialect, name, condition, lookup);
    if (held === false) return false;
    if (held === undefined) outcome = undefined;
  }
  return outcome;
}

/** Switches that the table reads as booleans, and as nothing else. */
export function isBooleanKey({ tls, verify }: TableDialect, key: string): boolean {
  const rules = [...tls, ...(verify?.rules ?? [])];
  const conditions = rules.flatMap((rule) => (rule.if && key in rule.if ? [rule.if[key]] : []));
  return (
    conditions.length > 0 && conditions.every((condition) => typeof condition === 'boolean' || condition === 'unset')
  );
}

export interface Decision {
  readonly mode: TlsRule['mode'];
  /** The rule that decided; absent where several may, and the mode is unknown or the same for all of them. */
  readonly rule?: TlsRule;
}

/** The first rule that holds. Unknown values leave several rules possible: then the mode they share, else unknown. */
export function decide(dialect: TableDialect, lookup: Lookup): Decision {
  const possible: TlsRule[] = [];
  for (const rule of dialect.tls) {
    const held = rule.if === undefined ? true : allHold(dialect, rule.if, lookup);
    if (held !== false) possible.push(rule);
    if (held === true) break;
  }
  const [first] = possible;
  if (!first || possible.some(({ mode }) => mode !== first.mode)) return { mode: 'unknown' };
  return possible.length === 1 ? { mode: first.mode, rule: first } : { mode: first.mode };
}

/** The port without a port setting, where rules tell it; undefined where an unknown value decides. */
export function portByRules(dialect: TableDialect, lookup: Lookup): number | undefined {
  if (!Array.isArray(dialect.port)) return undefined;
  for (const rule of dialect.port as readonly PortRule[]) {
    const held = rule.if === undefined ? true : allHold(dialect, rule.if, lookup);
    if (held === undefined) return undefined;
    if (held) return rule.port;
  }
  return undefined;
}
