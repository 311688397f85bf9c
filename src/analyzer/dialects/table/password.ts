/** Moves a literal password out of a file that others read: a variable takes its place, defined in a .env. */
import type { Edit } from '../../model';
import { defineVariable, folderOf, folderWith } from '../environment-file';
import { asVariable, type Gathered } from './gather';

/** Files that stand in the folder where a Java project is built and started. */
const BUILDS = ['pom.xml', 'build.gradle', 'build.gradle.kts'];

/** Compose reads the .env beside it; what starts a program with a configuration file reads that of the project. */
function environmentFile({ source: { interpolates, document, project } }: Gathered): string {
  if (interpolates) return `${folderOf(document.uri)}.env`;
  const nearest = project.environmentFiles(document.uri).find(({ path }) => /(?:^|\/)\.env$/.test(path));
  return nearest?.uri ?? `${folderWith(BUILDS, document.uri, project) ?? folderOf(document.uri)}.env`;
}

interface Move {
  readonly name: string;
  /** As the file that is read has it: percent-encoded where it was a part of a URL. */
  readonly value: string;
  readonly edit: Edit | undefined;
}

function moveOf({ found, password, url }: Gathered): Move | undefined {
  if (!password?.value) return undefined;
  const one = found.find(({ field, setting }) => (url ? setting === url.whole : field === 'password' && setting.value));
  if (!one || (one.setting.origin.kind !== 'literal' && one.setting.origin.kind !== 'fallback')) return undefined;
  const { reference, editable, raw } = one.located.entry;
  if (!url) {
    const name = reference?.name ?? asVariable(one.key);
    return { name, value: password.value, edit: editable.replace(`\${${name}}`) };
  }
  const span = url.parts.password;
  if (!span || raw !== url.text) return undefined;
  const name = `${asVariable(one.located.entry.key).replace(/_?(?:URL|URI|DSN)$/, '')}_PASSWORD`;
  const text = `${url.text.slice(0, span.start)}\${${name}}${url.text.slice(span.end)}`;
  return { name, value: password.raw, edit: editable.replace(text) };
}

/** The edits; undefined where the file's reader knows no variables, or the variable is taken. */
export function passwordEdits(gathered: Gathered): Edit[] | undefined {
  const { source, dialect } = gathered;
  const move = source.interpolates || dialect.placeholders ? moveOf(gathered) : undefined;
  if (!move?.edit || move.edit.uri !== source.document.uri) return undefined;
  const define = defineVariable(environmentFile(gathered), move.name, move.value, source.project);
  return define && [move.edit, ...define];
}
