/** Who may send for the domain (SPF, RFC 7208). */
import { isIP } from 'node:net';
import { visible } from '../../show/shown';
import type { Finding, Question } from './report';

/** Terms that cost the receiver a question, and how many it may ask (section 4.6.4). */
const ASKING: ReadonlySet<string> = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect']);
const MOST_LOOKUPS = 10;

/** Questions that the DNS has no answer to, of which a receiver puts up with two (section 4.6.4). */
const MOST_VOIDS = 2;

/** Where the counting stops: the verdict is clear by then. */
const ENOUGH = 25;

export interface SpfTerm {
  readonly qualifier: '+' | '-' | '~' | '?';
  /** Mechanism or modifier in lower case. */
  readonly name: string;
  /** Domain or address behind `:` or `=`. */
  readonly value?: string;
}

export interface SpfRecord {
  readonly terms: readonly SpfTerm[];
  /** Terms that are none, as written. */
  readonly errors: readonly string[];
}

const MECHANISM = /^([+\-~?]?)([a-z][a-z0-9._-]*)(?::([^/]*))?(\/\d{1,3})?(\/\/\d{1,3})?$/i;
const MODIFIER = /^([a-z][a-z0-9._-]*)=(.*)$/i;

const NAMES: ReadonlySet<string> = new Set(['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists']);

/** A domain-spec: visible ASCII, every `%` the start of a macro (section 7.1). */
const domainSpec = (text: string): boolean =>
  /^[\x21-\x7e]+$/.test(text) && !/%/.test(text.replace(/%(?:\{[slodiphcrtv]\d*r?[.\-+,/_=]*\}|[%_-])/gi, ''));

const within = (prefix: string | undefined, highest: number): boolean =>
  prefix === undefined || Number(prefix.replace(/\D/g, '')) <= highest;

/** Undefined for a term that no receiver accepts: the whole record is void then. */
function parseTerm(text: string): SpfTerm | undefined {
  const modifier = MODIFIER.exec(text);
  if (modifier) {
    const name = modifier[1]!.toLowerCase();
    const value = modifier[2]!;
    // Unknown modifiers are ignored (section 6).
    const sound = name === 'redirect' || name === 'exp' ? domainSpec(value) : true;
    return sound ? { qualifier: '+', name, value } : undefined;
  }
  // An IPv6 address holds colons itself.
  const six = /^([+\-~?]?)ip6:([0-9a-f:.]+)(\/\d{1,3})?$/i.exec(text);
  if (six) {
    const sound = isIP(six[2]!) === 6 && within(six[3], 128);
    return sound ? { qualifier: (six[1] || '+') as SpfTerm['qualifier'], name: 'ip6', value: six[2] } : undefined;
  }
  const found = MECHANISM.exec(text.replace(/%\{[^}%]*\}/g, (macro) => macro.replace(/[/:]/g, '_')));
  const name = found?.[2]?.toLowerCase();
  if (!found || !name || !NAMES.has(name)) return undefined;
  const value = found[3];
  const prefixed = found[4] !== undefined || found[5] !== undefined;
  const sound = {
    all: value === undefined && !prefixed,
    include: value !== undefined && domainSpec(value) && !prefixed,
    exists: value !== undefined && domainSpec(value) && !prefixed,
    ptr: (value === undefined || domainSpec(value)) && !prefixed,
    a: (value === undefined || domainSpec(value)) && within(found[4], 32) && within(found[5], 128),
    mx: (value === undefined || domainSpec(value)) && within(found[4], 32) && within(found[5], 128),
    ip4: value !== undefined && isIP(value) === 4 && within(found[4], 32) && found[5] === undefined,
  }[name];
  return sound ? { qualifier: (found[1] || '+') as SpfTerm['qualifier'], name, value } : undefined;
}

export function parseSpf(record: string): SpfRecord {
  const words = record.split(' ').slice(1).filter(Boolean);
  const parsed = words.map((word) => parseTerm(word));
  const terms = parsed.filter((term) => term !== undefined);
  const twice = ['redirect', 'exp'].filter((name) => terms.filter((term) => term.name === name).length > 1);
  return { terms, errors: [...words.filter((_, index) => !parsed[index]), ...twice] };
}

const isSpf = (record: string): boolean => /^v=spf1(?: |$)/i.test(record);

/** What stands behind `include` and `redirect`: counted as a receiver would, who stops at the first fault. */
class Count {
  lookups = 0;
  fault?: Finding;
  /** Mechanisms that ask for what the DNS does not have, as they are written. */
  readonly voids: string[] = [];
  readonly lines: string[] = [];

  constructor(private readonly question: Question) {}

  async follow(record: SpfRecord, path: readonly string[]): Promise<void> {
    for (const { name, value } of reached(record.terms)) {
      if (this.fault || this.lookups >= ENOUGH) return;
      if (ASKING.has(name)) this.lookups += 1;
      const asked = value ?? path.at(-1)!;
      if ((name === 'a' || name === 'mx') && !asked.includes('%') && (await this.isVoid(name, asked)))
        this.voids.push(visible(value === undefined && path.length === 1 ? name : `${name}:${asked}`));
      if ((name === 'include' || name === 'redirect') && value && !value.includes('%')) {
        await this.enter(value.toLowerCase().replace(/\.$/, ''), path);
      }
    }
  }

  /** What the DNS does not answer proves nothing. */
  private async isVoid(name: 'a' | 'mx', domain: string): Promise<boolean> {
    const { records, hasAddress } = this.question;
    const hasAny = name === 'mx' ? records(domain, 'MX').then(({ length }) => length > 0) : hasAddress(domain);
    return !(await hasAny.catch(() => true));
  }

  private async enter(domain: string, path: readonly string[]): Promise<void> {
    const shown = visible(domain);
    if (path.includes(domain)) {
      this.fault = {
        status: 'fail',
        code: 'spf-loop',
        sentence: `The SPF record includes itself through ${shown}, so receivers ignore it.`,
        advice: 'Take the circle out.',
      };
      return;
    }
    const found = (await this.question.records(domain, 'TXT')).filter(isSpf);
    this.lines.push(`${'  '.repeat(path.length - 1)}${shown}`);
    if (found.length !== 1) {
      this.fault = {
        status: 'fail',
        code: 'spf-include',
        sentence: `The SPF record includes ${shown}, which has ${found.length === 0 ? 'no SPF record' : 'several SPF records'}, so receivers ignore it.`,
        advice: 'Correct the name, or take the include out.',
      };
      return;
    }
    await this.follow(parseSpf(found[0]!), [...path, domain]);
  }
}

/** Nothing behind `all` is looked at, and `redirect` counts only where there is no `all` (section 6.1). */
function reached(terms: readonly SpfTerm[]): readonly SpfTerm[] {
  const all = terms.findIndex(({ name }) => name === 'all');
  const mechanisms = terms.filter(({ name }) => name !== 'redirect' && name !== 'exp');
  const redirect = terms.filter(({ name }) => name === 'redirect');
  return all < 0 ? [...mechanisms, ...redirect] : terms.slice(0, all + 1).filter(({ name }) => name !== 'redirect');
}

const ENDINGS: Readonly<Record<SpfTerm['qualifier'], Pick<Finding, 'status' | 'code' | 'sentence' | 'advice'>>> = {
  '-': { status: 'ok', sentence: 'All others are refused (-all).' },
  '~': { status: 'ok', sentence: 'All others are suspicious (~all).' },
  '?': {
    status: 'warn',
    code: 'spf-neutral',
    sentence: 'The SPF record says nothing about all others (?all), so it protects from no forgery.',
    advice: 'End it with ~all, or -all.',
  },
  '+': {
    status: 'fail',
    code: 'spf-open',
    sentence: 'The SPF record allows the whole world to send for the domain (+all).',
    advice: 'End it with ~all, or -all.',
  },
};

export async function spf(question: Question): Promise<Finding> {
  const { domain, records } = question;
  const found = (await records(domain, 'TXT')).filter(isSpf);
  const [text] = found;
  if (text === undefined) {
    return {
      status: 'warn',
      code: 'spf-missing',
      sentence: `${domain} has no SPF record: nobody can tell its own servers from forgers.`,
      advice: 'Publish the record that the provider names; large mailbox providers want SPF or DKIM of every sender.',
    };
  }
  if (found.length > 1) {
    return {
      status: 'fail',
      code: 'spf-several',
      sentence: `${domain} has ${found.length} SPF records, so receivers ignore all of them.`,
      advice: 'Join them to one.',
      facts: [{ label: 'SPF', value: found.map(visible) }],
    };
  }
  const record = parseSpf(text);
  const facts = [{ label: 'SPF', value: visible(text) }];
  if (record.errors.length > 0) {
    return {
      status: 'fail',
      code: 'spf-syntax',
      sentence: `The SPF record holds "${visible(record.errors[0]!)}", which no receiver understands, so they ignore the whole record.`,
      advice: 'Correct or remove it.',
      facts,
    };
  }
  const count = new Count(question);
  await count.follow(record, [domain]);
  const all = [
    ...facts,
    { label: 'Lookups', value: `${count.lookups >= ENOUGH ? 'more than ' : ''}${count.lookups} of ${MOST_LOOKUPS}` },
    ...(count.lines.length > 0 ? [{ label: 'Includes', value: count.lines }] : []),
    ...(count.voids.length > 0 ? [{ label: 'Without an answer', value: count.voids }] : []),
  ];
  if (count.fault) return { ...count.fault, facts: all };
  if (count.lookups > MOST_LOOKUPS) {
    return {
      status: 'fail',
      code: 'spf-lookups',
      sentence: `The SPF record takes ${count.lookups >= ENOUGH ? 'far ' : `${count.lookups} lookups, `}more than the ${MOST_LOOKUPS} that are allowed, so receivers ignore it.`,
      advice: 'Take out includes of services that no longer send for the domain.',
      facts: all,
    };
  }
  return { ...(count.voids.length > MOST_VOIDS ? tooManyVoids(count.voids) : ending(record)), facts: all };
}

const tooManyVoids = (voids: readonly string[]): Finding => ({
  status: 'warn',
  code: 'spf-void',
  sentence: `The SPF record asks for ${voids.length} things that the DNS does not have (${voids.slice(0, MOST_VOIDS + 1).join(', ')}); receivers that put up with ${MOST_VOIDS} ignore it.`,
  advice: 'Take out names that no longer exist, and mx where the domain has none.',
});

function ending({ terms }: SpfRecord): Finding {
  const all = terms.find(({ name }) => name === 'all');
  if (all?.qualifier === '+' || all?.qualifier === '?') return ENDINGS[all.qualifier];
  if (terms.some(({ name }) => name === 'ptr')) {
    return {
      status: 'warn',
      code: 'spf-ptr',
      sentence: 'The SPF record uses ptr, which is slow and which large receivers ignore (RFC 7208 section 5.5).',
      advice: 'Name the servers with a, mx, ip4 or ip6.',
    };
  }
  if (all)
    return { ...ENDINGS[all.qualifier], sentence: `The SPF record is sound. ${ENDINGS[all.qualifier].sentence}` };
  if (terms.some(({ name }) => name === 'redirect')) {
    return { status: 'ok', sentence: 'The SPF record is sound. Another record decides (redirect).' };
  }
  return {
    ...ENDINGS['?'],
    sentence: 'The SPF record has no end (all), so it says nothing about others and protects from no forgery.',
  };
}
