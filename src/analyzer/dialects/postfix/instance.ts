/** A main.cf and the master.cf beside it: one Postfix instance, as far as the files show it. */

import { packedInPath } from '../../data/postfix-packages';
import { serviceParameters } from '../../data/postfix-parameters';
import { parse } from '../../formats/index';
import type { Assignment, MainCfTree } from '../../formats/main-cf';
import type { MasterCfTree, Override, ServiceEntry } from '../../formats/master-cf-tree';
import type { LogicalLine } from '../../formats/postfix-lines';
import { type Macros, parseMacros } from '../../formats/postfix-macros';
import { TEMPLATE_ENDINGS } from '../../kinds';
import type { Editable, Place, Project, Setting, SourceDocument, Span } from '../../model';
import { baseImageOf, releaseIn } from './image';
import { releaseOf } from './release';

/** One place where a parameter gets a value. */
export interface Definition {
  readonly name: string;
  /** The value before `$` expansion. */
  readonly raw: string;
  /** The value as far as it names others. */
  readonly macros: Macros;
  /** False where a template decides about the value. */
  readonly certain: boolean;
  readonly at: Place;
  readonly key: Place;
  readonly line: LogicalLine;
  /** Where the value begins in the text of the line. */
  readonly position: number;
  readonly editable: Editable;
  /** The master.cf entry that an `-o` belongs to; absent in main.cf. */
  readonly service?: ServiceEntry;
}

export interface Instance {
  readonly main?: MainCfTree;
  readonly master?: MasterCfTree;
  /** Every assignment of main.cf, in its order. */
  readonly assignments: readonly Definition[];
  /** The assignment of each name that holds. */
  readonly settings: ReadonlyMap<string, Definition>;
  /** Services of master.cf without those that a later entry of the same name and type replaces. */
  readonly services: readonly ServiceEntry[];
  /** Every `-o` of a service, in the order of the line. */
  readonly overrides: ReadonlyMap<ServiceEntry, readonly Definition[]>;
  /** The delivery parameters that services bring into being, with their defaults. */
  readonly serviceDefaults: ReadonlyMap<string, string>;
  /** True where an absent parameter has its default: a whole main.cf is at hand, not a fragment of one. */
  readonly whole: boolean;
  /** Written in a script, a playbook or a module of NixOS, which changes the main.cf of a distribution. */
  readonly changesStock: boolean;
  /** The Postfix release whose defaults hold, `3.11`. */
  readonly release: string;
  /** True where the files, their path or the image that they go into name the release; else it is the newest. */
  readonly releaseNamed: boolean;
}

/** Those of main.cf, then those of all services. */
export const allDefinitions = ({ assignments, overrides }: Instance): Definition[] => [
  ...assignments,
  ...[...overrides.values()].flat(),
];

/** A definition as the setting that a rule sees; its value is the text before expansion. */
export const written = (definition: Definition): Setting<string> => ({
  value: definition.certain ? definition.raw : undefined,
  raw: definition.raw,
  at: definition.at,
  key: definition.key,
  name: definition.name,
  origin: definition.certain ? { kind: 'literal' } : { kind: 'opaque' },
  editable: definition.editable,
});

const place = (uri: string, span: Span): Place => ({ uri, span });

function definition(uri: string, from: Assignment | Override, service?: ServiceEntry): Definition {
  const { name, value, certain, at, nameSpan, line, position, editable } = from;
  return {
    name,
    raw: value,
    macros: parseMacros(value),
    certain,
    at: place(uri, at),
    key: place(uri, nameSpan),
    line,
    position,
    editable,
    service,
  };
}

interface InstanceOptions {
  readonly whole?: boolean;
  /** The release that reads the files, whatever they say. */
  readonly release?: string;
  /** The release that the surroundings tell. */
  readonly packed?: string;
}

export function createInstance(
  main: MainCfTree | undefined,
  master: MasterCfTree | undefined,
  { whole = true, release, packed }: InstanceOptions = {},
): Instance {
  const assignments = main?.assignments.map((assignment) => definition(main.uri, assignment)) ?? [];
  const settings = new Map<string, Definition>();
  for (const assignment of assignments) {
    const earlier = settings.get(assignment.name);
    // Two branches of a template may both set it; which of them holds is then unknown.
    const torn = earlier !== undefined && (earlier.line.conditional || assignment.line.conditional);
    settings.set(assignment.name, torn ? { ...assignment, certain: false } : assignment);
  }
  const last = new Map<string, ServiceEntry>();
  for (const entry of master?.services ?? []) last.set(`${entry.service.text}/${entry.type.text}`, entry);
  const winners = new Set(last.values());
  const services = master?.services.filter((entry) => entry.line.conditional || winners.has(entry)) ?? [];
  const overrides = new Map(
    (master?.services ?? []).map((entry) => [
      entry,
      entry.overrides.map((override) => definition(master!.uri, override, entry)),
    ]),
  );
  const found = releaseOf(assignments, packed);
  return {
    main,
    master,
    assignments,
    settings,
    services,
    overrides,
    serviceDefaults: new Map(services.flatMap(({ service, program }) => serviceParameters(service.text, program.text))),
    whole: whole && main !== undefined && !main.open,
    changesStock: main?.extent !== undefined,
    release: release ?? found.release,
    releaseNamed: release !== undefined || found.named,
  };
}

/** Services that nobody writes into a part of master.cf: others add to those that are there. */
const CORE = ['pickup', 'cleanup', 'qmgr'] as const;

/** True where master.cf is at hand as a whole: what it does not name is not there. */
export function hasAllServices({ master }: Pick<Instance, 'master'>): boolean {
  if (master === undefined || master.open) return false;
  const names = new Set(master.services.map(({ service }) => service.text));
  return master.services.length > 10 || CORE.every((name) => names.has(name));
}

/** Suffixes of templates and copies that stand for the whole file. */
const SUFFIX = `(?:${[...TEMPLATE_ENDINGS, 'bak', 'epp', 'erb', 'in', 'new', 'old', 'orig', 'proto', 'txt'].join('|')})`;

/** `main.cf`, `main.cf.j2`, `etc_postfix_main.cf`. */
const WHOLE_NAME = new RegExp(`(?:^|[/.]|etc_postfix_)main\\.cf(?:\\.${SUFFIX})*$`, 'i');

/** Settings that nobody writes into a part of a file: installers put them into the stock one. */
const STOCK: ReadonlySet<string> = new Set([
  'command_directory',
  'daemon_directory',
  'readme_directory',
  'compatibility_level',
  'alias_maps',
  'mydestination',
  'smtpd_banner',
]);

/**
 * False for a file that holds a part of main.cf, such as `postfix-main.cf` or `main.cf.mysql`. Under such a name some
 * keep a whole file: its stock settings tell, or a whole master.cf beside it.
 */
const isWhole = (path: string, main: MainCfTree, master: MasterCfTree | undefined): boolean =>
  !/main\.cf/i.test(path) ||
  WHOLE_NAME.test(path) ||
  hasAllServices({ master }) ||
  new Set(main.assignments.map(({ name }) => name).filter((name) => STOCK.has(name))).size >= 3;

/** The other file of the pair, under the same kind of name: `main.cf.j2` and `master.cf.j2`. */
function partner(document: SourceDocument, project: Project, from: string, to: string): SourceDocument | undefined {
  const slash = document.uri.lastIndexOf('/') + 1;
  const folder = document.uri.slice(0, slash);
  const file = document.uri.slice(slash);
  const index = file.toLowerCase().lastIndexOf(from);
  if (index < 0) return undefined;
  const twin = file.slice(0, index) + to + file.slice(index + from.length);
  const isTemplate = new RegExp(`^${to.replace('.', '\\.')}(?:-\\w+)?(?:\\.${SUFFIX})*$`).test(twin);
  return project.read(folder + twin) ?? (isTemplate && twin !== to ? project.read(folder + to) : undefined);
}

/** By main.cf, or by master.cf where there is no other: the analyzer and the features of an editor share one. */
const instances = new WeakMap<MainCfTree | MasterCfTree, { readonly instance: Instance; readonly packed?: string }>();

/** The file and the folders above it whose names may tell the release. */
const MOST_FOLDERS = 4;

function shared(
  main: MainCfTree | undefined,
  master: MasterCfTree | undefined,
  path: string | undefined,
  project: Project,
) {
  const key = main ?? master!;
  const image = baseImageOf(key.uri, project);
  const packed = (image && releaseIn(image)) ?? packedInPath(key.uri.split('/').slice(-MOST_FOLDERS).join('/'));
  const known = instances.get(key);
  if (known && known.instance.main === main && known.instance.master === master && known.packed === packed)
    return known.instance;
  const whole = main !== undefined && path !== undefined && isWhole(path, main, master);
  const instance = createInstance(main, master, { whole, packed });
  instances.set(key, { instance, packed });
  return instance;
}

/** The instance that a document belongs to; undefined where the text is no Postfix configuration at all. */
export function instanceOf(
  tree: MainCfTree | MasterCfTree,
  document: SourceDocument,
  project: Project,
): Instance | undefined {
  if (tree.format === 'main.cf') {
    const other = partner(document, project, 'main.cf', 'master.cf');
    const master = other && (parse('master.cf', other) as MasterCfTree);
    if (!instances.has(tree) && !isPostfix(tree)) return undefined;
    return shared(tree, master?.services.length && !master.isPatch ? master : undefined, document.path, project);
  }
  if (tree.services.length === 0) return undefined;
  // What main.cf says may be overridden in the master.cf that is not at hand.
  if (tree.isPatch) return shared(undefined, tree, undefined, project);
  const other = partner(document, project, 'master.cf', 'main.cf');
  const main = other && (parse('main.cf', other) as MainCfTree);
  return shared(main && isPostfix(main) ? main : undefined, tree, other?.path, project);
}

/** Names that SQL and LDAP map files use in the same grammar, and that hardly any main.cf has. */
const MAP_FILE: ReadonlySet<string> = new Set([
  'hosts',
  'user',
  'password',
  'dbname',
  'query',
  'table',
  'select_field',
  'where_field',
  'server_host',
  'search_base',
  'query_filter',
  'result_attribute',
  'dbpath',
]);

/** How `main.cf.default` begins, in which Postfix itself shows all that is built into it. */
const SHIPPED_DEFAULTS = '# DO NOT EDIT THIS FILE. EDIT THE MAIN.CF FILE INSTEAD';

/** Tells main.cf from other files in the same grammar, or with the same name. */
function isPostfix({ assignments, faults, text }: MainCfTree): boolean {
  if (text.startsWith(SHIPPED_DEFAULTS)) return false;
  const foreign = assignments.filter(({ name }) => MAP_FILE.has(name)).length;
  const own = assignments.filter(({ name }) => /^[a-z]\w*$/.test(name)).length - foreign;
  const unreadable = faults.filter(({ kind }) => kind === 'missing-equals').length;
  return own > 0 && foreign < 2 && unreadable <= Math.max(3, own * 2);
}
