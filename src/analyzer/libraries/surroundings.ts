/** What the evaluator sees of the workspace: variables of one environment, and modules by their import text. */
import { type Environment, variableSetting } from '../environment';
import { folderOf, folderWith } from '../environment-file';
import { parse } from '../formats/index';
import type { JavaScriptTree } from '../formats/javascript';
import { LIMITS } from '../javascript/budget';
import type { SettingsFile, Surroundings } from '../javascript/surroundings';
import type { Project } from '../model';
import { isTemplateFile } from '../paths';
import { aliased } from './aliases';
import { resolveUri } from './uris';

const EXTENSIONS = ['.ts', '.js', '.tsx', '.mts', '.mjs', '.cts', '.cjs', '.jsx', '.json'];

/** What the `config` package (4.x) reads, and we with it; a later one counts over an earlier one. */
const SETTINGS_EXTENSIONS = ['.js', '.ts', '.json', '.json5', '.yaml', '.yml'];

/** The folder of the nearest package.json, with a slash at its end; undefined where there is none. */
export const packageFolder = (uri: string, project: Project): string | undefined =>
  folderWith(['package.json'], uri, project);

/** Where the file of an import may lie; empty for packages. */
function candidates(specifier: string, from: string, project: Project): string[] {
  const bases: string[] = [];
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) bases.push(resolveUri(folderOf(from), specifier));
  else {
    // The usual aliases of tsconfig.json and bundlers.
    const root = packageFolder(from, project);
    if (!root) return [];
    bases.push(...aliased(specifier, root, project));
    const alias = /^(?:[@~]\/|src\/|\$lib\/)/.exec(specifier)?.[0];
    if (alias) {
      const rest = specifier.slice(alias.length);
      bases.push(resolveUri(root, alias === '$lib/' ? `src/lib/${rest}` : `src/${rest}`));
      if (alias !== 'src/') bases.push(resolveUri(root, rest));
    }
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
  const settings = new Map<string, readonly SettingsFile[]>();
  return {
    variable(name, read) {
      const found = environment?.get(name);
      return found && { ...variableSetting(found, name, read), isSample: isTemplateFile(found.document.path) };
    },
    module(specifier, from) {
      const key = `${folderOf(from.uri)} ${specifier}`;
      if (!modules.has(key) && modules.size < LIMITS.modules) modules.set(key, moduleAt(specifier, from, project));
      return modules.get(key);
    },
    settings(name, from) {
      const folder = packageFolder(from.uri, project);
      if (folder === undefined) return [];
      const base = folder + name;
      const known = settings.get(base) ?? settingsAt(base, project);
      settings.set(base, known);
      return known;
    },
  };
}

function moduleAt(specifier: string, from: JavaScriptTree, project: Project): JavaScriptTree | undefined {
  for (const uri of candidates(specifier, from.uri, project)) {
    const document = project.read(uri);
    if (!document) continue;
    const tree = parse('javascript', document);
    return tree.format === 'javascript' ? tree : undefined;
  }
  return undefined;
}

function settingsAt(base: string, project: Project): SettingsFile[] {
  return SETTINGS_EXTENSIONS.flatMap((extension) => {
    const document = project.read(base + extension);
    if (!document) return [];
    const tree = parse(/ya?ml$/.test(extension) ? 'yaml' : 'javascript', document);
    return tree.format === 'yaml' || tree.format === 'javascript' ? [{ uri: document.uri, tree }] : [];
  }).reverse();
}
