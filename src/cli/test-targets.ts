/** What a PATH or a URL says about the server to test. */
import fs from 'node:fs';
import path from 'node:path';
import { CATCHER_PORTS, isLocalHost } from '../analyzer/hosts';
import { maskValue } from '../analyzer/mask';
import type { MailConfig, Place, SourceDocument } from '../analyzer/model';
import { showingFor } from '../analyzer/showing';
import { assumedMode, credentialsOf, type Tokens, tokensOf, wayOf } from '../analyzer/target';
import { targetOf, testedWith } from '../analyzer/target-of';
import type { ProbeTarget } from '../probe';
import { uriOf } from '../workspace/disk';
import { LineIndex } from '../workspace/lines';
import type { Workspace } from '../workspace/workspace';
import { checkPaths, type Problem, workspaceOf } from './lint-session';
import { nameOf } from './output';
import { UsageError } from './usage';

/** Where a configuration is written; line and column from 1. */
export interface WrittenAt {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly label: string;
  /** The outcome of conditions that the configuration holds for. */
  readonly world?: string;
}

export interface TestTarget {
  /** Every place that says the same; none for a URL. */
  readonly sources: readonly WrittenAt[];
  /** Without credentials. */
  readonly target: ProbeTarget;
  readonly user?: string;
  readonly password?: string;
  /** The login takes an access token, not a password. */
  readonly oauth2: boolean;
  /** What it gets tokens with: secrets. */
  readonly tokens?: Tokens;
  /** As the configuration spells it: an address, or a name with one. */
  readonly sender?: string;
}

export const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);

/** Longer variables are no settings. In UTF-16 code units. */
const LONGEST_VARIABLE = 4096;

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
  };
}

export interface Targets {
  readonly targets: readonly TestTarget[];
  /** Configurations that cannot be tested: a sentence each, which says what is missing. */
  readonly obstacles: readonly string[];
}

/** `mail.example.net:465`, `[2001:db8::1]:587`. */
const HOST_AND_PORT = /^(?:([\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}])?)|\[([\da-f:.]+)\]):(\d{1,5})$/iu;

/** A server named by host and port alone; undefined for anything else. */
export function targetOfHost(text: string): TestTarget | undefined {
  const [, name, address, digits] = HOST_AND_PORT.exec(text) ?? [];
  if (!digits || fs.existsSync(text)) return undefined;
  const port = Number(digits);
  const host = name ?? `[${address}]`;
  const assumed = assumedMode(port);
  // Catchers of mail have no TLS, and servers of the own machine need none.
  const mode: Pick<ProbeTarget, 'tls' | 'assumedTls' | 'assumptions'> =
    assumed === 'opportunistic' && (isLocalHost(host) || CATCHER_PORTS.has(port))
      ? { tls: assumed, assumedTls: true, assumptions: [`TLS mode unknown: ${testedWith(port)}`] }
      : { tls: assumed === 'implicit' ? 'implicit' : 'starttls' };
  return { sources: [], target: { host, port, ...mode, verify: 'full' }, oauth2: false };
}

const SHELL = 'shell:/.env';

/** The variables of this process as a file of environment variables. */
function shellVariables(): SourceDocument {
  const lines = Object.entries(process.env).flatMap(([name, value = '']) => {
    if (!/^[A-Za-z_]\w*$/.test(name) || value.length > LONGEST_VARIABLE) return [];
    const quote = ["'", '`', '"'].find((each) => !value.includes(each));
    return quote && !/[\r\n]/.test(value) ? [`${name}=${quote}${value}${quote}`] : [];
  });
  return { uri: SHELL, path: '.env', text: `${lines.join('\n')}\n` };
}

/** The configurations below a path that send mail, each once, however many places say the same. */
export async function targetsOfPath(given: string, withShell: boolean, problem: Problem): Promise<Targets> {
  checkPaths([given]);
  const { workspace, root, isRead } = await workspaceOf(given, problem, withShell ? shellVariables() : undefined);
  if (!isRead) throw new UsageError(`'${given}' cannot be read`);
  const full = path.resolve(given);
  const uris = root === full ? workspace.mailDocuments() : [uriOf(full)];
  const configs = uris.flatMap((uri) => workspace.configs(uri)).filter(({ role }) => role !== 'server');
  const read = configs.map((config) => readTarget(config, workspace));
  const targets = united(read.filter((each) => typeof each !== 'string'));
  const obstacles = [...new Set(read.filter((each) => typeof each === 'string'))];
  if (targets.length > 0) return { targets, obstacles };
  if (obstacles.length === 0) throw new UsageError(`no outgoing mail configuration found in '${given}'`);
  throw new UsageError(`${obstacles.join('\n')}\nGive the server as a URL: ${FORM}`);
}

/** Either what can be tested, or the sentence that says what is missing. */
function readTarget(config: MailConfig, workspace: Workspace): TestTarget | string {
  const { show } = showingFor([config]);
  const [label, world] = [show(config.label), config.world && show(config.world)];
  const places = placeReader(workspace);
  const {
    user: _,
    sender,
    method,
    obstacle,
    ...rest
  } = workspace.around(config.anchor.uri, (project) => targetOf(config, places, project));
  const { host, port } = rest;
  if (obstacle || host === undefined || port === undefined) return obstacle ?? '';
  return {
    sources: [{ ...places(config.anchor), label, ...(world && { world }) }],
    target: { ...rest, host, port },
    ...credentialsOf(config),
    oauth2: method === 'oauth2',
    ...(method === 'oauth2' && { tokens: tokensOf(config) }),
    ...(sender && { sender }),
  };
}

function placeReader(workspace: Workspace): (place: Place) => Pick<WrittenAt, 'file' | 'line' | 'column'> {
  return ({ uri, span }) => {
    const { line, character } = new LineIndex(workspace.document(uri)?.text ?? '').positionAt(span.start);
    const file = uri === SHELL ? 'the environment of this command' : nameOf(uri);
    return { file, line: line + 1, column: character + 1 };
  };
}

/** One target for all places that connect and log in alike. */
function united(targets: readonly TestTarget[]): TestTarget[] {
  const byWay = new Map<string, TestTarget>();
  for (const each of targets) {
    const method = each.oauth2 ? 'oauth2' : 'password';
    const way = JSON.stringify([wayOf({ ...each.target, method }), each.user, each.password, each.tokens]);
    const known = byWay.get(way);
    const isNew = ({ file, line }: WrittenAt) =>
      !known?.sources.some((other) => other.file === file && other.line === line);
    byWay.set(way, known ? { ...known, sources: [...known.sources, ...each.sources.filter(isNew)] } : each);
  }
  return [...byWay.values()];
}

/** `app/mailer.js:12 and .env:1`. */
export const sourcesInWords = (sources: readonly WrittenAt[]): string =>
  sources.map(({ file, line, world }) => `${file}:${line}${world ? ` (${world})` : ''}`).join(' and ');
