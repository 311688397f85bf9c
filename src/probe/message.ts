/** The one message that a test can send: its addresses and its text (RFC 5322). */
import { randomUUID } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { TestMessage } from './report';

/** An address as it stands between angle brackets (RFC 5321 section 4.1.2); quoted local parts are left out. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@(?:[^\s@<>()[\]\\,;:"\p{Cc}]{1,255}|\[[\da-f.:]{2,45}\])$/iu;

export const isAddress = (text: string): boolean => ADDRESS.test(text);

/** As clients write it who know domains of other letters: the domain in ASCII, a local part of other letters as it is. */
export function onTheWire(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  return address.slice(0, at) + (domainToASCII(address.slice(at)) || address.slice(at));
}

/**
 * The address that a test message comes from: the configured sender, which may be written `Name <address>`, else the
 * user name, where it is an address.
 */
export function senderOf(sender: string | undefined, user: string | undefined): string | undefined {
  const bare = /<([^<>]*)>\s*$/.exec(sender ?? '')?.[1] ?? sender;
  return [bare?.trim(), user].find((text) => text !== undefined && isAddress(text));
}

export interface Composed {
  /** With its angle brackets. */
  readonly id: string;
  /** Headers and body, parted by CRLF. No line begins with a dot, which would want another (RFC 5321 section 4.5.2). */
  readonly text: string;
}

/** `server` is host, port and protection in words; all texts are free of control characters. */
export function compose({ from, to, about }: TestMessage, server: string, login: boolean, now: number): Composed {
  const id = `<${randomUUID()}@${from.slice(from.lastIndexOf('@') + 1)}>`;
  const body = [
    'This is a test message. Somebody who checks mail settings asked',
    'Mail Config Lint to send it to this address, through:',
    '',
    `  Server:   ${server}`,
    `  Login:    ${login ? 'yes' : 'none'}`,
    `  Sender:   ${from}`,
    ...(about ? [`  Settings: ${about}`] : []),
    '',
    'That it arrived shows that these settings work. It was sent once, to',
    'you alone, and wants no answer.',
    '',
  ].join('\r\n');
  const ascii = /^[\x00-\x7f]*$/.test(body);
  const headers = [
    // RFC 5322 section 3.3 wants the zone as a number.
    `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}`,
    `From: <${from}>`,
    `To: <${to}>`,
    `Message-ID: ${id}`,
    `Subject: Test message from Mail Config Lint through ${server}`,
    // RFC 3834: no vacation notice is to answer it.
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Transfer-Encoding: ${ascii ? '7bit' : 'base64'}`,
  ];
  const encoded = ascii ? body : Buffer.from(body).toString('base64').replace(/.{76}/g, '$&\r\n');
  return { id, text: [...headers, '', encoded].join('\r\n') };
}
