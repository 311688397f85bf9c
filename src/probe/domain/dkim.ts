/** The key that signatures of the domain are checked with (DKIM, RFC 6376 section 3.6.1, RFC 8301, RFC 8463). */
import { createPublicKey } from 'node:crypto';
import { visible } from '../../show/shown';
import type { Finding, Question } from './report';
import { parseTags } from './tags';

/** Bits of an RSA key: below the first receivers refuse it, below the second it is worth a change (RFC 8301). */
const FEWEST_BITS = 1024;
const GOOD_BITS = 2048;

/** A selector is one or more labels (section 3.1). */
const SELECTOR = /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)*$/i;

/** Bits of the key; undefined where it is none. */
function bitsOf(type: string, base64: string): number | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (type === 'ed25519') return bytes.length === 32 ? 256 : undefined;
  for (const format of ['spki', 'pkcs1'] as const) {
    try {
      return createPublicKey({ key: bytes, format: 'der', type: format }).asymmetricKeyDetails?.modulusLength;
    } catch {
      // The other form; both are in use.
    }
  }
  return undefined;
}

export async function dkim({ domain, options, records }: Question): Promise<Finding> {
  const { selector } = options;
  if (!selector) {
    return { status: 'skipped', sentence: 'No selector was given (the s= value of a signature of the domain).' };
  }
  if (!SELECTOR.test(selector)) return { status: 'fail', code: 'dkim-selector', sentence: 'This is no DKIM selector.' };
  const name = `${selector}._domainkey.${domain}`;
  const found = (await records(name, 'TXT')).filter((record) => /(?:^|;)\s*p\s*=/.test(record));
  if (found.length !== 1) {
    return {
      status: 'fail',
      code: found.length === 0 ? 'dkim-missing' : 'dkim-several',
      sentence: `There ${found.length === 0 ? 'is no DKIM key' : 'are several DKIM keys'} at ${name}.`,
      advice:
        found.length === 0
          ? 'Publish the record that the provider names, as TXT or as CNAME to its own.'
          : 'Leave one: receivers take any of them.',
    };
  }
  return judgeRecord(selector, name, found[0]!);
}

function judgeRecord(selector: string, name: string, text: string): Finding {
  const tags = parseTags(text);
  const facts = [{ label: 'DKIM', value: visible(text) }];
  const type = (tags?.get('k') ?? 'rsa').toLowerCase();
  const version = tags?.get('v');
  if (!tags || (version !== undefined && version !== 'DKIM1') || !['rsa', 'ed25519'].includes(type)) {
    return {
      status: 'fail',
      code: 'dkim-syntax',
      sentence: `The DKIM record at ${name} cannot be read.`,
      advice: 'It should be v=DKIM1; k=rsa; p= and the key.',
      facts,
    };
  }
  const key = (tags.get('p') ?? '').replace(/\s/g, '');
  if (key === '') {
    return {
      status: 'fail',
      code: 'dkim-revoked',
      sentence: `The DKIM key at ${name} is revoked: signatures with it count for nothing.`,
      advice: 'Sign with the selector that is in force.',
      facts,
    };
  }
  const bits = bitsOf(type, key);
  if (bits === undefined) {
    return {
      status: 'fail',
      code: 'dkim-key',
      sentence: `The DKIM key at ${name} is damaged.`,
      advice: 'Publish it anew; a key that is cut after 255 characters is the usual cause.',
      facts,
    };
  }
  return judgeKey(selector, type, bits, tags, facts);
}

function judgeKey(
  selector: string,
  type: string,
  bits: number,
  tags: ReadonlyMap<string, string>,
  facts: NonNullable<Finding['facts']>,
): Finding {
  const measured = [...facts, { label: 'Key', value: `${type === 'rsa' ? `RSA ${bits}` : 'Ed25519'}` }];
  const weak = type === 'rsa' && bits < GOOD_BITS;
  if (weak) {
    return {
      status: bits < FEWEST_BITS ? 'fail' : 'warn',
      code: 'dkim-weak',
      sentence: `The DKIM key has ${bits} bits${bits < FEWEST_BITS ? ', which receivers refuse' : ', which is no longer enough'} (RFC 8301).`,
      advice: 'Make a key of 2048 bits under a new selector.',
      facts: measured,
    };
  }
  if (tags.get('t')?.split(':').includes('y')) {
    return {
      status: 'warn',
      code: 'dkim-testing',
      sentence: 'The DKIM key is marked as a test (t=y), so receivers treat signatures as if there were none.',
      advice: 'Take t=y out.',
      facts: measured,
    };
  }
  return { status: 'ok', sentence: `The DKIM key of the selector ${selector} is sound.`, facts: measured };
}
