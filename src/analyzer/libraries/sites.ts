/** Where a document gives settings to libraries: found by what each of them says of itself. */
import { type JavaScriptTree, mentions } from '../formats/javascript';
import { objectWith, occurrences } from '../javascript/context';
import type { Evaluator } from '../javascript/evaluator';
import { exportedValue } from '../javascript/modules';
import { encloses, hasError, type Node, rootOf, textOf } from '../javascript/syntax';
import type { Value } from '../javascript/values';
import { callsOf, pathOf } from './callees';
import { LIBRARIES } from './index';
import type { CallEntry, FileEntry, KeyEntry, MailLibrary } from './library';
import type { Site } from './site';

/** Without one of these words a file has no mail settings to export. */
const SMTP_WORDS = /smtp|mail/i;

const FILES = LIBRARIES.flatMap(({ files }) => files ?? []);

/** Every site of a document. `evaluator` resolves names; it is asked for no values but those of whole files. */
export function sitesIn(tree: JavaScriptTree, evaluator: Evaluator): Site[] {
  const own = LIBRARIES.flatMap((library) => library.sites?.(tree, evaluator) ?? []);
  const told = LIBRARIES.flatMap((library) => callSites(tree, library, evaluator));
  const keys = LIBRARIES.flatMap((library) =>
    (library.keys ?? []).flatMap((entry) => keySites(tree, entry, evaluator)),
  );
  const others = [...told, ...fileSites(tree, evaluator), ...keys];
  // A transport that is made in place inside a framework's settings is a site already.
  return [...own, ...others.filter(({ node }) => !own.some((other) => encloses(other.node, node)))];
}

function callSites(tree: JavaScriptTree, { calls = [], words = [] }: MailLibrary, evaluator: Evaluator): Site[] {
  if (!words.some((word) => mentions(tree, word))) return [];
  return calls.flatMap((entry) => {
    const name = entry.path.split('.').at(-1) || 'default';
    const found = callsOf(tree, evaluator, name, entry.modules, (value, callee) => isEntry(entry, value, callee));
    return found.flatMap((call): Site[] => {
      if (hasError(call.node) || call.args.some(({ spread }) => spread)) return [];
      return [
        {
          ...partsOf(entry),
          node: call.node,
          anchor: call.name,
          given: (world) =>
            entry.pick(
              call.args.map(({ value }) => world.evaluate(value)),
              world,
            ),
          loginElsewhere: entry.defaults !== undefined,
        },
      ];
    });
  });
}

const partsOf = ({ label, read, defaults }: CallEntry | FileEntry | KeyEntry) => ({ label, read, defaults });

function isEntry(entry: CallEntry, value: Value, callee: Node): boolean {
  if (value.kind !== 'external')
    return entry.telling === true && value.kind === 'unknown' && endsWith(textOf(callee), entry.path);
  const path = pathOf(value).join('.');
  if (value.module === undefined) return entry.telling === true && (path === entry.path || endsWith(path, entry.path));
  return entry.modules.test(value.module)
    ? endsWith(path, entry.path)
    : entry.telling === true && value.module.startsWith('.') && endsWith(path, entry.path);
}

const endsWith = (text: string, path: string) => text === path || text.endsWith(`.${path}`);

function fileSites(tree: JavaScriptTree, evaluator: Evaluator): Site[] {
  const entries = FILES.filter(({ path }) => path.test(tree.path));
  if (entries.length === 0 || !SMTP_WORDS.test(tree.text)) return [];
  const root = rootOf(tree);
  return entries.flatMap((entry): Site[] => {
    const given = (world: Evaluator) => {
      const exported = exportedValue(world, tree);
      return exported ? entry.pick(exported, world) : [];
    };
    return given(evaluator).length === 0
      ? []
      : [{ ...partsOf(entry), misnamed: entry.misnamed, node: root, anchor: root, given }];
  });
}

/** True for JSON files that a framework may read and hand on. */
export const mayHoldOptions = (path: string): boolean => FILES.some((entry) => entry.owns && entry.path.test(path));

/** True for JSON that such a framework reads, whatever it says of mail. */
export function holdsOptions(tree: JavaScriptTree, evaluator: Evaluator): boolean {
  const exported = exportedValue(evaluator, tree);
  return FILES.some(({ path, owns }) => exported && path.test(tree.path) && owns?.(exported));
}

function keySites(tree: JavaScriptTree, entry: KeyEntry, evaluator: Evaluator): Site[] {
  return occurrences(tree, entry.key).flatMap((name): Site[] => {
    const object = objectWith(name);
    if (!object || hasError(object) || entry.pick(evaluator.evaluate(object)).length === 0) return [];
    return [{ ...partsOf(entry), node: object, anchor: name, given: (world) => entry.pick(world.evaluate(object)) }];
  });
}
