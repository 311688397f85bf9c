/** The user's say in how much a rule weighs. */
import { type Finding, SEVERITIES, type Severity } from '../analyzer/model';

/** `off` silences a rule; `default` leaves it as it is, whatever is said elsewhere. */
export type SeverityChoice = Severity | 'off' | 'default';

/**
 * By rule id, or by a pattern of ids in which `*` stands for any text: `postfix-*`. The id itself goes before patterns, a
 * longer pattern before a shorter one.
 */
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

const wildcards = (pattern: string) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);

/** Whether a text, or a pattern in which `*` stands for any text, is a name. */
export const matchesPattern = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.includes('*') && wildcards(pattern).test(name));

/** Whether an id, or a pattern of ids, names a rule. */
export const namesRule = matchesPattern;

/** What is chosen for a rule; undefined where nothing is. */
export function choiceFor(choices: SeverityChoices, rule: string): SeverityChoice | undefined {
  const own = choices[rule];
  if (own !== undefined) return own;
  const patterns = Object.keys(choices).filter((pattern) => namesRule(pattern, rule));
  const [closest] = patterns.sort((one, other) => other.length - one.length);
  return closest === undefined ? undefined : choices[closest];
}

/** The first of the layers that says anything of a rule decides. */
export function applyChoices(findings: readonly Finding[], layers: readonly SeverityChoices[]): Finding[] {
  return findings.flatMap((finding) => {
    const choice = layers.map((layer) => choiceFor(layer, finding.rule)).find((said) => said !== undefined);
    if (choice === 'off') return [];
    return [choice === undefined || choice === 'default' ? finding : { ...finding, severity: choice }];
  });
}
