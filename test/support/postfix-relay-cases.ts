/** Restriction lists and lists of trust, for asking a real smtpd what it tells a stranger. */

/** The start of every main.cf: a stranger comes from 127.0.0.2, a trusted client from 127.0.0.3. */
export const RELAY_HEAD = `compatibility_level = 3.6
myhostname = mail.local.test
mydestination = local.test
mynetworks = 127.0.0.3/32
`;

export interface RelayGroup {
  readonly name: string;
  /** What the whole instance has, as other daemons than smtpd read it. */
  readonly shared: string;
  /** Texts of main.cf on top of that, one smtpd each. */
  readonly cases: readonly string[];
}

const lists = (relay: string | undefined, recipient: string | undefined, more = ''): string =>
  (relay === undefined ? '' : `smtpd_relay_restrictions = ${relay}\n`) +
  (recipient === undefined ? '' : `smtpd_recipient_restrictions = ${recipient}\n`) +
  more;

const SOUND = 'permit_mynetworks, reject_unauth_destination';

export const RELAY_GROUPS: readonly RelayGroup[] = [
  {
    name: 'lists',
    shared: RELAY_HEAD,
    cases: [
      lists(undefined, undefined),
      lists('', ''),
      lists('', SOUND),
      lists(undefined, 'permit'),
      lists('permit', ''),
      lists('permit', 'reject_unauth_destination'),
      lists('', 'permit, reject_unauth_destination'),
      lists('permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination', undefined),
      lists('permit_mynetworks, permit_sasl_authenticated', ''),
      lists('permit_mynetworks', 'permit_mynetworks, reject'),
      lists('permit_mynetworks, permit_auth_destination, reject_unauth_destination, reject', undefined),
      lists('permit_mynetworks, reject_unauth_destination, reject', undefined),
      lists('permit_mynetworks, defer_unauth_destination', 'check_recipient_access static:DUNNO, reject'),
      lists('permit_mynetworks, defer_unauth_destination', 'reject_unauth_destination'),
      lists('', 'permit_mynetworks, defer_if_permit'),
      lists('permit_mynetworks, warn_if_reject reject_unauth_destination', ''),
      lists('', 'check_client_access static:OK, reject_unauth_destination'),
      lists('check_client_access static:OK, reject_unauth_destination', ''),
      lists(SOUND, 'check_client_access static:OK'),
      lists('', 'permit_mynetworks, check_client_access static:DUNNO, reject_unauth_destination'),
      lists('', 'permit_mynetworks, check_client_access static:REJECT, permit, reject'),
      lists('', 'check_recipient_access static:250, reject_unauth_destination'),
      lists('', 'check_sender_access static:{OK}, reject'),
      lists('', 'static:OK, reject_unauth_destination'),
      lists('', 'check_client_access cidr:{{0.0.0.0/0 OK}}, reject_unauth_destination'),
      lists('', 'check_client_access regexp:{{/./ OK}}, reject_unauth_destination'),
      lists('', 'check_client_access cidr:{{10.0.0.0/8 REJECT}}, reject_unauth_destination'),
      lists(
        '',
        'permit_mynetworks, check_recipient_access inline:{{foreign.example=REJECT}}, reject_unauth_destination',
      ),
      lists('PERMIT_MYNETWORKS, REJECT_UNAUTH_DESTINATION', ''),
      lists('permit_mynetwork, reject_unauth_destination', ''),
      lists('permit_mynetworks; reject_unauth_destination', ''),
      lists('permit_mynetworks, # local\n  reject_unauth_destination', ''),
      lists('reject_unauth_destination, permit_mynetworks', ''),
      lists('permit_mynetworks, permit_auth_destination, reject', ''),
      lists('permit_inet_interfaces, reject_unauth_destination', ''),
      lists('permit_sasl_authenticated, reject_unauth_destination', ''),
      lists('inner, reject_unauth_destination', '', 'smtpd_restriction_classes = inner\ninner = permit\n'),
      lists('inner', '', `smtpd_restriction_classes = inner\ninner = ${SOUND}\n`),
      lists(
        '',
        'inner, reject',
        'smtpd_restriction_classes = inner, deep\ninner = deep\ndeep = check_helo_access static:OK\n',
      ),
      lists('', 'check_helo_access static:OK, reject', 'smtpd_delay_reject = yes\n'),
      lists('', `permit, reject`, `smtpd_sender_restrictions = ${SOUND}\n`),
      lists('', 'check_client_access static:OK, reject', 'smtpd_client_restrictions = permit_mynetworks, reject\n'),
      lists(
        '',
        'check_client_access static:OK, reject',
        'smtpd_helo_restrictions = permit_mynetworks, reject_unauth_destination\n',
      ),
      lists(SOUND, '', 'smtpd_client_restrictions = permit\nsmtpd_sender_restrictions = permit\n'),
      lists('$mine', '', `mine = ${SOUND}\n`),
      lists('', '${nothing?{permit}:{reject_unauth_destination}}'),
      lists('permit_mynetworks, check_policy_service', 'reject_unauth_destination'),
      lists(SOUND, '', 'mynetworks = 0.0.0.0/0\n'),
      lists(SOUND, '', 'mynetworks = 127.0.0.0/8\n').replace('127.0.0.0/8', '0.0.0.0/1, 128.0.0.0/1'),
      lists(SOUND, '', 'mynetworks = regexp:{{/./ OK}}\n'),
      lists(SOUND, '', 'mynetworks = !127.0.0.2, 10.0.0.0/8\n'),
      lists(SOUND, '', 'mynetworks = static:all\n'),
      lists(SOUND, '', 'mynetworks = 127.0.0.3/8\n'),
      lists(SOUND, '', 'mynetworks = ::1\n'),
      lists(SOUND, '', 'soft_bounce = yes\n'),
    ],
  },
  {
    name: 'every domain is its own',
    shared: `${RELAY_HEAD}relay_domains = static:all\n`,
    cases: [lists(undefined, undefined), lists(SOUND, ''), lists('permit_mynetworks, reject', '')],
  },
  {
    name: 'a top level is its own',
    shared: `${RELAY_HEAD}relay_domains = local.test, de\n`,
    cases: [lists(undefined, undefined), lists(SOUND, '')],
  },
  {
    name: 'a top level with a dot',
    shared: `${RELAY_HEAD}relay_domains = .de\n`,
    cases: [lists(undefined, undefined)],
  },
  {
    name: 'mydestination holds everything',
    shared: RELAY_HEAD.replace('local.test\nmynet', 'static:all\nmynet'),
    cases: [lists(undefined, undefined)],
  },
  {
    name: 'no compatibility level',
    shared: RELAY_HEAD.replace(/^.*\n/, ''),
    // Where no list is written, what holds depends on the release, which no file tells.
    cases: [lists('', SOUND), lists('', 'check_client_access static:OK, reject')],
  },
  { name: 'own domains given to smtpd alone', shared: RELAY_HEAD, cases: ['relay_domains = static:all\n'] },
];
