/** Moves a literal password out of a file that others read: a variable takes its place, defined in a .env. */

import { defineVariable, folderOf, folderWith } from '../../environment-file';
import { isEnvironmentLoaded } from '../../environment-loading';
import { kindOf } from '../../kinds';
import type { Edit } from '../../model';
import type { Gathered } from './gathered';
import type { Source } from './located';
import { asVariable } from './names';

/** Files that stand in the folder where a project is built and started. */
const BUILDS = ['pom.xml', 'build.gradle', 'build.gradle.kts', 'artisan', 'composer.json', 'manage.py'];

/** What lies below is packed with the program. */
const RESOURCES = /\/src\/(?:main|test)\/resources\/.*$/s;

/** Compose reads the .env beside it; what starts a program with a configuration file reads that of the project. */
function environmentFile({ source: { interpolates, document, project } }: Gathered): string {
  if (interpolates) return `${folderOf(document.uri)}.env`;
  const nearest = project.environmentFiles(document.uri).find(({ path }) => /(?:^|\/)\.env$/.test(path));
  if (nearest && !RESOURCES.test(nearest.uri)) return nearest.uri;
  return `${folderWith(BUILDS, document.uri, project) ?? folderOf(document.uri).replace(RESOURCES, '/')}.env`;
}

const isCode = ({ format }: Source) => kindOf(format).isCode === true;

interface Move {
  /** The first that is free is taken. */
  readonly names: readonly string[];
  /** As the file that is read has it: percent-encoded where it was a part of a URL. */
  readonly value: string;
  edit(name: string): Edit | undefined;
}

function moveOf({ found, password, url, source }: Gathered): Move | undefined {
  if (!password?.value) return undefined;
  const one = found.find(({ field, setting }) => (url ? setting === url.whole : field === 'password' && setting.value));
  if (!one || (one.setting.origin.kind !== 'literal' && one.setting.origin.kind !== 'fallback')) return undefined;
  const { reference, editable, raw } = one.located.entry;
  const service = source.kind === 'environment' ? source.name.slice(source.name.lastIndexOf('.') + 1) : '';
  const namesAfter = (name: string) => [name, `${service.toUpperCase().replace(/\W/g, '_')}_${name}`];
  if (!url) {
    const names = reference ? [reference.name] : namesAfter(asVariable(one.key));
    const edit = (name: string) => (isCode(source) ? editable.read?.(name) : editable.replace(`\${${name}}`));
    return { names, value: password.value, edit };
  }
  const { text, parts } = url;
  const span = parts.password;
  if (!span || raw !== text) return undefined;
  return {
    names: namesAfter(`${asVariable(one.located.entry.key).replace(/_?(?:URL|URI|DSN)$/, '')}_PASSWORD`),
    value: password.raw,
    edit: (name) => editable.replace(`${text.slice(0, span.start)}\${${name}}${text.slice(span.end)}`),
  };
}

/**
 * The edits; undefined where the file's reader knows no variables, where a cluster and no .env provides them, or where
 * every name is taken.
 */
export function passwordEdits(gathered: Gathered): Edit[] | undefined {
  const { source, dialect } = gathered;
  const knowsVariables = isCode(source) || source.interpolates || (dialect.placeholders && !source.document.part);
  const move = knowsVariables ? moveOf(gathered) : undefined;
  const target = environmentFile(gathered);
  const { uri, text } = source.document;
  // What would be made for the first time must be loaded by something, or the program has no password at all.
  const isLost =
    isCode(source) && !source.project.read(target) && isEnvironmentLoaded(uri, text, source.project) === false;
  if (isLost) return undefined;
  for (const name of move?.names ?? []) {
    const edit = move?.edit(name);
    const define = defineVariable(target, name, move!.value, source.project);
    if (edit?.uri === source.document.uri && define) return [edit, ...define];
  }
  return undefined;
}
