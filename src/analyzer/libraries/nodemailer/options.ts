/** The options of one transport, from wherever nodemailer takes them: service over URL over object. */
import { keySpan } from '../../javascript/context';
import { known } from '../../javascript/operators';
import { innerSpan, placeOf } from '../../javascript/syntax';
import {
  type Known,
  type Member,
  memberOf,
  type ObjectValue,
  type Piece,
  type Provenance,
  spanAt,
  type Unknown,
  type Value,
} from '../../javascript/values';
import type { Editable, Place, Setting } from '../../model';
import { percentEncoded } from '../../percent';
import { type ConnectionUrl, HOLE, parameterValue, parseConnectionUrl, type UrlPart } from './connection-url';
import { memberEditable } from './edits';
import { type Service, serviceOf } from './services';
import type { Version } from './version';

/** One option as nodemailer gets it. */
export interface Option {
  readonly name: string;
  readonly value: Value;
  readonly from: 'object' | 'url' | 'service';
  /** The property or assignment, for options of an object. */
  readonly member?: Member;
}

export interface UrlReading {
  readonly url: ConnectionUrl;
  readonly source: Provenance;
  /** The whole text, with holes. */
  readonly text: string;
  /** Where a range of the text is written; undefined where it is not written in one piece, or not as it is. */
  place(start: number, end: number): Place | undefined;
  /** What gives exactly this range, where that is a variable of the environment. */
  variable(start: number, end: number): Provenance | undefined;
}

export interface Options {
  readonly object?: ObjectValue;
  readonly url?: UrlReading;
  readonly service?: Option;
  /** The service's entry; undefined where the name is unknown to nodemailer or to us. */
  readonly entry?: Service;
  /** True where the object's other keys may or may not count beside the URL. */
  readonly uncertain: boolean;
  get(name: string): Option | undefined;
  /** A key of the nested `tls`. */
  tls(name: string): Option | undefined;
}

const unknownAt = (place: Place): Unknown => ({
  kind: 'unknown',
  source: { at: place, raw: '', origin: { kind: 'opaque' } },
});

/** A key of an object; a key that something unknown may have set has an unknown value. */
export function optionIn(object: ObjectValue, name: string): Option | undefined {
  const member = memberOf(object, name);
  if (member === undefined) return undefined;
  if (member === 'unknown') return { name, value: unknownAt(placeOf(object.node)), from: 'object' };
  const value = member.value();
  return { name, value: isPutOff(name, value) ? unknownAt(value.source.at) : value, from: 'object', member };
}

/** Options that are no switches. */
const TEXTS: ReadonlySet<string> = new Set(['host', 'port', 'service', 'url', 'user', 'pass']);

/** `settings.host || false`: what no file tells, or there is no mail. */
const isPutOff = (name: string, value: Value): value is Known =>
  TEXTS.has(name) && value.kind === 'known' && value.value === false && value.source.origin.kind === 'fallback';

/** True for an option that is not there, or is there as undefined. */
export const isUnset = (option: Option | undefined): boolean =>
  option === undefined || (option.value.kind === 'known' && option.value.value === undefined);

/**
 * True for a variable that this world takes for unset, as a guard asks for it: `if (USER || PASS)` makes a world with only
 * one of the two, and its author does not.
 */
export const isUnsetByGuard = ({ value }: Option): boolean =>
  value.kind === 'known' && !value.value && value.source.origin.kind === 'environment';

/** Reads the text of a connection URL; undefined for any other value. */
export function urlReading(value: Value): UrlReading | undefined {
  if (value.kind !== 'known' && value.kind !== 'unknown') return undefined;
  const whole = value.kind === 'known' && typeof value.value === 'string' ? value.value : undefined;
  const pieces: readonly Piece[] | undefined =
    value.pieces ?? (whole === undefined ? undefined : [{ text: whole, at: value.source.at }]);
  const text = pieces?.map((piece) => piece.text ?? HOLE).join('');
  const url = text === undefined ? undefined : parseConnectionUrl(text);
  if (!pieces || !url || text === undefined) return undefined;
  return {
    url,
    text,
    source: value.source,
    place: (start, end) => placeIn(pieces, start, end),
    variable: (start, end) =>
      piecesAround(pieces, start, end).find(({ from, to }) => from === start && to === end)?.piece.source,
  };
}

/** The pieces that hold a range, each with its own; an empty range may lie between two. */
function piecesAround(pieces: readonly Piece[], start: number, end: number) {
  let from = 0;
  return pieces.flatMap((piece) => {
    const to = from + (piece.text ?? HOLE).length;
    const found = { piece, from, to };
    from = to;
    return start >= found.from && end <= to ? [found] : [];
  });
}

function placeIn(pieces: readonly Piece[], start: number, end: number): Place | undefined {
  const around = piecesAround(pieces, start, end);
  // What is added to the text is no part of the variable that it begins or ends with.
  const found =
    start === end ? around.findLast(({ piece, from, to }) => !piece.source || (from < start && end < to)) : around[0];
  if (!found) return undefined;
  const {
    piece: { at, text },
    from,
  } = found;
  const asWritten = at && at.span.end - at.span.start === text?.length;
  return asWritten ? spanAt(at, start - from, end - from) : undefined;
}

/** A part of a URL as a value that can be fixed in place. */
export function partValue(reading: UrlReading, part: UrlPart, convert = (text: string): Known['value'] => text): Value {
  const variable = reading.variable(part.start, part.end);
  if (variable)
    return part.value === undefined ? { kind: 'unknown', source: variable } : known(convert(part.value), variable);
  const place = reading.place(part.start, part.end);
  const editable: Editable | undefined = place && {
    replace: (value) => ({ uri: place.uri, span: place.span, text: percentEncoded(String(value)) }),
  };
  const { origin } = reading.source;
  const source: Provenance = {
    ...reading.source,
    at: place ?? reading.source.at,
    raw: reading.text.slice(part.start, part.end),
    editable,
  };
  return part.value === undefined
    ? { kind: 'unknown', source: { ...source, origin: origin.kind === 'literal' ? { kind: 'opaque' } : origin } }
    : known(convert(part.value), source);
}

/** What a URL sets, by option name; `tls.` parameters apart. */
function urlOptions(reading: UrlReading): { top: Map<string, Value>; tls: Map<string, Value> } {
  const top = new Map<string, Value>();
  const tls = new Map<string, Value>();
  const { url } = reading;
  const scheme = url.scheme.value?.toLowerCase();
  if (scheme !== 'direct')
    top.set(
      'secure',
      partValue(reading, url.scheme, () => scheme === 'smtps'),
    );
  if (url.host) top.set('host', partValue(reading, url.host));
  if (url.port) top.set('port', partValue(reading, url.port, Number));
  for (const { key, part } of url.query) {
    const [map, name] = key.startsWith('tls.') ? [tls, key.slice(4)] : [top, key];
    if (name.includes('.') || map.has(name) || name === 'auth') continue;
    map.set(name, partValue(reading, part, parameterValue));
  }
  return { top, tls };
}

/** Brings together what nodemailer brings together; undefined where nothing at all is known. */
export function optionsOf(value: Value, version: Version): Options | undefined {
  const object = value.kind === 'object' ? value : undefined;
  const nested = object && optionIn(object, 'url');
  const url = urlReading(nested?.value ?? value);
  if (!object && !url) return undefined;
  const openUrl = nested !== undefined && !url && !isFalsy(nested.value);
  const fromUrl = url && urlOptions(url);
  const dropped = url !== undefined && version.keepsUrlSiblings === false;
  const uncertain = openUrl || (url !== undefined && object !== undefined && version.keepsUrlSiblings === undefined);
  const beside = object && !dropped ? object : undefined;
  const doubt = (option: Option | undefined): Option | undefined =>
    option && uncertain ? { ...option, value: unknownAt(sourcePlace(option)) } : option;
  const service = beside && doubt(optionIn(beside, 'service'));
  const key = service?.value.kind === 'known' ? service.value.value : (fromUrl?.top.get('service') as Known)?.value;
  const entry = typeof key === 'string' ? serviceOf(key) : undefined;
  const openService = service !== undefined && service.value.kind !== 'known';
  return {
    object,
    url,
    service,
    entry,
    uncertain,
    get(name) {
      if (entry && name in entry && name !== 'names')
        return serviceOption(name, entry, service, fromUrl?.top.get('service'));
      const set = fromUrl?.top.get(name);
      const option: Option | undefined = set
        ? { name, value: set, from: 'url' }
        : doubt(beside && optionIn(beside, name));
      if ((openService || openUrl) && SERVICE_KEYS.has(name)) {
        const at = option ? sourcePlace(option) : sourcePlace((service ?? nested) as Option);
        return { name, value: unknownAt(at), from: 'object', member: option?.member };
      }
      return option;
    },
    tls(name) {
      const set = fromUrl?.tls.get(name);
      if (set) return { name, value: set, from: 'url' };
      const tls = doubt(beside && optionIn(beside, 'tls'));
      if (!tls) return undefined;
      if (tls.value.kind === 'object') return optionIn(tls.value, name);
      return tls.value.kind === 'known' ? undefined : { name, value: unknownAt(sourcePlace(tls)), from: 'object' };
    },
  };
}

const SERVICE_KEYS: ReadonlySet<string> = new Set(['host', 'port', 'secure', 'requireTLS', 'ignoreTLS']);

const isFalsy = (value: Value) => value.kind === 'known' && !value.value;

function serviceOption(name: string, entry: Service, service: Option | undefined, inUrl: Value | undefined): Option {
  const named = (service?.value ?? inUrl) as Known;
  const { editable: _, ...source } = named.source;
  const value = entry[name as keyof Service];
  return { name, value: known(value as Known['value'], source), from: 'service', member: service?.member };
}

/** Where an option's value stands in the code, rather than where a variable defines it. */
export function readPlace(option: Option): Place {
  const { property, assignment } = option.member ?? {};
  if (assignment) return placeOf(assignment);
  if (!property) return sourcePlace(option);
  return { uri: property.value.tree.uri, span: innerSpan(property.value) };
}

export function sourcePlace({ value }: Option): Place {
  return value.kind === 'known' || value.kind === 'unknown' ? value.source.at : placeOf(value.node);
}

/** An option as a setting; `convert` gives the model's value, undefined where it has none. */
export function settingFor<T>(option: Option, convert: (value: Known['value']) => T | undefined): Setting<T> {
  const { name, value, member } = option;
  const keyNode = member?.property?.keyNode;
  const scalar = value.kind === 'known' || value.kind === 'unknown' ? value : undefined;
  return {
    value: value.kind === 'known' ? convert(value.value) : undefined,
    raw: scalar?.source.raw ?? '',
    at: sourcePlace(option),
    name: scalar?.source.variable?.name ?? name,
    key: scalar?.source.variable?.key ?? (keyNode && { uri: keyNode.tree.uri, span: keySpan(keyNode) }),
    origin: scalar?.source.origin ?? { kind: 'opaque' },
    editable: memberEditable(member, scalar?.source.editable),
  };
}
