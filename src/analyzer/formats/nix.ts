/**
 * NixOS modules, as far as they set up Postfix: `services.postfix.settings.main`, its older name `config`, and the text of
 * `extraConfig` become one main.cf, read as nixos/modules/services/mail/postfix.nix writes it. Modules beside this one may
 * set more.
 */
import type { Editable, Span } from '../model';
import { type Assembled, assembled, cutter, mark, verbatim } from './assembled';
import { lineBreakOf, lineStartOf, wholeLines } from './lines';
import { mainCfElsewhere, needsCare, splitAtEquals, type WrittenElsewhere } from './main-cf-elsewhere';
import { type NixToken, nixTokens } from './nix-tokens';
import { logicalLines } from './postfix-lines';
import type { SettingsTree } from './scope';

const ATTRIBUTES = /(?:^|\.)services\.postfix\.(?:config|settings\.main)$/;
const OF_POSTFIX = /(?:^|\.)services\.postfix(?:\.|$)/;
const TEXT = /(?:^|\.)services\.postfix\.extraConfig$/;

/** Options of the module that are a parameter of another name. */
const OPTIONS: Readonly<Record<string, string>> = {
  hostname: 'myhostname',
  domain: 'mydomain',
  origin: 'myorigin',
  destination: 'mydestination',
  networks: 'mynetworks',
  networksStyle: 'mynetworks_style',
  relayDomains: 'relay_domains',
  recipientDelimiter: 'recipient_delimiter',
};

const DEEPEST = 40;
const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/** What makes a set of attributes, or one of a list of them, hold under a condition only. */
const CONDITION = /^(?:mkIf|optionalAttrs|optional|optionals|if|then|else)$/;

interface Binding {
  readonly path: readonly NixToken[];
  /** Tokens of the value, from the first to the one behind the last. */
  readonly from: number;
  readonly to: number;
}

class Reader {
  readonly found: WrittenElsewhere[] = [];
  /** The place and the column of the last attribute that is always there. */
  last: { readonly binding: Span; readonly usesBooleans: boolean } | undefined;

  constructor(
    private readonly text: string,
    private readonly uri: string,
    private readonly tokens: readonly NixToken[],
    /** For each bracket the token behind its partner. */
    private readonly ends: ReadonlyMap<number, number>,
  ) {}

  private readonly relay: { relayHost?: Binding; relayPort?: Binding } = {};

  /** An option of the module, which writes the parameter. */
  private option({ path, from, to }: Binding, parameter: string, conditional: boolean): void {
    const { start, end } = path.at(-1)!;
    const { value, certain } = this.value(from, to);
    const name = assembled([{ start, end, text: parameter }]);
    this.found.push({ name, value, at: end, conditional, certain, editable: { replace: () => undefined } });
  }

  /** `relayHost` and `relayPort`, which the module writes in brackets as long as `lookupMX` is not set. */
  nextHop(): void {
    const { relayHost, relayPort } = this.relay;
    if (!relayHost || /\blookupMX\b/.test(this.text)) return;
    const host = this.value(relayHost.from, relayHost.to);
    const port = relayPort && this.value(relayPort.from, relayPort.to);
    if (host.value.text === '' || !host.certain) return;
    const { start, end } = relayHost.path.at(-1)!;
    const beside = (at: number, text: string) => ({ start: at, end: at, text });
    const first = host.value.parts[0]!.start;
    const last = host.value.parts.at(-1)!.end;
    const value = assembled([
      beside(first, '['),
      ...host.value.parts,
      beside(last, ']:'),
      ...(port ? port.value.parts : [beside(last, '25')]),
    ]);
    this.found.push({
      name: assembled([{ start, end, text: 'relayhost' }]),
      value,
      at: last,
      conditional: false,
      certain: port?.certain ?? true,
      editable: { replace: () => undefined },
    });
  }

  /** Looks for sets of attributes among some tokens. `isItem`: those of a list, of which each holds for itself. */
  expression(from: number, to: number, path: string, conditional: boolean, isItem = false, depth = 0): void {
    if (depth > DEEPEST) return;
    let isConditional = conditional;
    let all: boolean | undefined;
    for (let index = from; index < to; index++) {
      const { kind, text } = this.tokens[index]!;
      if (kind !== 'string' && OF_POSTFIX.test(path) && (text === '//' || CONDITION.test(text))) {
        all ??= !isItem && this.holdsAll(from, to);
        if (!all) isConditional = true;
      }
      if (kind !== 'sign' || !(text in CLOSERS)) continue;
      const end = Math.min(this.ends.get(index) ?? to, to);
      const follows = this.tokens[end]?.text;
      const isList = isItem || text === '[';
      if (text !== '{') this.expression(index + 1, end - 1, path, isConditional, isList, depth + 1);
      else if (follows !== ':' && follows !== '@') this.attributes(index + 1, end - 1, path, isConditional, depth + 1);
      index = end - 1;
    }
  }

  /** `mkIf x { … }` as the whole value: the settings are there, or Postfix is not set up at all. */
  private holdsAll(from: number, to: number): boolean {
    let only: string | undefined;
    for (let index = from; index < to; index++) {
      const { text } = this.tokens[index]!;
      if (text !== '//' && !CONDITION.test(text)) continue;
      if (only !== undefined) return false;
      only = text;
    }
    return only === 'mkIf';
  }

  private attributes(from: number, to: number, path: string, conditional: boolean, depth: number): void {
    for (let index = from; index < to; ) {
      const binding = this.binding(index, to);
      if (!binding) {
        index++;
        continue;
      }
      const names = binding.path.map((token) => token.value?.text ?? token.text);
      const own = [path, ...names].filter(Boolean).join('.');
      const option = /(?:^|\.)services\.postfix\.(\w+)$/.exec(own)?.[1] ?? '';
      if (ATTRIBUTES.test(path) && binding.path.length === 1) this.parameter(binding, conditional);
      else if (TEXT.test(own)) this.lines(binding, conditional);
      else if (option in OPTIONS) this.option(binding, OPTIONS[option]!, conditional);
      else if (option === 'relayHost' || option === 'relayPort') this.relay[option] = binding;
      else this.expression(binding.from, binding.to, own, conditional, false, depth);
      index = binding.to + 1;
    }
  }

  /** `a.b."c" = value;` at a token. */
  private binding(at: number, to: number): Binding | undefined {
    const path: NixToken[] = [];
    let index = at;
    for (; index < to; index += 2) {
      const token = this.tokens[index]!;
      if (token.kind !== 'name' && token.kind !== 'string') return undefined;
      path.push(token);
      if (this.tokens[index + 1]?.text !== '.') break;
    }
    if (this.tokens[index + 1]?.text !== '=' || this.tokens[index + 2]?.text === '=') return undefined;
    const from = index + 2;
    // `let` has bindings of its own, and `with x;` and `assert x;` go on behind their semicolon.
    let lets = 0;
    let passes = 0;
    for (index = from; index < to; index = this.ends.get(index) ?? index + 1) {
      const { kind, text } = this.tokens[index]!;
      if (kind === 'name' && text === 'let') lets++;
      else if (kind === 'name' && text === 'in') lets--;
      else if (kind === 'name' && (text === 'with' || text === 'assert')) passes++;
      else if (kind === 'sign' && text === ';' && lets <= 0 && passes-- <= 0) break;
    }
    return { path, from, to: Math.min(index, to) };
  }

  private parameter({ path, from, to }: Binding, conditional: boolean): void {
    const key = path[0]!;
    const name = key.value ?? assembled([verbatim(this.text, key.start, key.end)]);
    const end = this.tokens[to]?.end ?? this.text.length;
    const { value, certain, editable } = this.value(from, to);
    const isBoolean = /^(?:true|false)$/.test(this.tokens[from]?.text ?? '');
    if (!conditional)
      this.last = { binding: { start: key.start, end }, usesBooleans: isBoolean || (this.last?.usesBooleans ?? false) };
    this.found.push({
      name,
      value,
      at: this.tokens[from]?.start ?? end,
      conditional,
      certain,
      editable: {
        replace: editable?.replace ?? (() => undefined),
        remove: () => {
          const span = wholeLines(this.text, key.start, end);
          return span && [{ uri: this.uri, span, text: '' }];
        },
        rename: (next) =>
          key.value ? undefined : { uri: this.uri, span: { start: key.start, end: key.end }, text: next },
      },
    });
  }

  /** What the module of NixOS writes for a value: `yes` for `true`, commas between the items of a list. */
  private value(from: number, to: number): { value: Assembled; certain: boolean; editable?: Editable } {
    const { text, uri } = this;
    const tokens = this.tokens.slice(from, to);
    const [first, ...rest] = tokens;
    if (!first) return { value: assembled([]), certain: false };
    const call = /^(?:lib\.)?mk(Force|Default)$/.exec(
      tokens
        .slice(0, -1)
        .map((token) => token.text)
        .join(''),
    );
    if (call && to - 1 > from) {
      const inner = this.value(to - 1, to);
      return { ...inner, certain: inner.certain && call[1] === 'Force' };
    }
    if (rest.length === 0 && first.value) {
      const inside = first.isIndented ? undefined : { start: first.start + 1, end: first.end - 1 };
      const replace: Editable['replace'] = (value) =>
        inside && !needsCare(value) ? { uri, span: inside, text: String(value) } : undefined;
      return { value: first.value, certain: true, editable: { replace } };
    }
    const word = first.text === 'true' ? 'yes' : first.text === 'false' ? 'no' : first.text;
    if (rest.length === 0 && (first.kind === 'number' || word !== first.text)) {
      const { start, end } = first;
      const replace: Editable['replace'] = (value) => ({ uri, span: { start, end }, text: spellNix(value, true) });
      return { value: assembled([{ start, end, text: word }]), certain: true, editable: { replace } };
    }
    if (first.text === '[' && this.ends.get(from) === to) {
      const items = rest.slice(0, -1);
      const parts = items.flatMap((token, index) => [
        ...(index > 0 ? [{ start: token.start, end: token.start, text: ', ' }] : []),
        ...(token.value?.parts ?? [mark(text, token.start, token.end)]),
      ]);
      return { value: assembled(parts), certain: items.every(({ value, kind }) => value ?? kind === 'number') };
    }
    return { value: assembled([mark(text, first.start, tokens.at(-1)!.end)]), certain: false };
  }

  /** The lines of `extraConfig`, without the indentation that they have in common. */
  private lines({ from, to }: Binding, conditional: boolean): void {
    const token = this.tokens[from];
    if (to - from !== 1 || !token?.value) return;
    const { value } = token;
    const indent = token.isIndented ? commonIndent(value.text) : 0;
    // Each offset of the shortened text, by where it lies in the text of the string.
    let shortened = '';
    const starts: { readonly at: number; readonly from: number }[] = [];
    let position = 0;
    for (const line of value.text.split(/(?<=\n)/)) {
      const skipped = Math.min(indent, /^[ \t]*/.exec(line)![0].length);
      starts.push({ at: shortened.length, from: position + skipped });
      shortened += line.slice(skipped);
      position += line.length;
    }
    // Pieces are asked for from the first to the last.
    let current = 0;
    const placeOf = (offset: number) => {
      while (current + 1 < starts.length && starts[current + 1]!.at <= offset) current++;
      return starts[current]!.from + offset - starts[current]!.at;
    };
    const cut = cutter(value);
    // The signs of a mark would go on with a line up to their end, which no mark here has.
    for (const line of logicalLines(shortened.replaceAll('<%', '__')).lines) {
      if (line.orphan) continue;
      const parts = line.pieces.flatMap(({ span }) => {
        const place = placeOf(span.start);
        return cut(place, place + span.end - span.start).parts;
      });
      const split = splitAtEquals(assembled(parts));
      if (split)
        this.found.push({ ...split, at: parts.at(-1)!.end, conditional, editable: { replace: () => undefined } });
    }
  }
}

/** As Nix counts it: blank lines do not matter. */
function commonIndent(text: string): number {
  const indents = text.split('\n').flatMap((line) => (/\S/.test(line) ? [/^ */.exec(line)![0].length] : []));
  return indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY);
}

const spellNix = (value: unknown, booleans: boolean): string =>
  booleans && (value === 'yes' || value === 'no')
    ? String(value === 'yes')
    : /^\d+$/.test(String(value))
      ? String(value)
      : `"${value}"`;

/** For each token that opens a bracket, the index of the token behind its partner. */
function partners(tokens: readonly NixToken[]): Map<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== 'sign') continue;
    if (text in CLOSERS) open.push(index);
    else if (/^[)\]}]$/.test(text) && open.length > 0) ends.set(open.pop()!, index + 1);
  }
  return ends;
}

export function parseNix(text: string, uri: string): SettingsTree {
  const tokens = nixTokens(text);
  const reader = new Reader(text, uri, tokens, partners(tokens));
  reader.expression(0, tokens.length, '', false);
  reader.nextHop();
  const { found, last } = reader;
  if (found.length === 0) return { format: 'nix', scopes: [] };
  const insert = (name: string, value: string) => {
    if (!last || needsCare(value)) return undefined;
    const indent = text.slice(lineStartOf(text, last.binding.start), last.binding.start);
    if (/\S/.test(indent)) return undefined;
    const line = `${lineBreakOf(text)}${indent}${name} = ${spellNix(value, last.usesBooleans)};`;
    return { uri, span: { start: last.binding.end, end: last.binding.end }, text: line };
  };
  const extent = { start: 0, end: text.length };
  return { format: 'nix', scopes: [], postfix: [mainCfElsewhere({ text, uri, extent, insert }, found)] };
}
