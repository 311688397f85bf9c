/** The parser of each kind of files. */
import type { Format } from '../kinds';
import type { SourceDocument } from '../model';
import { parseDockerfile } from './dockerfile';
import { parseDotenv } from './dotenv';
import { parseElixir } from './elixir';
import { parseGitlabRb } from './gitlab-rb';
import { parseIni } from './ini';
import type { JavaScriptTree } from './javascript';
import { type MainCfTree, parseMainCf } from './main-cf';
import { parseMasterCf } from './master-cf';
import type { MasterCfTree } from './master-cf-tree';
import { parseMsmtprc } from './msmtprc';
import { parseNix } from './nix';
import { inWhole } from './part';
import { parsePhp } from './php';
import { parseProperties } from './properties';
import { parsePython } from './python';
import { parseRails } from './rails';
import type { SettingsTree } from './scope';
import { parseShell } from './shell-script';
import { parseSystemd } from './systemd';

/** What a text becomes. Every parser tolerates half-typed text and never throws. */
export type Tree = JavaScriptTree | MainCfTree | MasterCfTree | SettingsTree;

type Parser = (text: string, uri: string, path: string) => Tree;

/** A parser that is loaded with the first text of its kind, with the tables and packages that it needs. */
const deferred =
  (load: () => Parser): Parser =>
  (...given) =>
    load()(...given);

const PARSERS: { readonly [F in Format]: Parser } = {
  dockerfile: parseDockerfile,
  dotenv: parseDotenv,
  elixir: parseElixir,
  hjson: deferred(() => (require('./hjson') as typeof import('./hjson')).parseHjson),
  ini: parseIni,
  json: deferred(() => (require('./json') as typeof import('./json')).parseJson),
  javascript: deferred(() => (require('./javascript') as typeof import('./javascript')).parseJavaScript),
  'main.cf': parseMainCf,
  'master.cf': parseMasterCf,
  msmtprc: parseMsmtprc,
  nix: parseNix,
  php: parsePhp,
  properties: parseProperties,
  python: parsePython,
  rails: parseRails,
  ruby: parseGitlabRb,
  shell: parseShell,
  systemd: parseSystemd,
  toml: deferred(() => (require('./toml') as typeof import('./toml')).parseToml),
  yaml: deferred(() => (require('./yaml') as typeof import('./yaml')).parseYaml),
};

const trees = new WeakMap<SourceDocument, Map<Format, Tree>>();

/** The tree of a document; the same one as long as the document is the same object. */
export function parse(format: Format, document: SourceDocument): Tree {
  const known = trees.get(document) ?? new Map<Format, Tree>();
  trees.set(document, known);
  let tree = known.get(format);
  if (!tree) {
    const { text, uri, path, part } = document;
    tree = PARSERS[format](text, uri, path);
    if (part && 'scopes' in tree) tree = inWhole(tree, part.start);
    known.set(format, tree);
  }
  return tree;
}
