/** Places that read a wrong value which another document holds: the reader learns of it without opening that document. */
import type { Finding, MailConfig, Place } from '../analyzer/model';

export interface Reading {
  readonly finding: Finding;
  /** The variable that brings the value. */
  readonly name: string;
  readonly at: Place;
}

/** A variable that a document reads: where, and where its value is written. */
export interface Read {
  readonly name: string;
  readonly at: Place;
  readonly written: Place;
}

/** The variables of configurations that a document reads from other ones. */
export function readsOf(configs: readonly MailConfig[], uri: string): Read[] {
  const reads = new Map<string, Read>();
  for (const { settings } of configs) {
    for (const { at, origin } of settings) {
      if (origin.kind !== 'variable' || origin.read.uri !== uri || at.uri === uri) continue;
      const key = `${origin.read.span.start} ${at.span.start} ${at.uri}`;
      reads.set(key, { name: origin.name, at: origin.read, written: at });
    }
  }
  return [...reads.values()];
}

/** Rules about the place where a value is written: who reads it from there does nothing wrong, and gets what is meant. */
const ABOUT_THE_PLACE: ReadonlySet<string> = new Set(['hardcoded-password', 'duplicate-setting']);

/** What findings in other documents mean for those places. */
export const readingsOf = (findings: readonly Finding[], reads: readonly Read[]): Reading[] =>
  findings
    .filter(({ rule }) => !ABOUT_THE_PLACE.has(rule))
    .flatMap((finding) =>
      reads.filter(({ written }) => overlaps(written, finding.at)).map(({ name, at }) => ({ finding, name, at })),
    );

function overlaps({ uri, span: one }: Place, { uri: otherUri, span: other }: Place): boolean {
  if (uri !== otherUri) return false;
  return one.start === other.start || (one.start < other.end && other.start < one.end);
}
