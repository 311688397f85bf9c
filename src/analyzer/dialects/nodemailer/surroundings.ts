/** What the evaluator sees of the workspace: variables of one environment, and modules by their import text. */
import { type Environment, settingOf } from '../../environment';
import { parse } from '../../formats/index';
import type { Surroundings } from '../../formats/javascript/evaluate';
import type { JavaScriptTree } from '../../formats/javascript/tree';
import type { Project } from '../../model';
import { folderOf, folderWith } from '../environment-file';

const EXTENSIONS = ['.ts', '.js', '.tsx', '.mts', '.mjs', '.cts', '.cjs', '.jsx', '.json'];

/** Joins a relative path to a folder's URI. */
export function resolveUri(folder: string, path: string): string {
  const parts = folder.replace(/\/$/, '').split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The folder of the nearest package.json, with a slash at its end; undefined where there is none. */
export const packageFolder = (uri: string, project: Project): string | undefined =>
  folderWith(['package.json'], uri, project);

/** Where the file of an import may lie; empty for packages. */
function candidates(specifier: string, from: string, project: Project): string[] {
  const bases: string[] = [];
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) bases.push(resolveUri(folderOf(from), specifier));
  else {
    // Files of the `config` package, which looks for its folder in the working directory.
    const settings = /^config\/[\w-]+$/.test(specifier) ? packageFolder(from, project) : undefined;
    if (settings !== undefined) return EXTENSIONS.map((extension) => settings + specifier + extension);
    // The usual aliases of tsconfig.json and bundlers.
    const alias = /^(?:[@~]\/|src\/|\$lib\/)/.exec(specifier)?.[0];
    const root = alias && packageFolder(from, project);
    if (!root || !alias) return [];
    const rest = specifier.slice(alias.length);
    bases.push(resolveUri(root, alias === '$lib/' ? `src/lib/${rest}` : `src/${rest}`));
    if (alias !== 'src/') bases.push(resolveUri(root, rest));
  }
  return bases.flatMap((base) => {
    const typescript = /\.([cm]?)jsx?$/.test(base) ? [base.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')] : [];
    const named = /\.(?:[cm]?[jt]sx?|json)$/.test(base) ? [base, ...typescript] : [];
    return [
      ...named,
      ...EXTENSIONS.map((extension) => base + extension),
      ...EXTENSIONS.map((extension) => `${base}/index${extension}`),
    ];
  });
}

export function surroundingsOf(environment: Environment | undefined, project: Project): Surroundings {
  const modules = new Map<string, JavaScriptTree | undefined>();
  return {
    variable(name, read) {
      const found = environment?.get(name);
      return found && settingOf(found, name, read);
    },
    module(specifier, from) {
      const key = `${folderOf(from.uri)} ${specifier}`;
      if (!modules.has(key)) modules.set(key, find(specifier, from, project));
      return modules.get(key);
    },
  };
}

function find(specifier: string, from: JavaScriptTree, project: Project): JavaScriptTree | undefined {
  for (const uri of candidates(specifier, from.uri, project)) {
    const document = project.read(uri);
    if (!document) continue;
    const tree = parse('javascript', document);
    return tree.format === 'javascript' ? tree : undefined;
  }
  return undefined;
}
