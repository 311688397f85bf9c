/** nodemailer in JavaScript and TypeScript: every transport that a document makes, in every world that it may run in. */
import { applyEdits } from '../edits';
import { type Environment, environmentsOf, settingOf } from '../environment';
import { parse } from '../formats/index';
import { Evaluator } from '../formats/javascript/evaluate';
import { type Decision, explore, Facts } from '../formats/javascript/facts';
import { type Node, placeOf, textOf } from '../formats/javascript/syntax';
import { type JavaScriptTree, parseJavaScript } from '../formats/javascript/tree';
import { isLocalHost } from '../hosts';
import type { Auth, Edit, MailConfig, Observation, Project, Setting, SourceDocument } from '../model';
import { providerOf } from '../providers';
import type { Dialect } from './dialect';
import { configsOf } from './nodemailer/config';
import { holdsOptions, mayHoldOptions } from './nodemailer/frameworks';
import type { Site } from './nodemailer/site';
import { sitesIn } from './nodemailer/sites';
import { surroundingsOf } from './nodemailer/surroundings';
import { versionOf } from './nodemailer/version';
import { nearVariable, SYSTEM_VARIABLES } from './variable-names';

export const nodemailer: Dialect = {
  id: 'nodemailer',
  read(tree, document, project) {
    const code = tree.format === 'json' ? optionsFile(document, project) : tree;
    if (code?.format !== 'javascript') return undefined;
    const configs = readTree(code, project);
    return configs.map((config) => guarded(config, configs, code, document, project));
  },
};

/** JSON that a program hands on to nodemailer as it stands. */
function optionsFile(document: SourceDocument, project: Project): JavaScriptTree | undefined {
  if (!mayHoldOptions(document.path)) return undefined;
  const tree = parse('javascript', document) as JavaScriptTree;
  return holdsOptions(tree, new Evaluator(surroundingsOf(undefined, project), new Facts())) ? tree : undefined;
}

function readTree(tree: JavaScriptTree, project: Project): MailConfig[] {
  const sites = sitesIn(tree, new Evaluator(surroundingsOf(undefined, project), new Facts()));
  if (sites.length === 0) return [];
  const environments = environmentsOf(tree.uri, project);
  return usedSomewhere(sites.flatMap((site) => read(site, tree, environments, project)));
}

/** One configuration of one world, with what was read on the way. */
interface Found {
  readonly config: MailConfig;
  readonly read: ReadonlyMap<string, Node>;
  readonly environment: Environment | undefined;
  readonly decisions: readonly Decision[];
}

function read(site: Site, tree: JavaScriptTree, environments: readonly Environment[], project: Project): MailConfig[] {
  const version = versionOf(tree.uri, project);
  const found: Found[] = [];
  const seen: Environment[] = [];
  for (const environment of environments.length > 0 ? environments : [undefined]) {
    const names = new Set(found.flatMap((one) => [...one.read.keys()]));
    if (environment && seen.some((earlier) => sameVariables(earlier, environment, names)) && found.length > 0) continue;
    if (environment) seen.push(environment);
    const worlds = explore((facts) => {
      const evaluator = new Evaluator(surroundingsOf(environment, project), facts);
      return { configs: configsOf(site, { tree, evaluator, version, project }), read: evaluator.read };
    }, stageOf(environment));
    for (const { result, decisions } of worlds)
      for (const config of result.configs) found.push({ config, read: result.read, environment, decisions });
  }
  const told = new Set(found.map(({ environment }) => environment)).size > 1;
  const configs = found.map((one) => ({ ...one.config, world: worldOf(one, told) }));
  const variables = variableObservations(found, environments);
  return sharedServers(sharedLogin(configs)).map((config, index) =>
    index === 0 ? { ...config, observations: [...config.observations, ...variables] } : config,
  );
}

/** A configuration that shares its text with other worlds refuses changes that would break one of those. */
function guarded(
  config: MailConfig,
  all: readonly MailConfig[],
  tree: JavaScriptTree,
  document: SourceDocument,
  project: Project,
): MailConfig {
  const shared = all.filter((other) => other.anchor.span.start === config.anchor.span.start);
  if (shared.length < 2) return config;
  return {
    ...config,
    write(change) {
      const edits = config.write(change);
      if (!edits || change.kind !== 'connection' || (!change.port && !change.tls)) return edits;
      const after = withEdits(project, edits);
      const text =
        after.read(tree.uri)?.text ??
        applyEdits(
          document.text,
          edits.filter(({ uri }) => uri === tree.uri),
        );
      const configs = readTree(parseJavaScript(text, tree.uri, tree.path), after);
      const before = new Set(shared.filter(cannotConnect).map(({ world }) => world));
      const breaks = configs.some((other) => cannotConnect(other) && !before.has(other.world));
      return breaks || disturbsLocal(all, configs) ? undefined : edits;
    },
  };
}

/** True where a change for another world reaches the server of this machine, which knows nothing of TLS. */
const disturbsLocal = (before: readonly MailConfig[], after: readonly MailConfig[]): boolean =>
  before.length === after.length &&
  after.some(
    ({ host, tls }, index) =>
      host?.value !== undefined && isLocalHost(host.value) && tls.value !== before[index]?.tls.value,
  );

/** TLS from the first byte where the port begins in plaintext, or the reverse (RFC 8314, RFC 6409). */
function cannotConnect({ port, tls }: MailConfig): boolean {
  if (tls.value === undefined || port?.value === undefined) return false;
  return tls.value === 'implicit' ? [25, 587].includes(port.value) : port.value === 465;
}

/** A project as it will be. */
function withEdits(project: Project, edits: readonly Edit[]): Project {
  const changed = (document: SourceDocument): SourceDocument => {
    const own = edits.filter(({ uri }) => uri === document.uri);
    return own.length > 0 ? { ...document, text: applyEdits(document.text, own) } : document;
  };
  return {
    read(uri) {
      const document = project.read(uri);
      return document && changed(document);
    },
    environmentFiles: (uri) => project.environmentFiles(uri).map(changed),
  };
}

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

/** Where one world has a server of which nothing is known, no fix of the text that all share is certain to work. */
function sharedServers(configs: readonly MailConfig[]): MailConfig[] {
  const isKnown = ({ host }: MailConfig) =>
    host?.value !== undefined &&
    host.origin.kind !== 'fallback' &&
    (isLocalHost(host.value) || providerOf(host.value)?.verified === true);
  return configs.map((config) => ({
    ...config,
    otherServers: configs.some(
      (other) => other.anchor.span.start === config.anchor.span.start && other !== config && !isKnown(other),
    ),
  }));
}

/** What is wrong with the names of the variables that the code reads. */
function variableObservations(found: readonly Found[], environments: readonly Environment[]): Observation[] {
  const read = new Map(found.flatMap((one) => [...one.read]));
  const defined = new Map(
    environments.flatMap((environment) => [...environment.names()].map((name) => [name, environment] as const)),
  );
  return [...read].flatMap(([name, node]): Observation[] => {
    const place = placeOf(node);
    const variable = defined.get(name)?.get(name);
    if (variable && SYSTEM_VARIABLES.has(name))
      return [{ kind: 'overridden-variable', at: { ...settingOf(variable, name, place), name } }];
    // NestJS' reader is asked for settings of a namespace (`mail.host`) by the same method.
    if (variable || defined.size === 0 || name.includes('.')) return [];
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
