/** Which name means what: declarations, scopes, imports, exports. */

import type { JavaScriptTree } from '../formats/javascript';
import { LIMITS } from './budget';
import {
  childNamed,
  childrenOf,
  type Declaration,
  encloses,
  isFunction,
  isNamed,
  keyOf,
  type Node,
  parentOf,
  type Step,
  stringOf,
  textOf,
} from './syntax';
import { offsetsOf } from './words';

type Names = ReadonlyMap<string, Declaration>;

/** Declarations of the scopes that were asked for, per tree and offset. */
const scopes = new WeakMap<JavaScriptTree, Map<string, Names>>();

const SCOPES: ReadonlySet<string> = new Set(['Script', 'Block', 'SwitchBody', 'ForStatement', 'CatchClause']);

function namesIn(scope: Node): Names {
  let known = scopes.get(scope.tree);
  if (!known) {
    known = new Map();
    scopes.set(scope.tree, known);
  }
  const key = `${scope.syntax.name} ${scope.syntax.from}`;
  let names = known.get(key);
  if (!names) {
    names = new Map(declarationsIn(scope).map((declaration) => [declaration.name, declaration]));
    known.set(key, names);
  }
  return names;
}

/** The declaration that a name means at a place; undefined for a global. */
export function declarationOf(name: string, at: Node): Declaration | undefined {
  let climbed = 0;
  for (let scope: Node | undefined = parentOf(at); scope; scope = parentOf(scope)) {
    if (++climbed > LIMITS.nesting) return { kind: 'other', name, node: at };
    if (!SCOPES.has(scope.syntax.name) && !isFunction(scope)) continue;
    const found = namesIn(scope).get(name);
    if (found && !(found.kind === 'parameter' && found.init && encloses(found.init, at))) return found;
  }
  return undefined;
}

function declarationsIn(scope: Node): Declaration[] {
  if (isFunction(scope)) return [...ownName(scope), ...parameters(scope), ...hoisted(scope)];
  if (isNamed(scope, 'CatchClause')) {
    return childrenOf(scope)
      .filter((child) => isNamed(child, 'VariableDefinition'))
      .map((node) => ({ kind: 'other', name: textOf(node), node }));
  }
  if (isNamed(scope, 'ForStatement')) return childrenOf(scope).flatMap(loopVariables);
  const own = childrenOf(scope).flatMap(declared);
  return isNamed(scope, 'Script') ? [...hoisted(scope), ...own] : own;
}

/** A function expression knows its own name inside. */
function ownName(node: Node): Declaration[] {
  if (!isNamed(node, 'FunctionExpression')) return [];
  const name = childNamed(node, 'VariableDefinition');
  return name ? [{ kind: 'function', name: textOf(name), node: name, value: node }] : [];
}

function parameters(fn: Node): Declaration[] {
  const list = childNamed(fn, 'ParamList');
  if (!list) return [];
  const result: Declaration[] = [];
  let index = 0;
  const inner = childrenOf(list);
  for (const [at, child] of inner.entries()) {
    if (isNamed(child, ',')) index++;
    if (!isPattern(child)) continue;
    const after = inner.slice(at + 1).findIndex((next) => isNamed(next, ',', ')'));
    const init = valueAfterEquals(inner.slice(at + 1, after < 0 ? undefined : at + 1 + after));
    const rest = inner[at - 1] && isNamed(inner[at - 1] as Node, 'Spread');
    for (const { name, node, path } of names(child, []))
      result.push(rest ? { kind: 'other', name, node } : { kind: 'parameter', name, node, index, init, path });
  }
  return result;
}

/** `var` of nested blocks belongs to the whole function. Looked for only where the text has one. */
function hoisted(fn: Node): Declaration[] {
  const { from, to } = fn.syntax;
  if (!offsetsOf(fn.tree, 'var').some((at) => from <= at && at < to)) return [];
  const result: Declaration[] = [];
  const pending = [fn];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const inner: Node[] = [];
    for (const child of childrenOf(node)) {
      if (isFunction(child) || isNamed(child, 'ClassDeclaration')) continue;
      if (isNamed(child, 'VariableDeclaration')) {
        if (childrenOf(child).some((word) => isNamed(word, 'var'))) result.push(...declared(child));
      } else if (/Statement$|Block$|Script$|Body$|Clause$/.test(child.syntax.name)) inner.push(child);
    }
    pending.push(...inner.reverse());
  }
  return result;
}

function loopVariables(node: Node): Declaration[] {
  if (!/^For.*Spec$/.test(node.syntax.name)) return [];
  const inner = childrenOf(node);
  const list = isNamed(node, 'ForOfSpec') ? inner[inner.findIndex((child) => isNamed(child, 'of')) + 1] : undefined;
  return inner.flatMap((child) => {
    if (!isPattern(child))
      return declared(child).map(({ name, node: at }): Declaration => ({ kind: 'other', name, node: at }));
    return names(child, []).map(
      ({ name, node: at, path }): Declaration =>
        list ? { kind: 'item', list, name, node: at, path } : { kind: 'other', name, node: at },
    );
  });
}

/** What a statement declares for the scope in which it stands. */
function declared(statement: Node): Declaration[] {
  switch (statement.syntax.name) {
    case 'VariableDeclaration':
      return variables(statement);
    case 'FunctionDeclaration':
    case 'ClassDeclaration': {
      const name = childNamed(statement, 'VariableDefinition');
      const kind = statement.syntax.name === 'ClassDeclaration' ? 'class' : 'function';
      return name ? [{ kind, name: textOf(name), node: name, value: statement }] : [];
    }
    case 'ImportDeclaration':
      return imports(statement);
    case 'ExportDeclaration':
      return childrenOf(statement).flatMap(declared);
    case 'EnumDeclaration':
    case 'NamespaceDeclaration': {
      const name = childNamed(statement, 'VariableDefinition', 'TypeDefinition');
      if (!name) return [];
      const isEnum = statement.syntax.name === 'EnumDeclaration';
      return [
        isEnum
          ? { kind: 'enum', name: textOf(name), node: name, value: statement }
          : { kind: 'other', name: textOf(name), node: name },
      ];
    }
    default:
      return [];
  }
}

const isPattern = (node: Node) => isNamed(node, 'VariableDefinition', 'ObjectPattern', 'ArrayPattern');

function valueAfterEquals(nodes: readonly Node[]): Node | undefined {
  const equals = nodes.findIndex((node) => isNamed(node, 'Equals'));
  return equals < 0 ? undefined : nodes[equals + 1];
}

function variables(statement: Node): Declaration[] {
  const inner = childrenOf(statement);
  const constant = inner[0] !== undefined && isNamed(inner[0], 'const');
  const result: Declaration[] = [];
  for (const [at, child] of inner.entries()) {
    if (!isPattern(child)) continue;
    const end = inner.findIndex((next, index) => index > at && isNamed(next, ',', ';'));
    const init = valueAfterEquals(inner.slice(at + 1, end < 0 ? undefined : end));
    for (const { name, node, path } of names(child, []))
      result.push({ kind: 'variable', constant, name, node, init, path });
  }
  return result;
}

/** Every name that a pattern defines, with the way to it. */
function names(pattern: Node, path: readonly Step[]): { name: string; node: Node; path: readonly Step[] }[] {
  if (path.length > LIMITS.patterns) return [];
  if (isNamed(pattern, 'VariableDefinition')) return [{ name: textOf(pattern), node: pattern, path }];
  const inner = childrenOf(pattern);
  if (isNamed(pattern, 'ArrayPattern')) {
    let index = 0;
    return inner.flatMap((child, at) => {
      if (isNamed(child, ',')) index++;
      if (!isPattern(child)) return [];
      const next = inner[at + 1];
      const fallback = next && isNamed(next, 'Equals') ? inner[at + 2] : undefined;
      const rest = inner[at - 1] && isNamed(inner[at - 1] as Node, 'Spread');
      const taken = rest ? Array.from({ length: index }, (_, before) => String(before)) : undefined;
      return names(child, [...path, { key: rest ? '...' : String(index), fallback, taken }]);
    });
  }
  const properties = inner.filter((child) => isNamed(child, 'PatternProperty'));
  return properties.flatMap((child) => propertyNames(child, path, properties));
}

function propertyNames(property: Node, path: readonly Step[], all: readonly Node[]) {
  const inner = childrenOf(property);
  const fallback = valueAfterEquals(inner);
  const colon = inner.findIndex((child) => isNamed(child, ':'));
  const target = inner[colon + 1];
  if (inner[0] && isNamed(inner[0], 'Spread')) {
    const taken = all.flatMap((other) => keyOf(childrenOf(other))?.key ?? []);
    return inner[1] ? names(inner[1], [...path, { key: '...', taken }]) : [];
  }
  const named = keyOf(inner);
  if (!named) return [];
  if (colon < 0) return names(named.keyNode, [...path, { key: named.key, fallback }]);
  return target ? names(target, [...path, { key: named.key, fallback }]) : [];
}

// ---- modules -----------------------------------------------------------------------------------------------------

function imports(statement: Node): Declaration[] {
  const inner = childrenOf(statement);
  const source = inner.find((child) => isNamed(child, 'String'));
  if (!source) return requiredAsImport(statement, inner);
  const from = stringOf(source);
  const result: Declaration[] = [];
  for (const [at, child] of inner.entries()) {
    if (isNamed(child, 'VariableDefinition')) {
      const whole = inner[at - 2] && isNamed(inner[at - 2] as Node, 'Star');
      result.push({
        kind: 'import',
        name: textOf(child),
        node: child,
        source: from,
        imported: whole ? '*' : 'default',
      });
    } else if (isNamed(child, 'ImportGroup')) {
      for (const { name, alias } of aliases(child))
        result.push({ kind: 'import', name: textOf(alias), node: alias, source: from, imported: textOf(name) });
    }
  }
  return result;
}

/** TypeScript's `import x = require('y')`, of which the grammar knows only the halves. */
function requiredAsImport(statement: Node, inner: readonly Node[]): Declaration[] {
  const name = inner.find((child) => isNamed(child, 'VariableDefinition'));
  const found = /=\s*require\(\s*(['"])([^'"\n]+)\1\s*\)/.exec(
    statement.tree.text.slice(statement.syntax.from, statement.syntax.from + 300).split('\n', 1)[0] ?? '',
  );
  return name && found?.[2]
    ? [{ kind: 'import', name: textOf(name), node: name, source: found[2], imported: '*' }]
    : [];
}

/** `a as b, c` of an import or export group. */
function aliases(group: Node): { name: Node; alias: Node }[] {
  const inner = childrenOf(group).filter((child) => !isNamed(child, '{', '}', 'type'));
  const result: { name: Node; alias: Node }[] = [];
  let current: Node[] = [];
  for (const child of [...inner, undefined]) {
    if (child && !isNamed(child, ',')) {
      if (!isNamed(child, 'as')) current.push(child);
      continue;
    }
    const [name, alias = name] = current;
    if (name && alias) result.push({ name, alias });
    current = [];
  }
  return result;
}

export type Export =
  | { readonly kind: 'expression'; readonly value: Node }
  | { readonly kind: 'declaration'; readonly declaration: Declaration }
  /** Handed on from another module; `*` is that whole module. */
  | { readonly kind: 'from'; readonly source: string; readonly imported: string };

interface Exports {
  readonly named: ReadonlyMap<string, Export>;
  readonly stars: readonly string[];
}

const modules = new WeakMap<JavaScriptTree, Exports>();

/** What an ES module exports under a name; `stars` are the modules of which everything is handed on. */
export function exportsOf(root: Node): Exports {
  let found = modules.get(root.tree);
  if (!found) {
    found = listedExports(root);
    modules.set(root.tree, found);
  }
  return found;
}

function listedExports(root: Node): Exports {
  const named = new Map<string, Export>();
  const stars: string[] = [];
  for (const statement of childrenOf(root)) {
    if (!isNamed(statement, 'ExportDeclaration')) continue;
    const inner = childrenOf(statement);
    const source = inner.find((child) => isNamed(child, 'String'));
    const group = inner.find((child) => isNamed(child, 'ExportGroup'));
    if (inner.some((child) => isNamed(child, 'default')) && !group) {
      const value = inner.find((child) => !isNamed(child, 'export', 'default', ';', 'Decorator'));
      if (value) named.set('default', { kind: 'expression', value });
    } else if (group) {
      for (const { name, alias } of aliases(group)) {
        const local = source ? undefined : declarationOf(textOf(name), name);
        if (source) named.set(textOf(alias), { kind: 'from', source: stringOf(source), imported: textOf(name) });
        else if (local) named.set(textOf(alias), { kind: 'declaration', declaration: local });
      }
    } else if (source) {
      const name = inner.find((child) => isNamed(child, 'VariableDefinition', 'VariableName'));
      if (name) named.set(textOf(name), { kind: 'from', source: stringOf(source), imported: '*' });
      else stars.push(stringOf(source));
    } else
      for (const declaration of declared(statement)) named.set(declaration.name, { kind: 'declaration', declaration });
  }
  return { named, stars: [...new Set(stars)] };
}
