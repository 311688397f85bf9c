/** What the evaluator knows of a JavaScript value, and where that was written. */
import type { Editable, Origin, Place, Scalar, Span } from '../model';
import type { Node, Property } from './syntax';

export type Primitive = string | number | boolean | null | undefined;

/** Where a value is written, and how it can be fixed there. */
export interface Provenance {
  /** Without quotes. */
  readonly at: Place;
  readonly raw: string;
  readonly origin: Origin;
  /** The name and key of an environment variable, where the value is written as one. */
  readonly variable?: { readonly name: string; readonly key: Place };
  readonly editable?: Editable;
  /** Of a template, which is copied and filled in. */
  readonly isSample?: boolean;
  /** The literal in the code, where the value is one. */
  readonly node?: Node;
}

/**
 * How text out of the environment became this value, where that is not what a boolean or number needs:
 * `text` itself, its truthiness (`!!x`), a number of it (`Number('true')` is NaN), a comparison of text with a boolean
 * or number, which is never true, `x || true`, which always is.
 */
export interface TextTrail {
  readonly how: 'text' | 'truthiness' | 'number' | 'never' | 'always';
  /** The expression that reads the variable: `process.env.SMTP_SECURE`. */
  readonly read: Node;
  readonly variable: string;
  /** What the comparison compares with. */
  readonly against?: Primitive;
  /** An odd number of `!` lies between. */
  readonly negated?: boolean;
}

export interface Known {
  readonly kind: 'known';
  readonly value: Primitive;
  readonly source: Provenance;
  readonly trail?: TextTrail;
  /** Texts that the value was put together from, where each stands as it is in the source. */
  readonly pieces?: readonly Piece[];
  /** Identity of the environment variable or name behind it, for comparisons in other places. */
  readonly key?: string;
  readonly readings?: Readings;
  readonly choice?: Choice;
}

/**
 * A comparison with a value that is one possibility (a fallback, a template's): as a value it is what it is there, as a
 * condition it is open. The key names the comparison, or with `negated` its opposite.
 */
export interface Choice {
  readonly key: string;
  readonly negated: boolean;
}

/** What a value may be, where its reader may turn text into a number or a boolean. */
export type Readings = readonly Primitive[];

export interface Unknown {
  readonly kind: 'unknown';
  readonly source: Provenance;
  /** What the value is called across the world: two unknowns with one key are equal. */
  readonly key?: string;
  /** The key names the value's opposite. */
  readonly negated?: boolean;
  /** Known of an otherwise unknown value. */
  readonly truthy?: boolean;
  readonly trail?: TextTrail;
  /** A text with holes: `smtp://${user}@mail.example.com`. */
  readonly pieces?: readonly Piece[];
  readonly readings?: Readings;
}

/** A part of a text: known, with the span where it stands unescaped, or a hole. */
export interface Piece {
  readonly text: string | undefined;
  readonly at?: Place;
  /** Of a part that the environment gives: it is written there, and other code may read it, too. */
  readonly source?: Provenance;
}

export interface Member {
  readonly key: string;
  /** The property as written; absent for what a later assignment or a file adds. */
  readonly property?: Property;
  /** The assignment that set it: `options.port = 25`. */
  readonly assignment?: Node;
  readonly value: () => Value;
}

export interface ObjectValue {
  readonly kind: 'object';
  /** The literal, or what stands for it. */
  readonly node: Node;
  /** In the order of evaluation. A key may come twice, the last one counts; `unknown` may set any key. */
  readonly members: readonly (Member | 'unknown')[];
  /** What a module exports as a whole: without a member `default` it is that itself. */
  readonly isModule?: true;
}

export interface ArrayValue {
  readonly kind: 'array';
  readonly node: Node;
  readonly items: readonly (() => Value)[];
  /** True where a spread or a hole makes the positions uncertain. */
  readonly open: boolean;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly node: Node;
  readonly frame: Frame | undefined;
  readonly self?: Value;
}

/** A global or something out of a package: `process.env`, `nodemailer.createTransport`. */
export interface External {
  readonly kind: 'external';
  /** The package; undefined for a global. */
  readonly module?: string;
  readonly path: readonly string[];
  readonly node: Node;
}

/** A module of the workspace, or a class of it and its instances. */
export interface Namespace {
  readonly kind: 'namespace';
  readonly node: Node;
  readonly member: (name: string) => Value | undefined;
  readonly isClass?: boolean;
  /** The value at a dotted path, for objects that are asked with `get('a.b')`. */
  readonly lookUp?: (path: string) => Value;
}

export type Value = Known | Unknown | ObjectValue | ArrayValue | FunctionValue | External | Namespace;

/** The call that is being looked into. */
export interface Frame {
  readonly fn: Node;
  /** Undefined where a framework makes the call. */
  readonly args: readonly (() => Value)[] | undefined;
  readonly self?: Value;
  readonly parent: Frame | undefined;
}

/** The last word on a key: its member, `unknown` where something unknown may have set it, undefined where nothing does. */
export function memberOf(object: ObjectValue, key: string): Member | 'unknown' | undefined {
  for (let index = object.members.length - 1; index >= 0; index--) {
    const member = object.members[index];
    if (member === 'unknown' || member?.key === key) return member;
  }
  return undefined;
}

/** Computes a value once, when it is asked for. */
export function once(compute: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}

/** Truthiness as JavaScript has it; undefined where it cannot be known. */
export function truthinessOf(value: Value): boolean | undefined {
  if (value.kind === 'known') return Boolean(value.value);
  if (value.kind === 'unknown') return value.truthy;
  return value.kind === 'external' || value.kind === 'namespace' ? undefined : true;
}

export const spanAt = (place: Place, from: number, to: number): Place => ({
  uri: place.uri,
  span: { start: place.span.start + from, end: place.span.start + to } satisfies Span,
});

/** An editable whose values pass through a conversion first; undefined means that the place cannot hold the value. */
export function convertedEditable(
  editable: Editable | undefined,
  convert: (value: Scalar) => Scalar | undefined,
): Editable | undefined {
  if (!editable) return undefined;
  return {
    ...editable,
    replace: (value) => {
      const converted = convert(value);
      return converted === undefined ? undefined : editable.replace(converted);
    },
  };
}

/** What a value is called across the world. */
export function keyFor(value: Value): string | undefined {
  if (value.kind === 'unknown' || value.kind === 'known') return value.key;
  return value.kind === 'external' ? `external:${value.module ?? ''}:${value.path.join('.')}` : undefined;
}
