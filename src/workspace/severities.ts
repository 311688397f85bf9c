/** The user's say in how much a rule weighs. */
import { type Finding, SEVERITIES, type Severity } from '../analyzer/model';

/** `off` silences a rule; `default` leaves it as it is, whatever is said elsewhere. */
export type SeverityChoice = Severity | 'off' | 'default';

/** By rule id; `*` speaks for all rules that are not named. */
export type SeverityChoices = Readonly<Record<string, SeverityChoice>>;

const CHOICES: ReadonlySet<unknown> = new Set([...SEVERITIES, 'off', 'default']);

export const isChoice = (value: unknown): value is SeverityChoice => CHOICES.has(value);

/** Takes what a settings file holds; anything that is no choice is left out. */
export function readChoices(value: unknown): SeverityChoices {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, SeverityChoice] => isChoice(pair[1])),
  );
}

/** The first of the layers that says anything of a rule decides. */
export function applyChoices(findings: readonly Finding[], layers: readonly SeverityChoices[]): Finding[] {
  return findings.flatMap((finding) => {
    const choice = layers.map((layer) => layer[finding.rule] ?? layer['*']).find((said) => said !== undefined);
    if (choice === 'off') return [];
    return [choice === undefined || choice === 'default' ? finding : { ...finding, severity: choice }];
  });
}
