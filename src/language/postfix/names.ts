/** Names of parameters and restriction classes across main.cf and master.cf: definition, references, rename. */
import { hasServiceSuffix, PARAMETERS } from '../../analyzer/data/postfix-parameters';
import { allDefinitions, type Instance } from '../../analyzer/dialects/postfix/instance';
import { LIST_SEPARATORS, splitWords } from '../../analyzer/formats/postfix-lines';
import type { Edit, Place, Project, SourceDocument, Span } from '../../analyzer/model';
import type { Occurrence } from './results';
import { namesIn, placeIn, type Token, tokenAt } from './token';
import { serviceNameAt, serviceOccurrences } from './transports';
import { type View, viewOf } from './view';

const CLASSES = 'smtpd_restriction_classes';

/** Names of restriction lists that the configuration defines itself. */
export function restrictionClasses(instance: Instance): ReadonlySet<string> {
  const names = allDefinitions(instance)
    .filter(({ name }) => name === CLASSES)
    .flatMap(({ raw }) => splitWords(raw, LIST_SEPARATORS).map(({ text }) => text));
  return new Set(names);
}

/** True for names that Postfix itself gives a meaning, those of delivery services included. */
export const isKnownName = (name: string): boolean => PARAMETERS.has(name) || hasServiceSuffix(name);

/** Lists of restrictions: the parameters for them, and classes. */
export const holdsRestrictions = (name: string, classes: ReadonlySet<string>): boolean =>
  PARAMETERS.get(name)?.kind === 'restrictions' || classes.has(name);

interface Named {
  readonly name: string;
  readonly span: Span;
  readonly token: Token;
}

/** The parameter or class whose name stands at an offset. */
function nameAt(view: View, offset: number): Named | undefined {
  const token = tokenAt(view, offset);
  if (token?.kind === 'name' || token?.kind === 'reference') return { name: token.name, span: token.span, token };
  if (token?.kind !== 'word') return undefined;
  const classes = restrictionClasses(view.instance);
  const { text, span, definition } = token;
  const isClass = definition.name === CLASSES || (classes.has(text) && holdsRestrictions(definition.name, classes));
  return isClass ? { name: text, span, token } : undefined;
}

/** Every place of a name, main.cf first. */
function occurrencesOf(instance: Instance, name: string): Occurrence[] {
  const classes = restrictionClasses(instance);
  const found: Occurrence[] = [];
  for (const definition of allDefinitions(instance)) {
    if (definition.name === name) found.push({ at: definition.key, isDefinition: true });
    if (!definition.raw.includes(name)) continue;
    for (const reference of namesIn(definition)) {
      if (reference.name === name) found.push({ at: placeIn(definition, reference), isDefinition: false });
    }
    if (definition.name !== CLASSES && !(classes.has(name) && holdsRestrictions(definition.name, classes))) continue;
    for (const word of splitWords(definition.raw, LIST_SEPARATORS)) {
      if (word.text === name) found.push({ at: placeIn(definition, word), isDefinition: false });
    }
  }
  return found;
}

/** Where the name at an offset gets its value; from a definition, the one that it overrides, or those that override it. */
export function definitionAt(document: SourceDocument, project: Project, offset: number): Place[] {
  const view = viewOf(document, project);
  const named = view && nameAt(view, offset);
  if (view && !named) {
    return servicesAt(view, offset).flatMap(({ at, isDefinition }) => (isDefinition ? [at] : []));
  }
  if (!named || named.token.kind === 'column') return [];
  const { name, token } = named;
  const { definition } = token;
  const inMain = view.instance.settings.get(name);
  const inServices = [...view.instance.overrides.values()].flat().filter((each) => each.name === name);
  const ofService = inServices.filter(({ service }) => service === definition.service).at(-1);
  const found =
    token.kind === 'name'
      ? definition.service
        ? [inMain ?? definition]
        : inServices.length > 0
          ? inServices
          : [inMain ?? definition]
      : ofService
        ? [ofService]
        : inMain
          ? [inMain]
          : inServices;
  return found.map(({ key }) => key);
}

export function referencesAt(document: SourceDocument, project: Project, offset: number): Occurrence[] {
  const view = viewOf(document, project);
  const named = view && nameAt(view, offset);
  if (named) return occurrencesOf(view.instance, named.name);
  return view ? servicesAt(view, offset) : [];
}

/** Where the service at an offset is named, its own lines among them. */
function servicesAt(view: View, offset: number): Occurrence[] {
  const name = serviceNameAt(view, offset);
  return name === undefined ? [] : serviceOccurrences(view.instance, name);
}

/** The text to rename; else why it cannot be. */
export type Renamable = { readonly span: Span; readonly name: string } | { readonly because: string };

export function renamableAt(document: SourceDocument, project: Project, offset: number): Renamable {
  const view = viewOf(document, project);
  const named = view && nameAt(view, offset);
  if (!named) return { because: 'There is no name of a parameter here.' };
  const { name, span } = named;
  if (isKnownName(name)) return { because: `\`${name}\` is a parameter of Postfix itself.` };
  if (tableOf(view.instance, name)) {
    return { because: `\`${name}\` belongs to a lookup table, whose name it begins with.` };
  }
  return { span, name };
}

/** The table that is configured in main.cf itself by a name: `ldap:accounts` reads `accounts_server_host`. */
export const tableOf = (instance: Instance, name: string): string | undefined =>
  allDefinitions(instance)
    .flatMap(({ raw }) => [...raw.matchAll(/\b(?:ldap|mysql|pgsql|sqlite|memcache):(\w+)/g)])
    .map((match) => match[1]!)
    .find((table) => name.startsWith(`${table}_`));

export type Renaming = { readonly edits: readonly Edit[] } | { readonly because: string };

/** Edits of both files that give a user-defined parameter or class another name. */
export function renameAt(document: SourceDocument, project: Project, offset: number, next: string): Renaming {
  const view = viewOf(document, project);
  const renamable = renamableAt(document, project, offset);
  if (!view || 'because' in renamable) return renamable as { because: string };
  if (!/^\w+$/.test(next)) return { because: 'A name is made of letters, digits and `_` only.' };
  if (next === renamable.name) return { edits: [] };
  if (isKnownName(next)) return { because: `\`${next}\` is a parameter of Postfix itself.` };
  if (occurrencesOf(view.instance, next).length > 0) return { because: `\`${next}\` is in use already.` };
  return { edits: occurrencesOf(view.instance, renamable.name).map(({ at }) => ({ ...at, text: next })) };
}
