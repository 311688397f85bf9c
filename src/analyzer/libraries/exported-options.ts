/**
 * Objects of the shape of nodemailer's options that a module exports, or whose type says that they are. Who reads them may
 * be out of sight; then they are judged as presumed, and left to whoever is seen to read them.
 */
import { type JavaScriptTree, mentions } from '../formats/javascript';
import { LIMITS } from '../javascript/budget';
import { objectWith, occurrences } from '../javascript/context';
import { declarationOf } from '../javascript/declarations';
import { writesTo } from '../javascript/references';
import {
  childrenOf,
  encloses,
  expressionOf,
  hasError,
  isFunction,
  isNamed,
  type Node,
  type Property,
  parentOf,
  textOf,
} from '../javascript/syntax';
import type { MailLibrary } from './library';
import { readOptions } from './nodemailer/config';
import type { Reader, Site } from './site';

/** Types of nodemailer's declarations for options. */
const OPTION_TYPE =
  /^:?\s*(?:Promise<\s*)?(?:nodemailer\.)?(?:(?:SMTP(?:Transport|Pool|Connection)|SmtpTransport)\.Options|SMTPTransport|TransportOptions|SMTP\w*Options)\b/;

/** What other services have in their settings, too, is taken for mail's only where a name says so. */
const MAIL = /smtp|mail/i;

const propertiesIn = (object: Node): readonly Property[] => {
  const expression = expressionOf(object);
  return expression.kind === 'object' ? expression.properties : [];
};

const keysOf = (object: Node): ReadonlySet<string> =>
  new Set(propertiesIn(object).flatMap(({ key }) => (typeof key === 'string' ? [key] : [])));

function hasLogin(object: Node): boolean {
  const auth = propertiesIn(object).find(({ key }) => key === 'auth');
  const keys = auth && keysOf(auth.value);
  return keys?.has('user') === true && (keys.has('pass') || keys.has('type'));
}

/** What mail is fetched with has the same shape. */
const FETCHING = /imap|pop3|\b(?:110|143|993|995)\b/i;

/** A server, and how one gets in. */
function hasShape(object: Node): boolean {
  const keys = keysOf(object);
  const has = (...names: string[]) => names.some((name) => keys.has(name));
  return (
    has('host', 'service') && (hasLogin(object) || has('requireTLS', 'ignoreTLS') || (has('secure') && has('port')))
  );
}

interface Export {
  /** True where a type says what the object is. */
  readonly isTyped: boolean;
  /** The names on the way to it. */
  readonly names: readonly string[];
}

/** How an object leaves its module, or is told by its type; undefined for one that does neither. */
function exportOf(object: Node): Export | undefined {
  const names: string[] = [];
  let child = object;
  for (let climbed = 0; climbed < LIMITS.nesting; climbed++) {
    const parent = parentOf(child);
    if (!parent) return undefined;
    if (isNamed(parent, 'Property')) names.push(textOf(childrenOf(parent)[0] ?? parent).slice(0, 100));
    else if (isNamed(parent, 'BinaryExpression')) {
      const [, , type] = childrenOf(parent);
      if (type && OPTION_TYPE.test(textOf(type))) return { isTyped: true, names };
    } else if (isNamed(parent, 'VariableDeclaration')) return declared(parent, child, names);
    else if (isNamed(parent, 'ReturnStatement') || isFunction(parent)) return returned(parent, names);
    else if (isNamed(parent, 'AssignmentExpression')) {
      const target = /^(?:module\.)?exports(?:\.([\w$]+))?$/.exec(textOf(childrenOf(parent)[0] ?? parent));
      return target ? { isTyped: false, names: [...names, target[1] ?? ''] } : undefined;
    } else if (isNamed(parent, 'ExportDeclaration')) return { isTyped: false, names };
    else if (!isNamed(parent, 'ObjectExpression', 'ParenthesizedExpression')) return undefined;
    child = parent;
  }
  return undefined;
}

const EXPORTED =
  /(?:module\.exports\s*=|export\s+default|exports\.\w+\s*=)\s*([\w$]+)\s*(?:;|$)|(?:module\.exports\s*=|export)\s*\{([^{}]{0,1000})\}/gm;

/** Exported apart from its declaration: `export { name }`, `export default name`, `module.exports = { name }`. */
const isExportedByName = ({ text }: JavaScriptTree, name: string): boolean =>
  [...text.matchAll(EXPORTED)].some(
    ([, alone, listed = '']) => alone === name || listed.split(/[^\w$]+/).includes(name),
  );

function declared(declaration: Node, value: Node, names: readonly string[]): Export | undefined {
  const inner = childrenOf(declaration).filter((child) => child.syntax.to <= value.syntax.from);
  const name = inner.findLast((child) => isNamed(child, 'VariableDefinition'));
  const type = inner.findLast((child) => isNamed(child, 'TypeAnnotation'));
  const own = name && declarationOf(textOf(name), name);
  // What is written into it later, the object does not tell.
  if (!name || !own || writesTo(own).length > 0) return undefined;
  const isTyped =
    names.length === 0 && type !== undefined && type.syntax.from >= name.syntax.to && OPTION_TYPE.test(textOf(type));
  const word = textOf(name);
  const parent = parentOf(declaration);
  const isExported = (parent && isNamed(parent, 'ExportDeclaration')) || isExportedByName(declaration.tree, word);
  return isTyped || isExported ? { isTyped, names: [...names, word] } : undefined;
}

/** The function whose declared result a returned object is. */
function returned(node: Node, names: readonly string[]): Export | undefined {
  if (names.length > 0) return undefined;
  for (let at: Node | undefined = node; at; at = parentOf(at)) {
    if (!isFunction(at)) continue;
    const type = childrenOf(at).find((child) => isNamed(child, 'TypeAnnotation'));
    return type && OPTION_TYPE.test(textOf(type)) ? { isTyped: true, names: [] } : undefined;
  }
  return undefined;
}

/** What other readers of the object may have a use for, this one cannot say. */
const OF_NAMES: ReadonlySet<string> = new Set(['ignored', 'unknown-key', 'deprecated', 'missing-host']);

const asPresumed =
  (isTyped: boolean): Reader =>
  (site, given, world) => {
    const config = readOptions(site, given, world);
    if (!config) return undefined;
    const observations = config.observations.filter(({ kind }) => isTyped || !OF_NAMES.has(kind));
    return { ...config, observations, reading: 'names' };
  };

function sitesIn(tree: JavaScriptTree): Site[] {
  if (!['auth', 'requireTLS', 'ignoreTLS', 'secure'].some((word) => mentions(tree, word))) return [];
  if (!mentions(tree, 'host') && !mentions(tree, 'service')) return [];
  const found: Node[] = [];
  for (const name of ['host', 'service'].flatMap((word) => (mentions(tree, word) ? occurrences(tree, word) : []))) {
    const object = objectWith(name);
    if (!object || found.some((other) => encloses(other, object)) || hasError(object) || !hasShape(object)) continue;
    found.push(object);
  }
  return found.flatMap((object): Site[] => {
    const told = exportOf(object);
    const name = tree.path.slice(tree.path.lastIndexOf('/') + 1);
    if (!told || FETCHING.test(`${told.names} ${textOf(object).slice(0, 2000)}`)) return [];
    if (!told.isTyped && ![name, ...told.names].some((word) => MAIL.test(word))) return [];
    const anchor = childrenOf(object)[0] ?? object;
    return [
      {
        label: 'nodemailer options',
        node: object,
        anchor,
        given: (world) => [{ options: world.evaluate(object) }],
        read: asPresumed(told.isTyped),
        loginElsewhere: true,
      },
    ];
  });
}

export const exportedOptions: MailLibrary = { sites: sitesIn };
