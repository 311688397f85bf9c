/** What the parts of the evaluator, and the libraries that complete it, may ask of it. */
import type { Budget } from './budget';
import type { Facts } from './facts';
import type { Surroundings } from './surroundings';
import type { Argument, Node } from './syntax';
import type { Frame, Provenance, Unknown, Value } from './values';

export interface Evaluator {
  readonly surroundings: Surroundings;
  readonly library: Library;
  readonly facts: Facts;
  readonly budget: Budget;
  /** Environment variables that were read, with the first place. */
  readonly read: ReadonlyMap<string, Node>;
  readonly isSpent: boolean;

  evaluate(node: Node, frame?: Frame): Value;
  /** The value that a name has at a place. */
  name(name: string, node: Node, frame: Frame | undefined): Value;
  /** `value.key`, read at `node`. */
  member(value: Value, key: string, node: Node): Value;
  /** The module or package that an import text names. */
  module(source: string, node: Node): Value;
  /** An environment variable, read at `node`. */
  environment(name: string, node: Node): Value;
  /** The text of a computed key; undefined where it is not known. */
  keyText(node: Node, frame: Frame | undefined): string | undefined;
  /** A value of which nothing is known; `name` tells it from others, so that it can be recognised elsewhere. */
  opaque(node: Node, name?: string): Unknown;
  /** The node itself as the place where a value is written. */
  written(node: Node): Provenance;

  /** Whether a condition holds in this world; one that nothing decides is decided here, for the whole world. */
  condition(node: Node, frame?: Frame): boolean;
  decide(value: Value, node: Node): boolean;
  /** Takes for granted what must have held for a place to be reached; false where it contradicts what is known. */
  assumeReached(node: Node, frame?: Frame): boolean;
  /** The comparison of a switch's value with the test of a case. */
  caseValue(value: Node, test: Node, frame: Frame | undefined): Value;

  /** What `compute` gives, or `unknown` where that would lead too deep or nothing is left to spend. */
  within<T>(compute: () => T, unknown: () => T): T;
  /** Computes a value that may lead back to itself. */
  guarded(key: string, node: Node, compute: () => Value): Value;
  /** The same, of what is worth the same wherever it is asked for. */
  lasting(key: string, node: Node, compute: () => Value): Value;
}

/** A call, with the value of what is called. */
export interface Call {
  readonly target: Value;
  readonly callee: Node;
  readonly args: readonly Argument[];
  readonly node: Node;
  readonly frame: Frame | undefined;
}

/** A function that is known by its name: undefined where its arguments say nothing. */
export type Builtin = (evaluator: Evaluator, args: readonly (() => Value)[], node: Node) => Value | undefined;

/** What a parameter, a field or `new` asks a framework for. */
export interface Wanted {
  /** The name of its type or class, as written; empty where none is. */
  readonly type: string;
  /** The key by which a parameter's pattern takes it: `env` in `({ env }) => …`. */
  readonly key?: string;
}

/** What a library or framework adds to the language. The evaluator asks, and knows none of them by name. */
export interface Library {
  /** What a package gives to those who import it; undefined for any other one. */
  module?(evaluator: Evaluator, source: string, node: Node): Value | undefined;
  /** Functions that a program finds under a global name, by their path: `env.int`. */
  readonly functions?: Readonly<Record<string, Builtin>>;
  /** The value of a call of the library; undefined for any other one. */
  call?(evaluator: Evaluator, call: Call): Value | undefined;
  /** What the framework puts where somebody asks for it. */
  injected?(evaluator: Evaluator, wanted: Wanted, node: Node): Value | undefined;
}
