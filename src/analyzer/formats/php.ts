/**
 * Settings in PHP: the array that a configuration file returns (Laravel), constants (WordPress), what is assigned to the
 * variables `$config` and `$CFG` (Drupal, LibreNMS, Moodle), called `config.smtp_host` here, and the properties of a
 * PHPMailer object, called `PHPMailer.Host`. Literals and variables of the environment are known.
 */
import type { SyntaxNode } from '@lezer/common';
import { PARSERS } from '../data/dialects-booleans';
import type { Scalar, Span } from '../model';
import {
  type Assigned,
  type Branch,
  type Language,
  type Literal,
  scopeOfCode,
  type Value,
  type Written,
  worldsOf,
} from './code';
import { childrenOf, isLong, parserOf, type Reading, readable, textOf } from './code-tree';
import type { Scope, SettingsTree } from './scope';

const parser = parserOf(() => (require('@lezer/php') as typeof import('@lezer/php')).parser);

const php: Language = {
  spell(value: Scalar, quote) {
    if (typeof value !== 'string') return String(value);
    const isPlain = !/[\\\r\n\0]/.test(value) && !value.includes(quote) && !(quote === '"' && value.includes('$'));
    return isPlain ? quote + value + quote : undefined;
  },
  // Laravel's own reader.
  read: (name, quote, text) => (/=>\s*env\(/.test(text) ? `env(${quote}${name}${quote})` : undefined),
};

/** Deeper arrays than any settings have. */
const DEEPEST = 8;

/** The properties of one PHPMailer object in one function. */
interface Mailer {
  readonly assigned: Assigned[];
  /** `isSMTP()` was called: without it nothing of this counts, unless other code calls it. */
  isSmtp: boolean;
}

interface File extends Reading {
  readonly returned: Written[];
  readonly constants: Assigned[];
  /** What the program's own variables for settings are given. */
  readonly variables: Assigned[];
  /** By the function that they stand in, and the name of the object. */
  readonly mailers: Map<string, Mailer>;
}

/** Reads a file; what is half-typed is passed over. */
export function parsePhp(text: string, uri: string): SettingsTree {
  const file: File = { text, returned: [], constants: [], variables: [], mailers: new Map() };
  walk(file, parser().parse(readable(text)).topNode, { path: [], within: 0, depth: 0 });
  const scope = (written: readonly Written[], isPartial = false): Scope =>
    scopeOfCode(text, uri, php, written, { isPartial });
  const mailers = [...file.mailers.values()].flatMap(({ assigned, isSmtp }) =>
    worldsOf(assigned).map(({ written, isPartial }) => scope(written, isPartial || !isSmtp)),
  );
  const returned = file.returned.length > 0 ? [scope(file.returned)] : [];
  const assigned = [file.constants, file.variables].flatMap((all) =>
    worldsOf(all).map(({ written, isPartial }) => scope(written, isPartial)),
  );
  return { format: 'php', scopes: [...returned, ...assigned, ...mailers] };
}

interface Position {
  readonly path: readonly Branch[];
  /** Where the function starts that is read. */
  readonly within: number;
  readonly depth: number;
}

/** Deeper nodes than any code of people has. */
const DEEPEST_CODE = 400;

const FUNCTIONS = /^(?:Function(?:Definition|Expression)|MethodDeclaration|ArrowFunction)$/;
const BRANCHING = /^(?:If|Try|Switch|While|DoWhile|For|Foreach|Case|Default)Statement$/;
const BODIES = /^(?:Block|ColonBlock|SwitchBody)$/;

function walk(file: File, node: SyntaxNode, around: Position): void {
  const at = { ...around, depth: around.depth + 1 };
  if (at.depth > DEEPEST_CODE) return;
  for (const child of childrenOf(node)) {
    if (child.name === 'ReturnStatement' && at.within === 0) {
      const array = childrenOf(child).find(({ name }) => name === 'ArrayExpression');
      if (array) file.returned.push(...itemsOf(file, array, ''));
    } else if (child.name === 'AssignmentExpression') property(file, child, at);
    else if (child.name === 'CallExpression') called(file, child, at);
    if (FUNCTIONS.test(child.name)) walk(file, child, { ...at, path: [], within: child.from });
    else if (BRANCHING.test(child.name)) branches(file, child, at);
    else if (child.firstChild) walk(file, child, at);
  }
}

function branches(file: File, node: SyntaxNode, at: Position): void {
  const parts = childrenOf(node);
  const isBody = ({ name }: SyntaxNode) => BODIES.test(name) || /Statement$/.test(name);
  const asks = parts.flatMap((part) => (isBody(part) ? [] : [textOf(file, part)])).join(' ');
  for (const part of parts) {
    const branch = { of: node.from, start: part.from, asks };
    walk(file, part, isBody(part) ? { ...at, path: [...at.path, branch] } : at);
  }
}

/** The items of an array, and of those in it, with their paths. */
function itemsOf(file: File, array: SyntaxNode, prefix: string, depth = 1): Written[] {
  const list = childrenOf(array).find(({ name }) => name === 'ValueList') ?? array;
  return childrenOf(list).flatMap((pair): Written[] => {
    const children = childrenOf(pair);
    const [key] = children;
    const value = children.at(-1);
    const name = key && pair.name === 'Pair' ? literalOf(file, key) : undefined;
    if (!key || !value || name?.type !== 'string' || children.length < 3) return [];
    const path = prefix + name.text;
    if (value.name === 'ArrayExpression') return depth < DEEPEST ? itemsOf(file, value, `${path}.`, depth + 1) : [];
    return [
      {
        key: path,
        keySpan: { start: key.from + 1, end: key.to - 1 },
        whole: { start: pair.from, end: value.to },
        value: valueAt(file, value),
        isStatement: false,
      },
    ];
  });
}

/** What an assignment gives a key: a value, or the items of an array. */
function assignedTo(file: File, node: SyntaxNode, { path, span }: Key, value: SyntaxNode): Written[] {
  if (value.name === 'ArrayExpression') return itemsOf(file, value, `${path}.`);
  const statement = node.parent?.name === 'ExpressionStatement' ? node.parent : node;
  const whole = { start: statement.from, end: statement.to };
  return [{ key: path, keySpan: span, whole, value: valueAt(file, value), isStatement: true }];
}

/** What objects of PHPMailer are called: `$mail`, `$this->mailer`, `$phpmailer`; `$mail->SMTPOptions['ssl']['cafile']`. */
const OBJECT = /^(\$\w+(?:->\w+)?)->([A-Za-z]\w*)((?:\[[ \t]*'[^'\\\]]*'[ \t]*\]|\[[ \t]*"[^"\\$\]]*"[ \t]*\])*)$/;

function mailerOf(file: File, object: string, at: Position): Mailer {
  const key = `${at.within} ${object}`;
  const mailer = file.mailers.get(key) ?? { assigned: [], isSmtp: false };
  file.mailers.set(key, mailer);
  return mailer;
}

interface Key {
  readonly path: string;
  readonly span: Span;
}

/** `$config['smtp.settings']['smtp_host']`, `$CFG->smtphosts`. */
const VARIABLE = /^\$(config|CFG)((?:->\w+|\[[ \t]*'[^'\\\]]*'[ \t]*\]|\[[ \t]*"[^"\\$\]]*"[ \t]*\])+)$/;

/** The setting of mail that a text at `offset` names; undefined for any other variable. */
function settingOf(text: string, offset: number): Key | undefined {
  const [, variable, steps] = VARIABLE.exec(text) ?? [];
  if (variable === undefined || steps === undefined || !/mail|smtp|protocol|useragent/i.test(steps)) return undefined;
  const names = [...steps.matchAll(/->(\w+)|['"]([^'"]*)['"]/g)].map(([, property, key]) => property ?? key ?? '');
  const last = names.at(-1) ?? '';
  const start = offset + text.lastIndexOf(last);
  return { path: [variable, ...names].join('.'), span: { start, end: start + last.length } };
}

const SMTP_PROPERTY = /^(?:host|port|username|password|mailer|from|smtp\w*)$/i;
/** Objects of many other kinds have properties that are called alike in lower case. */
const CLIENT_PROPERTY = /^(?:Helo|Hostname)$/;

function property(file: File, node: SyntaxNode, at: Position): void {
  const children = childrenOf(node);
  const [target, operator] = children;
  const value = children.at(-1);
  if (!target || !value || !operator || textOf(file, operator) !== '=') return;
  const isArray = textOf(file, target) === '$config' && value.name === 'ArrayExpression';
  const items = isArray ? itemsOf(file, value, 'config.') : [];
  if (items.some((item) => /smtp/i.test(item.key))) {
    file.variables.push(...items.map((item) => ({ ...item, path: at.path })));
    return;
  }
  const key = settingOf(textOf(file, target), target.from);
  if (key) {
    file.variables.push(...assignedTo(file, node, key, value).map((one) => ({ ...one, path: at.path })));
    return;
  }
  const [, object, name, steps = ''] = OBJECT.exec(textOf(file, target)) ?? [];
  if (object === undefined || name === undefined) return;
  if (!SMTP_PROPERTY.test(name) && !CLIENT_PROPERTY.test(name)) return;
  const { assigned } = mailerOf(file, object, at);
  const path = ['PHPMailer', name, ...[...steps.matchAll(/['"]([^'"]*)['"]/g)].map(([, key]) => key)].join('.');
  const end = target.to - steps.length;
  const ofMailer = { path, span: { start: end - name.length, end } };
  assigned.push(...assignedTo(file, node, ofMailer, value).map((one) => ({ ...one, path: at.path })));
}

function called(file: File, node: SyntaxNode, at: Position): void {
  const callee = textOf(file, node.firstChild);
  const [, object] = /^(\$\w+(?:->\w+)?)->issmtp$/i.exec(callee) ?? [];
  if (object !== undefined) mailerOf(file, object, at).isSmtp = true;
  const [name, value] = argumentsOf(node);
  const key = name && literalOf(file, name);
  if (callee.toLowerCase() !== 'define' || !name || !value || key?.type !== 'string' || !/^\w+$/.test(key.text)) return;
  const statement = node.parent?.name === 'ExpressionStatement' ? node.parent : node;
  file.constants.push({
    key: key.text,
    keySpan: { start: name.from + 1, end: name.to - 1 },
    whole: { start: statement.from, end: statement.to },
    value: valueAt(file, value),
    isStatement: true,
    path: at.path,
  });
}

function argumentsOf(node: SyntaxNode): SyntaxNode[] {
  const list = childrenOf(node).find(({ name }) => name === 'ArgList');
  return list ? childrenOf(list).filter(({ name }) => !/^[(),]$|Comment$/.test(name)) : [];
}

/** A text without escapes, and without variables. */
const TEXT = /^(?:'([^'\\]*)'|"([^"\\$]*)")$/s;

/** PHPMailer's names for its two kinds of encryption. */
const CONSTANTS: Readonly<Record<string, string>> = { ENCRYPTION_STARTTLS: 'tls', ENCRYPTION_SMTPS: 'ssl' };

function literalOf(file: File, node: SyntaxNode): Literal | undefined {
  const written = textOf(file, node);
  const span = { start: node.from, end: node.to };
  const [isText, single, double] = TEXT.exec(written) ?? [];
  if (isText !== undefined) {
    const quote = single === undefined ? '"' : "'";
    return { kind: 'literal', type: 'string', text: single ?? double ?? '', span, quote };
  }
  if (/^\d+$/.test(written)) return { kind: 'literal', type: 'number', text: written, span };
  if (/^(?:true|false)$/i.test(written)) return { kind: 'literal', type: 'boolean', text: written.toLowerCase(), span };
  if (/^null$/i.test(written)) return { kind: 'literal', type: 'null', text: '', span };
  const named = CONSTANTS[/^\\?(?:\w+\\)*PHPMailer::(\w+)$/.exec(written)?.[1] ?? ''];
  return named === undefined ? undefined : { kind: 'literal', type: 'string', text: named, span };
}

function valueAt(file: File, node: SyntaxNode): Value {
  const span = { start: node.from, end: node.to };
  const value = isLong(node) ? undefined : (literalOf(file, node) ?? computed(file, node));
  if (!value) return { kind: 'unknown', span };
  return value.kind === 'literal' ? value : { ...value, span };
}

function computed(file: File, node: SyntaxNode): Value | undefined {
  const children = childrenOf(node);
  const last = children.at(-1);
  switch (node.name) {
    case 'ParenthesizedExpression':
      return children[1] && valueAt(file, children[1]);
    case 'CastExpression':
      return last && valueAt(file, last);
    case 'CallExpression':
      return variable(file, node);
    case 'SubscriptExpression': {
      const [, name] = /^\$_(?:ENV|SERVER)\[\s*['"](\w+)['"]\s*\]$/.exec(textOf(file, node)) ?? [];
      return name === undefined ? undefined : { kind: 'variable', name, span: { start: node.from, end: node.to } };
    }
    case 'BinaryExpression':
    case 'ConditionalExpression':
      return beside(file, children) ?? instead(file, children);
    default:
      return undefined;
  }
}

const OWN_FOLDER = /^(?:__DIR__|dirname\(__FILE__\))$/;

/** `__DIR__ . '/ca.pem'`: a path from the folder of the file, which begins with a dot here. */
function beside(file: File, children: readonly SyntaxNode[]): Literal | undefined {
  const [left, sign, right] = children;
  const isPath = left && OWN_FOLDER.test(textOf(file, left)) && textOf(file, sign) === '.';
  const path = isPath && right && literalOf(file, right);
  return path && path.type === 'string' && path.text.startsWith('/') ? { ...path, text: `.${path.text}` } : undefined;
}

/** `getenv('X') ?: 'text'`, `$_ENV['X'] ?? 'text'`. */
function instead(file: File, children: readonly SyntaxNode[]): Value | undefined {
  const [left, ...rest] = children;
  const right = rest.pop();
  const sign = rest.map((one) => textOf(file, one)).join('');
  if (!left || !right || (sign !== '??' && sign !== '?:')) return undefined;
  const value = valueAt(file, left);
  const fallback = literalOf(file, right);
  return value.kind === 'variable' && fallback && !value.fallback ? { ...value, fallback } : undefined;
}

function variable(file: File, node: SyntaxNode): Value | undefined {
  const callee = textOf(file, node.firstChild).toLowerCase();
  const [first, second] = argumentsOf(node);
  if (!first) return undefined;
  if (callee === 'filter_var' || callee === 'boolval' || callee === 'intval') {
    const value = valueAt(file, first);
    const isBoolean = callee === 'filter_var' && /BOOL/.test(textOf(file, second));
    return value.kind === 'variable' && isBoolean ? { ...value, reads: PARSERS['symfony-dsn'] } : value;
  }
  const name = literalOf(file, first);
  if (name?.type !== 'string' || !/^(?:env|getenv|getenv_docker)$/.test(callee)) return undefined;
  const read: Value = { kind: 'variable', name: name.text, span: name.span };
  const fallback = callee !== 'getenv' && second ? literalOf(file, second) : undefined;
  return { ...read, ...(fallback && { fallback }), ...(callee === 'env' && { isConverted: true }) };
}
