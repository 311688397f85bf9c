/** Names of imports that a project gives to its own files: in tsconfig.json, in package.json, in a workspace of packages. */
import { parse } from 'jsonc-parser';
import { folderOf, foldersAround } from '../environment-file';
import type { Project, SourceDocument } from '../model';
import { resolveUri } from './uris';

const parsed = new WeakMap<SourceDocument, unknown>();

/** A JSON file, comments and trailing commas allowed; undefined where there is none. */
function json(uri: string, project: Project): unknown {
  const document = project.read(uri);
  if (!document) return undefined;
  if (!parsed.has(document)) parsed.set(document, parse(document.text));
  return parsed.get(document);
}

const inside = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (current, key) =>
      typeof current === 'object' && current !== null && Object.hasOwn(current, key)
        ? (current as Record<string, unknown>)[key]
        : undefined,
    value,
  );

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** What `*` stands for where a specifier has the form of a pattern. */
function starIn(pattern: string, specifier: string): string | undefined {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === specifier ? '' : undefined;
  const fits = specifier.length >= pattern.length - 1 && specifier.startsWith(before) && specifier.endsWith(after);
  return fits ? specifier.slice(before.length, specifier.length - after.length) : undefined;
}

/** Most files that `extends` leads through. */
const MOST_EXTENDED = 4;

/** `paths` and `baseUrl` of the nearest tsconfig.json or jsconfig.json, and of what it extends. */
function byTypeScript(specifier: string, root: string, project: Project): string[] {
  let uri: string | undefined = ['tsconfig.json', 'jsconfig.json']
    .map((name) => root + name)
    .find((name) => project.read(name));
  for (let step = 0; uri && step < MOST_EXTENDED; step++) {
    const config = json(uri, project);
    const base = resolveUri(folderOf(uri), text(inside(config, 'compilerOptions', 'baseUrl')) ?? '.');
    const paths = inside(config, 'compilerOptions', 'paths');
    for (const [pattern, targets] of Object.entries(paths ?? {})) {
      const star = starIn(pattern, specifier);
      if (star !== undefined && Array.isArray(targets))
        return targets
          .flatMap((target) => text(target)?.replace('*', () => star) ?? [])
          .map((path) => resolveUri(base, path));
    }
    const hasBase = inside(config, 'compilerOptions', 'baseUrl') !== undefined;
    // Files of a package that is installed are none of the project's own.
    if (hasBase && specifier.includes('/') && !specifier.startsWith('@')) return [resolveUri(base, specifier)];
    const extended = text(inside(config, 'extends'));
    uri = extended?.startsWith('.') ? resolveUri(folderOf(uri), extended.replace(/(?:\.json)?$/, '.json')) : undefined;
  }
  return [];
}

/** The file that `imports` or `exports` lead to: the first that is no declaration of types. */
function targetOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return text(value);
  const conditions = Object.entries(value).filter(([name]) => name !== 'types');
  return conditions.flatMap(([, inner]) => targetOf(inner) ?? [])[0];
}

/** `imports` of package.json: `#config/mail`. */
function byImports(specifier: string, root: string, project: Project): string[] {
  const imports = inside(json(`${root}package.json`, project), 'imports');
  return Object.entries(imports ?? {}).flatMap(([pattern, value]) => {
    const star = starIn(pattern, specifier);
    const target = star === undefined ? undefined : targetOf(value)?.replace('*', () => star ?? '');
    return target ? [resolveUri(root, target)] : [];
  });
}

/** A sibling in a workspace of packages, in the folder that usually has its name: `packages/env` for `@acme/env`. */
function byWorkspace(specifier: string, root: string, project: Project): string[] {
  const [, name, tail, path = ''] = /^((?:@[\w.-]+\/)?([\w.-]+))(\/.+)?$/.exec(specifier) ?? [];
  if (!name || !tail) return [];
  for (const folder of foldersAround(root)) {
    const isWorkspace =
      inside(json(`${folder}package.json`, project), 'workspaces') !== undefined ||
      project.read(`${folder}pnpm-workspace.yaml`) !== undefined;
    if (!isWorkspace) continue;
    for (const parent of ['packages', 'libs', 'apps', 'shared']) {
      const own = `${folder}${parent}/${tail}/`;
      const manifest = json(`${own}package.json`, project);
      if (text(inside(manifest, 'name')) !== name) continue;
      const exported =
        targetOf(inside(manifest, 'exports', `.${path}`)) ?? (path ? undefined : text(inside(manifest, 'main')));
      const built = exported?.replace(/^(?:\.\/)?(?:dist|build|lib)\//, 'src/').replace(/\.d\.ts$/, '.ts');
      return [...new Set([exported, built, path ? `src${path}` : 'src/index', path ? path.slice(1) : 'index'])].flatMap(
        (file) => (file ? [resolveUri(own, file)] : []),
      );
    }
  }
  return [];
}

/** Where the file of an import may lie that is no path, without its ending; empty for packages of others. */
export function aliased(specifier: string, root: string, project: Project): string[] {
  if (specifier.startsWith('#')) return byImports(specifier, root, project);
  const own = byTypeScript(specifier, root, project);
  return own.length > 0 || !specifier.startsWith('@') ? own : byWorkspace(specifier, root, project);
}
