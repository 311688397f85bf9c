/** The .env that a literal moves to when it leaves a file that others read. */
import { parseDotenv } from './formats/dotenv';
import { IgnoreRules } from './ignore-rules';
import type { Edit, Project } from './model';

export const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);

/** The folder of a URI and those around it, nearest first, each with a slash at its end. */
export function* foldersAround(uri: string): Generator<string> {
  const root = uri.indexOf('://') + '://'.length;
  for (let folder = folderOf(uri); folder.length > root; folder = folderOf(folder.slice(0, -1))) yield folder;
}

/** The nearest folder that holds one of some files, looked for from a document upwards. */
export function folderWith(names: readonly string[], uri: string, project: Project): string | undefined {
  for (const folder of foldersAround(uri)) if (names.some((name) => project.read(folder + name))) return folder;
  return undefined;
}

/** Keeps a .env out of version control, where git would take it up. */
function ignoreEdits(environmentUri: string, project: Project): Edit[] {
  const folder = folderOf(environmentUri);
  const name = environmentUri.slice(folder.length);
  const files = [...foldersAround(environmentUri)].flatMap((around) => project.read(`${around}.gitignore`) ?? []);
  for (const { uri, text } of files) {
    const verdict = new IgnoreRules([text]).ignores(name, false, () => environmentUri.slice(folderOf(uri).length));
    if (verdict === true) return [];
    if (verdict === false) break;
  }
  const [file] = files;
  // Outside of a repository nobody knows whether a file is tracked.
  if (!file && project.tracked?.(environmentUri) !== false) return [];
  const { text, uri } = file ?? { text: '', uri: `${folder}.gitignore` };
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const open = text !== '' && !text.endsWith('\n') ? eol : '';
  return [{ uri, span: { start: text.length, end: text.length }, text: `${open}${name}${eol}` }];
}

/** Documents that are not saved yet lie in no folder. */
const liesInFolder = (uri: string) => /^[a-z][\w+.-]*:\/\//i.test(uri);

/** dotenv-expand reads a variable in it, whatever the quotes. */
const EXPANDED = /\$[\w{]/;

/**
 * Defines a variable in a .env that may have to be made, and hides it from version control; undefined where the name is
 * taken by another value, where the readers of .env files do not agree on the value, or where there is no folder for one.
 */
export function defineVariable(uri: string, name: string, value: string, project: Project): Edit[] | undefined {
  if (!liesInFolder(uri) || EXPANDED.test(value)) return undefined;
  const { entries, scopes } = parseDotenv(project.read(uri)?.text ?? '', uri);
  const defined = entries.findLast((entry) => entry.key === name);
  if (defined) return defined.value === value ? ignoreEdits(uri, project) : undefined;
  const user = entries.findLast((entry) => entry.key === name.replace(/PASS(?:WORD)?$/, 'USER'));
  const edit = scopes[0].insert(name, value, user);
  return edit && [edit, ...ignoreEdits(uri, project)];
}
