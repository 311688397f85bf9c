/** `$name`, `${name?yes}`, `${{a} == {b} ? {yes} : {no}}`: the expressions inside of Postfix values (postconf(5)). */

export type MacroNode =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'reference';
      readonly name: string;
      /** From the `$` to the end of the reference, in the text that was parsed. */
      readonly start: number;
      readonly end: number;
      readonly branches?: Branches;
    }
  | {
      readonly kind: 'comparison';
      readonly left: readonly MacroNode[];
      readonly operator: string;
      readonly right: readonly MacroNode[];
      readonly branches: Branches;
    }
  /** A function call such as `${domain_to_ascii{text}}` (Postfix 3.11); its value is not computed here. */
  | { readonly kind: 'call'; readonly name: string };

export interface Branches {
  /** Undefined: the value itself, or `true` for a comparison. */
  readonly yes?: readonly MacroNode[];
  readonly no?: readonly MacroNode[];
}

export interface MacroError {
  /** Completes "`x` cannot be expanded: …". */
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A name that a text refers to; from the `$` to the end of the reference. */
export interface Reference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface Macros {
  readonly nodes: readonly MacroNode[];
  /** Every reference, in all branches. */
  readonly references: readonly Reference[];
  readonly error?: MacroError;
}

/** Postfix gives up at a hundred levels, too. */
const DEEPEST = 100;

class Failure extends Error {
  constructor(
    message: string,
    readonly start: number,
    readonly end: number,
  ) {
    super(message);
  }
}

/** What texts have been read as: each value is asked for by several rules, and again at every keystroke. */
const remembered = new Map<string, Macros>();
const MOST_REMEMBERED = 4000;
/** In UTF-16 code units; longer texts are rare, and would only fill the memory. */
const LONGEST_REMEMBERED = 1000;

/** Never throws; with an error, `nodes` holds what stands in front of it. */
export function parseMacros(text: string): Macros {
  if (!text.includes('$')) return { nodes: text === '' ? [] : [{ kind: 'text', text }], references: [] };
  if (text.length > LONGEST_REMEMBERED) return read(text);
  let macros = remembered.get(text);
  if (!macros) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    macros = read(text);
    remembered.set(text, macros);
  }
  return macros;
}

function read(text: string): Macros {
  const nodes: MacroNode[] = [];
  try {
    parseText(text, 0, text.length, 0, nodes);
    return { nodes, references: referencesIn(nodes) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      nodes,
      references: referencesIn(nodes),
      error: { message: error.message, start: error.start, end: error.end },
    };
  }
}

function parseText(text: string, from: number, to: number, depth: number, nodes: MacroNode[]): void {
  if (depth > DEEPEST) throw new Failure('it is nested too deeply', from, to);
  let index = from;
  while (index < to) {
    const dollar = text.indexOf('$', index);
    if (dollar < 0 || dollar >= to) {
      nodes.push({ kind: 'text', text: text.slice(index, to) });
      return;
    }
    if (dollar > index) nodes.push({ kind: 'text', text: text.slice(index, dollar) });
    const next = text[dollar + 1];
    if (next === '$' && dollar + 1 < to) {
      nodes.push({ kind: 'text', text: '$' });
      index = dollar + 2;
    } else if ((next === '{' || next === '(') && dollar + 1 < to) {
      const end = closing(text, dollar + 1, to);
      if (end < 0) throw new Failure(`the \`${next}\` is not closed`, dollar, to);
      nodes.push(parseExpression(text, dollar, dollar + 2, end, depth));
      index = end + 1;
    } else {
      const end = nameEnd(text, dollar + 1, to);
      if (end === dollar + 1)
        throw new Failure('no name follows the `$`; a dollar sign itself is written `$$`', dollar, end);
      nodes.push({ kind: 'reference', name: text.slice(dollar + 1, end), start: dollar, end });
      index = end;
    }
  }
}

/** The index of the bracket that closes the one at `open`; -1 where there is none. */
function closing(text: string, open: number, to: number): number {
  const opens = text[open]!;
  const closes = opens === '{' ? '}' : ')';
  let level = 0;
  for (let index = open; index < to; index++) {
    if (text[index] === opens) level++;
    else if (text[index] === closes && --level === 0) return index;
  }
  return -1;
}

function nameEnd(text: string, from: number, to: number): number {
  let end = from;
  while (end < to && /\w/.test(text[end]!)) end++;
  return end;
}

function skipBlanks(text: string, from: number, to: number): number {
  let index = from;
  while (index < to && /\s/.test(text[index]!)) index++;
  return index;
}

/** The inside of `${ }`. */
function parseExpression(text: string, dollar: number, from: number, to: number, depth: number): MacroNode {
  const start = skipBlanks(text, from, to);
  if (text[start] === '{' && start < to) return parseComparison(text, start, to, depth);
  const end = nameEnd(text, start, to);
  const name = text.slice(start, end);
  const next = skipBlanks(text, end, to);
  if (name !== '' && next >= to) return { kind: 'reference', name, start: dollar, end: to + 1 };
  if (name === '') throw new Failure('there is no name in the braces', dollar, to + 1);
  if (text[next] === '{' && next === end) return { kind: 'call', name };
  if (text[next] !== '?' && text[next] !== ':') {
    throw new Failure('a name is made of letters, digits and `_` only', end, to);
  }
  return { kind: 'reference', name, start: dollar, end: to + 1, branches: parseBranches(text, next, to, depth) };
}

const OPERATOR = /^(?:==|!=|<=|>=|<|>)(?:level)?$/;

function parseComparison(text: string, from: number, to: number, depth: number): MacroNode {
  const left = payload(text, from, to, depth);
  const operatorStart = skipBlanks(text, left.end, to);
  let operatorEnd = operatorStart;
  while (operatorEnd < to && /[=!<>a-z]/.test(text[operatorEnd]!)) operatorEnd++;
  const operator = text.slice(operatorStart, operatorEnd);
  if (!OPERATOR.test(operator))
    throw new Failure('one of `==`, `!=`, `<`, `<=`, `>=`, `>` is expected', operatorStart, to);
  const right = payload(text, skipBlanks(text, operatorEnd, to), to, depth);
  const next = skipBlanks(text, right.end, to);
  if (next < to && text[next] !== '?' && text[next] !== ':') throw new Failure('`?` or `:` is expected', next, to);
  const branches = next < to ? parseBranches(text, next, to, depth) : {};
  return { kind: 'comparison', left: left.nodes, operator, right: right.nodes, branches };
}

/** `?{yes}:{no}`, `?yes`, `:{no}`, `:no`; without braces a text goes on to the end. */
function parseBranches(text: string, from: number, to: number, depth: number): Branches {
  const open = skipBlanks(text, from + 1, to);
  const braced = text[open] === '{' && open < to;
  const branch = braced ? payload(text, open, to, depth) : rest(text, from + 1, to, depth);
  const next = skipBlanks(text, branch.end, to);
  if (text[from] === ':') {
    if (next < to) throw new Failure('nothing may follow the closing brace', next, to);
    return { no: branch.nodes };
  }
  if (next >= to) return { yes: branch.nodes, no: [] };
  if (text[next] !== ':') throw new Failure('`:` is expected', next, to);
  return { yes: branch.nodes, ...parseBranches(text, next, to, depth) };
}

interface Part {
  readonly nodes: MacroNode[];
  readonly end: number;
}

function payload(text: string, open: number, to: number, depth: number): Part {
  if (text[open] !== '{' || open >= to) throw new Failure('`{` is expected', open, to);
  const end = closing(text, open, to);
  if (end < 0) throw new Failure('the `{` is not closed', open, to);
  const nodes: MacroNode[] = [];
  parseText(text, open + 1, end, depth + 1, nodes);
  return { nodes, end: end + 1 };
}

function rest(text: string, from: number, to: number, depth: number): Part {
  const nodes: MacroNode[] = [];
  parseText(text, from, to, depth + 1, nodes);
  return { nodes, end: to };
}

function referencesIn(nodes: readonly MacroNode[]): Reference[] {
  return nodes.flatMap((node): Reference[] => {
    if (node.kind !== 'reference' && node.kind !== 'comparison') return [];
    const { yes = [], no = [] } = node.branches ?? {};
    const own = node.kind === 'reference' ? [node] : referencesIn([...node.left, ...node.right]);
    return [...own, ...referencesIn(yes), ...referencesIn(no)];
  });
}

/** The one name that a text consists of: `$x`, `${x}` or `$(x)`. */
export function soleReference(text: string): string | undefined {
  return /^\$(?:(\w+)|\{(\w+)\}|\((\w+)\))$/.exec(text)?.slice(1).find(Boolean);
}

/** What names stand for; undefined where that is unknown. A name that is defined nowhere has the empty value. */
export interface Lookup {
  /** The value after expansion. */
  value(name: string): string | undefined;
  /** The value as it is written: `${name?yes}` asks whether that one is empty. */
  raw(name: string): string | undefined;
}

/** The longest value that is computed, in UTF-16 code units; a longer one is as good as unknown. */
const LONGEST = 200_000;

/** The text that results; undefined where it depends on something unknown. */
export function expandMacros(nodes: readonly MacroNode[], lookup: Lookup): string | undefined {
  let result = '';
  for (const node of nodes) {
    const text = expandNode(node, lookup);
    if (text === undefined || result.length + text.length > LONGEST) return undefined;
    result += text;
  }
  return result;
}

function expandNode(node: MacroNode, lookup: Lookup): string | undefined {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'call':
      return undefined;
    case 'reference': {
      if (!node.branches) return lookup.value(node.name);
      const raw = lookup.raw(node.name);
      return raw === undefined ? undefined : chosen(raw !== '', node.branches, '', lookup);
    }
    case 'comparison': {
      const left = expandMacros(node.left, lookup);
      const right = expandMacros(node.right, lookup);
      if (left === undefined || right === undefined) return undefined;
      const outcome = compare(left, node.operator, right);
      return outcome === undefined ? undefined : chosen(outcome, node.branches, outcome ? 'true' : '', lookup);
    }
  }
}

/** `${x:no}` without a `yes` is empty where x has a value, and so is a comparison that names only the other outcome. */
function chosen(outcome: boolean, branches: Branches, self: string, lookup: Lookup): string | undefined {
  const branch = outcome ? branches.yes : branches.no;
  if (branch) return expandMacros(branch, lookup);
  return branches.yes || branches.no ? '' : self;
}

/** Numbers as numbers, all else byte by byte; `level` operators compare compatibility levels part by part. */
function compare(left: string, operator: string, right: string): boolean | undefined {
  const order = operator.endsWith('level') ? compareLevels(left, right) : compareTexts(left, right);
  if (order === undefined) return undefined;
  switch (operator.replace('level', '')) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    default:
      return order > 0;
  }
}

function compareTexts(left: string, right: string): number {
  if (/^\d+$/.test(left) && /^\d+$/.test(right)) return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Versions and levels as numbers, part by part: 2.9 < 2.10. Undefined where one is none. */
export function compareLevels(left: string, right: string): number | undefined {
  const parts = (level: string) =>
    /^\d+(?:\.\d+){0,2}$/.test(level.trim()) ? level.trim().split('.').map(Number) : undefined;
  const [a, b] = [parts(left), parts(right)];
  if (!a || !b) return undefined;
  for (let index = 0; index < 3; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
