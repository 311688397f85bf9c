/** Values as they may be shown: without passwords, and not too long. */
import { PARAMETERS } from '../../analyzer/data/postfix-parameters';
import type { Space } from '../../analyzer/dialects/postfix/evaluate';
import { allDefinitions, type Instance } from '../../analyzer/dialects/postfix/instance';

/** Parameters of lookup tables that hold a password in clear text (ldap_table(5), mysql_table(5)). */
const isSecretName = (name: string) => /_(?:password|bind_pw|passwd|secret)$/.test(name) && !PARAMETERS.has(name);

/** Tables that hold their contents in their name; nothing behind that is shown. */
const TABLE_WITH_CONTENTS = /\b(?:static|inline):/;

function withoutContents(value: string): string {
  const found = TABLE_WITH_CONTENTS.exec(value);
  return found ? `${value.slice(0, found.index)}${found[0]}***` : value;
}

/** The text of a parameter's value without its secrets. */
export function withoutSecrets(instance: Instance, name: string, value: string): string {
  if (isSecretName(name)) return '***';
  let text = /_password_maps$/.test(name) ? withoutContents(value) : value;
  for (const { name: other, raw } of secretsOf(instance)) {
    if (raw.length > 3 && other !== name) text = text.replaceAll(raw, '***');
  }
  return text;
}

const secrets = new WeakMap<Instance, { readonly name: string; readonly raw: string }[]>();

/** Definitions that hold a secret as a whole. */
function secretsOf(instance: Instance) {
  let found = secrets.get(instance);
  if (!found) {
    found = allDefinitions(instance).filter(({ name }) => isSecretName(name));
    secrets.set(instance, found);
  }
  return found;
}

/** On one line, as `postconf` prints it. */
export const onOneLine = (value: string): string => value.replace(/\s+/g, ' ').trim();

const LONGEST = 200;

/** A value in a sentence of Markdown. */
export function inCode(value: string): string {
  const line = onOneLine(value);
  if (line === '') return '*empty*';
  const cut = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  const fence = cut.includes('`') ? '``' : '`';
  return fence === '`' ? `\`${cut}\`` : `${fence} ${cut} ${fence}`;
}

/** The expanded value of a parameter in a sentence of Markdown. */
export function effectiveInCode(space: Space, name: string): string {
  const value = space.value(name);
  return value === undefined ? '*unknown here*' : inCode(withoutSecrets(space.instance, name, value));
}
