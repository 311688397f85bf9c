/** Paths of modules that a program puts together: of Node's `path`, and of the stage that it runs in. */
import type { Builtin, Evaluator } from './evaluator';
import { equalityKey } from './facts';
import { piecesOf } from './operators';
import type { Node } from './syntax';
import type { Known, Piece, Unknown, Value } from './values';

/** Names that stages of a program go by. */
const STAGES = ['production', 'prod', 'staging', 'test', 'development', 'dev', 'local', 'default'];

/** A path in the folder that the program is started in, which is taken for that of its package. */
const IN_PACKAGE = '@';

/** A path that is good for `require` and nothing else. */
const pathOf = (evaluator: Evaluator, pieces: readonly Piece[], node: Node): Unknown => ({
  ...evaluator.opaque(node),
  pieces,
});

/** `process.cwd()`. */
export const workingFolder: Builtin = (evaluator, _, node) => pathOf(evaluator, [{ text: IN_PACKAGE }], node);

/** `path.join(__dirname, 'env', name)`; `path.resolve('config')` begins in the working folder. */
export const joinedPath =
  (resolves: boolean): Builtin =>
  (evaluator, args, node) => {
    const parts = args.map((arg): readonly Piece[] => {
      const value = arg();
      if (value.kind === 'external' && value.path.join('.') === '__dirname') return [{ text: '.' }];
      return piecesOf(value).map((piece) => ({ ...piece, text: piece.text?.replace(/^\.\/|\/$/g, '') }));
    });
    const [first] = parts[0] ?? [];
    const isAnchored = first?.text === IN_PACKAGE || first?.text === '.';
    if (!isAnchored && !resolves) return undefined;
    const whole = isAnchored ? parts : [[{ text: IN_PACKAGE }], ...parts];
    return pathOf(
      evaluator,
      whole.flatMap((part, index) => (index === 0 ? part : [{ text: '/' }, ...part])),
      node,
    );
  };

/** The module at a path that is known but for the stage, of which each world has another one: `./env/${NODE_ENV}`. */
export function moduleAt(evaluator: Evaluator, value: Known | Unknown, node: Node): Value | undefined {
  const pieces = value.pieces ?? [];
  const [open, ...more] = pieces.filter(
    ({ text, source }) => text === undefined || source?.origin.kind === 'fallback' || source?.isSample,
  );
  const text = (name?: string) => pieces.map((piece) => (piece === open ? name : piece.text)).join('');
  if (!open) return pieces.length > 0 ? evaluator.module(text(), node) : undefined;
  const origin = open.source?.origin;
  if (more.length > 0 || !origin || !('name' in origin) || !/^\w+$/.test(origin.name)) return undefined;
  const key = (name: string) => equalityKey(`env:${origin.name}`, name);
  const names = [...new Set([...(open.text ? [open.text] : []), ...STAGES])].filter(
    (name) => evaluator.facts.holds(key(name)) !== false && evaluator.surroundings.module(text(name), node.tree),
  );
  const last = names.at(-1);
  const chosen = names.find((name) => name === last || evaluator.facts.decide(key(name), `${origin.name} is ${name}`));
  if (chosen === undefined) return undefined;
  evaluator.facts.assume(key(chosen), true);
  return evaluator.module(text(chosen), node);
}
