/** Whether the DNS of a domain is signed, and what DANE makes of it for mail that the domain receives (RFC 7672). */
import { visible } from '../../show/shown';
import { asking, type DaneRecords, daneOf, usable, validates } from '../dane';
import { errorCode } from '../failure';
import type { Fact } from '../report';
import { scopeOf, systemResolver } from '../resolver';
import { tlsaInWords } from '../tlsa';
import { hostOf } from './mx';
import type { Finding, Question } from './report';

const MOST_HOSTS = 8;

const CANNOT_ASK: Finding = {
  status: 'skipped',
  sentence: 'DNSSEC was not looked at, as this resolver cannot be asked for it.',
};

const NOT_VALIDATING = 'Ask a resolver that validates, best one on this machine (unbound), as DANE needs it, too.';

/** Anybody on the way to a resolver elsewhere can set the bit that says "checked". */
const asFarAs = (server: string): string =>
  scopeOf(server) === 'loopback'
    ? `the resolver on this machine`
    : `the resolver ${server}, which is trusted as far as the network up to it`;

const resolverOf = ({ options, signal }: Question) => asking(options.resolver ?? systemResolver, signal);

export async function dnssec(question: Question): Promise<Finding> {
  const ask = resolverOf(question);
  if (!ask) return CANNOT_ASK;
  const { domain, signal } = question;
  const found = await ask(domain, 'MX').catch((error: unknown) => {
    signal.throwIfAborted();
    return errorCode(error);
  });
  if (typeof found === 'string') {
    return {
      status: 'warn',
      code: 'dnssec-unanswered',
      sentence: `The resolver does not answer for ${domain} (${found}); with ESERVFAIL wrong signatures (DNSSEC) are the usual cause.`,
      advice:
        'Have the signatures of the domain checked: they may have expired, or the DS record of the parent is another one.',
    };
  }
  if (found.authentic)
    return { status: 'ok', sentence: `${domain} is signed (DNSSEC), says ${asFarAs(found.server)}.` };
  if (await validates(ask)) {
    return {
      status: 'ok',
      sentence: `${domain} is not signed (DNSSEC), so DANE cannot be used. It is optional.`,
      facts: [{ label: 'Resolver', value: found.server }],
    };
  }
  return {
    status: 'skipped',
    sentence: `Whether ${domain} is signed (DNSSEC) cannot be told: the resolver ${found.server} does not validate.`,
    advice: NOT_VALIDATING,
  };
}

interface HostRecords {
  readonly host: string;
  readonly dane: DaneRecords;
}

/** The TLSA records of each MX host, without those for which the DNS did not answer. */
async function ofHosts(question: Question): Promise<{ hosts: readonly HostRecords[]; unanswered: readonly string[] }> {
  const ask = resolverOf(question)!;
  const names = (await question.records(question.domain, 'MX')).map(hostOf).filter((name) => name !== '');
  const found = await Promise.all(
    names.slice(0, MOST_HOSTS).map(async (host) => ({ host, dane: await daneOf(host, 25, ask) })),
  );
  return {
    hosts: found.flatMap(({ host, dane }) => (typeof dane === 'string' ? [] : [{ host, dane }])),
    unanswered: found.flatMap(({ host, dane }) => (typeof dane === 'string' ? [`${host} (${dane})`] : [])),
  };
}

export async function dane(question: Question): Promise<Finding> {
  const ask = resolverOf(question);
  if (!ask) return CANNOT_ASK;
  const { hosts, unanswered } = await ofHosts(question);
  const published = hosts.filter(({ dane: { records } }) => records.length > 0);
  const facts: Fact[] = published.map(({ host, dane: { records } }) => ({
    label: `TLSA of ${visible(host)}`,
    value: records.map(tlsaInWords),
  }));
  if (unanswered.length > 0) {
    return {
      status: 'warn',
      code: 'dane-unanswered',
      sentence: `The DNS does not answer for the TLSA records of ${visible(unanswered.join(', '))}: senders that use DANE put off their mail.`,
      advice: 'The name servers must answer for every name, also with "there is none" (RFC 7672 section 2.1).',
      facts,
    };
  }
  if (published.length === 0) {
    return {
      status: 'ok',
      sentence:
        'The MX hosts have no TLSA records (DANE): encryption of the mail they receive can be stripped. It is optional.',
    };
  }
  return judge(question, hosts, published, facts, ask);
}

async function judge(
  { domain }: Question,
  hosts: readonly HostRecords[],
  published: readonly HostRecords[],
  facts: readonly Fact[],
  ask: NonNullable<ReturnType<typeof asking>>,
): Promise<Finding> {
  const mx = await ask(domain, 'MX');
  const [first] = published;
  if (!first!.dane.validates) {
    return {
      status: 'skipped',
      sentence: `There are TLSA records (DANE), but whether DNSSEC secures them is unknown: the resolver ${first!.dane.server} does not validate.`,
      advice: NOT_VALIDATING,
      facts,
    };
  }
  const unsigned = published.find(({ dane: { authentic } }) => !authentic);
  if (unsigned || !mx.authentic) {
    const what = unsigned ? `the TLSA records of ${visible(unsigned.host)}` : `the MX records of ${domain}`;
    return {
      status: 'warn',
      code: 'dane-unsigned',
      sentence: `DNSSEC does not stand behind ${what}, so the TLSA records protect nothing.`,
      advice: 'Sign the zone, and have its DS record published by the parent.',
      facts,
    };
  }
  const unusable = published.find(({ dane: found }) => usable(found).length === 0);
  if (unusable) {
    return {
      status: 'fail',
      code: 'dane-unusable',
      sentence: `${visible(unusable.host)} has TLSA records, and none that a mail server may use.`,
      advice:
        'Publish "3 1 1" and the SHA-256 of the public key; the usages 0 and 1 are not for mail (RFC 7672 section 3.1.3).',
      facts,
    };
  }
  if (published.length < hosts.length) {
    const without = hosts.find((each) => !published.includes(each))!;
    return {
      status: 'warn',
      code: 'dane-partial',
      sentence: `${visible(without.host)} has no TLSA record, so an attacker sends mail there, past DANE.`,
      advice: 'Publish TLSA records for every MX host.',
      facts,
    };
  }
  return { status: 'ok', sentence: 'DANE demands the right key of everybody who delivers to the domain.', facts };
}
