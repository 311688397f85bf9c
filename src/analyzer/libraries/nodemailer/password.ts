/** Moves a literal secret out of the code: a variable is read in its place, and defined in the nearest .env. */

import { defineVariable, folderOf } from '../../environment-file';
import { isEnvironmentLoaded } from '../../environment-loading';
import { parseDotenv } from '../../formats/dotenv';
import { isJson } from '../../formats/javascript';
import { expressionOf, parentOf, sameNode } from '../../javascript/syntax';
import type { Edit, MailConfig, Project, Setting, SourceDocument } from '../../model';
import { packageFolder } from '../surroundings';
import { type Option, type Options, optionIn } from './options';

/** How this code reads variables, told by how it reads the others. */
function readerOf(text: string): (name: string) => string {
  if (/\bimport\.meta\.env\./.test(text)) return (name) => `import.meta.env.${name}`;
  if (/\bDeno\.env\.get\(/.test(text)) return (name) => `Deno.env.get('${name}')`;
  if (/\bBun\.env\./.test(text)) return (name) => `Bun.env.${name}`;
  return (name) => `process.env.${name}`;
}

/** Names for a password: after the user's variable, and the usual ones. */
function passwordNames(user: Setting<string> | undefined): string[] {
  const { origin } = user ?? {};
  const own = origin?.kind === 'variable' || origin?.kind === 'environment' ? origin.name : '';
  const stem = /^(.*?)(?:USER(?:NAME)?|LOGIN)$/.exec(own)?.[1];
  return [...(stem ? [`${stem}PASS`] : []), 'SMTP_PASS', 'SMTP_PASSWORD', 'MAIL_PASSWORD'];
}

/** `clientSecret`: `OAUTH_CLIENT_SECRET`. */
function secretNames(option: string): string[] {
  const name = `OAUTH_${option.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  return [name, `SMTP_${name}`];
}

/** The nearest .env, or the place where one belongs: beside package.json, where dotenv looks for it. */
function environmentFile(uri: string, project: Project): { uri: string; document?: SourceDocument } {
  const document = project.environmentFiles(uri).find((file) => /(?:^|\/)\.env$/.test(file.path));
  if (document) return { uri: document.uri, document };
  const target = `${packageFolder(uri, project) ?? folderOf(uri)}.env`;
  return { uri: target, document: project.read(target) };
}

/** `secret` is the password of `config`, or one of its login's other secrets. */
export function secretEdits(
  options: Options,
  secret: Setting<string>,
  { auth: login }: MailConfig,
  project: Project,
): Edit[] | undefined {
  const { value, origin } = secret;
  if (!value || origin.kind === 'variable') return undefined;
  const auth = options.object && optionIn(options.object, 'auth');
  const written = auth?.value.kind === 'object' ? optionIn(auth.value, secret.name) : undefined;
  const { uri } = secret.at;
  const file = environmentFile(uri, project);
  // What would be made for the first time must be loaded by something, or the program has no password at all.
  const program = (options.object?.node ?? options.url?.source.node)?.tree.text ?? '';
  if (!file.document && isEnvironmentLoaded(uri, program, project) === false) return undefined;
  const environment = parseDotenv(file.document?.text ?? '', file.uri);
  const taken = new Map(environment.entries.map((entry) => [entry.key, entry.value]));
  const candidates = secret === login?.password ? passwordNames(login.user) : secretNames(secret.name);
  // Never one that is taken by another value.
  const isFree = (name: string) => !taken.has(name) || taken.get(name) === value;
  const name = origin.kind === 'fallback' ? variableBehind(written, origin.name) : candidates.find(isFree);
  if (name === undefined) return undefined;
  const inCode = written ? codeEdit(written, name) : urlEdit(options, secret, name);
  const define = defineVariable(file.uri, name, value, project);
  return inCode && define && [inCode, ...define];
}

/** A fallback may stand behind other things than a variable: those cannot be defined in a file. */
const variableBehind = (option: Option | undefined, name: string): string | undefined =>
  option?.value.kind === 'known' && option.value.key === `env:${name}` ? name : undefined;

/** The literal, with its quotes, becomes the reading expression; behind `??` or `||` it goes. */
function codeEdit(option: Option, name: string): Edit | undefined {
  const { value } = option;
  const literal = value.kind === 'known' ? value.source.node : undefined;
  if (!literal || value.kind !== 'known' || isJson(literal.tree)) return undefined;
  const { uri } = literal.tree;
  const { from: start, to: end } = literal.syntax;
  if (value.source.origin.kind !== 'fallback')
    return { uri, span: { start, end }, text: readerOf(literal.tree.text)(name) };
  const around = parentOf(literal);
  const expression = around && expressionOf(around);
  if (expression?.kind !== 'binary' || !sameNode(expression.right, literal)) return undefined;
  return { uri, span: { start: expression.left.syntax.to, end }, text: '' };
}

/** A URL becomes a template that encodes the variable. */
function urlEdit(options: Options, password: Setting<string>, name: string): Edit | undefined {
  const { url } = options;
  const literal = url?.source.node;
  const part = url?.url.password;
  if (!url || !literal || !part || isJson(literal.tree)) return undefined;
  const { tree, syntax } = literal;
  const { span } = password.at;
  const inside = span.start > syntax.from && span.end < syntax.to;
  const text = tree.text.slice(syntax.from + 1, syntax.to - 1);
  if (!inside || /[`\\]|\$\{/.test(text)) return undefined;
  const read = `\${encodeURIComponent(${readerOf(tree.text)(name)} ?? '')}`;
  const before = tree.text.slice(syntax.from + 1, span.start);
  const after = tree.text.slice(span.end, syntax.to - 1);
  return { uri: tree.uri, span: { start: syntax.from, end: syntax.to }, text: `\`${before}${read}${after}\`` };
}
