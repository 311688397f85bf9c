import { isIP } from 'node:net';
import { providerOf } from '../../analyzer/providers';
import { examine } from '../certificate';
import { asking, daneOf, usable } from '../dane';
import { Failure } from '../failure';
import type { CertificateFacts, CertificateProblem, Fact } from '../report';
import { records } from '../resolver';
import type { Outcome, Session } from '../session';
import { matchingTlsa, tlsaInWords } from '../tlsa';
import type { Stage } from './stage';

/** Whether the application would notice: what it does not check cannot stop it. */
function noticed(session: Session, problem: CertificateProblem): boolean {
  const { verify } = session.target;
  return verify === 'full' || (verify === 'chain-only' && problem.code !== 'certificate-wrong-name');
}

export const certificate: Stage = {
  id: 'certificate',
  title: 'Certificate',
  async run(session, signal) {
    const found = examine(session, session.secure!);
    if (!found) throw new Failure('certificate-missing');
    session.certificate = found;
    const facts = factsOf(found);
    if (session.target.dane) {
      const byDane = await judgedByDane(session, found, facts, signal);
      if (byDane) return byDane;
    }
    const serious = found.problems.filter(({ severity }) => severity === 'fail');
    const first = serious.find((problem) => noticed(session, problem));
    if (!found.nameMatches) facts.push(...(await nameFacts(session, found, signal)));
    if (first) return told('fail', first, found.problems, facts);
    const unseen = serious[0];
    if (unseen) {
      const lax = session.target.verify === 'none' ? 'certificates' : 'the name';
      const accepted = `The application accepts it all the same, as this configuration does not check ${lax}.`;
      const hidden = { ...unseen, sentence: `${unseen.sentence} ${accepted}` };
      return told('warn', hidden, found.problems, facts);
    }
    propose(session);
    const warning = found.problems[0];
    if (warning) return told('warn', warning, found.problems, facts);
    const sentence = `The certificate is valid for ${found.reference}, ${found.daysLeft} days left, issued by ${found.issuer}.`;
    return { status: 'ok', sentence, facts };
  },
};

/** What a client makes of the certificate that asks the TLSA records first; undefined where there are none to ask. */
async function judgedByDane(
  session: Session,
  found: CertificateFacts,
  facts: readonly Fact[],
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const { target, host, exchange, resolver } = session;
  const server = exchange ?? host;
  const ask = asking(resolver, signal);
  const dane = ask ? await daneOf(server, target.port, ask) : 'no resolver';
  if (typeof dane === 'string') return session.outcome('fail', 'dane-unanswered', { subject: dane }, facts);
  const records = usable(dane);
  const about: Fact[] = dane.records.length > 0 ? [{ label: 'TLSA', value: dane.records.map(tlsaInWords) }] : [];
  if (records.length === 0) {
    if (target.dane === 'dane-only')
      return session.outcome('fail', 'dane-missing', { subject: dane.validates ? '' : dane.server }, [
        ...about,
        ...facts,
      ]);
    return undefined;
  }
  const match = matchingTlsa(records, session.chain);
  if (!match) return session.outcome('fail', 'dane-mismatch', { subject: server }, [...about, ...facts]);
  session.certificate = { ...found, tlsa: tlsaInWords(match) };
  // RFC 7672 section 3.1.1: names and dates count for nothing with usage 3; with usage 2 they do.
  const counts = match.usage === 3 ? [] : found.problems.filter(({ code }) => NAME_OR_DATE.test(code));
  const first = counts.find(({ severity }) => severity === 'fail');
  if (first) return told('fail', first, found.problems, [...about, ...facts]);
  return {
    status: 'ok',
    sentence: `The certificate is the one that the DNS names (DANE, TLSA ${tlsaInWords(match)}).`,
    facts: [...about, ...facts],
  };
}

const NAME_OR_DATE = /^certificate-(?:wrong-name|expired|not-yet-valid|chain-expired)$/;

function told(
  status: 'warn' | 'fail',
  { code, sentence, advice }: CertificateProblem,
  all: readonly CertificateProblem[],
  facts: readonly Fact[],
): Outcome {
  const others = all.filter((problem) => problem.code !== code).map((problem) => problem.sentence);
  const more = others.length > 0 ? [{ label: 'Further problems', value: others }] : [];
  return { status, code: code as Outcome['code'], sentence, advice, facts: [...more, ...facts] };
}

function factsOf(found: CertificateFacts): Fact[] {
  return [
    { label: 'Subject', value: found.subject },
    { label: 'Names', value: found.names },
    { label: 'Compared with', value: found.reference },
    { label: 'Issuer', value: found.issuer },
    {
      label: 'Valid',
      value: `${found.validFrom.slice(0, 10)} to ${found.validTo.slice(0, 10)}`,
    },
    { label: 'Key', value: found.key },
    { label: 'Signature', value: found.signature },
    { label: 'Chain sent', value: found.chain },
    { label: 'Roots', value: found.roots },
    { label: 'SHA-256', value: found.fingerprint256 },
  ];
}

/** A sound certificate shows that what the configuration leaves open could be demanded. */
function propose(session: Session) {
  const { target } = session;
  const because = 'The server did it in this test, with a certificate that stands every check.';
  if (target.assumedTls) return;
  if (target.tls === 'opportunistic') {
    session.suggestion = { of: 'certificate', title: 'Require STARTTLS', because, change: { tls: 'starttls' } };
  } else if (target.verify !== 'full') {
    session.suggestion = { of: 'certificate', title: 'Check the certificate', because, change: { verify: 'full' } };
  }
}

/** Second labels under which anyone can register a name: `example.co.uk` and `other.co.uk` are strangers. */
const PUBLIC_LABEL = /^(?:ac|co|com|edu|gob|gov|go|mil|ne|net|nom|or|org)\.[a-z]{2}$/;

const domainOf = (host: string): string => host.slice(host.indexOf('.') + 1);

/** Whether two names belong to the same people: same parent domain, or both hosts of one provider we know. */
function related(host: string, other: string): boolean {
  const domain = domainOf(host);
  const same = domain.includes('.') && !PUBLIC_LABEL.test(domain) && domainOf(other) === domain;
  return same || (providerOf(other) !== undefined && providerOf(other) === providerOf(host));
}

/**
 * Whose certificate it is, and the name to use where that is certain. The name stands in a certificate whose chain is
 * good, but an attacker can have one for a name of his own, pointing to the address he answers on: so a name is proposed
 * only within the same domain or provider, and only if it leads to the same address.
 */
async function nameFacts(session: Session, found: CertificateFacts, signal: AbortSignal): Promise<Fact[]> {
  const { host, resolver, address } = session;
  const names = found.names.flatMap((name) => /^DNS:([a-z0-9.-]+)$/i.exec(name)?.[1]?.toLowerCase() ?? []);
  const facts: Fact[] = [];
  await session
    .limited(session.timeouts.dns, signal, 'dns-timeout', async () => {
      const alias = isIP(host) ? [] : await records(resolver, host, 'CNAME');
      if (alias[0]) facts.push({ label: `${session.show(host)} is an alias of`, value: session.show(alias[0]) });
      const owner = names.map(providerOf).find((provider) => provider);
      if (owner) facts.push({ label: 'The certificate belongs to', value: owner.name });
      const only = found.problems.filter(({ severity }) => severity === 'fail').length === 1;
      const candidate = only
        ? names.find((name) => name !== host && isIP(name) === 0 && related(host, name))
        : undefined;
      if (!candidate) return;
      const addresses = await resolver.lookup(candidate).catch(() => []);
      if (!addresses.some((other) => other.address === address?.address)) return;
      session.suggestion = {
        of: 'certificate',
        title: `Use the host ${candidate}`,
        because: `The certificate is valid for ${candidate}, which is the same server.`,
        change: { host: candidate },
      };
    })
    .catch((error) => {
      // Only the explanation gets shorter, unless the whole test is to end.
      if (signal.aborted) throw error;
    });
  return facts;
}
