/** Text where nodemailer wants a boolean: what it does there, and how it is meant. */
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

/** Completes the sentence "`secure` …"; undefined where the value does what it says. */
type Meaning = (option: Option, trail: TextTrail | undefined) => string | undefined;

const FALSE_WORDS = /^(?:false|no|off|0|none|null|undefined)$/i;

const meaningOfSwitch: Meaning = ({ value }, trail) => {
  if (!trail) {
    const text = value.kind === 'known' && typeof value.value === 'string' ? value.value.trim() : '';
    return FALSE_WORDS.test(text)
      ? `is the text \`${text}\`, and any text but the empty one counts as true.`
      : undefined;
  }
  switch (trail.how) {
    case 'text':
      return `is text, and any text but the empty one counts as true: with \`${trail.variable}=false\` it is on. Compare the text.`;
    case 'truthiness':
      return `is true for every text but the empty one: with \`${trail.variable}=false\` it is on. Compare the text.`;
    case 'always':
      return `is always true, whatever \`${trail.variable}\` says: both a text and the default behind \`||\` count as true.`;
    case 'never':
      return neverMeaning(trail);
    case 'number':
      return value.kind === 'known' && Number.isNaN(value.value)
        ? `is the number of a text that is none, so that it is off: only \`${trail.variable}=1\` would switch it on.`
        : undefined;
  }
};

const neverMeaning = (trail: TextTrail) =>
  `compares text with the ${typeof trail.against} \`${String(trail.against)}\`: \`${trail.variable}\` is text, so that the two are never equal.`;

const meaningOfVerification: Meaning = ({ value }, trail) => {
  if (trail?.how === 'never') return neverMeaning(trail);
  if (trail?.how === 'truthiness')
    return `is true for every text, \`false\` too, and false where \`${trail.variable}\` is not set. Compare the text.`;
  const nothingElse = 'only the boolean `false` switches the check off, so that this has no effect.';
  if (trail) return trail.how === 'number' ? undefined : `is text, and ${nothingElse}`;
  if (value.kind !== 'known' || value.source.origin.kind === 'environment') return undefined;
  const isOff =
    (typeof value.value === 'string' && FALSE_WORDS.test(value.value)) || value.value === 0 || value.value === null;
  return isOff
    ? `is ${typeof value.value === 'string' ? 'text' : `\`${String(value.value)}\``}, and ${nothingElse}`
    : undefined;
};

function judge(option: Option, meaning: Meaning): TextForBoolean[] {
  const { value } = option;
  const trail = value.kind === 'known' || value.kind === 'unknown' ? value.trail : undefined;
  const means = meaning(option, trail);
  if (means === undefined) return [];
  const own = settingFor(option, (known) => known);
  const at: Setting<unknown> = trail
    ? { ...own, value: undefined, raw: '', at: readPlace(option), name: option.name, origin: { kind: 'opaque' } }
    : { ...own, name: option.name };
  if (!trail) return [literalCase(at, means)];
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
  return [{ observation: { kind: 'text-for-boolean', at, means, fix }, isRead: true }];
}

const withValue = ({ kind, key, value }: Property, text: string) =>
  replaceNode(value, kind === 'shorthand' ? `${key}: ${text}` : text);

/** A switch becomes the boolean that its text spells; a check that was never switched off loses the text that claims it. */
function literalCase(at: Setting<unknown>, means: string): TextForBoolean {
  const fix: Proposal =
    at.name === 'rejectUnauthorized'
      ? { title: 'Remove `rejectUnauthorized`', change: { kind: 'remove', settings: [at] } }
      : { title: 'Use the boolean `false`', change: { kind: 'replace', setting: at, value: false }, suggestion: true };
  return { observation: { kind: 'text-for-boolean', at, means, fix }, isRead: false };
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
