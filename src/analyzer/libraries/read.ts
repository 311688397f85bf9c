/** JavaScript and TypeScript: every transport that a document makes, in every world that it may run in. */

import type { Dialect } from '../dialect';
import { type Environment, environmentsOf, variableSetting } from '../environment';
import { parse } from '../formats/index';
import type { JavaScriptTree } from '../formats/javascript';
import { Budget, LIMITS } from '../javascript/budget';
import { JavaScriptEvaluator } from '../javascript/evaluate';
import type { Evaluator } from '../javascript/evaluator';
import { type Decision, explore, Facts, isStage } from '../javascript/facts';
import type { Surroundings } from '../javascript/surroundings';
import { type Node, placeOf, textOf } from '../javascript/syntax';
import { isOfEnvironment } from '../kinds';
import type { Auth, MailConfig, Observation, Project, Setting, SourceDocument } from '../model';
import { isTemplateFile } from '../paths';
import { NAMES_OF_USERS, nearVariable, SYSTEM_VARIABLES } from '../variable-names';
import { LIBRARIES } from './index';
import { combined } from './library';
import { lateLoading } from './loading';
import { readOptions } from './nodemailer/config';
import { unawaited } from './nodemailer/sending';
import { type Version, versionOf } from './nodemailer/version';
import type { Given, Site, World } from './site';
import { holdsOptions, mayHoldOptions, sitesIn } from './sites';
import { surroundingsOf } from './surroundings';

const LIBRARY = combined(LIBRARIES);

export const javascript: Dialect = {
  id: 'nodemailer',
  read(tree, document, project) {
    const budget = new Budget();
    const code = tree.format === 'json' ? optionsFile(document, project, budget) : tree;
    return code?.format === 'javascript' ? readSites(code, project, budget) : undefined;
  },
  beside(tree, project) {
    if (tree.format !== 'javascript') return [];
    return unawaited(tree, resolver(project, new Budget()), project).map(({ name, waitsInVain }) => ({
      kind: 'not-awaited',
      at: placeOf(name),
      name: textOf(name),
      waitsInVain,
    }));
  },
};

/** JSON that a program hands on to nodemailer as it stands. */
function optionsFile(document: SourceDocument, project: Project, budget: Budget): JavaScriptTree | undefined {
  if (!mayHoldOptions(document.path)) return undefined;
  const tree = parse('javascript', document) as JavaScriptTree;
  return holdsOptions(tree, resolver(project, budget)) ? tree : undefined;
}

/** An evaluator for names, of no world. */
const resolver = (project: Project, budget: Budget): Evaluator =>
  new JavaScriptEvaluator(surroundingsOf(undefined, project), LIBRARY, new Facts(), budget);

/** What the sites of one document have in common. */
interface Reading {
  readonly tree: JavaScriptTree;
  readonly project: Project;
  readonly budget: Budget;
  readonly version: Version;
  /** With what each of them gives the evaluator; one of nothing where the project has no environment. */
  readonly environments: ReadonlyMap<Environment | undefined, Surroundings>;
}

function readSites(tree: JavaScriptTree, project: Project, budget: Budget): MailConfig[] {
  const sites = sitesIn(tree, resolver(project, budget));
  if (sites.length === 0) return [];
  const found = environmentsOf(tree.uri, project);
  const environments = new Map(
    (found.length > 0 ? found : [undefined]).map((environment) => [environment, surroundingsOf(environment, project)]),
  );
  const reading: Reading = { tree, project, budget, version: versionOf(tree.uri, project), environments };
  const configs: MailConfig[] = [];
  for (const site of sites.slice(0, LIMITS.sites)) {
    const { configs: found, isCut } = readSite(site, reading);
    // Modules of others may use up what one run may do before it comes to the settings.
    const own = isCut && found.length === 0 && !budget.isSpent ? readAlone([site], reading) : found;
    if (configs.length + own.length > LIMITS.sites) break;
    // What was read of a site until the budget ended may lack the world that explains another one.
    if (budget.isSpent) {
      configs.push(...readAlone(sites.slice(sites.indexOf(site)), reading));
      break;
    }
    configs.push(...own);
  }
  return usedSomewhere(configs);
}

/** Sites for which there was not enough time, by what their own document says of them. */
function readAlone(sites: readonly Site[], reading: Reading): MailConfig[] {
  const budget = new Budget(LIMITS.workAlone);
  const environments = new Map(
    [...reading.environments].map(([environment, surroundings]) => [
      environment,
      { ...surroundings, module: () => undefined, settings: () => [] },
    ]),
  );
  const configs: MailConfig[] = [];
  for (const site of sites) {
    const own = readSite(site, { ...reading, budget, environments });
    if (budget.isSpent) break;
    configs.push(...own.configs);
  }
  return configs;
}

/** One configuration of one world, with what was read on the way. */
interface Found {
  readonly config: MailConfig;
  readonly read: ReadonlyMap<string, Node>;
  readonly environment: Environment | undefined;
  readonly decisions: readonly Decision[];
}

/** `isCut`: a run came to the end of its work, and what was behind that counts as unknown. */
function readSite(
  site: Site,
  { tree, project, budget, version, environments }: Reading,
): { readonly configs: MailConfig[]; readonly isCut: boolean } {
  const found: Found[] = [];
  let isCut = false;
  const seen: Environment[] = [];
  const definedIn = [...environments.keys()].filter((environment) => environment !== undefined);
  for (const [environment, surroundings] of environments) {
    const names = new Set(found.flatMap((one) => [...one.read.keys()]));
    if (environment && seen.some((earlier) => sameVariables(earlier, environment, names)) && found.length > 0) continue;
    if (environment) seen.push(environment);
    const worlds = explore((facts) => {
      const evaluator = new JavaScriptEvaluator(surroundings, LIBRARY, facts, budget);
      const configs = configsOf(site, { tree, evaluator, version, project });
      isCut ||= evaluator.isSpent;
      return { configs, read: evaluator.read };
    }, stageOf(environment));
    for (const { result, decisions } of worlds)
      for (const config of result.configs) found.push({ config, read: result.read, environment, decisions });
  }
  const told = new Set(found.map(({ environment }) => environment)).size > 1;
  const configs = found.map((one) => ({ ...withOptional(one, found), world: worldOf(one, told) }));
  const variables = [
    ...variableObservations(found, definedIn, budget),
    ...loadingObservations(found, definedIn, project),
  ];
  const read = sharedLogin(configs).map((config, index) =>
    index === 0 ? { ...config, observations: [...config.observations, ...variables] } : config,
  );
  return { configs: read, isCut };
}

/** The SMTP transports that a site makes in one world; those of which nothing is known are left out. */
function configsOf(site: Site, world: World): MailConfig[] {
  if (!world.evaluator.assumeReached(site.node)) return [];
  const read = site.read ?? readOptions;
  return site.given(world.evaluator).flatMap((given) => read(heldBy(site, given), given, world) ?? []);
}

/** Of settings among others their own part is the site. */
const heldBy = (site: Site, { options, holder }: Given): Site =>
  holder ? { ...site, node: options.kind === 'object' ? options.node : holder, anchor: holder } : site;

/** True where two environments define the same of what is read. */
const sameVariables = (a: Environment, b: Environment, names: ReadonlySet<string>) =>
  [...names].every((name) => a.get(name)?.entry === b.get(name)?.entry);

/** `.env.production` is read where NODE_ENV says production. */
function stageOf(environment: Environment | undefined): Decision[] {
  const stage = /^\.env\.(production|development|test|staging)(?:\.local)?$/.exec(environment?.label ?? '')?.[1];
  return stage === undefined ? [] : [{ key: `env:NODE_ENV === ${stage}`, holds: true, text: '' }];
}

function worldOf({ environment, decisions }: Found, told: boolean): string | undefined {
  const conditions = decisions.map(({ text, holds }) => (holds ? text : `not (${text})`));
  const parts = [...(told && environment ? [environment.label] : []), ...conditions];
  return parts.length > 0 ? parts.join(', ') : undefined;
}

const isUnchecked = ({ verify }: MailConfig) => verify?.value !== undefined && verify.value !== 'full';
const isUnencrypted = ({ tls }: MailConfig) => tls.value === 'off';

/** A check of the certificate, or encryption, that is off only where the operator wants it. */
function withOptional(found: Found, all: readonly Found[]): MailConfig {
  const { config } = found;
  const { verify, tls } = config;
  return {
    ...config,
    ...(verify && isUnchecked(config) && isOptional(found, all, isUnchecked)
      ? { verify: { ...verify, doubt: 'possible' } }
      : {}),
    ...(isUnencrypted(config) && isOptional(found, all, isUnencrypted) ? { tls: { ...tls, doubt: 'possible' } } : {}),
  };
}

/**
 * True where a condition that holds makes what is unwanted, as no world of this place has it where it does not hold, so that
 * the program as it is left is without. The stage is nothing that an operator chooses for that, unless it is one of a
 * developer.
 */
function isOptional(found: Found, all: readonly Found[], isUnwanted: (config: MailConfig) => boolean): boolean {
  const others = all.filter(({ config }) => config.anchor.span.start === found.config.anchor.span.start);
  return found.decisions.some(({ key, holds }) => {
    if (!holds || isOfStage(key)) return false;
    const without = others.filter((other) => other.decisions.some((one) => one.key === key && !one.holds));
    return without.length > 0 && without.every(({ config }) => !isUnwanted(config));
  });
}

const isOfStage = (key: string) =>
  isStage(/^env:(\w+)/.exec(key)?.[1] ?? '') && !/ === (?:dev(?:elopment)?|test|local)$/.test(key);

/** Where one world has a login, its absence in another is a choice of the environment and no oversight. */
function sharedLogin(configs: readonly MailConfig[]): MailConfig[] {
  const elsewhere: Auth = { method: 'password', elsewhere: true };
  const withLogin = new Set(configs.filter(({ auth }) => auth).map(({ anchor }) => anchor.span.start));
  return configs.map((config) =>
    config.auth || !withLogin.has(config.anchor.span.start) ? config : { ...config, auth: elsewhere },
  );
}

/** What one world or site leaves out of account is to be kept where another one uses it. */
function usedSomewhere(configs: readonly MailConfig[]): MailConfig[] {
  const used = new Set(configs.flatMap(({ settings }) => settings.map(keyOf)));
  return configs.map((config) => ({
    ...config,
    observations: config.observations.filter(({ kind, at }) => kind !== 'ignored' || !used.has(keyOf(at))),
  }));
}

const keyOf = ({ key, at }: Setting<unknown>) => `${(key ?? at).uri}#${(key ?? at).span.start}`;

/** What is read of a .env file before anything has loaded it; a template is loaded by nothing. */
function loadingObservations(
  found: readonly Found[],
  environments: readonly Environment[],
  project: Project,
): Observation[] {
  const isDefined = (name: string) =>
    environments.some((environment) => {
      const path = environment.get(name)?.document.path;
      return path !== undefined && isOfEnvironment(path.slice(path.lastIndexOf('/') + 1)) && !isTemplateFile(path);
    });
  const read = new Map(found.flatMap((one) => [...one.read]).filter(([name]) => isDefined(name)));
  const late = read.size > 0 ? lateLoading(read, surroundingsOf(undefined, project), project) : undefined;
  return late ? [{ kind: 'loaded-late', at: late.read, name: late.name, via: late.via, load: late.load }] : [];
}

/** What is wrong with the names of the variables that the code reads. */
function variableObservations(
  found: readonly Found[],
  environments: readonly Environment[],
  budget: Budget,
): Observation[] {
  const read = new Map(found.flatMap((one) => [...one.read]));
  const defined = new Map(
    environments.flatMap((environment) => [...environment.names()].map((name) => [name, environment] as const)),
  );
  return [...read].flatMap(([name, node]): Observation[] => {
    const place = placeOf(node);
    const variable = defined.get(name)?.get(name);
    if (variable && SYSTEM_VARIABLES.has(name))
      return [{ kind: 'overridden-variable', at: { ...variableSetting(variable, name, place), name } }];
    if (!variable && NAMES_OF_USERS.has(name)) {
      const origin = { kind: 'environment', name } as const;
      return [{ kind: 'overridden-variable', at: { value: undefined, raw: textOf(node), at: place, name, origin } }];
    }
    // NestJS' reader is asked for settings of a namespace (`mail.host`) by the same method.
    if (variable || defined.size === 0 || name.includes('.')) return [];
    budget.spend(10 * defined.size);
    if (budget.isSpent) return [];
    const free = [...defined.keys()].filter((other) => !read.has(other));
    const near = nearVariable(name, free);
    const other = near === undefined ? undefined : defined.get(near)?.get(near);
    if (near === undefined || !other) return [];
    const at: Setting<unknown> = {
      value: undefined,
      raw: textOf(node),
      at: place,
      name,
      origin: { kind: 'environment', name },
      editable: {
        replace: () => undefined,
        rename: (wanted) => {
          const offset = textOf(node).lastIndexOf(name);
          const start = place.span.start + offset;
          return offset < 0 ? undefined : { uri: place.uri, span: { start, end: start + name.length }, text: wanted };
        },
      },
    };
    const key = { uri: other.document.uri, span: other.entry.keySpan };
    return [{ kind: 'undefined-variable', at, nearest: near, defined: key }];
  });
}
