import type { Setting } from '../model';

/** What a rule says of a fault. */
export interface Message {
  /** The fault alone, the offending name near the start; at most 90 characters, without a full stop. */
  readonly headline: string;
  /** Why it matters and what to do, in whole sentences. */
  readonly detail?: string;
}

/** The texts of a rule: one function a case, with named arguments. */
export type Texts = Readonly<Record<string, (args: never) => Message>>;

/** The texts of a rule that phrases facts: one function a code. */
export type Messages<Fact extends { readonly code: string }> = {
  readonly [Code in Fact['code']]: (fact: Extract<Fact, { readonly code: Code }>) => Message;
};

/** Puts a fact into the words that a rule has for it. */
export function phrase<Fact extends { readonly code: string }>(messages: Messages<Fact>, fact: Fact): Message {
  const text: (fact: never) => Message = messages[fact.code as Fact['code']];
  return text(fact as never);
}

/** The sentences that there are, as one text. */
export const sentences = (...parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join(' ');

/** "a", "a and b", "a, b and c"; of many the first `most`. */
export function listed(words: readonly string[], most = 4): string {
  const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** What a setting is called where its value is written. */
export const nameOf = ({ name, origin }: Setting<unknown>): string => (origin.kind === 'variable' ? origin.name : name);

export const quoted = (text: string): string => `\`${text}\``;
