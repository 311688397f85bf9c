/** What a parameter, restriction or value is, whatever the files say: the text of completions, and the head of hovers. */
import { NEWEST_RELEASE, type PostfixParameter, RESTRICTIONS } from '../../analyzer/data/postfix-parameters';
import { hasFixedValues, valuesOf, wordsOfParameter, wordsOfRestriction } from '../../analyzer/data/postfix-words';
import { compareLevels } from '../../analyzer/formats/postfix-macros';
import { defaultByLevel } from './level';
import { parameterOf } from './parameters';
import type { Subject } from './results';
import { inCode } from './shown';

/** Markdown; empty where there is nothing to tell. */
export function describe(subject: Subject): string {
  switch (subject.kind) {
    case 'parameter':
      return describeParameter(subject.name).join('\n\n');
    case 'restriction':
      return describeRestriction(subject.name).join('\n\n');
    case 'value':
      return valuesOf(subject.parameter).get(subject.name) ?? '';
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

function acceptedValues({ name, type, kind, values, min, max }: PostfixParameter): string | undefined {
  const words = [...new Set([...(values ?? []), ...(hasFixedValues(name) ? valuesOf(name).keys() : [])])];
  if (words.length > 0) return words.map(inCode).join(', ');
  const phrase = PHRASES[kind ?? ''];
  if (phrase) return phrase;
  const range = [min !== undefined && `at least ${min}`, max !== undefined && `at most ${max}`].filter(Boolean);
  const plain = TYPES[type ?? ''];
  return plain && [plain, ...range].join(', ');
}

/** The newest default, and the one before it. */
function defaults({ default: value = '' }: PostfixParameter): string {
  const show = (text: string) => (/^\(.*\)$/.test(text) ? `*${text.slice(1, -1)}*` : inCode(text));
  const text = typeof value === 'string' ? value : value.at(-1)![1];
  const byLevel = defaultByLevel(text);
  if (byLevel) return `${show(byLevel.newest)}, ${show(byLevel.older)} below level ${byLevel.level}`;
  if (typeof value === 'string') return show(value);
  const newest = value.at(-1)!;
  const before = value.at(-2);
  return before ? `${show(newest[1])} since ${newest[0]}, ${show(before[1])} before` : show(newest[1]);
}

function lifetime({ since, removed, deprecated, aliasOf }: PostfixParameter): string[] {
  const use = deprecated?.use ?? aliasOf;
  return [
    since ? `Since Postfix ${since}.` : '',
    removed ? `Gone since Postfix ${removed}.` : '',
    deprecated ? `Deprecated since Postfix ${deprecated.since}${use ? `: use \`${use}\`` : ''}.` : '',
    !deprecated && aliasOf ? `Old name of \`${aliasOf}\`.` : '',
  ].filter(Boolean);
}

/** Paragraphs of Markdown; none for a name that Postfix does not know. */
export function describeParameter(name: string): string[] {
  const parameter = parameterOf(name);
  if (!parameter) return [];
  const values = acceptedValues(parameter);
  const readers = parameter.readBy?.map((reader) =>
    reader.includes(' ') || reader === 'all' ? reader : `${reader}(8)`,
  );
  const facts = [
    values ? `Values: ${values}` : '',
    parameter.class === 'read-only' ? '' : `Default: ${defaults(parameter)}`,
    readers ? `Read by: ${readers.join(', ').replace(/^all$/, 'all programs')}` : '',
    lifetime(parameter).join(' '),
  ].filter(Boolean);
  return [`**${name}** — postconf(5)`, wordsOfParameter(name) ?? '', facts.join('  \n')].filter(Boolean);
}

const ARGUMENTS: Readonly<Record<string, string>> = {
  table: 'Takes a table: `type:name`.',
  server: 'Takes a server: `inet:host:port` or `unix:path`.',
  domain: 'Takes the domain of a DNS list.',
  seconds: 'Takes a number of seconds.',
};

/** Paragraphs of Markdown; none for a word that smtpd does not know. */
export function describeRestriction(name: string): string[] {
  const known = RESTRICTIONS.get(name.toLowerCase());
  if (!known) return [];
  const { permits, decides, argument, since, removed, use } = known;
  const gone = removed !== undefined && (compareLevels(removed, NEWEST_RELEASE) ?? 1) <= 0;
  return [
    `**${known.name}** — postconf(5)`,
    wordsOfRestriction(known.name) ?? '',
    [
      permits ? 'It can permit: nothing behind it in its list is read then.' : 'It never permits.',
      decides ? 'smtpd does not start unless a word like this stands in one of the two lists for recipients.' : '',
      argument ? ARGUMENTS[argument]! : '',
      since ? `Since Postfix ${since}.` : '',
      gone ? `Gone since Postfix ${removed}${use ? `: use \`${use}\`` : ''}.` : '',
    ]
      .filter(Boolean)
      .join('  \n'),
  ].filter(Boolean);
}
