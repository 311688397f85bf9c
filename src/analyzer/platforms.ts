/** Where a project runs, as far as a file of it says, and which ports for mail are blocked there. */
import table from './data/platforms.json';
import type { Project, SourceDocument } from './model';

export interface Platform {
  readonly id: string;
  readonly name: string;
  /** Where the block is not for everybody: completes "Render blocks port 587 …". */
  readonly plan?: string;
  /** Ports to other hosts that the platform says it blocks. */
  readonly blocked: readonly number[];
  /** Ports that are known to be open. */
  readonly open: readonly number[];
  readonly advice?: string;
}

/** `files`: names that say that a project runs there, if one item of the file has all of `item`; `path`: code that does. */
interface Row extends Platform {
  readonly files: readonly string[];
  readonly item?: readonly string[];
  readonly path?: string;
  readonly checked: string;
  readonly sources: readonly string[];
}

const ROWS = (table as readonly Row[]).map((row) => ({
  ...row,
  item: row.item?.map((source) => new RegExp(source, 'm')),
  path: row.path === undefined ? undefined : new RegExp(row.path),
}));

const NAMES: ReadonlySet<string> = new Set(ROWS.flatMap(({ files }) => files));

/** True for the name of a file that may say where a project runs. */
export const isPlatformFile = (name: string): boolean => NAMES.has(name);

const nameOf = ({ path }: SourceDocument) => path.slice(path.lastIndexOf('/') + 1);

/** The items of a list in YAML, of which each is a service; any other text is one. */
const itemsOf = (text: string) => text.split(/^[ \t]*-[ \t]+(?=\w+:)/m);

/** The platform that a project runs on, with the file that says so; undefined where none or several do. */
export function platformOf(
  document: SourceDocument,
  project: Project,
): { readonly platform: Platform; readonly file?: SourceDocument } | undefined {
  const own = ROWS.find(({ path }) => path?.test(document.path));
  if (own) return { platform: own };
  const files = project.platformFiles?.(document.uri) ?? [];
  const signs = ROWS.flatMap((platform) => {
    const file = files.find((one) => platform.files.includes(nameOf(one)));
    const isMeant =
      file && (!platform.item || itemsOf(file.text).some((item) => platform.item!.every((one) => one.test(item))));
    return isMeant ? [{ platform, file }] : [];
  });
  return signs.length === 1 ? signs[0] : undefined;
}
