/**
 * Variables of containers, jobs and charts, found by their shape: a map of UPPER_CASE names, a list of `KEY=value`, or
 * a list of `{name, value}`.
 */
import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Edit, Editable, Scalar, Span } from '../model';
import { repositoryOf } from './image';
import { lineBreakOf, lineStartOf, wholeLines } from './lines';
import { meaningOf, referenceIn } from './reference';
import type { Entry, Misreading, Scope } from './scope';
import { keyOf } from './yaml-aliases';
import { leavesOf, scopeOver } from './yaml-leaves';
import { nodeAt, type SourceText, spanOf, textOf } from './yaml-nodes';
import { interpolationMisread, scalarFacts, spellScalar } from './yaml-scalar';

const DEEPEST = 32;
const VARIABLE = /^_?[A-Z][A-Z0-9]*(?:_[A-Za-z0-9_]*)?$/;
/** Double underscores separate sections in some applications: `mail__options__host`, `GITEA__mailer__HOST`. */
const SECTIONED = /^[A-Za-z][A-Za-z0-9]*__[A-Za-z0-9_]+$/;
/** True for a name that environment variables have. */
export const isVariable = (name: string): boolean => VARIABLE.test(name) || SECTIONED.test(name);
const ASSIGNMENT = /^([A-Za-z_][\w.]*)=/;

/** What brings a container of Kubernetes, or one of ECS, more variables. ECS lists `secrets`, too, in its JSON. */
const ELSEWHERE = ['envFrom', 'environmentFiles'];

/** Every environment below a map. */
export function environmentsIn(source: SourceText, root: YAMLMap): Scope[] {
  const { aliases } = source;
  const scopes: Scope[] = [];
  const seen = new Map<Node, Scope | undefined>();
  const kind = root.get('kind');
  const isSecret = kind === 'Secret';

  function look(node: Node | null, path: string, parent: YAMLMap | undefined, depth: number) {
    if (!(isMap(node) || isSeq(node)) || depth > DEEPEST) return;
    if (seen.has(node)) {
      // An alias makes an anchor the environment of another container, too, which may bring an image.
      const shared = path.endsWith('.environment') ? seen.get(node) : undefined;
      if (shared && aliases.allowance.take(shared.entries.length)) scopes.push(finish(shared, path, parent));
      return;
    }
    const scope = isMap(node) ? mapScope(source, node, path === 'data' && isSecret) : listScope(source, node);
    if (scope) scopes.push(finish(scope, path, parent));
    seen.set(node, scope);
    if (isMap(node)) {
      const empty = filesOnly(source, node);
      if (empty) scopes.push(finish(empty, `${path}.environment`, node));
      for (const pair of node.items) {
        const key = keyOf(pair);
        if (key !== undefined) look(aliases.resolved(pair.value), path ? `${path}.${key}` : key, node, depth + 1);
      }
    } else if (!scope) {
      for (const item of node.items) look(aliases.resolved(item), path, undefined, depth + 1);
    }
  }

  const containers = new Map<YAMLMap, Container>();
  const finish = (scope: Scope, path: string, parent: YAMLMap | undefined): Scope => {
    const isWithoutSecrets = kind === 'ConfigMap' || path.startsWith('configMapGenerator');
    const found = { ...scope, interpolates: source.interpolates, isWithoutSecrets };
    if (!parent) return found;
    const container = containers.get(parent) ?? containerOf(source, parent);
    containers.set(parent, container);
    const name = path.slice(0, Math.max(0, path.lastIndexOf('.')));
    return { ...found, ...container, name, isPartial: scope.isPartial || container.isPartial };
  };

  look(root, '', undefined, 0);
  return scopes;
}

type Container = Pick<Scope, 'image' | 'isBuilt' | 'files' | 'isPartial'>;

/** What stands beside an environment about the container that has it. */
const containerOf = (source: SourceText, map: YAMLMap): Container => ({
  image: imageOf(source, map),
  isBuilt: map.has('build'),
  files: filesOf(source, map),
  isPartial: ELSEWHERE.some((key) => map.has(key)) || (source.isJson && map.has('secrets')),
});

/** Container image without registry and tag; `{repository}` of Helm values, too. */
function imageOf(source: SourceText, map: YAMLMap): string | undefined {
  const image = nodeAt(source, map, 'image');
  const text = isMap(image) ? textOf(nodeAt(source, image, 'repository')) : textOf(image);
  return text === undefined ? undefined : repositoryOf(text);
}

/** The files of a compose service's `env_file`. */
function filesOf(source: SourceText, map: YAMLMap): string[] | undefined {
  const files = nodeAt(source, map, 'env_file');
  const items = isSeq(files) ? files.items.map((item) => source.aliases.resolved(item)) : files ? [files] : [];
  const paths = items.map((item) => (isMap(item) ? textOf(nodeAt(source, item, 'path')) : textOf(item)));
  const known = paths.filter((path): path is string => path !== undefined && !path.includes('$'));
  return known.length > 0 ? known : undefined;
}

/** A service whose variables all stand in files. */
function filesOnly(source: SourceText, map: YAMLMap): Scope | undefined {
  if (map.has('environment') || !filesOf(source, map)) return undefined;
  return {
    kind: 'environment',
    name: '',
    extent: spanOf(map),
    entries: [],
    insert: () => undefined,
  };
}

function namesVariables(map: YAMLMap): boolean {
  return map.items.some((pair) => {
    const key = keyOf(pair);
    return key !== undefined && isVariable(key) && !isMap(pair.value) && !isSeq(pair.value);
  });
}

/** `NAME: { value: text }`, as some charts write a variable. */
const HELD = /^([^.]+)\.value$/;

const holdsVariables = (map: YAMLMap): boolean =>
  map.items.some(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : '';
    return isVariable(name) && isMap(value) && value.items.length === 1 && isScalar(value.get('value', true));
  });

/** The variables of a map; `encoded` where they are the base64 `data` of a Kubernetes secret. */
function mapScope(source: SourceText, map: YAMLMap, encoded: boolean): Scope | undefined {
  const isHeld = !namesVariables(map);
  if (isHeld && !holdsVariables(map)) return undefined;
  const leaves = leavesOf(source, map).map((leaf) => ({ ...leaf, key: HELD.exec(leaf.key)?.[1] ?? leaf.key }));
  const variables = leaves.filter((leaf) => isVariable(leaf.key));
  const entries = variables.map((leaf) => {
    if (encoded) return { ...leaf, ...decoded(leaf) };
    // `KEY:` without a value passes on what the shell has.
    return leaf.type === 'null' ? { ...leaf, value: undefined } : leaf;
  });
  const scope = scopeOver(source, map, entries, { kind: 'environment', name: '' });
  return {
    ...scope,
    insert: (key, value, after) => (encoded ? undefined : scope.insert(isHeld ? `${key}.value` : key, value, after)),
  };
}

/** A base64 text as the container sees it. */
export function decoded({ value, editable }: Entry): Pick<Entry, 'value' | 'misread' | 'editable'> {
  const encode = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const replace = (text: Scalar) => editable.replace(encode(String(text)));
  if (value === undefined || !/^[\w+/\s]+=*$/.test(value.trim())) return { value: undefined, editable };
  try {
    const text = new TextDecoder().decode(Uint8Array.from(atob(value.trim()), (char) => char.charCodeAt(0)));
    const misread = text.endsWith('\n')
      ? [{ fact: { code: 'line-break' as const }, meant: text.trimEnd() }]
      : undefined;
    return { value: text, misread, editable: { ...editable, replace } };
  } catch {
    return { value: undefined, editable };
  }
}

function listScope(source: SourceText, list: Node): Scope | undefined {
  if (!isSeq(list)) return undefined;
  const items = list.items.map((item) => source.aliases.resolved(item)).filter((item) => item !== null);
  const assigned = items.flatMap((item) => (isScalar(item) && ASSIGNMENT.test(String(item.value)) ? [item] : []));
  const named = items.flatMap((item) => (isMap(item) && isNamedValue(source, item) ? [item] : []));
  const form =
    assigned.length > 0 ? assignments(source, assigned) : named.length > 0 ? namedValues(source, named) : undefined;
  return (
    form && {
      kind: 'environment',
      name: '',
      extent: spanOf(list),
      entries: form.entries,
      insert(key, value, after) {
        const index = after ? form.entries.indexOf(after) : -1;
        const item = index >= 0 ? form.items[index] : form.items.at(-1);
        return item && insertItem(source, list, item, form.spell(key, String(value), item));
      },
    }
  );
}

interface ListForm {
  readonly items: readonly Node[];
  readonly entries: readonly Entry[];
  /** The lines of a new item behind its dash; undefined where the value cannot be held. */
  spell(key: string, value: string, like: Node): string[] | undefined;
}

function insertItem(source: SourceText, list: YAMLSeq, item: Node, lines: string[] | undefined): Edit | undefined {
  const { text, uri } = source;
  if (!lines || list.flow) return undefined;
  const { start, end } = spanOf(item);
  const lead = /^[ \t]*-[ \t]+$/.exec(text.slice(lineStartOf(text, start), start))?.[0];
  if (lead === undefined) return undefined;
  const contentEnd = start + text.slice(start, end).trimEnd().length;
  const at = contentEnd + (/^[^\r\n]*/.exec(text.slice(contentEnd, contentEnd + 1000))?.[0].length ?? 0);
  const eol = lineBreakOf(text);
  const spelt = lines.map((line, index) => eol + (index === 0 ? lead : ' '.repeat(lead.length)) + line);
  return { uri, span: { start: at, end: at }, text: spelt.join('') };
}

/** The edit that takes a list item out with its dash; undefined where it shares a line. */
function removeItem(source: SourceText, item: Node): Edit[] | undefined {
  const { text, uri } = source;
  const { start, end } = spanOf(item);
  const dash = start - (/-[ \t]+$/.exec(text.slice(Math.max(0, start - 40), start))?.[0].length ?? 0);
  const span = dash < start ? wholeLines(text, dash, start + text.slice(start, end).trimEnd().length) : undefined;
  return span && [{ uri, span, text: '' }];
}

// `- KEY=value`: the text behind the first `=` is the value, quotes and all.

type ScalarItem = Node & { readonly value: unknown };

function assignments(source: SourceText, items: readonly ScalarItem[]): ListForm {
  return {
    items,
    entries: items.map((item) => assignment(source, item)),
    spell: (key, value, like) => {
      const text = spellScalar(source, `${key}=${value}`, scalarFacts(source, like).quote);
      return text === undefined ? undefined : [text];
    },
  };
}

function assignment(source: SourceText, item: ScalarItem): Entry {
  const whole = scalarFacts(source, item);
  const text = String(item.value);
  const key = ASSIGNMENT.exec(text)![1]!;
  const written = text.slice(key.length + 1);
  const keySpan: Span = { start: whole.at.start, end: whole.at.start + key.length };
  const at: Span = { start: Math.min(keySpan.end + 1, whole.at.end), end: whole.at.end };
  const reference = referenceIn(written, source.interpolates);
  const inner = /^(["'])(.*)\1$/.exec(written)?.[2];
  const misread: Misreading[] | undefined =
    inner === undefined
      ? reference
        ? undefined
        : interpolationMisread(source, written)
      : [
          {
            fact: { code: 'list-quotes' },
            readers: ['compose'],
            meant: inner,
          },
        ];
  return {
    key,
    keySpan,
    value: reference ? undefined : meaningOf(written, source.interpolates),
    raw: source.text.slice(at.start, at.end),
    at,
    reference,
    misread,
    editable: new AssignmentEditable(source, item, key),
  };
}

class AssignmentEditable implements Editable {
  constructor(
    private readonly source: SourceText,
    private readonly item: ScalarItem,
    private readonly key: string,
  ) {}

  replace(value: Scalar): Edit | undefined {
    return this.rewrite(`${this.key}=${value}`, this.key.length + 1);
  }

  rename(name: string): Edit | undefined {
    const { at } = scalarFacts(this.source, this.item);
    return { uri: this.source.uri, span: { start: at.start, end: at.start + this.key.length }, text: name };
  }

  remove(): Edit[] | undefined {
    return removeItem(this.source, this.item);
  }

  /** The whole item anew; only what lies behind `kept` where the quotes stay the same. */
  private rewrite(text: string, kept: number): Edit | undefined {
    const { quote, at, raw } = scalarFacts(this.source, this.item);
    const spelt = spellScalar(this.source, text, quote);
    if (spelt === undefined || /[\r\n]/.test(raw)) return undefined;
    const { uri } = this.source;
    if (!quote && spelt !== text) return { uri, span: at, text: spelt };
    const inner = quote ? spelt.slice(1, -1) : spelt;
    return { uri, span: { start: at.start + kept, end: at.end }, text: inner.slice(kept) };
  }
}

// `- name: KEY` with `value: ...`: a string, or a reference to a secret, whose text is unknown.

function isNamedValue(source: SourceText, item: YAMLMap): boolean {
  const name = textOf(nodeAt(source, item, 'name'));
  return name !== undefined && isVariable(name) && ['value', 'valueFrom'].some((key) => item.has(key));
}

function namedValues(source: SourceText, items: readonly YAMLMap[]): ListForm {
  return {
    items,
    entries: items.map((item) => namedValue(source, item)),
    spell: (key, value, like) => {
      const old = isMap(like) ? nodeAt(source, like, 'value') : undefined;
      const text = spellScalar(source, value, (old && scalarFacts(source, old).quote) ?? '"');
      return text === undefined ? undefined : [`name: ${key}`, `value: ${text}`];
    },
  };
}

const REFERENCES = { ConfigMap: 'configMapKeyRef', Secret: 'secretKeyRef' } as const;

/** The key of a ConfigMap or Secret that a `valueFrom` names. */
function referredBy(source: SourceText, from: Node): Entry['from'] {
  for (const kind of ['ConfigMap', 'Secret'] as const) {
    const map = isMap(from) ? nodeAt(source, from, REFERENCES[kind]) : undefined;
    const [name, key] = isMap(map) ? [textOf(nodeAt(source, map, 'name')), textOf(nodeAt(source, map, 'key'))] : [];
    if (name !== undefined && key !== undefined) return { kind, name, key };
  }
  return undefined;
}

function namedValue(source: SourceText, item: YAMLMap): Entry {
  const pairs = source.aliases.pairsOf(item).all;
  const find = (key: string): Pair | undefined => pairs.find((pair) => keyOf(pair) === key);
  const name = find('name')!.value as Node;
  const named = scalarFacts(source, name);
  const value = leavesOf(source, item).find((leaf) => leaf.key === 'value');
  const from = find('valueFrom')?.value as Node | undefined;
  const rename = (text: string): Edit => ({ uri: source.uri, span: named.at, text });
  const remove = () => removeItem(source, item);
  const head = { key: named.value ?? '', keySpan: named.at };
  if (value && !from) {
    const editable: Editable = { replace: (text) => value.editable.replace(String(text)), rename, remove };
    return { ...value, ...head, value: /\$\(\w+\)/.test(value.value ?? '') ? undefined : value.value, editable };
  }
  return {
    ...(from ? { from: referredBy(source, from) } : {}),
    ...head,
    ...scalarFacts(source, from ?? null),
    value: undefined,
    editable: { replace: () => undefined, rename },
  };
}
