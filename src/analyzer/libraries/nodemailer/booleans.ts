/** Text where nodemailer wants a boolean: what it does there, and how it is meant. */
import type { TextForBooleanFact } from '../../facts';
import { replaceNode } from '../../javascript/edit';
import { encloses, expressionOf, type Property, textOf, unwrapped } from '../../javascript/syntax';
import type { TextTrail } from '../../javascript/values';
import type { Observation, Proposal, Setting } from '../../model';
import { type Option, type Options, readPlace, settingFor } from './options';

const SWITCHES = ['secure', 'ignoreTLS', 'requireTLS', 'opportunisticTLS', 'pool'] as const;

export interface TextForBoolean {
  readonly observation: Observation & { kind: 'text-for-boolean' };
  /** The text comes out of the environment: what the program makes of it now is not what was meant. */
  readonly isRead: boolean;
}

export function textsForBooleans(options: Options): TextForBoolean[] {
  const switches = SWITCHES.map((name) => options.get(name)).filter((option) => option?.from === 'object');
  return [
    ...switches.flatMap((option) => (option ? judge(option, meaningOfSwitch) : [])),
    ...[options.tls('rejectUnauthorized')].flatMap((option) =>
      option?.from === 'object' ? judge(option, meaningOfVerification) : [],
    ),
  ];
}

/** Undefined where the value does what it says. */
type Meaning = (option: Option, trail: TextTrail | undefined) => TextForBooleanFact | undefined;

const FALSE_WORDS = /^(?:false|no|off|0|none|null|undefined)$/i;

const meaningOfSwitch: Meaning = ({ value }, trail) => {
  if (!trail) {
    const text = value.kind === 'known' && typeof value.value === 'string' ? value.value.trim() : '';
    return FALSE_WORDS.test(text) ? { code: 'text-is-true', text, where: 'object' } : undefined;
  }
  const { variable } = trail;
  switch (trail.how) {
    case 'text':
    case 'truthiness':
      return { code: 'variable-is-true', variable };
    case 'always':
      return { code: 'always-true', variable };
    case 'never':
      return neverEqual(trail);
    case 'number':
      return value.kind === 'known' && Number.isNaN(value.value) ? { code: 'not-a-number', variable } : undefined;
  }
};

const neverEqual = ({ variable, against }: TextTrail): TextForBooleanFact => ({
  code: 'never-equal',
  variable,
  against,
});

const meaningOfVerification: Meaning = ({ value }, trail) => {
  if (trail?.how === 'never') return neverEqual(trail);
  if (trail?.how === 'truthiness') return { code: 'check-of-variable', variable: trail.variable };
  if (trail) return trail.how === 'number' ? undefined : { code: 'check-not-disabled' };
  if (value.kind !== 'known' || value.source.origin.kind === 'environment') return undefined;
  const isText = typeof value.value === 'string';
  const isOff = (isText && FALSE_WORDS.test(String(value.value))) || value.value === 0 || value.value === null;
  return isOff ? { code: 'check-not-disabled', ...(!isText && { value: String(value.value) }) } : undefined;
};

function judge(option: Option, meaning: Meaning): TextForBoolean[] {
  const { value } = option;
  const trail = value.kind === 'known' || value.kind === 'unknown' ? value.trail : undefined;
  const fact = meaning(option, trail);
  if (!fact) return [];
  const own = settingFor(option, (known) => known);
  const at: Setting<unknown> = trail
    ? { ...own, value: undefined, raw: '', at: readPlace(option), name: option.name, origin: { kind: 'opaque' } }
    : { ...own, name: option.name };
  if (!trail) return [literalCase(at, fact)];
  const text = comparisonFor(option, trail);
  const { property } = option.member ?? {};
  const fix: Proposal | undefined =
    text === undefined || !property
      ? undefined
      : {
          title: `Use \`${text}\``,
          change: { kind: 'edits', edits: () => [withValue(property, text)] },
          suggestion: true,
        };
  return [{ observation: { kind: 'text-for-boolean', at, fact, fix }, isRead: true }];
}

const withValue = ({ kind, key, value }: Property, text: string) =>
  replaceNode(value, kind === 'shorthand' ? `${key}: ${text}` : text);

/** A switch becomes the boolean that its text spells; a check that was never switched off loses the text that claims it. */
function literalCase(at: Setting<unknown>, fact: TextForBooleanFact): TextForBoolean {
  const fix: Proposal =
    at.name === 'rejectUnauthorized'
      ? { title: 'Remove `rejectUnauthorized`', change: { kind: 'remove', settings: [at] } }
      : { title: 'Use the boolean `false`', change: { kind: 'replace', setting: at, value: false }, suggestion: true };
  return { observation: { kind: 'text-for-boolean', at, fact, fix }, isRead: false };
}

/** The comparison that was meant, as source text; undefined where the text is not at hand in the option's value. */
function comparisonFor(option: Option, trail: TextTrail): string | undefined {
  const { property } = option.member ?? {};
  if (!property || trail.how === 'number') return undefined;
  const node = unwrapped(property.value);
  const isWhole = encloses(node, trail.read);
  const isName = property.kind === 'shorthand' || ['identifier', 'member'].includes(expressionOf(node).kind);
  if (!isWhole && !(trail.how === 'text' && isName)) return undefined;
  const read = isWhole ? textOf(trail.read) : textOf(node);
  const whole = textOf(node);
  if (trail.how === 'never') return `${read} ${/!==?/.test(whole) ? '!==' : '==='} '${String(trail.against)}'`;
  const byDefaultTrue = option.name === 'rejectUnauthorized' || /(?:\?\?|\|\|)\s*true\b/.test(whole);
  const operator = byDefaultTrue !== (trail.negated === true) ? '!==' : '===';
  return `${read} ${operator} '${byDefaultTrue ? 'false' : 'true'}'`;
}
