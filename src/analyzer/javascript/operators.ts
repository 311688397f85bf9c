/** JavaScript's operators and conversions on values of which not everything is known. */
import type { Scalar } from '../model';
import { LIMITS } from './budget';
import { equalityKey, type Facts, isStage } from './facts';
import { placeOf, textOf } from './syntax';
import {
  type Choice,
  convertedEditable,
  type Known,
  keyFor,
  type Piece,
  type Primitive,
  type Provenance,
  type TextTrail,
  truthinessOf,
  type Unknown,
  type Value,
} from './values';

const trail = (given: TextTrail | undefined, how: TextTrail['how']): TextTrail | undefined =>
  given && (given.how === 'text' || given.how === 'truthiness') ? { ...given, how } : given;

export function known(value: Primitive, source: Provenance, more: Partial<Known> = {}): Known {
  return { kind: 'known', value, source, ...more };
}

/** What comes out of a package, as the scalar that it is where it is compared or has a fallback. */
function asScalar(value: Value): Value {
  if (value.kind !== 'external' || value.path.length === 0) return value;
  const source: Provenance = { at: placeOf(value.node), raw: textOf(value.node), origin: { kind: 'opaque' } };
  return { kind: 'unknown', source, key: keyFor(value) };
}

const isScalar = (value: Value): value is Known | Unknown => value.kind === 'known' || value.kind === 'unknown';

/** `Number(x)`, `+x`, `parseInt(x)`: the same place, the same name, another type. */
export function toNumber(value: Value, convert: (value: Primitive) => number, fallback: Unknown): Value {
  if (!isScalar(value)) return fallback;
  const how = trail(value.trail, 'number');
  return value.kind === 'known'
    ? { ...value, value: convert(value.value), trail: how, pieces: undefined, readings: undefined }
    : { ...value, trail: how, pieces: undefined, readings: undefined };
}

export function toText(value: Value, convert: (text: string) => string, fallback: Unknown): Value {
  if (!isScalar(value)) return fallback;
  const readings = value.readings?.map((reading) => convert(String(reading)));
  return value.kind === 'unknown'
    ? { ...value, readings }
    : { ...value, value: convert(String(value.value)), readings };
}

/** `!!x`, `Boolean(x)`, `x ? true : false`. */
export function toBoolean(value: Value, source: Provenance): Value {
  const truthy = truthinessOf(value);
  const how = isScalar(value) ? trail(value.trail, 'truthiness') : undefined;
  if (value.kind === 'known') {
    const isBoolean = typeof value.value === 'boolean';
    return known(Boolean(value.value), isBoolean || how ? value.source : source, { trail: how });
  }
  if (truthy !== undefined) return known(truthy, source, { trail: how });
  return value.kind === 'unknown' ? { ...value, trail: how, pieces: undefined } : { kind: 'unknown', source };
}

export function not(value: Value, source: Provenance): Value {
  const positive = toBoolean(value, source);
  if (!isScalar(positive)) return positive;
  const flipped = positive.trail && { ...positive.trail, negated: !positive.trail.negated };
  if (positive.kind === 'unknown') {
    const truthy = positive.truthy === undefined ? undefined : !positive.truthy;
    return { ...positive, negated: !positive.negated, truthy, trail: flipped };
  }
  // A literal behind a name may serve others, who do not see it negated.
  if (positive.source.origin.kind !== 'variable') return known(!positive.value, source, { trail: flipped });
  const { editable } = positive.source;
  const turned = convertedEditable(editable, (wanted) => (typeof wanted === 'boolean' ? !wanted : undefined));
  return known(!positive.value, { ...positive.source, editable: turned }, { trail: flipped });
}

/** How the other text of a pair is written, for the edit that turns a comparison round. */
const OPPOSITES: Readonly<Record<string, string>> = {
  true: 'false',
  false: 'true',
  '1': '0',
  '0': '1',
  yes: 'no',
  no: 'yes',
  on: 'off',
  off: 'on',
};

function comparisonEditable(text: Known, literal: Primitive, negated: boolean) {
  return convertedEditable(text.source.editable, (wanted): Scalar | undefined => {
    if (typeof wanted !== 'boolean' || typeof literal !== 'string' || typeof text.value !== 'string') return undefined;
    return wanted !== negated ? literal : OPPOSITES[literal];
  });
}

/** `===`, `==` and their opposites. */
export function equal(operator: string, one: Value, other: Value, source: Provenance, facts: Facts): Value {
  const [left, right] = [asScalar(one), asScalar(other)];
  const negated = operator.startsWith('!');
  const strict = operator.length === 3;
  const unknown: Unknown = { kind: 'unknown', source };
  if (!isScalar(left) || !isScalar(right)) return unknown;
  if (isStandIn(left, right) || isStandIn(right, left)) return unknown;
  const never = neverEqual(left, right, strict) ?? neverEqual(right, left, strict);
  if (never) return known(negated, source, { trail: never });
  const isSame = (a: Primitive, b: Primitive) => {
    // biome-ignore lint/suspicious/noDoubleEquals: the operator that the program uses
    return strict ? a === b : a == b;
  };
  const either = ofReadings(left, right, isSame) ?? ofReadings(right, left, isSame);
  if (either === 'differs') return unknown;
  if (either) return known(either.same !== negated, either.source);
  if (left.kind === 'known' && right.kind === 'known') {
    const same = isSame(left.value, right.value);
    const choice = choiceOf(left, right, negated) ?? choiceOf(right, left, negated);
    const variable =
      left.source.origin.kind === 'variable' ? left : right.source.origin.kind === 'variable' ? right : undefined;
    if (!variable) return known(same !== negated, source, { choice });
    const literal = variable === left ? right.value : left.value;
    const editable = comparisonEditable(variable, literal, negated);
    return known(same !== negated, { ...variable.source, editable }, { choice });
  }
  const [open, fixed] = left.kind === 'unknown' ? [left, right] : [right, left];
  if (open.kind !== 'unknown' || fixed.kind !== 'known' || open.key === undefined) return unknown;
  if (fixed.value === undefined || fixed.value === null) {
    const truthy = open.truthy === undefined ? undefined : !open.truthy !== negated;
    return { ...unknown, key: open.key, negated: !negated, truthy };
  }
  const key = equalityKey(open.key, String(fixed.value));
  // What is compared with a boolean is one.
  const asBoolean = typeof fixed.value === 'boolean' && open.truthy !== undefined;
  const holds = asBoolean ? (open.truthy !== (open.negated === true)) === fixed.value : facts.holds(key);
  return { ...unknown, key, negated, truthy: holds === undefined ? undefined : holds !== negated };
}

/** `settings.port || false`, compared with a port: what the settings hold is open. */
const isStandIn = (one: Known | Unknown, other: Known | Unknown): boolean =>
  one.kind === 'known' &&
  one.value === false &&
  one.source.origin.kind === 'fallback' &&
  other.kind === 'known' &&
  typeof other.value !== 'boolean';

/** The comparison of a value that is one possibility with a text or number. */
function choiceOf({ key, source, value }: Known, other: Known, negated: boolean): Choice | undefined {
  const { origin, isSample } = source;
  const isPossibility =
    isSample || origin.kind === 'fallback' || (origin.kind === 'environment' && value === undefined);
  const isLiteral = typeof other.value === 'string' || typeof other.value === 'number';
  return key !== undefined && isPossibility && isLiteral
    ? { key: equalityKey(key, String(other.value)), negated }
    : undefined;
}

/** The comparison of what a value may be with what another one is; undefined where only one thing is possible. */
function ofReadings(
  { readings, source }: Known | Unknown,
  other: Known | Unknown,
  isSame: (a: Primitive, b: Primitive) => boolean,
): { readonly same: boolean; readonly source: Provenance } | 'differs' | undefined {
  if (!readings || other.kind !== 'known' || other.readings) return undefined;
  const [same = false, ...more] = new Set(readings.map((reading) => isSame(reading, other.value)));
  // Which text would turn the comparison round is as little known as the reader.
  return more.length > 0 ? 'differs' : { same, source: { ...source, editable: undefined } };
}

/** Text out of the environment beside a boolean or number: strictly never equal, whether the variable is set or not. */
function neverEqual(text: Known | Unknown, other: Known | Unknown, strict: boolean): TextTrail | undefined {
  if (text.trail?.how !== 'text' || other.kind !== 'known') return undefined;
  const { value } = other;
  if (text.kind === 'known' && typeof text.value !== 'string') {
    const { kind } = text.source.origin;
    if (kind !== 'environment' && (kind !== 'fallback' || text.value === value)) return undefined;
  }
  if (typeof value !== 'boolean' && !(strict && typeof value === 'number')) return undefined;
  return { ...text.trail, how: 'never', against: value };
}

const FROM_ENVIRONMENT: ReadonlySet<string> = new Set(['variable', 'environment', 'fallback']);

export const piecesOf = (value: Value): readonly Piece[] => {
  if (!isScalar(value)) return [{ text: undefined }];
  if (value.pieces) return value.pieces;
  const source = FROM_ENVIRONMENT.has(value.source.origin.kind) ? value.source : undefined;
  if (value.kind === 'unknown') return [{ text: undefined, source }];
  const plain = value.source.raw === String(value.value) ? value.source.at : undefined;
  return [{ text: String(value.value), at: plain, source }];
};

/** A text put together from values: known where all of them are, else a text with holes. */
export function concatenated(parts: readonly (Piece | Value)[], source: Provenance): Known | Unknown {
  const pieces = parts.flatMap((part) => ('kind' in part ? piecesOf(part) : [part]));
  const texts = pieces.map(({ text }) => text);
  let length = 0;
  for (const text of texts) length += text?.length ?? 0;
  if (pieces.length > LIMITS.pieces || length > LIMITS.text) return { kind: 'unknown', source };
  return texts.every((text) => text !== undefined)
    ? known(texts.join(''), source, { pieces })
    : { kind: 'unknown', source, pieces };
}

const mayBeText = (value: Value) =>
  value.kind === 'known' ? typeof value.value === 'string' : value.kind === 'unknown' && value.pieces !== undefined;

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => Primitive>> = {
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

/** `+`, arithmetic and order. */
export function computed(operator: string, left: Value, right: Value, source: Provenance): Value {
  if (operator === '+' && (mayBeText(left) || mayBeText(right))) return concatenated([left, right], source);
  if (left.kind !== 'known' || right.kind !== 'known') return { kind: 'unknown', source };
  if (operator === '+') return known(Number(left.value) + Number(right.value), source);
  const compute = ARITHMETIC[operator];
  return compute ? known(compute(Number(left.value), Number(right.value)), source) : { kind: 'unknown', source };
}

/**
 * `x ?? y` and `x || y` where x is decided. A literal behind something that no file tells is a known possibility: it is
 * taken, and the variable, parameter or property counts as unset in this world.
 */
export function fallback(operator: '??' | '||', given: Value, right: () => Value, facts: Facts): Value {
  const left = asScalar(given);
  if (!isScalar(left)) return left;
  const missing = operator === '??' ? isNullish : (value: Primitive) => !value;
  const variable = openName(left);
  if (left.kind === 'known') {
    if (!missing(left.value)) return withDefault(left, operator, right);
    const other = right();
    if (variable === undefined || !isNoValue(other)) return asFallback(other, left, operator);
    const { source, key, trail } = left;
    return { kind: 'unknown', source, key, trail, truthy: false };
  }
  // The opposite of what nobody sets is true.
  if (variable === undefined || left.truthy === true || left.negated)
    return withDefault({ ...left, pieces: undefined }, operator, right);
  const other = right();
  if (other.kind !== 'known' || isNoValue(other))
    return { ...left, pieces: undefined, trail: joined(left.trail, other, operator) };
  if (left.key !== undefined) {
    if (isStage(/^env:(\w+)$/.exec(left.key)?.[1] ?? '')) return { ...left, pieces: undefined };
    if (facts.holds(equalityKey(left.key, String(other.value))) === false)
      return withDefault({ ...left, pieces: undefined }, operator, right);
    facts.suppose(left.key);
  }
  return asFallback(other, left, operator);
}

/** What a value that no file tells is called: the variable, or the expression as it is written. */
function openName(value: Known | Unknown): string | undefined {
  const { origin, raw } = value.source;
  if (origin.kind === 'environment') return origin.name;
  return value.kind === 'unknown' && value.key !== undefined && origin.kind === 'opaque' ? raw : undefined;
}

/** `process.env.X || ''` says nothing about a server: it only satisfies the compiler. */
const isNoValue = (value: Value): boolean =>
  value.kind === 'known' && (isNullish(value.value) || /^\s*0?$/.test(String(value.value)));

const isNullish = (value: Primitive) => value === undefined || value === null;

function withDefault(left: Known | Unknown, operator: '??' | '||', right: () => Value): Value {
  return left.trail ? { ...left, trail: joined(left.trail, right(), operator) } : left;
}

function asFallback(value: Value, left: Known | Unknown, operator: string): Value {
  if (value.kind !== 'known') return value;
  const { key, trail: text } = left;
  const name = value.source.origin.kind === 'literal' ? openName(left) : undefined;
  const origin = name === undefined ? undefined : { kind: 'fallback' as const, name, read: left.source.at };
  return {
    ...value,
    ...(origin ? { source: { ...value.source, origin }, key } : {}),
    trail: joined(text, value, operator) ?? value.trail,
  };
}

/** `x || true` is true whatever the variable says; other defaults leave a text a text. */
function joined(text: TextTrail | undefined, other: Value, operator: string): TextTrail | undefined {
  return text && operator === '||' && other.kind === 'known' && other.value === true
    ? { ...text, how: 'always' }
    : text;
}
