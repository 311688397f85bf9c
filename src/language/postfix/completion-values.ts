/** Completion of values. */
import { RESTRICTIONS } from '../../analyzer/data/postfix-parameters';
import { TABLE_TYPES, valuesOf, wordsOfRestriction } from '../../analyzer/data/postfix-words';
import { allDefinitions } from '../../analyzer/dialects/postfix/instance';
import { LIST_SEPARATORS, splitWords } from '../../analyzer/formats/postfix-lines';
import { holdsRestrictions, isKnownName, restrictionClasses } from './names';
import { isKnownTo, parameterOf } from './parameters';
import type { Completion } from './results';
import type { ValueSlot } from './slot';
import { STOCK_SERVICES } from './stock-services';
import { takesService } from './transports';
import type { View } from './view';

export function valueCompletions(view: View, slot: ValueSlot): Completion[] {
  const { parameter, before, typed } = slot;
  const known = parameterOf(parameter);
  const classes = restrictionClasses(view.instance);
  if (isRestrictionList(view, parameter, classes)) return restrictionCompletions(view, slot, classes);
  if (parameter === 'smtpd_restriction_classes') return classNameCompletions(view, slot);
  const words = wordsFor(slot);
  if (words.length > 0) {
    const isSingle = known?.type === 'bool' || known?.kind === 'enum' || known?.kind === 'level';
    if (isSingle && before.trim() !== '') return [];
    const used = new Set(splitWords(before, LIST_SEPARATORS).map(({ text }) => text));
    return words.filter(({ label }) => !used.has(label));
  }
  if (takesService(parameter)) {
    return typed.includes(':') ? [] : serviceNames(view, slot, parameter.endsWith('_name') ? '' : ':');
  }
  if (known?.kind === 'nexthop' || known?.kind === 'nexthop-list') return nextHopCompletions(slot);
  if (takesTables(parameter, known?.kind)) return tableCompletions(slot);
  return [];
}

/** Booleans, enumerations and words of lists. */
function wordsFor({ parameter, replace }: ValueSlot): Completion[] {
  const known = parameterOf(parameter);
  const words = new Map<string, string>(
    known?.type === 'bool'
      ? [
          ['yes', ''],
          ['no', ''],
        ]
      : valuesOf(parameter),
  );
  for (const value of known?.values ?? []) if (value !== '' && !words.has(value)) words.set(value, '');
  return [...words].map(([label, text], index) => ({
    label,
    kind: 'value',
    detail: text || undefined,
    insert: label,
    replace,
    rank: index,
  }));
}

/** Also a parameter that a list of restrictions refers to, such as `mua_client_restrictions`. */
const isRestrictionList = (view: View, name: string, classes: ReadonlySet<string>): boolean =>
  holdsRestrictions(name, classes) ||
  (!isKnownName(name) && (/_restrictions$/.test(name) || isReferredToByList(view, name)));

const isReferredToByList = ({ instance }: View, name: string) =>
  allDefinitions(instance).some(
    (definition) => parameterOf(definition.name)?.kind === 'restrictions' && definition.raw.includes(`$${name}`),
  );

const ARGUMENT_HINTS: Readonly<Record<string, readonly string[]>> = {
  server: ['inet:127.0.0.1:', 'unix:private/'],
  seconds: ['1', '5'],
};

function restrictionCompletions({ instance }: View, slot: ValueSlot, classes: ReadonlySet<string>): Completion[] {
  const { before, replace, isTight } = slot;
  const written = splitWords(before, LIST_SEPARATORS).map(({ text }) => text.toLowerCase());
  const argument = RESTRICTIONS.get(written.at(-1) ?? '')?.argument;
  if (argument === 'table') return tableCompletions(slot);
  if (argument) {
    return (ARGUMENT_HINTS[argument] ?? []).map((label) => ({ label, kind: 'value', insert: label, replace }));
  }
  const found: Completion[] = [];
  for (const restriction of RESTRICTIONS.values()) {
    const { name } = restriction;
    if (restriction.aliasOf || restriction.removed || !isKnownTo(restriction, instance)) continue;
    if (!restriction.argument && name !== 'warn_if_reject' && written.includes(name)) continue;
    found.push({
      label: name,
      kind: 'restriction',
      detail: restriction.permits ? 'can permit' : undefined,
      insert: restriction.argument ? name + (isTight ? ',' : ' ') : name,
      replace,
      about: { kind: 'restriction', name },
    });
  }
  for (const name of classes) {
    if (name === slot.parameter) continue;
    found.push({ label: name, kind: 'user', detail: 'restriction class', insert: name, replace, rank: 2 });
  }
  return found.map((completion) => ({
    ...completion,
    rank: completion.rank ?? rankFor(slot.parameter, completion.label),
  }));
}

/** Words about the stage of a list stand before those about others. */
function rankFor(parameter: string, word: string): number {
  const stage = /^smtpd_(client|helo|sender|relay|recipient)_/.exec(parameter)?.[1];
  if (/^(?:permit_mynetworks|permit_sasl_authenticated|reject_unauth_destination)$/.test(word)) return 1;
  if (!stage || !wordsOfRestriction(word)) return 5;
  return word.includes(stage === 'relay' ? 'recipient' : stage) ? 2 : 5;
}

/** Lists of restrictions that main.cf defines under names of its own. */
const classNameCompletions = ({ instance }: View, { replace, before }: ValueSlot): Completion[] => {
  const written = new Set(splitWords(before, LIST_SEPARATORS).map(({ text }) => text));
  return [...instance.settings.keys()]
    .filter((name) => !isKnownName(name) && !written.has(name))
    .map((name) => ({ label: name, kind: 'user', insert: name, replace }));
};

/** Names of services that deliver, for transports and next hops. */
function serviceNames({ instance }: View, { replace }: ValueSlot, behind: string): Completion[] {
  const own = instance.services
    .filter(({ type }) => type.text === 'unix')
    .map(({ service, program }) => [service.text, program.text] as const);
  const stock = STOCK_SERVICES.filter(({ type }) => type === 'unix').map(
    ({ name, program }) => [name, program] as const,
  );
  return [...new Map(own.length > 0 ? own : stock)].map(([label, detail]) => ({
    label,
    kind: 'service',
    detail,
    insert: label + behind,
    replace,
  }));
}

const nextHopCompletions = ({ replace }: ValueSlot): Completion[] =>
  [587, 465, 25].map((port, rank) => ({
    label: `[host]:${port}`,
    kind: 'snippet',
    detail: port === 465 ? 'with smtp_tls_wrappermode = yes' : 'without MX lookup',
    insert: `[\${1:smtp.example.org}]:${port}`,
    snippet: true,
    replace,
    rank,
  }));

const takesTables = (name: string, kind: string | undefined) =>
  kind === 'maps' || /_(?:maps|checks|map|database)$/.test(name) || name === 'relay_domains';

/** Types in front of a table's name; behind `proxy:` those of the table proper. */
function tableCompletions({ typed, replace }: ValueSlot): Completion[] {
  const prefix = /^(?:proxy:)?/i.exec(typed)![0];
  if (typed.slice(prefix.length).includes(':')) return [];
  const start = replace.start + prefix.length;
  return [...TABLE_TYPES]
    .filter(([type]) => type !== 'proxy' || prefix === '')
    .map(([type, detail]) => ({
      label: `${type}:`,
      kind: 'table',
      detail,
      insert: `${type}:`,
      replace: { start, end: Math.max(start, replace.start + typed.length) },
    }));
}
