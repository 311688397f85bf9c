/** Moves a literal password out of a file that others read: a variable takes its place, defined in the .env beside it. */
import { parseDotenv } from '../../formats/dotenv';
import type { Edit } from '../../model';
import { asVariable, type Gathered } from './gather';

/** The edits; undefined where the file's reader knows no variables, or the variable is taken. */
export function passwordEdits({ dialect, source, password, url, found }: Gathered): Edit[] | undefined {
  const key = found.find(({ field }) => field === 'password')?.key;
  if (key === undefined || url || !password?.value || password.origin.kind !== 'literal') return undefined;
  if (!(source.interpolates || dialect.placeholders)) return undefined;
  const name = asVariable(key);
  const inFile = password.editable?.replace(`\${${name}}`);
  const { uri } = source.document;
  const target = `${uri.slice(0, uri.lastIndexOf('/') + 1)}.env`;
  const environment = parseDotenv(source.project.read(target)?.text ?? '', target);
  const defined = environment.entries.findLast((entry) => entry.key === name);
  if (!inFile || (defined && defined.value !== password.value)) return undefined;
  const define = defined ? [] : [environment.scopes[0].insert(name, password.value)];
  return define.some((edit) => edit === undefined) ? undefined : [inFile, ...define.flatMap((edit) => edit ?? [])];
}
