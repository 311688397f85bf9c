/** Values as they may be shown: without passwords, and not too long. */
import { PARAMETERS } from '../../analyzer/data/postfix-parameters';
import type { Space } from '../../analyzer/dialects/postfix/evaluate';
import { allDefinitions, type Instance } from '../../analyzer/dialects/postfix/instance';
import { HIDDEN, maskWith, passwordsIn, tokensIn } from '../../analyzer/mask';
import { code, type Markdown, md } from '../../show/markdown';
import { fitToShow, type Shown } from '../../show/shown';

/** Parameters of lookup tables that hold a password in clear text (ldap_table(5), mysql_table(5)). */
const isSecretName = (name: string) => /_(?:password|bind_pw|passwd|secret)$/.test(name) && !PARAMETERS.has(name);

/** Tables that hold their contents in their name; nothing behind that is shown. */
const TABLE_WITH_CONTENTS = /\b(?:static|inline):/;

/** `static:user:password`, `inline:{host=user:password}`. */
const passwordsInTable = (value: string): string[] =>
  [...value.matchAll(/\b(?:static|inline):([^,]*)/g)].flatMap(([, contents]) =>
    [...contents!.matchAll(/:([^\s:{}=]+)(?=[\s}]|$)/g)].map((match) => match[1]!),
  );

function withoutContents(value: string): string {
  const found = TABLE_WITH_CONTENTS.exec(value);
  return found ? `${value.slice(0, found.index)}${found[0]}${HIDDEN}` : value;
}

/** The value of a parameter, or a part of it, without the secrets of the instance. */
export function withoutSecrets(instance: Instance, name: string, value: string): Shown {
  const text = isSecretName(name) ? HIDDEN : /_password_maps$/.test(name) ? withoutContents(value) : value;
  return fitToShow(onOneLine(text), maskOf(instance));
}

/** A name, a word or a line with words of the files. */
export const shownWord = (instance: Instance, text: string): Shown => fitToShow(text, maskOf(instance));

const masks = new WeakMap<Instance, (text: string) => string>();

function maskOf(instance: Instance): (text: string) => string {
  let mask = masks.get(instance);
  if (!mask) {
    mask = maskWith(
      allDefinitions(instance).flatMap(({ name, raw }) =>
        isSecretName(name) ? [raw] : [...passwordsIn(raw), ...tokensIn(raw), ...passwordsInTable(raw)],
      ),
    );
    masks.set(instance, mask);
  }
  return mask;
}

/** On one line, as `postconf` prints it. */
export const onOneLine = (value: string): string => value.replace(/\s+/g, ' ').trim();

const LONGEST = 200;

/** A value in a sentence of Markdown. */
export function inCode(value: string): Markdown {
  const line = onOneLine(value);
  if (line === '') return md`*empty*`;
  return code(line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);
}

/** The expanded value of a parameter in a sentence of Markdown. */
export function effectiveInCode(space: Space, name: string): Markdown {
  const value = space.value(name);
  return value === undefined ? md`*unknown here*` : inCode(withoutSecrets(space.instance, name, value));
}
