/** What a parameter, restriction or value is, whatever the files say: the text of completions, and the head of hovers. */
import { NEWEST_RELEASE, type PostfixParameter, RESTRICTIONS } from '../../analyzer/data/postfix-parameters';
import { hasFixedValues, valuesOf, wordsOfParameter, wordsOfRestriction } from '../../analyzer/data/postfix-words';
import { compareLevels } from '../../analyzer/formats/postfix-macros';
import { joined, type Markdown, md, paragraphs, trusted } from '../../show/markdown';
import { defaultByLevel } from './level';
import { parameterOf } from './parameters';
import type { Subject } from './results';
import { inCode } from './shown';

/** Empty where there is nothing to tell. */
export function describe(subject: Subject): Markdown {
  switch (subject.kind) {
    case 'parameter':
      return paragraphs(describeParameter(subject.name));
    case 'restriction':
      return paragraphs(describeRestriction(subject.name));
    case 'value':
      return trusted(valuesOf(subject.parameter).get(subject.name) ?? '');
  }
}

const TYPES: Readonly<Record<string, string>> = {
  bool: '`yes` or `no`',
  int: 'a number',
  long: 'a number',
  time: 'a number with a unit: `s`, `m`, `h`, `d`, `w`',
};

/** What values of a kind are, where they cannot be counted. */
const PHRASES: Readonly<Record<string, string>> = {
  restrictions: 'restrictions, read from left to right until one decides',
  protocols: 'bounds such as `>=TLSv1.2`, or versions, those with `!` in front left out',
  'net-list': 'addresses, networks, `/files` and tables; `!` excludes',
  maps: 'tables: `type:name`',
  level: 'a release such as `3.6`',
};

function acceptedValues({ name, type, kind, values, min, max }: PostfixParameter): Markdown | undefined {
  const words = [...new Set([...(values ?? []), ...(hasFixedValues(name) ? valuesOf(name).keys() : [])])];
  if (words.length > 0) return joined(words.map(inCode), ', ');
  const phrase = PHRASES[kind ?? ''];
  if (phrase) return trusted(phrase);
  const range = [min !== undefined && `at least ${min}`, max !== undefined && `at most ${max}`].filter(Boolean);
  const plain = TYPES[type ?? ''];
  return plain ? trusted([plain, ...range].join(', ')) : undefined;
}

/** The newest default, and the one before it. */
function defaults({ default: value = '' }: PostfixParameter): Markdown {
  const show = (text: string) => (/^\(.*\)$/.test(text) ? md`*${text.slice(1, -1)}*` : inCode(text));
  const text = typeof value === 'string' ? value : value.at(-1)![1];
  const byLevel = defaultByLevel(text);
  if (byLevel) return md`${show(byLevel.newest)}, ${show(byLevel.older)} below level ${byLevel.level}`;
  if (typeof value === 'string') return show(value);
  const newest = value.at(-1)!;
  const before = value.at(-2);
  return before ? md`${show(newest[1])} since ${newest[0]}, ${show(before[1])} before` : show(newest[1]);
}

function lifetime({ since, removed, deprecated, aliasOf }: PostfixParameter): Markdown[] {
  const use = deprecated?.use ?? aliasOf;
  return [
    since ? md`Since Postfix ${since}.` : md``,
    removed ? md`Gone since Postfix ${removed}.` : md``,
    deprecated ? md`Deprecated since Postfix ${deprecated.since}${use ? md`: use ${inCode(use)}` : ''}.` : md``,
    !deprecated && aliasOf ? md`Old name of ${inCode(aliasOf)}.` : md``,
  ].filter(isSomething);
}

/** Lines of one paragraph. */
const lines = (parts: readonly Markdown[]): Markdown => joined(parts.filter(isSomething), '  \n');

const isSomething = ({ text }: Markdown) => text !== '';

/** Paragraphs; none for a name that Postfix does not know. */
export function describeParameter(name: string): Markdown[] {
  const parameter = parameterOf(name);
  if (!parameter) return [];
  const values = acceptedValues(parameter);
  const readers = parameter.readBy?.map((reader) =>
    reader.includes(' ') || reader === 'all' ? reader : `${reader}(8)`,
  );
  const facts = [
    values ? md`Values: ${values}` : md``,
    parameter.class === 'read-only' ? md`` : md`Default: ${defaults(parameter)}`,
    readers ? md`Read by: ${readers.join(', ').replace(/^all$/, 'all programs')}` : md``,
    joined(lifetime(parameter), ' '),
  ];
  return [md`**${name}** — postconf(5)`, trusted(wordsOfParameter(name) ?? ''), lines(facts)].filter(isSomething);
}

const ARGUMENTS: Readonly<Record<string, string>> = {
  table: 'Takes a table: `type:name`.',
  server: 'Takes a server: `inet:host:port` or `unix:path`.',
  domain: 'Takes the domain of a DNS list.',
  seconds: 'Takes a number of seconds.',
};

/** Paragraphs; none for a word that smtpd does not know. */
export function describeRestriction(name: string): Markdown[] {
  const known = RESTRICTIONS.get(name.toLowerCase());
  if (!known) return [];
  const { permits, decides, argument, since, removed, use } = known;
  const gone = removed !== undefined && (compareLevels(removed, NEWEST_RELEASE) ?? 1) <= 0;
  return [
    md`**${known.name}** — postconf(5)`,
    trusted(wordsOfRestriction(known.name) ?? ''),
    lines([
      permits ? md`It can permit: nothing behind it in its list is read then.` : md`It never permits.`,
      decides ? md`smtpd does not start unless a word like this stands in one of the two lists for recipients.` : md``,
      trusted(argument ? ARGUMENTS[argument]! : ''),
      since ? md`Since Postfix ${since}.` : md``,
      gone ? md`Gone since Postfix ${removed}${use ? md`: use ${inCode(use)}` : ''}.` : md``,
    ]),
  ].filter(isSomething);
}
