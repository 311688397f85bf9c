/**
 * The live connection test. Node only; knows no editor and no configuration file.
 *
 * - `probe` tests one endpoint stage by stage. It never rejects: whatever happens is in the report. With the option
 *   `message` it sends one message, whose sender `senderOf` finds.
 * - `findWorking` tries other ports and modes without credentials.
 * - `checkDomain` looks at a mail domain in the DNS: MX, SPF, DKIM, DMARC, MTA-STS, TLS-RPT,
 *   DNSSEC and DANE, and on the user's word the MX hosts themselves.
 * - `toMarkdown` and `toText` render a report; its JSON form is the report itself.
 */

export { probeAddresses } from './addresses';
export { knownServer, mayBeBlocked, withBlockedPort } from './blocked-port';
export { lifetime } from './certificate';
export { type Discovery, discover } from './discover';
export { checkDomain } from './domain/check-domain';
export type {
  DomainCheck,
  DomainCheckId,
  DomainOptions,
  DomainReport,
  FetchedPolicy,
  PolicyFetcher,
} from './domain/report';
export { EXIT_INCOMPLETE, EXIT_PARTLY, EXIT_STOPPED, exitCodeOf } from './exit-codes';
export { besides, followed } from './follow';
export { passwordHint, takesToken } from './login';
export { domainToMarkdown, toMarkdown, workingToMarkdown } from './markdown';
export { isAddress, senderOf } from './message';
export { type Fetched, fetchToken, type TokenSource, tokenHost } from './oauth2';
export { DEFAULT_TIMEOUTS, probe } from './probe';
export { remedyOf } from './remedy';
export type * from './report';
export { LOGIN_METHODS, STAGE_IDS } from './report';
export { dnsResolver, systemResolver } from './resolver';
export { systemRoots } from './roots';
export { shownHost } from './show';
export { domainToText, type TextOptions, toText, workingToText } from './text';
export { candidatesFor, findWorking } from './working';
