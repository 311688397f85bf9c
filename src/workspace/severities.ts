/** The user's say in how much a rule weighs. */
import type { Finding, Severity } from '../analyzer/model';

/** `off` silences a rule; `default` leaves it as it is. */
export type SeverityChoice = Severity | 'off' | 'default';

/** By rule id; `*` speaks for all rules that are not named. */
export type SeverityChoices = Readonly<Record<string, SeverityChoice>>;

const CHOICES: ReadonlySet<string> = new Set(['error', 'warning', 'information', 'hint', 'off', 'default']);

/** Takes what a settings file holds; anything that is no choice is left out. */
export function readChoices(value: unknown): SeverityChoices {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, SeverityChoice] => CHOICES.has(String(pair[1]))),
  );
}

export function applyChoices(findings: readonly Finding[], choices: SeverityChoices): Finding[] {
  return findings.flatMap((finding) => {
    const choice = choices[finding.rule] ?? choices['*'] ?? 'default';
    if (choice === 'off') return [];
    return [choice === 'default' ? finding : { ...finding, severity: choice }];
  });
}
