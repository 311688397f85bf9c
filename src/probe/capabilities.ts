/** What an EHLO reply offers (RFC 5321 section 4.1.1.1). */
import type { Reply } from './reply';

export interface Capabilities {
  /** Every line after the first, as sent: unsafe to show. */
  readonly lines: readonly string[];
  has(keyword: string): boolean;
  /** Names of login methods in upper case, in the server's order; whatever is no name (RFC 4422 section 3.1) is left out. */
  readonly mechanisms: readonly string[];
  /** The line that stands where STARTTLS would, if a middlebox has overwritten it. */
  readonly disguised?: string;
}

/** Firewalls with SMTP inspection keep the length of a line and change its letters, so that it is not recognised. */
const DISGUISED = /^(?:X{7,8}[A-Z]?|(?!S)[A-Z]TARTTLS|STARTTL(?!S)[A-Z])$/;

export function capabilitiesOf(reply: Reply): Capabilities {
  const lines = reply.lines.slice(1);
  const keywords = new Set(lines.map((line) => line.split(' ', 1)[0]!.toUpperCase()));
  const named = lines.flatMap((line) => {
    // `AUTH=` is how servers spelt it before RFC 2554.
    const methods = /^AUTH[ =](.*)$/i.exec(line)?.[1];
    return methods ? methods.toUpperCase().split(/\s+/) : [];
  });
  return {
    lines,
    has: (keyword) => keywords.has(keyword),
    mechanisms: [...new Set(named.filter((name) => /^[A-Z0-9_-]{1,20}$/.test(name)))],
    disguised: lines.find((line) => DISGUISED.test(line.toUpperCase())),
  };
}

/** After HELO: nothing is offered. */
export const NO_CAPABILITIES: Capabilities = { lines: [], has: () => false, mechanisms: [] };
