/** Names that a module has from other modules of the workspace. */
import { type JavaScriptTree, mentions } from '../../formats/javascript';
import type { Evaluator } from '../../javascript/evaluator';
import { rootOf } from '../../javascript/syntax';

/** Names that are imported from files rather than packages, with the text of the import. */
const IMPORTS =
  /\b(?:import|const|let|var)\s+([\w$\s{},:*]{1,300}?)\s*(?:\bfrom\s*|=\s*(?:[\w$.]{1,40}\()?require\(\s*)['"]([.@~#$][^'"\n]{0,200})['"]/g;

const KEYWORDS: ReadonlySet<string> = new Set(['as', 'type', 'default', 'import', 'const', 'let', 'var']);

/** The names that come from modules in whose text a word stands. */
export function importedNames(tree: JavaScriptTree, evaluator: Evaluator, word: string): Set<string> {
  const root = rootOf(tree);
  return new Set(
    [...tree.text.matchAll(IMPORTS)].flatMap(([, names = '', source = '']) => {
      const module = evaluator.surroundings.module(source, root.tree);
      return module && mentions(module, word)
        ? (names.match(/[\w$]+/g) ?? []).filter((name) => !KEYWORDS.has(name))
        : [];
    }),
  );
}
