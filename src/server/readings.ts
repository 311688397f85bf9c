/** Places that read a wrong value which another document holds: the reader learns of it without opening that document. */
import type { Finding, Place } from '../analyzer/model';

export interface Reading {
  readonly finding: Finding;
  /** The variable that brings the value. */
  readonly name: string;
  readonly at: Place;
}

const isSame = (one: Place, other: Place) =>
  one.uri === other.uri && one.span.start === other.span.start && one.span.end === other.span.end;

/** The places in a document that read what a finding in another one is about. */
export function readingsOf(finding: Finding, uri: string): Reading[] {
  const readings = new Map<number, Reading>();
  for (const { config } of finding.subjects) {
    for (const { at, origin } of config?.settings ?? []) {
      if (origin.kind !== 'variable' || origin.read.uri !== uri || !isSame(at, finding.at)) continue;
      readings.set(origin.read.span.start, { finding, name: origin.name, at: origin.read });
    }
  }
  return [...readings.values()];
}
