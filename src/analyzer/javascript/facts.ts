/**
 * Worlds: what is assumed of conditions that no file decides. A run of the evaluator asks; each distinct condition is
 * followed both ways, so that `isProd ? 465 : 1025` and `secure: isProd` always come from one and the same world.
 */

import { LIMITS } from './budget';

/** A decided condition, for the world's name. */
export interface Decision {
  readonly key: string;
  readonly holds: boolean;
  /** The condition as the author wrote it. */
  readonly text: string;
}

const equality = (key: string, literal: string) => `${key} === ${literal}`;

const STAGE = /^(?:NODE_ENV|APP_ENV|APP_STAGE|STAGE|VERCEL_ENV|CI)$/;

/** Which stage a program runs in is told from outside, whatever a file or a default says. */
export const isStage = (name: string): boolean => STAGE.test(name);

/** What is taken for true in one world. Keys are names of unknown values; `k === literal` excludes its siblings. */
export class Facts {
  private readonly known = new Map<string, boolean>();
  /** For each key, the literal that it equals. */
  private readonly equals = new Map<string, string>();
  /** Variables taken for unset because of a fallback; comparisons with them stay open. */
  private readonly unset = new Set<string>();
  private readonly decided: Decision[] = [];

  constructor(preset: readonly Decision[] = []) {
    for (const decision of preset) this.assume(decision.key, decision.holds);
  }

  /** Decisions that this run had to make by itself, in order; each was taken to hold. */
  get fresh(): readonly Decision[] {
    return this.decided;
  }

  holds(key: string): boolean | undefined {
    const own = this.known.get(key);
    if (own !== undefined) return own;
    const cut = key.indexOf(' === ');
    const same = cut < 0 ? this.equals.get(key) : this.equals.get(key.slice(0, cut));
    if (same === undefined) {
      const isUnset = cut < 0 ? this.unset.has(key) : this.known.get(key.slice(0, cut)) === false;
      return isUnset ? false : undefined;
    }
    return cut < 0 ? !['', 'false', '0', 'undefined'].includes(same) : key === equality(key.slice(0, cut), same);
  }

  /** The literal that a value is known to equal. */
  literal(key: string): string | undefined {
    return this.equals.get(key);
  }

  assume(key: string, holds: boolean): void {
    if (this.known.has(key)) return;
    this.known.set(key, holds);
    const cut = key.indexOf(' === ');
    if (cut >= 0 && holds) this.equals.set(key.slice(0, cut), key.slice(cut + 5));
  }

  /** Takes a variable for unset, as far as nothing is known of it. */
  suppose(key: string): void {
    this.unset.add(key);
  }

  /** Decides a condition that nothing decides yet. */
  decide(key: string, text: string): boolean {
    const known = this.holds(key);
    if (known !== undefined) return known;
    this.decided.push({ key, holds: true, text });
    this.assume(key, true);
    return true;
  }
}

export { equality as equalityKey };

/**
 * Every outcome of the conditions that a run asks about, with the decisions that lead to it; no more of them than
 * `LIMITS.worlds`, and those that are left out are only not looked at.
 */
export function explore<T>(
  run: (facts: Facts) => T,
  given: readonly Decision[] = [],
): { readonly result: T; readonly decisions: readonly Decision[] }[] {
  const worlds: { result: T; decisions: readonly Decision[] }[] = [];
  const open: (readonly Decision[])[] = [[]];
  for (let preset = open.shift(); preset && worlds.length < LIMITS.worlds; preset = open.shift()) {
    let decisions = preset;
    let result: T;
    // A value that was asked for before its condition was decided must see the decision, too: run again.
    for (let pass = 0; ; pass++) {
      const facts = new Facts([...given, ...decisions]);
      result = run(facts);
      const { fresh } = facts;
      for (const [index, decision] of fresh.entries()) {
        if (worlds.length + open.length >= LIMITS.worlds) break;
        open.push([...decisions, ...fresh.slice(0, index), { ...decision, holds: false }]);
      }
      decisions = [...decisions, ...fresh];
      if (fresh.length === 0 || pass === 3) break;
    }
    worlds.push({ result, decisions });
  }
  return worlds;
}
