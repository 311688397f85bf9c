/** Domains in two address classes, of which only one can hold (ADDRESS_CLASS_README). */
import { LIST_SEPARATORS, splitWords } from '../../formats/postfix-lines';
import type { Observation, Place, Proposal, Setting } from '../../model';
import type { Space } from './evaluate';
import { wordsOf } from './lists';
import type { Tables } from './tables';

type DomainClass = Extract<Observation, { kind: 'domain-class' }>;

/** In the order in which trivial-rewrite(8) asks: the first list that holds a domain decides. */
const CLASSES = ['mydestination', 'virtual_alias_domains', 'virtual_mailbox_domains', 'relay_domains'] as const;

type Class = (typeof CLASSES)[number];

/** A domain where it is written, in main.cf or in a table that a list names. */
interface Entry {
  readonly list: Class;
  readonly word: Setting<string>;
}

/** No name is longer (RFC 1035). */
const LONGEST_NAME = 255;

const isDomain = (text: string) => text.length <= LONGEST_NAME && /^[\w-]+(?:\.[\w-]+)*$/.test(text);

/** Where the domain itself, or the `$name` that stands for it, is written in the list. */
const placeOf = ({ origin, at }: Setting<string>): Place => (origin.kind === 'variable' ? origin.read : at);

/** The words of a default, of which some may depend on the machine. */
const defaultWords = (space: Space, name: string): Setting<string>[] =>
  space.definition(name)
    ? []
    : splitWords(space.defaultText(name) ?? '', LIST_SEPARATORS).map(({ text }) => ({
        value: space.expand(text),
        raw: '',
        at: space.anchor,
        name,
        origin: { kind: 'default' },
      }));

function entriesOf(space: Space, list: Class, tables: Tables): Entry[] {
  // Before level 2 it is `mydestination` by default, and many still write that.
  const isLiteral = ({ origin }: Setting<string>) => origin.kind === 'literal';
  const words = wordsOf(space, list) ?? defaultWords(space, list);
  return (list === 'relay_domains' ? words.filter(isLiteral) : words).flatMap((word): Entry[] => {
    if (word.value === undefined) return [];
    if (isDomain(word.value)) return [{ list, word }];
    const keys = tables.entries(word.value)?.map(({ key }) => key) ?? [];
    return keys.filter(({ value }) => isDomain(value ?? '')).map((key) => ({ list, word: key }));
  });
}

/** Takes a word out where it is written for itself. */
const removal = ({ list, word }: Entry): Proposal[] =>
  word.origin.kind === 'literal' && word.editable?.remove
    ? [
        {
          title: `Remove it from \`${list}\``,
          change: { kind: 'remove', settings: [word] },
          suggestion: true,
        },
      ]
    : [];

/** The finding stands at the later of the two, or at the one that is written. */
function conflict(winner: Entry, loser: Entry): DomainClass {
  const places = [placeOf(winner.word), placeOf(loser.word)] as const;
  const isLater = places[0].uri === places[1].uri && places[0].span.start > places[1].span.start;
  const first = loser.word.origin.kind === 'default' || (isLater && winner.word.origin.kind !== 'default');
  const [here, there] = first ? [winner, places[1]] : [loser, places[0]];
  return {
    kind: 'domain-class',
    at: { ...here.word, at: placeOf(here.word), origin: { kind: 'literal' } },
    domain: winner.word.value!,
    loser: loser.list,
    winner: winner.list,
    other: there,
    // What is delivered here by default may well be meant so.
    fixes: [...(loser.list === 'relay_domains' ? [] : removal(winner)), ...removal(loser)],
  };
}

export function domainClasses(main: Space, tables: Tables): DomainClass[] {
  if (!main.instance.main) return [];
  const owners = new Map<string, Entry>();
  const found: DomainClass[] = [];
  for (const list of CLASSES) {
    const seen = new Set<string>();
    for (const entry of entriesOf(main, list, tables)) {
      const domain = entry.word.value!.toLowerCase();
      if (seen.has(domain)) continue;
      seen.add(domain);
      const owner = owners.get(domain);
      if (!owner) owners.set(domain, entry);
      else if (owner.word.origin.kind !== 'default' || entry.word.origin.kind !== 'default')
        found.push(conflict(owner, entry));
    }
  }
  return found;
}

type Ignored = Extract<Observation, { kind: 'ignored' }>;

/** `*` and `*.example.org` are names like any other: lists of domains have no wildcards (seen with smtpd 3.7). */
export function wildcardDomains(main: Space): Ignored[] {
  return CLASSES.flatMap((list) =>
    (main.definition(list) ? (wordsOf(main, list) ?? []) : [])
      .filter(({ value, origin }) => origin.kind !== 'default' && /^\*(?:\.|$)/.test(value ?? ''))
      .map(
        (word): Ignored => ({
          kind: 'ignored',
          at: { ...word, name: word.value! },
          fact: { code: 'no-wildcards', list },
        }),
      ),
  );
}
