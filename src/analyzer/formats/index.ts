/** One line a format. */
import type { SourceDocument } from '../model';
import { parseDockerfile } from './dockerfile';
import { parseDotenv } from './dotenv';
import type { Format, Tree } from './format';
import { parseGitlabRb } from './gitlab-rb';
import { parseIni } from './ini';
import { parseJavaScript } from './javascript/tree';
import { parseMainCf } from './main-cf';
import { parseMasterCf } from './master-cf';
import { parseMsmtprc } from './msmtprc';
import { parseToml } from './toml';
import { parseJson, parseYaml } from './yaml';

const PARSERS: { readonly [F in Format]: (text: string, uri: string, path: string) => Tree } = {
  dockerfile: parseDockerfile,
  dotenv: parseDotenv,
  ini: parseIni,
  json: parseJson,
  javascript: parseJavaScript,
  'main.cf': parseMainCf,
  'master.cf': parseMasterCf,
  msmtprc: parseMsmtprc,
  ruby: parseGitlabRb,
  toml: parseToml,
  yaml: parseYaml,
};

const trees = new WeakMap<SourceDocument, Tree>();

/** The tree of a document; the same one as long as the document is the same object. */
export function parse(format: Format, document: SourceDocument): Tree {
  let tree = trees.get(document);
  if (tree?.format !== format) {
    tree = PARSERS[format](document.text, document.uri, document.path);
    trees.set(document, tree);
  }
  return tree;
}
