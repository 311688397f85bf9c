/**
 * Where YAML sets parameters of main.cf: maps and lists of roles of Ansible, variables `postfix_smtp_tls_security_level`
 * and `POSTFIX_…` of images that hand them to postconf, and calls of postconf in tasks. Roles write more than that, so that
 * what is not set here is not known.
 */
import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { PARAMETERS } from '../data/postfix-parameters';
import { type Assembled, cut } from './assembled';
import type { MainCfTree } from './main-cf';
import { mainCfElsewhere, splitAtEquals, type WrittenElsewhere } from './main-cf-elsewhere';
import { postconfIn, type Writes, writesOf } from './postconf';
import { commandsOf } from './shell';
import { keyOf } from './yaml-aliases';
import { type SourceText, spanOf, textOf } from './yaml-nodes';
import { editableOf, insertBehind, scalarText, writtenValue } from './yaml-written';

const DEEPEST = 24;

/** Names of maps and lists that hold the parameters of main.cf. */
const OF_POSTFIX = /postfix|main_?cf/i;

/** Options of a service of master.cf, which hold for that service alone. */
const OF_SERVICE = /master|service|submission|smtps|inet|flags|overrides?\b/i;

/** Names that hardly anything but main.cf has. */
const TELLING =
  /^(?:(?:smtpd?|lmtp|postscreen|milter|virtual|local|relay|sender|recipient)_(?=\w+_\w)\w+|mynetworks|mydestination|smtpd_\w+|inet_interfaces|inet_protocols|relayhost|myorigin|append_dot_mydomain|recipient_delimiter|alias_maps)$/;

/** In front of a parameter's name: a variable of a role, and one of an image. */
const PREFIX = /^(?:postfix_{1,2}(?:conf(?:ig)?_|main_)?|POSTFIX_)/;

/** In lists of maps, the keys of a parameter's name and value. */
const NAMES = ['name', 'key', 'param', 'parameter', 'option', 'k'];
const VALUES = ['value', 'val', 'v'];

const RUNS = /^(?:ansible\.builtin\.|ansible\.legacy\.)?(?:command|shell|raw|script|win_shell)$/;
const LOOPS = /^(?:loop|with_items|with_list|with_dict|with_flattened)$/;

/** Names of variables are up to their role: an old parameter's may well stand for a new one. */
function isVariableOf(key: string): boolean {
  const name = key.replace(PREFIX, '');
  return name !== key && TELLING.test(name) && PARAMETERS.has(name) && !PARAMETERS.get(name)!.deprecated;
}

const isOfService = (path: string) => OF_SERVICE.test(path.split('.').slice(-3).join('.'));

class Finder {
  readonly trees: MainCfTree[] = [];
  private readonly writes: { written: WrittenElsewhere[]; removed: string[] } = { written: [], removed: [] };

  constructor(private readonly source: SourceText) {}

  /** Everything below a node. `path`: the keys on the way to it. */
  look(node: Node | null, path: string, conditional: boolean, depth = 0): void {
    if (depth > DEEPEST || !node) return;
    if (isSeq(node)) {
      if (this.list(node, path)) return;
      for (const item of node.items) this.look(item as Node, path, conditional, depth + 1);
    } else if (isMap(node)) {
      const when = conditional || node.has('when');
      this.map(node, path);
      this.task(node, when);
      for (const pair of node.items)
        this.look(pair.value as Node | null, `${path}.${keyOf(pair) ?? ''}`, when, depth + 1);
    }
  }

  finish(): MainCfTree[] {
    const { text, uri } = this.source;
    return [...this.trees, ...postconfIn(text, uri, this.writes)];
  }

  private keyText(pair: Pair): Assembled | undefined {
    const key = pair.key as Node;
    return isScalar(key) ? scalarText(this.source, key) : undefined;
  }

  private map(map: YAMLMap, path: string): void {
    const names = map.items.map((pair) => keyOf(pair) ?? '');
    const known = names.filter((name) => PARAMETERS.has(name));
    const telling = known.filter((name) => TELLING.test(name)).length;
    const isNamed = OF_POSTFIX.test(path.split('.').slice(-2).join('.'));
    const isMainCf = !isOfService(path) && known.length * 2 >= names.length && telling >= (isNamed ? 1 : 2);
    const hasPort = names.some((name) => /port/i.test(name) && !PARAMETERS.has(name));
    const isRead = (name: string) => (isMainCf ? /^[a-z0-9][\w-]*$/.test(name) : isVariableOf(name));
    const written = map.items.flatMap((pair): WrittenElsewhere[] => {
      const key = keyOf(pair);
      if (key === undefined || !isRead(key)) return [];
      const found = this.pair(pair, isMainCf ? '' : PREFIX.exec(key)![0]);
      // A role may put host and port of two variables together.
      const isHalf = found?.name.text === 'relayhost' && (hasPort || !isMainCf) && !/[[:]/.test(found.value.text);
      return found && !isHalf ? [found] : [];
    });
    this.add(map, written, isMainCf ? '' : (PREFIX.exec(written[0]?.name.text ?? '')?.[0] ?? ''));
  }

  private add(map: YAMLMap | YAMLSeq, written: readonly WrittenElsewhere[], prefix: string): void {
    if (written.length === 0) return;
    const { text, uri } = this.source;
    const insert = isMap(map) && prefix === '' ? insertBehind(this.source, map, written.at(-1), '') : undefined;
    this.trees.push(mainCfElsewhere({ text, uri, extent: spanOf(map), insert }, written));
  }

  private pair(pair: Pair, prefix: string): WrittenElsewhere | undefined {
    const key = this.keyText(pair);
    const node = pair.value as Node | null;
    const found = writtenValue(this.source, node);
    if (!key || !found) return undefined;
    const name = cut(key, prefix.length, key.text.length);
    const editable = editableOf(this.source, pair, node, prefix);
    return { name, ...found, at: spanOf(node!).end, conditional: false, editable };
  }

  /** `- { name: relayhost, value: … }` and `- relayhost = …`. */
  private list(
    list: YAMLSeq,
    path: string,
    isOfPostfix = OF_POSTFIX.test(path.split('.').slice(-2).join('.')),
  ): boolean {
    if (isOfService(path) && !/\.env(?:ironment)?$/i.test(path)) return false;
    const items = list.items.flatMap((item) => this.item(item as Node) ?? []);
    const known = items.filter(({ name }) => PARAMETERS.has(name.text));
    const telling = known.filter(({ name }) => TELLING.test(name.text)).length;
    if (known.length * 2 < list.items.length || telling < (isOfPostfix ? 1 : 2)) return false;
    this.add(list, items, '');
    return true;
  }

  private item(item: Node): WrittenElsewhere | undefined {
    if (isScalar(item)) {
      const text = scalarText(this.source, item);
      const split = text && splitAtEquals(text);
      if (!split) return undefined;
      const prefix = /^POSTFIX_/.exec(split.name.text)?.[0].length ?? 0;
      const name = cut(split.name, prefix, split.name.text.length);
      return {
        name,
        value: split.value,
        at: spanOf(item).end,
        conditional: false,
        editable: { replace: () => undefined },
      };
    }
    if (!isMap(item)) return undefined;
    const at = (keys: readonly string[]) => item.items.find((pair) => keys.includes(keyOf(pair) ?? ''));
    const name = scalarText(this.source, at(NAMES)?.value as Node | undefined);
    const pair = at(VALUES);
    const node = (pair?.value ?? null) as Node | null;
    const found = writtenValue(this.source, node);
    if (!name || !found) return undefined;
    const prefix = /^POSTFIX_/.exec(name.text)?.[0].length ?? 0;
    const { replace } = editableOf(this.source, undefined, node, '');
    return {
      name: cut(name, prefix, name.text.length),
      ...found,
      at: spanOf(node!).end,
      conditional: item.has('when'),
      editable: { replace },
    };
  }

  /** `command: postconf -e …`, once or for each item of a loop, and lines that are put into main.cf. */
  private task(task: YAMLMap, conditional: boolean): void {
    for (const pair of task.items) {
      const name = keyOf(pair) ?? '';
      const node = this.source.aliases.resolved(pair.value as Node | null);
      if (RUNS.test(name)) this.command(isMap(node) ? (node.get('cmd', true) as Node | null) : node, task, conditional);
      else if (/(?:^|\.)lineinfile$/.test(name) && isMap(node)) this.line(node, task, conditional);
    }
  }

  private command(node: Node | null, task: YAMLMap, conditional: boolean): void {
    const text = scalarText(this.source, node);
    if (!text || !/\bpostconf\b/.test(text.text)) return;
    this.keep(writesOf(this.source.text, this.source.uri, commandsOf(text)), conditional);
    if (/\{\{-?\s*item\b/.test(text.text) && /-e|=/.test(text.text)) this.loop(task, conditional);
  }

  private line(map: YAMLMap, task: YAMLMap, conditional: boolean): void {
    const file =
      ['path', 'dest', 'destfile', 'name'].map((key) => textOf(map.get(key, true) as Node)).find(Boolean) ?? '';
    if (!/main\.cf|postfix/i.test(file)) return;
    const line = scalarText(this.source, map.get('line', true) as Node | undefined);
    const split = line && splitAtEquals(line);
    if (split && !split.name.text.includes('{'))
      this.keep(
        {
          written: [{ ...split, at: line.parts.at(-1)!.end, conditional, editable: { replace: () => undefined } }],
          removed: [],
        },
        conditional,
      );
    else if (line && /\bitem\b/.test(line.text)) this.loop(task, conditional);
  }

  private keep({ written, removed }: Writes, conditional: boolean): void {
    this.writes.written.push(...written.map((one) => ({ ...one, conditional: one.conditional || conditional })));
    this.writes.removed.push(...removed);
  }

  private loop(task: YAMLMap, conditional: boolean): void {
    for (const pair of task.items) {
      if (!LOOPS.test(keyOf(pair) ?? '')) continue;
      const node = pair.value as Node | null;
      const items = isSeq(node)
        ? node.items.flatMap((item) => this.item(item as Node) ?? [])
        : isMap(node)
          ? node.items.flatMap((each) => this.pair(each, '') ?? [])
          : [];
      this.keep({ written: items.filter(({ name }) => PARAMETERS.has(name.text)), removed: [] }, conditional);
    }
  }
}

/** The cheap test: without one of these words nothing here is of Postfix. */
const MAY_BE = /postfix|postconf|main_?cf|smtpd?_tls|smtpd?_sasl|mynetworks|relayhost/i;

/** The maps and lists of one document; the calls of all its tasks are one main.cf. */
export function postfixIn(source: SourceText, roots: readonly YAMLMap[]): MainCfTree[] {
  if (!MAY_BE.test(source.text)) return [];
  const finder = new Finder(source);
  for (const root of roots) finder.look(root, '', false);
  return finder.finish();
}
