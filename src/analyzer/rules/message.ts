/** What a rule says of a fault. */
export interface Message {
  /** The fault alone, the offending name near the start; at most 90 characters, without a full stop. */
  readonly headline: string;
  /** Why it matters and what to do, in whole sentences. */
  readonly detail?: string;
}

/** The first sentence as the headline, the others as the detail. */
export function inTwo(text: string): Message {
  const [, headline = text, detail] = /^(.*?[^.])\.\s+(?=[A-Z`"])(.*)$/s.exec(text) ?? [];
  return detail ? { headline, detail } : { headline: headline.replace(/\.$/, '') };
}
