/**
 * Settings of Python: names in capitals that a module or a class assigns, and dictionaries of them; what is put into the
 * `config` of a Flask application; the arguments of FastAPI-Mail's ConnectionConfig. Literals and variables of the
 * environment are known, whoever reads them: os, django-environ, python-decouple. All else is computed.
 */
import type { SyntaxNode } from '@lezer/common';
import { PARSERS, type Spellings } from '../data/dialects-booleans';
import type { Scalar } from '../model';
import { type Assigned, type Branch, type Language, type Literal, scopeOfCode, type Value, worldsOf } from './code';
import { childrenOf, isLong, parserOf, type Reading, readable, textOf } from './code-tree';
import type { SettingsTree } from './scope';

const parser = parserOf(() => (require('@lezer/python') as typeof import('@lezer/python')).parser);

const python: Language = {
  spell(value: Scalar, quote) {
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    if (typeof value === 'number') return String(value);
    return /[\\\r\n\0]/.test(value) || value.includes(quote) ? undefined : quote + value + quote;
  },
  // What reads the environment of the system alone knows no file.
  read(name, quote, text) {
    const [, reader] = /^[ \t]*\w+ = (env|config)\(/m.exec(text) ?? [];
    const isKnown = /^[ \t]*(?:import environ|from decouple import config)\b/m.test(text);
    return reader && isKnown ? `${reader}(${quote}${name}${quote})` : undefined;
  },
};

const SETTING = /^[A-Z][A-Z\d_]*$/;

/** Deeper dictionaries and branches than any settings have. */
const DEEPEST = 6;

/** Reads a module; what is half-typed is passed over. */
export function parsePython(text: string, uri: string): SettingsTree {
  const module: Module = { text, isPartial: false, parts: [] };
  const own = partOf(module, '');
  collect(module, parser().parse(readable(text)).topNode, [], own.assigned);
  own.isPartial = module.isPartial || isOneOfMany(uri);
  const scopes = module.parts.flatMap(({ name, assigned, isPartial }) =>
    worldsOf(assigned).map((world) =>
      scopeOfCode(text, uri, python, world.written, { name, isPartial: world.isPartial || isPartial }),
    ),
  );
  return { format: 'python', scopes };
}

/** A module of a package of settings holds a part of them, and another one may complete it. */
const isOneOfMany = (uri: string) => /\/settings\/[^/]*$/.test(uri);

/** Settings that one place of a program brings together. */
interface Part {
  readonly name: string;
  readonly assigned: Assigned[];
  /** Other modules, other classes or code complete or replace what stands here. */
  isPartial: boolean;
}

interface Module extends Reading {
  isPartial: boolean;
  readonly parts: Part[];
}

/** The part of a name, made where it is new. */
function partOf({ parts }: Module, name: string, isPartial = false): Part {
  const known = parts.find((part) => part.name === name);
  if (known) return known;
  const part: Part = { name, assigned: [], isPartial };
  parts.push(part);
  return part;
}

/** Where `into` is absent, names that the code assigns are no settings: they end with the function. */
function collect(module: Module, node: SyntaxNode, path: readonly Branch[], into: Assigned[] | undefined): void {
  if (path.length > DEEPEST) return;
  for (const child of childrenOf(node)) {
    if (child.name === 'AssignStatement') assign(module, child, path, into);
    else if (child.name === 'ExpressionStatement') expression(module, child, path);
    else if (child.name === 'ClassDefinition') settingsClass(module, child, path);
    else if (child.name === 'FunctionDefinition') {
      const body = childrenOf(child).find(({ name }) => name === 'Body');
      if (body) collect(module, body, path, undefined);
    } else if (/^(?:If|Try|With|For|While|Match)Statement$/.test(child.name)) {
      const parts = childrenOf(child);
      const isBody = ({ name }: SyntaxNode) => name === 'Body';
      const asks = parts.flatMap((part) => (isBody(part) ? [] : [textOf(module, part)])).join(' ');
      for (const body of parts.filter(isBody))
        collect(module, body, [...path, { of: child.from, start: body.from, asks }], into);
    }
    if (into && isOpening(textOf(module, child))) module.isPartial = true;
  }
}

/** A class of settings; what pydantic makes of one is filled in from the environment, and another program reads it. */
function settingsClass(module: Module, node: SyntaxNode, path: readonly Branch[]): void {
  const children = childrenOf(node);
  const body = children.find(({ name }) => name === 'Body');
  const name = textOf(
    module,
    children.find((child) => child.name === 'VariableName'),
  );
  const bases = textOf(
    module,
    children.find((child) => child.name === 'ArgList'),
  ).replace(/^\(\s*(?:object\s*)?\)$/, '');
  if (!body || !name || path.length > 0 || /Settings\b|Model\b/.test(bases)) return;
  collect(module, body, path, partOf(module, name, bases !== '').assigned);
}

/** `app.config.update(MAIL_SERVER='...')`, with names or a dictionary; a call of ConnectionConfig whose value is not kept. */
function expression(module: Module, node: SyntaxNode, path: readonly Branch[]): void {
  const call = node.firstChild;
  if (call?.name !== 'CallExpression') return;
  connection(module, call, path);
  if (!call.firstChild || !/\bconfig\.(?:update|from_mapping)$/.test(textOf(module, call.firstChild))) return;
  const { inOrder, named } = argumentsOf(module, call);
  const { assigned } = partOf(module, 'config', true);
  const [first] = inOrder;
  if (first?.name === 'DictionaryExpression') dictionary(module, first, '', path, assigned);
  for (const argument of named.values()) assigned.push(itemOf(module, argument, '', path));
}

/** The arguments of FastAPI-Mail's ConnectionConfig. */
function connection(module: Module, call: SyntaxNode, path: readonly Branch[]): void {
  if (!call.firstChild || !/(?:^|\.)ConnectionConfig$/.test(textOf(module, call.firstChild))) return;
  const { named } = argumentsOf(module, call);
  const { assigned } = partOf(module, `ConnectionConfig at ${call.from}`, true);
  for (const argument of named.values()) assigned.push(itemOf(module, argument, 'ConnectionConfig.', path));
}

function itemOf(module: Module, { name, value }: Argument, prefix: string, path: readonly Branch[]): Assigned {
  return {
    key: prefix + textOf(module, name),
    keySpan: { start: name.from, end: name.to },
    whole: { start: name.from, end: value.to },
    value: valueAt(module, value),
    isStatement: false,
    path,
  };
}

/** `from .base import *`, `vars().update(...)`, `django_heroku.settings(locals())`. */
const isOpening = (statement: string) =>
  /^from\s[^\n]*\simport\s*(?:\(\s*)?\*/.test(statement) || /^[^\n(]*\(?(?:vars|locals|globals)\(\)/.test(statement);

/** `app.config['MAIL_SERVER']` */
const ITEM = /^([\w.]*\bconfig\[\s*)(['"])([A-Z][A-Z\d_]*)\2\s*\]$/;

function assign(module: Module, node: SyntaxNode, path: readonly Branch[], into: Assigned[] | undefined): void {
  const children = childrenOf(node);
  const [target] = children;
  const value = children.at(-1);
  const isPlain = children.filter(({ name }) => name === 'AssignOp').length === 1;
  if (!target || !value || !isPlain || value.name === 'AssignOp') return;
  if (value.name === 'CallExpression') connection(module, value, path);
  const written = textOf(module, target);
  const [, lead, quote, item] = ITEM.exec(written) ?? [];
  const list = item ? partOf(module, 'config', true).assigned : into;
  if (!list || (!item && (target.name !== 'VariableName' || !SETTING.test(written)))) return;
  const key = item ?? written;
  const start = target.from + (item ? lead!.length + quote!.length : 0);
  const keySpan = { start, end: start + key.length };
  const whole = { start: node.from, end: value.to };
  if (value.name === 'DictionaryExpression') dictionary(module, value, `${key}.`, path, list);
  else list.push({ key, keySpan, whole, value: valueAt(module, value), isStatement: true, path });
}

function dictionary(
  module: Module,
  node: SyntaxNode,
  prefix: string,
  path: readonly Branch[],
  into: Assigned[],
  depth = 1,
): void {
  const items = childrenOf(node).filter(({ name }) => !/^[{},:]$|^Comment$/.test(name));
  for (let index = 0; index + 1 < items.length; index += 2) {
    const [key, value] = [items[index]!, items[index + 1]!];
    const name = literalOf(module, key);
    if (name?.type !== 'string' || !/^\w+$/.test(name.text)) return;
    if (value.name === 'DictionaryExpression') {
      if (depth < DEEPEST) dictionary(module, value, `${prefix}${name.text}.`, path, into, depth + 1);
      continue;
    }
    into.push({
      key: prefix + name.text,
      keySpan: { start: key.from + 1, end: key.to - 1 },
      whole: { start: key.from, end: value.to },
      value: valueAt(module, value),
      isStatement: false,
      path,
    });
  }
}

/** A text without escapes; the quotes of three are left to comments. */
const TEXT = /^(?:[uU]?(?!'''|""")(['"])([^\\]*)\1|[rR](?!'''|""")(['"])(.*)\3)$/s;

function literalOf(module: Module, node: SyntaxNode): Literal | undefined {
  const written = textOf(module, node);
  const span = { start: node.from, end: node.to };
  if (node.name === 'String') {
    const [, quote, text] = TEXT.exec(written) ?? [];
    const start = node.to - written.length + (/^[uU]/.test(written) ? 1 : 0);
    return text === undefined
      ? undefined
      : { kind: 'literal', type: 'string', text, span: { start, end: node.to }, quote: quote as "'" | '"' };
  }
  if (node.name === 'Number' && /^\d+$/.test(written)) return { kind: 'literal', type: 'number', text: written, span };
  if (node.name === 'Boolean') return { kind: 'literal', type: 'boolean', text: written.toLowerCase(), span };
  return node.name === 'None' ? { kind: 'literal', type: 'null', text: '', span } : undefined;
}

function valueAt(module: Module, node: SyntaxNode): Value {
  const span = { start: node.from, end: node.to };
  const value = isLong(node) ? undefined : (literalOf(module, node) ?? computed(module, node));
  if (!value) return { kind: 'unknown', span };
  return value.kind === 'literal' ? value : { ...value, span };
}

function computed(module: Module, node: SyntaxNode): Value | undefined {
  if (node.name === 'ParenthesizedExpression') {
    const inner = childrenOf(node)[1];
    return inner && valueAt(module, inner);
  }
  if (node.name === 'CallExpression') return called(module, node);
  if (node.name === 'BinaryExpression') return combined(module, node);
  const [, name] = /^(?:os\.)?environ\[\s*['"](\w+)['"]\s*\]$/.exec(textOf(module, node)) ?? [];
  return name === undefined ? undefined : { kind: 'variable', name, span: { start: node.from, end: node.to } };
}

interface Argument {
  readonly name: SyntaxNode;
  readonly value: SyntaxNode;
}

/** What a call is given: in order, and by name. */
function argumentsOf(module: Module, node: SyntaxNode) {
  const inOrder: SyntaxNode[] = [];
  const named = new Map<string, Argument>();
  const list = childrenOf(node).find(({ name }) => name === 'ArgList');
  const items = list ? childrenOf(list).filter(({ name }) => !/^[(),]$|^Comment$/.test(name)) : [];
  for (let index = 0; index < items.length; index++) {
    if (items[index + 1]?.name !== 'AssignOp') inOrder.push(items[index]!);
    else {
      const value = items[index + 2];
      if (value) named.set(textOf(module, items[index]!), { name: items[index]!, value });
      index += 2;
    }
  }
  return { inOrder, named };
}

/** What gives back what it is given, or makes a boolean or a number of it as anybody would. */
const CONVERTERS = /^(?:int|str|bool)$/;
const PARSES_BOOLEANS = /^(?:(?:distutils\.util\.)?strtobool|json\.loads|ast\.literal_eval)$/;
const OF_THE_SYSTEM = /^(?:(?:os\.)?environ\.get|(?:os\.)?getenv)$/;
const OF_A_LIBRARY = /^(?:(env|environ)(?:\.(str|int|bool))?|(?:decouple\.)?(config))$/;

function called(module: Module, node: SyntaxNode): Value | undefined {
  const callee = node.firstChild ? textOf(module, node.firstChild) : '';
  const { inOrder, named } = argumentsOf(module, node);
  const [first, second] = inOrder;
  const given = first && valueAt(module, first);
  if (!first || !given) return undefined;
  if (CONVERTERS.test(callee)) return given;
  if (PARSES_BOOLEANS.test(callee)) return reading(given, PARSERS.generic);
  const [isRead, environ, converts, decouple] = OF_A_LIBRARY.exec(callee) ?? [];
  if (given.kind !== 'literal' || given.type !== 'string' || (!isRead && !OF_THE_SYSTEM.test(callee))) return undefined;
  // The second argument of django-environ is the conversion.
  const standIn = named.get('default')?.value ?? (environ ? undefined : second);
  const fallback = standIn && literalOf(module, standIn);
  const cast = converts ?? textOf(module, named.get('cast')?.value ?? (environ ? second : undefined));
  const variable: Value = { kind: 'variable', name: given.text, fallback, span: given.span };
  if (!isRead) return variable;
  if (cast === 'bool') return reading(variable, environ ? PARSERS['django-environ-bool'] : PARSERS.decouple);
  // A scheme that stands elsewhere may convert what django-environ reads.
  return decouple || cast ? variable : { ...variable, isConverted: true };
}

/** A variable as a boolean that some code makes of its text; the text beside it goes the same way. */
const reading = (value: Value, reads: Spellings): Value | undefined =>
  value.kind === 'variable' ? { ...value, reads } : undefined;

/** `... or 'text'`, `... == 'True'`, `....lower() in ('true', '1')`. */
function combined(module: Module, node: SyntaxNode): Value | undefined {
  const [left, operator, right] = childrenOf(node);
  if (!left || !operator || !right) return undefined;
  const sign = textOf(module, operator);
  if (sign === 'or') {
    const value = valueAt(module, left);
    const fallback = literalOf(module, right);
    return value.kind === 'variable' && fallback && !value.fallback ? { ...value, fallback } : undefined;
  }
  if (sign !== '==' && sign !== 'in') return undefined;
  const [, object, method] =
    /^(.*)\.(lower|casefold|upper|strip|title|capitalize)\(\)$/s.exec(textOf(module, left)) ?? [];
  const inner = object === undefined ? left : left.firstChild?.firstChild;
  const words = sign === 'in' ? childrenOf(right).filter(({ name }) => name === 'String') : [right];
  const texts = words.map((word) => literalOf(module, word)?.text);
  if (!inner || texts.length === 0 || texts.some((text) => text === undefined)) return undefined;
  const anyCase = method !== undefined && method !== 'strip';
  const yes = texts.map((text) => (anyCase ? text!.toLowerCase() : text!));
  return reading(valueAt(module, inner), { true: yes, false: [], anyCase, other: false });
}
