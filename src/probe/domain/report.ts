/** What a check of a mail domain is given and what it answers. Plain data, and every text of the DNS harmless. */
import type { Connector, Fact, Resolver, StageStatus } from '../report';

export interface DomainOptions {
  readonly signal?: AbortSignal;
  /** Selector of the DKIM key to look at, as in the `s=` of a signature; nobody can list a domain's selectors. */
  readonly selector?: string;
  /** The user asked to fetch the MTA-STS policy, which contacts the web server `mta-sts.` of the domain. */
  readonly fetchPolicy?: boolean;
  /** The address that mail is sent from, whose reverse name is looked at. */
  readonly address?: string;
  /** The user agreed to a connection to each MX host, which is asked for STARTTLS and its certificate. */
  readonly connect?: boolean;
  /** Name given in EHLO there. */
  readonly clientName?: string;
  /** For tests: roots, and a way of their own to connect. */
  readonly ca?: string;
  readonly connector?: Connector;
  /** Milliseconds for one question and for all together. */
  readonly timeouts?: { readonly query?: number; readonly total?: number };
  /** For tests, and for callers with a way of their own to ask. */
  readonly resolver?: Resolver;
  readonly fetcher?: PolicyFetcher;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface FetchedPolicy {
  /** HTTP status. */
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Gets `https://HOST/.well-known/mta-sts.txt` without following redirects. Rejects with a Node error. */
export type PolicyFetcher = (host: string, signal: AbortSignal) => Promise<FetchedPolicy>;

export const DOMAIN_CHECKS = [
  'domain',
  'mx',
  'spf',
  'dkim',
  'dmarc',
  'mta-sts',
  'tls-rpt',
  'dnssec',
  'dane',
  'mx-servers',
  'ptr',
] as const;
export type DomainCheckId = (typeof DOMAIN_CHECKS)[number];

/** One thing looked at; `skipped` was not run and says why. */
export interface DomainCheck {
  readonly id: DomainCheckId;
  readonly title: string;
  readonly status: StageStatus;
  readonly ms: number;
  /** Stable id of what is wrong or needs attention. */
  readonly code?: string;
  readonly sentence: string;
  readonly advice?: string;
  readonly facts: readonly Fact[];
}

export interface DomainReport {
  /** Version of this shape. */
  readonly format: 1;
  readonly domain: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly ms: number;
  readonly outcome: 'ok' | 'warn' | 'fail' | 'cancelled';
  /** The verdict in one sentence. */
  readonly headline: string;
  readonly checks: readonly DomainCheck[];
}

/** How one check ended. */
export type Finding = Omit<DomainCheck, 'id' | 'title' | 'ms' | 'facts'> & { readonly facts?: readonly Fact[] };

/** What the checks may ask. */
export interface Question {
  readonly domain: string;
  readonly options: DomainOptions;
  readonly signal: AbortSignal;
  /** Texts of records, none where the DNS says that there are none. Throws `Unanswered` where it does not say. */
  records(name: string, type: 'A' | 'AAAA' | 'CNAME' | 'MX' | 'PTR' | 'TXT'): Promise<readonly string[]>;
  /** Whether a name has an address. */
  hasAddress(name: string): Promise<boolean>;
}

/** The DNS gave no answer, which says nothing about what it would have been. */
export class Unanswered extends Error {
  constructor(
    readonly asked: string,
    readonly code: string,
  ) {
    super(code);
  }
}
