/**
 * When a program loads its .env file, and what its modules have read by then. An import runs before the body of the module
 * that holds it, wherever it stands, in ES modules and with every compiler but tsc; what an order of lines is worth was
 * found out by running them (Node 20, tsc 5.9, tsx, esbuild, Babel, SWC).
 */

import { folderOf } from '../environment-file';
import { LOADS_ITSELF, OTHER_LOADERS } from '../environment-loading';
import type { JavaScriptTree } from '../formats/javascript';
import { classAround, homeOf } from '../javascript/context';
import type { Surroundings } from '../javascript/surroundings';
import { childrenOf, isFunction, isNamed, type Node, placeOf, rootOf, stringOf, textOf } from '../javascript/syntax';
import type { Place, Project } from '../model';
import { packageFolder } from './surroundings';

/** A variable that is read too early. */
export interface LateLoading {
  readonly name: string;
  readonly read: Place;
  /** The import that leads to the read, unless it stands in the same module. */
  readonly via: Place | undefined;
  /** What loads the file, too late. */
  readonly load: Place;
}

/** Names that the modules have with which programs start. */
const ENTRIES = ['index', 'server', 'app', 'main', 'src/index', 'src/server', 'src/app', 'src/main', 'src/bin/www'];
const EXTENSIONS = ['.js', '.ts', '.mjs', '.mts', '.cjs'];

const LOAD_CALL =
  /\bdotenv(?:\.default)?\s*\.\s*config\s*\(|\brequire\(\s*['"]dotenv['"]\s*\)\s*\.\s*config\s*\(|\bprocess\s*\.\s*loadEnvFile\s*\(/;
const LOADING_MODULE = /^dotenv\/config(?:\.js)?$/;

/** Longest statement that is looked at for calls, in UTF-16 code units. */
const LONGEST_STATEMENT = 1000;
/** Modules that are looked into for one entry. */
const MOST_MODULES = 60;

type Step =
  | { readonly kind: 'load'; readonly node: Node }
  | { readonly kind: 'module'; readonly node: Node; readonly source: string; readonly isHoisted: boolean };

const steps = new WeakMap<JavaScriptTree, readonly Step[]>();

/** What a module does at its top level that matters here, in the order of the text. */
function stepsOf(tree: JavaScriptTree): readonly Step[] {
  const known = steps.get(tree) ?? childrenOf(rootOf(tree)).flatMap((node) => stepOf(node, tree));
  steps.set(tree, known);
  return known;
}

function stepOf(node: Node, tree: JavaScriptTree): Step[] {
  if (isNamed(node, 'ImportDeclaration', 'ExportDeclaration')) {
    const source = childrenOf(node).find((child) => isNamed(child, 'String'));
    const isType = /^(?:import|export)\s+type\b/.test(textOf(node).slice(0, 40));
    if (source && !isType) return [{ kind: 'module', node, source: stringOf(source), isHoisted: true }];
    if (isNamed(node, 'ImportDeclaration')) return [];
  }
  if (node.syntax.to - node.syntax.from > LONGEST_STATEMENT) return [];
  if (!isNamed(node, 'ExpressionStatement', 'VariableDeclaration', 'ExportDeclaration')) return [];
  const text = textOf(node);
  if (/=>|\bfunction\b/.test(text)) return [];
  const named =
    /^config\s*\(/.test(text) && /import\s*\{(?=[^{}]*\bconfig\b)[^{}]*\}\s*from\s*['"]dotenv['"]/.test(tree.text);
  if (named || LOAD_CALL.test(text)) return [{ kind: 'load', node }];
  const source = /\brequire\(\s*['"]([^'"\n]+)['"]\s*\)/.exec(text)?.[1];
  return source === undefined ? [] : [{ kind: 'module', node, source, isHoisted: false }];
}

/** True where imports certainly run first; else their order is taken as written, which is what tsc makes of it. */
function hoists(tree: JavaScriptTree, project: Project): boolean {
  if (/\.m[jt]s$/.test(tree.path)) return true;
  const folder = packageFolder(tree.uri, project);
  return folder !== undefined && /"type"\s*:\s*"module"/.test(project.read(`${folder}package.json`)?.text ?? '');
}

type Outcome = 'loads' | 'reads' | undefined;

class Run {
  private readonly seen = new Set<JavaScriptTree>();

  constructor(
    private readonly read: Node,
    private readonly surroundings: Surroundings,
    private readonly project: Project,
  ) {}

  ordered(tree: JavaScriptTree): readonly Step[] {
    const all = stepsOf(tree);
    if (!hoists(tree, this.project)) return all;
    const isFirst = (step: Step) => step.kind === 'module' && step.isHoisted;
    return [...all.filter(isFirst), ...all.filter((step) => !isFirst(step))];
  }

  /** What comes first when a module is evaluated; the step of the module itself that leads to it. */
  evaluate(tree: JavaScriptTree): { readonly outcome: Outcome; readonly step?: Step } {
    if (this.seen.has(tree) || this.seen.size >= MOST_MODULES) return { outcome: undefined };
    this.seen.add(tree);
    const isReader = tree === this.read.tree;
    for (const step of this.ordered(tree)) {
      if (isReader && !(step.kind === 'module' && step.isHoisted) && step.node.syntax.from > this.read.syntax.from)
        break;
      const outcome = this.outcomeOf(step, tree);
      if (outcome) return { outcome, step };
    }
    return { outcome: isReader ? 'reads' : undefined };
  }

  /** What loads the file once the variable was read. */
  loadAfter(tree: JavaScriptTree, read: Step | undefined): Step | undefined {
    const all = this.ordered(tree);
    const later = read ? all.slice(all.indexOf(read) + 1) : all;
    return later.find((step) => this.outcomeOf(step, tree) === 'loads');
  }

  private outcomeOf(step: Step, from: JavaScriptTree): Outcome {
    if (step.kind === 'load' || LOADING_MODULE.test(step.source)) return 'loads';
    const tree = this.surroundings.module(step.source, from);
    return tree && this.evaluate(tree).outcome;
  }
}

/** The modules with which the program around a document may start. */
function entriesAround(
  uri: string,
  surroundings: Surroundings,
  tree: JavaScriptTree,
  project: Project,
): JavaScriptTree[] {
  const root = packageFolder(uri, project);
  const manifest = (root && project.read(`${root}package.json`)?.text) ?? '';
  const named = [...manifest.matchAll(/(?:^|["\s])(?:\.\/)?([\w./-]+\.[cm]?[jt]s)\b/g)].map(([, path]) => path ?? '');
  const usual = ENTRIES.flatMap((name) => EXTENSIONS.map((extension) => name + extension));
  const folders = [...new Set([root, folderOf(uri), folderOf(folderOf(uri).slice(0, -1))])].filter(
    (folder) => folder !== undefined && (root === undefined || folder.startsWith(root)),
  );
  const uris = new Set(folders.flatMap((folder) => [...named, ...usual].map((name) => folder + name)));
  const base = folderOf(uri);
  return [...uris].flatMap((candidate) => {
    if (!project.read(candidate)) return [];
    return surroundings.module(relative(base, candidate), tree) ?? [];
  });
}

/** The text of an import that leads from a folder to a file. */
function relative(folder: string, uri: string): string {
  let up = '';
  let from = folder;
  while (!uri.startsWith(from)) {
    up += '../';
    from = folderOf(from.slice(0, -1));
  }
  return `${up || './'}${uri.slice(from.length)}`;
}

const isFilledOtherwise = (uri: string, project: Project): boolean => {
  const root = packageFolder(uri, project);
  if (root === undefined) return false;
  const isThere = (name: string) => project.read(root + name) !== undefined;
  return LOADS_ITSELF.test(project.read(`${root}package.json`)?.text ?? '') || OTHER_LOADERS.some(isThere);
};

/** The first variable of some that is read while its module is evaluated, before the program has loaded its .env file. */
export function lateLoading(
  read: ReadonlyMap<string, Node>,
  surroundings: Surroundings,
  project: Project,
): LateLoading | undefined {
  const early = [...read].find(([, node]) => !isFunction(homeOf(node)) && !classAround(node));
  if (!early) return undefined;
  const [name, node] = early;
  const { tree } = node;
  if (isFilledOtherwise(tree.uri, project)) return undefined;
  for (const entry of entriesAround(tree.uri, surroundings, tree, project)) {
    const run = new Run(node, surroundings, project);
    const { outcome, step } = run.evaluate(entry);
    if (outcome === 'loads') return undefined;
    const load = outcome === 'reads' ? run.loadAfter(entry, step) : undefined;
    if (load) return { name, read: placeOf(node), via: step && placeOf(step.node), load: placeOf(load.node) };
  }
  return undefined;
}
