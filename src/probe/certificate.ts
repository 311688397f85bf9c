/** Everything that can be told about a server's certificate, all problems at once and not only the first. */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import * as tls from 'node:tls';
import { acceptedNames, alternativeNames, bearsOneOf } from './accepted-names';
import { type About, explain, type FailureCode } from './explanations';
import { remoteProviderOf } from './remote-provider';
import type { CertificateFacts, CertificateProblem, ProbeTarget } from './report';
import type { Session } from './session';
import { anchored, chainOf, isSelfSigned, keyOf, nameOf, sentWith, signatureOf } from './x509';

const DAY = 24 * 60 * 60 * 1000;

/** Certificates of automatic authorities are renewed 30 days before the end: what is nearer has been missed once. */
const SOON_DAYS = 21;

/** What products that open TLS connections write into the certificates they make. */
const INTERCEPTOR =
  /kaspersky|avast|\bavg\b|\beset\b|bitdefender|zscaler|netskope|fortinet|fortigate|palo alto|sophos|mcafee|blue ?coat|forcepoint|check ?point|cisco umbrella|mitmproxy|charles proxy|fiddler|portswigger|norton|sonicwall|watchguard|barracuda|pfsense|opnsense|mikrotik|draytek|fritz\.?box|ssl inspection|web shield|mail shield/i;

/** id-pe-tlsfeature (RFC 7633) as it stands in DER. */
const TLS_FEATURE = Buffer.from('06082b06010505070118', 'hex');

/** OpenSSL's own words for what Node has no code for; empty where the TLS library has none. */
function verdictOf(secure: tls.TLSSocket): string {
  const handle = (secure as unknown as { _handle?: { verifyError?: () => Error | null } })._handle;
  return handle?.verifyError?.()?.message ?? '';
}

const isDateError = (code: string) => code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID';

/** `71 days`, or `expired 659 days ago`. */
export const lifetime = ({ daysLeft }: Pick<CertificateFacts, 'daysLeft'>): string =>
  daysLeft < 0 ? `expired ${days(-daysLeft)} ago` : days(daysLeft);

const date = (time: number): string => new Date(time).toISOString().slice(0, 10);
const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

/** A certificate under examination: what was sent, what the TLS library said of it, and the problems found so far. */
interface Examination {
  readonly session: Session;
  readonly secure: tls.TLSSocket;
  readonly leaf: X509Certificate;
  /** All that the server sent, its own first. */
  readonly sent: readonly X509Certificate[];
  /** Of these, each with its issuer behind it. */
  readonly chain: readonly X509Certificate[];
  /** The one problem that the TLS library names; empty where it has none. */
  readonly code: string;
  /** Alternative names as they are shown, `DNS:mail.acme.org`. */
  readonly names: readonly string[];
  readonly nameMatches: boolean;
  /** What the certificate was asked to be for, in words. */
  readonly wanted: string;
  readonly problems: CertificateProblem[];
}

type Severity = CertificateProblem['severity'];

function report(
  of: Examination,
  severity: Severity,
  problem: FailureCode,
  subject = '',
  reason?: About['reason'],
): void {
  const { session, wanted, problems } = of;
  const { target, reference } = session;
  const about: About = {
    host: wanted,
    port: target.port,
    tls: target.tls,
    subject,
    reason: reason ?? remoteProviderOf(reference)?.name,
  };
  const { sentence, advice = '' } = explain(problem, about);
  problems.push({ code: problem, severity, sentence, advice });
}

const fails = ({ problems }: Examination): boolean => problems.some(({ severity }) => severity === 'fail');

function judgeDates(of: Examination): void {
  const { session, leaf, chain } = of;
  const now = session.now();
  for (const certificate of chain) {
    const from = Date.parse(certificate.validFrom);
    const to = Date.parse(certificate.validTo);
    const left = Math.floor((to - now) / DAY);
    const own = certificate === leaf;
    const subject = session.show(nameOf(certificate.subject));
    if (to < now && own)
      report(of, 'fail', 'certificate-expired', `on ${date(to)}, ${days(Math.floor((now - to) / DAY))} ago`);
    else if (to < now) report(of, 'fail', 'certificate-chain-expired', `"${subject}", expired on ${date(to)}`);
    else if (from > now) report(of, 'fail', 'certificate-not-yet-valid', date(from));
    else if (own && left < (session.options.expiryDays ?? SOON_DAYS))
      report(of, 'warn', 'certificate-expires-soon', `${days(left)}, on ${date(to)}`);
  }
}

function judgeChain(of: Examination): void {
  const { session, leaf, sent, chain, code } = of;
  const { show, target } = session;
  const last = chain.at(-1)!;
  // A date that is over hides an issuer that nobody trusts.
  const hidden = isDateError(code) && fails(of) && anchored(chain, target.ca) === false;
  if (target.trustsNone !== undefined && target.ca === undefined)
    report(of, 'fail', 'certificate-no-authorities', show(target.trustsNone));
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT' || (hidden && isSelfSigned(leaf)))
    report(of, 'fail', 'certificate-self-signed');
  else if (code === 'SELF_SIGNED_CERT_IN_CHAIN')
    report(of, 'fail', 'certificate-private-root', show(nameOf(last.subject)));
  else if (code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || code.startsWith('UNABLE_TO_GET_ISSUER_CERT') || hidden) {
    const alone = chain.length === 1;
    const missing = !alone
      ? 'certificate-issuer-unknown'
      : sent.length > 1
        ? 'certificate-chain-foreign'
        : 'certificate-intermediate-missing';
    report(of, 'fail', missing, show(nameOf(last.issuer)));
  }
}

function judgeName(of: Examination): void {
  const { session, leaf, names, nameMatches } = of;
  const { show, reference } = session;
  const asName = isIP(reference) !== 0 && names.includes(`DNS:${reference}`);
  if (!nameMatches && asName) report(of, 'fail', 'certificate-address-as-name', show(reference));
  else if (!nameMatches) {
    const shown = names.length > 0 ? names : [show(nameOf(leaf.subject))];
    const bare = shown.map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
    report(of, 'fail', 'certificate-wrong-name', listed(bare), whyNot(bare, reference));
  } else if (names.length === 0) report(of, 'warn', 'certificate-common-name-only');
}

function judgeStrength(of: Examination): void {
  const refused = of.code === 'UNSPECIFIED' || of.code.endsWith('KEY_TOO_SMALL');
  for (const certificate of of.chain) {
    // The signature of a root proves nothing, so its algorithm does not matter.
    const algorithm = signatureOf(certificate);
    const key = keyOf(certificate);
    if (key.weak) report(of, refused ? 'fail' : 'warn', 'certificate-weak-key', key.text);
    if (algorithm.startsWith('!') && !isSelfSigned(certificate)) {
      report(of, refused ? 'fail' : 'warn', 'certificate-weak-signature', algorithm.slice(1));
    }
  }
}

/** What stands behind the other problems, or is left when none of them explains the refusal. */
function judgeCause(of: Examination): void {
  const { session, secure, leaf, chain, code, problems } = of;
  const { show } = session;
  const issuer = show(nameOf(leaf.issuer));
  const explained = fails(of);
  if (INTERCEPTOR.test(`${leaf.issuer}\n${chain.at(-1)!.issuer}`)) {
    report(of, explained ? 'fail' : 'warn', 'certificate-intercepted', issuer);
    // It explains the others.
    problems.unshift(problems.pop()!);
  }
  if (code !== '' && !explained) {
    if (code === 'INVALID_PURPOSE') report(of, 'fail', 'certificate-wrong-purpose');
    else if (/subtree/.test(verdictOf(secure))) report(of, 'fail', 'certificate-name-constraints', issuer);
    else report(of, 'fail', 'certificate-invalid', show(code === 'UNSPECIFIED' ? verdictOf(secure) || code : code));
  }
  if (leaf.raw.includes(TLS_FEATURE) && !session.stapled) report(of, 'warn', 'certificate-must-staple');
}

/** Examines the certificate of a connection whose handshake is complete. Undefined where there is none. */
export function examine(session: Session, secure: tls.TLSSocket): CertificateFacts | undefined {
  const leaf = secure.getPeerX509Certificate();
  if (!leaf) return undefined;
  const { show, target, reference } = session;
  const sent = sentWith(leaf);
  const chain = chainOf(sent);
  session.chain = chain;
  const accepted = acceptedNames(session);
  const examination: Examination = {
    session,
    secure,
    leaf,
    sent,
    chain,
    code: secure.authorized ? '' : String(secure.authorizationError ?? 'UNSPECIFIED'),
    names: alternativeNames(leaf).map(show),
    nameMatches: accepted
      ? bearsOneOf(leaf, accepted)
      : tls.checkServerIdentity(reference, leaf.toLegacyObject() as tls.PeerCertificate) === undefined,
    wanted: accepted ? listed(accepted.map(show)) : show(reference),
    problems: [],
  };
  for (const judge of [judgeDates, judgeChain, judgeName, judgeStrength, judgeCause]) judge(examination);
  const { names, nameMatches, wanted, problems } = examination;
  return {
    subject: show(nameOf(leaf.subject)),
    issuer: show(nameOf(leaf.issuer)),
    names,
    reference: wanted,
    nameMatches,
    validFrom: new Date(leaf.validFrom).toISOString(),
    validTo: new Date(leaf.validTo).toISOString(),
    daysLeft: Math.floor((Date.parse(leaf.validTo) - session.now()) / DAY),
    key: keyOf(leaf).text,
    signature: signatureOf(leaf).replace('!', ''),
    fingerprint256: leaf.fingerprint256,
    chain: sent.map(({ subject }) => show(nameOf(subject))),
    selfSigned: isSelfSigned(leaf),
    verified: secure.authorized && !fails(examination),
    roots: target.ca === undefined ? rootsInWords() : namedRoots(target),
    problems,
  };
}

/** Why a name that seems to fit does not; undefined where none does. */
function whyNot(names: readonly string[], reference: string): 'address' | 'wildcard' | undefined {
  if (isIP(reference)) return 'address';
  // RFC 9525 section 6.3.
  const reached = names.some(
    (name) => name.startsWith('*.') && reference.toLowerCase().endsWith(name.slice(1).toLowerCase()),
  );
  return reached ? 'wildcard' : undefined;
}

/** In words, the roots that a target brings along. */
export const namedRoots = ({ rootsInWords: words }: ProbeTarget): string =>
  words ?? 'the public ones, and the CA that was named';

const listed = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');

function rootsInWords(): string {
  const extra = process.env.NODE_EXTRA_CA_CERTS ? ' and NODE_EXTRA_CA_CERTS' : '';
  return `the list of Node ${process.versions.node}${extra}`;
}
