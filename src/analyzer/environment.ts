/** Variables of the .env family around a document, as mail code sees them. */
import { type DotenvTree, parseDotenv } from './formats/dotenv';
import type { Entry } from './formats/scope';
import type { Place, Project, Setting, SourceDocument } from './model';
import { isTemplateFile, standsOpen } from './paths';

/** One possible environment: a file of the family over those that it completes. */
export interface Environment {
  /** The file that makes this environment special, as the user knows it: `.env.production`. */
  readonly label: string;
  get(name: string): Variable | undefined;
  /** Every defined name, for near misses. */
  names(): Iterable<string>;
}

export interface Variable {
  readonly document: SourceDocument;
  readonly entry: Entry;
}

/** No more environments than this are told apart; further files of the family are left out. */
const MOST_ENVIRONMENTS = 6;

const trees = new WeakMap<SourceDocument, DotenvTree>();

function treeOf(document: SourceDocument): DotenvTree {
  let tree = trees.get(document);
  if (!tree) {
    tree = parseDotenv(document.text, document.uri);
    trees.set(document, tree);
  }
  return tree;
}

/** Later definitions of one file win, as every reader has it. */
function define(into: Map<string, Variable>, document: SourceDocument): void {
  for (const entry of treeOf(document).entries) into.set(entry.key, { document, entry });
}

function environment(label: string, files: readonly SourceDocument[]): Environment {
  let table: Map<string, Variable> | undefined;
  const variables = () => {
    if (!table) {
      table = new Map();
      for (const file of files) define(table, file);
    }
    return table;
  };
  return { label, get: (name) => variables().get(name), names: () => variables().keys() };
}

const nameOf = (document: SourceDocument) => document.path.slice(document.path.lastIndexOf('/') + 1);

/**
 * The environments that a document may run in: plain `.env` (nearer folders win), each variant (`.env.local`,
 * `.env.production`) laid over it, each template on its own. Empty where the workspace has no such file.
 */
export function environmentsOf(uri: string, project: Project): Environment[] {
  const files = project.environmentFiles(uri);
  const base = files.filter((file) => nameOf(file) === '.env').reverse();
  const variants = files.filter((file) => nameOf(file) !== '.env');
  const result: Environment[] = base.length > 0 ? [environment('.env', base)] : [];
  for (const file of variants) {
    // Templates are copied, not layered over `.env`.
    const layers = isTemplateFile(file.path) ? [file] : [...base, file];
    result.push(environment(nameOf(file), layers));
  }
  return result.slice(0, MOST_ENVIRONMENTS);
}

/** A variable's definition as the setting that some code reads at `read`. */
export function variableSetting(variable: Variable, name: string, read: Place): Setting<string> {
  const { document, entry } = variable;
  // An empty variable of a template waits to be filled in, and so does one that holds a mark.
  const open = isTemplateFile(document.path) && standsOpen(entry.value ?? '');
  return {
    value: open ? undefined : entry.value,
    raw: entry.raw,
    at: { uri: document.uri, span: entry.at },
    key: { uri: document.uri, span: entry.keySpan },
    name,
    origin: { kind: 'variable', name, read },
    editable: entry.editable,
  };
}
