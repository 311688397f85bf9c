/** What the clients of a Postfix service meet, in a line: "587, TLS required, login, relays for logins only". */
import type { MailConfig, PostfixService, TlsMode } from '../analyzer/model';

const TLS: Readonly<Record<TlsMode, string>> = {
  off: 'no TLS',
  opportunistic: 'TLS optional',
  starttls: 'TLS required',
  implicit: 'implicit TLS',
};

const isYes = (service: PostfixService, parameter: string) =>
  service.effective(parameter).value?.toLowerCase() === 'yes';

function loginInWords(service: PostfixService, tls: TlsMode | undefined): string {
  if (!isYes(service, 'smtpd_sasl_auth_enable')) return 'no login';
  const inClear = (tls === 'off' || tls === 'opportunistic') && !isYes(service, 'smtpd_tls_auth_only');
  return inClear ? 'login, also without TLS' : 'login';
}

function relayingInWords(service: PostfixService): string {
  const { relaying, trustedMayRelay, refusesLogins } = service;
  if (!relaying) return 'relaying unknown';
  if (relaying.kind === 'open') return 'relays for anyone';
  if (relaying.kind === 'possible') return 'may relay for strangers';
  const hasLogins = isYes(service, 'smtpd_sasl_auth_enable') && !refusesLogins;
  if (trustedMayRelay) return hasLogins ? 'relays for own networks and logins' : 'relays for own networks only';
  return hasLogins ? 'relays for logins only' : 'relays for nobody';
}

/** Undefined for a configuration that is no service of master.cf. */
export function serviceInWords({ role, postfix, tls }: MailConfig): string | undefined {
  if (role !== 'server' || !postfix?.declared) return undefined;
  const { port, loopback } = postfix;
  return [
    ...(port === undefined ? [] : [String(port)]),
    ...(loopback ? ['this machine only'] : []),
    tls.value === undefined ? 'TLS unknown' : TLS[tls.value],
    loginInWords(postfix, tls.value),
    relayingInWords(postfix),
  ].join(', ');
}
