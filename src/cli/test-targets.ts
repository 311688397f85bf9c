/** What a PATH or a URL says about the server to test. */
import path from 'node:path';
import { postfixLevel, verificationInUse } from '../analyzer/explain';
import { maskValue } from '../analyzer/mask';
import { type MailConfig, type Place, type Setting, TLS_VERSIONS } from '../analyzer/model';
import { showingFor } from '../analyzer/showing';
import { modeInWords, type ProbeTarget } from '../probe';
import { uriOf } from '../workspace/disk';
import { LineIndex } from '../workspace/lines';
import type { Workspace } from '../workspace/workspace';
import { checkPaths, type Problem, workspaceOf } from './lint-session';
import { UsageError } from './options';
import { nameOf } from './output';

/** Where a configuration is written; line and column from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly label: string;
  /** The outcome of conditions that the configuration holds for. */
  readonly world?: string;
}

export interface TestTarget {
  /** Every place that says the same; none for a URL. */
  readonly sources: readonly Source[];
  /** Without credentials. */
  readonly target: ProbeTarget;
  readonly user?: string;
  readonly password?: string;
  /** The login takes an access token, not a password. */
  readonly oauth2: boolean;
  /** As the configuration spells it: an address, or a name with one. */
  readonly sender?: string;
  /** What the files leave open, and what was taken instead: a sentence each. */
  readonly assumptions: readonly string[];
}

export const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);

const FORM = 'smtp://[USER@]HOST[:PORT] or smtps://[USER@]HOST[:PORT]';

export function targetOfUrl(text: string): TestTarget {
  const scheme = /^(smtps?):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (!scheme) throw new UsageError(`this URL is of another scheme; use ${FORM}`);
  let url: URL;
  let decoded: { host: string; user: string; password: string };
  try {
    url = new URL(text);
    decoded = {
      host: decodeURIComponent(url.hostname),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    };
  } catch {
    throw new UsageError(`this URL cannot be read; use ${FORM}, with @ : / ? # and % in the user name percent-encoded`);
  }
  // A bare `/` or `#` in a password ends the host part early: the rest is not to be taken for a path.
  if (!/^\/?$/.test(url.pathname) || url.search || url.hash) {
    throw new UsageError(`this URL holds more than user, host and port; use ${FORM}`);
  }
  const { host, user, password } = decoded;
  const implicit = scheme === 'smtps';
  return {
    sources: [],
    target: {
      host: maskValue(host),
      port: url.port ? Number(url.port) : implicit ? 465 : 587,
      tls: implicit ? 'implicit' : 'starttls',
      verify: 'full',
    },
    ...(user && { user }),
    ...(password && { password }),
    oauth2: false,
    assumptions: [],
  };
}

export interface Targets {
  readonly targets: readonly TestTarget[];
  /** Configurations that cannot be tested: a sentence each, which says what is missing. */
  readonly obstacles: readonly string[];
}

/** The configurations below a path that send mail, each once, however many places say the same. */
export async function targetsOfPath(given: string, problem: Problem): Promise<Targets> {
  checkPaths([given]);
  const { workspace, root, isRead } = await workspaceOf(given, problem);
  if (!isRead) throw new UsageError(`'${given}' cannot be read`);
  const full = path.resolve(given);
  const uris = root === full ? workspace.mailDocuments() : [uriOf(full)];
  const configs = uris.flatMap((uri) => workspace.configs(uri)).filter(({ role }) => role !== 'server');
  const read = configs.map((config) => targetOf(config, workspace));
  const targets = united(read.filter((each) => typeof each !== 'string'));
  const obstacles = [...new Set(read.filter((each) => typeof each === 'string'))];
  if (targets.length > 0) return { targets, obstacles };
  if (obstacles.length === 0) throw new UsageError(`no outgoing mail configuration found in '${given}'`);
  throw new UsageError(`${obstacles.join('\n')}\nGive the server as a URL: ${FORM}`);
}

/** Either what can be tested, or the sentence that says what is missing. */
function targetOf(config: MailConfig, workspace: Workspace): TestTarget | string {
  const { host, port, tls, verify, servername, versions, ciphers, auth, sender } = config;
  const { show } = showingFor([config]);
  const [label, world] = [show(config.label), config.world && show(config.world)];
  const where = placeReader(workspace);
  const at = where(config.anchor);
  const obstacle = (word: string, setting: Setting<unknown> | undefined) => {
    const variable = setting?.origin.kind === 'environment' ? `: no file defines ${setting.origin.name}` : '';
    return show(`${at.file}:${at.line}: ${label}: ${word} unknown${variable}.`);
  };
  if (!host?.value) return obstacle('host', host);
  if (port?.value === undefined || Number.isNaN(port.value)) return obstacle('port', port);
  const allowed = TLS_VERSIONS.filter((version) => versions?.value?.includes(version));
  const assumed = port.value === 465 ? 'implicit' : 'starttls';
  const written = { host, port, tls, verify, user: auth?.user, password: auth?.password };
  const origins = Object.fromEntries(
    Object.entries(written).flatMap(([name, setting]) => {
      if (!setting || setting.value === undefined || setting.origin.kind === 'default') return [];
      const { file, line } = where(setting.at);
      const key = setting.origin.kind === 'variable' ? setting.origin.name : setting.name;
      return [[name, show(`${key}, ${file}:${line}`)]];
    }),
  );
  return {
    sources: [{ ...at, label, ...(world && { world }) }],
    target: {
      host: maskValue(host.value),
      port: port.value,
      tls: tls.value ?? assumed,
      verify: verificationInUse(config),
      ...(servername?.value && { servername: maskValue(servername.value) }),
      ...(ciphers?.value && { ciphers: maskValue(ciphers.value) }),
      ...(allowed[0] && { minVersion: allowed[0], maxVersion: allowed.at(-1) }),
      origins,
    },
    ...(auth?.user?.value && { user: auth.user.value }),
    ...(auth?.method === 'password' && auth.password?.value && { password: auth.password.value }),
    oauth2: auth?.method === 'oauth2',
    ...(sender?.value && { sender: maskValue(sender.value) }),
    assumptions: [
      ...(tls.value === undefined
        ? [`TLS mode unknown: port ${port.value} is tested with ${modeInWords(assumed)}.`]
        : []),
      ...notChecked(config),
    ],
  };
}

/** How Postfix checks certificates where it asks no authority, which the test cannot follow. */
const OTHER_CHECKS: Readonly<Record<string, string>> = {
  dane: 'the TLSA records of the server',
  'dane-only': 'the TLSA records of the server',
  fingerprint: 'fingerprints',
};

function notChecked(config: MailConfig): string[] {
  const level = postfixLevel(config);
  const other = OTHER_CHECKS[level];
  return other
    ? [
        `At the level ${level} Postfix compares the certificate with ${other}; the test asks public authorities in their place.`,
      ]
    : [];
}

function placeReader(workspace: Workspace): (place: Place) => Pick<Source, 'file' | 'line' | 'column'> {
  return ({ uri, span }) => {
    const { line, character } = new LineIndex(workspace.document(uri)?.text ?? '').positionAt(span.start);
    return { file: nameOf(uri), line: line + 1, column: character + 1 };
  };
}

/** One target for all places that connect and log in alike. */
function united(targets: readonly TestTarget[]): TestTarget[] {
  const byWay = new Map<string, TestTarget>();
  for (const each of targets) {
    const { origins: _, ...connection } = each.target;
    const way = JSON.stringify([connection, each.user, each.password, each.oauth2]);
    const known = byWay.get(way);
    const isNew = ({ file, line }: Source) =>
      !known?.sources.some((other) => other.file === file && other.line === line);
    byWay.set(way, known ? { ...known, sources: [...known.sources, ...each.sources.filter(isNew)] } : each);
  }
  return [...byWay.values()];
}

/** `app/mailer.js:12 and .env:1`. */
export const sourcesInWords = (sources: readonly Source[]): string =>
  sources.map(({ file, line, world }) => `${file}:${line}${world ? ` (${world})` : ''}`).join(' and ');
