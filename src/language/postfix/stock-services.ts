/** Services as the master.cf of Postfix 3.7 and later has them, without the chroot column, which each system sets. */

export interface StockService {
  readonly name: string;
  readonly type: 'inet' | 'unix' | 'unix-dgram' | 'pass';
  readonly isPrivate: string;
  readonly unprivileged: string;
  /** False for programs that need the whole file system. */
  readonly mayChroot: boolean;
  readonly wakeup: string;
  readonly processes: string;
  readonly program: string;
  readonly options?: readonly string[];
}

/** What a service for mail programs of own users needs: encryption, a login, and nothing that is meant for strangers. */
const forUsers = (name: string, encryption: string): readonly string[] => [
  `syslog_name=postfix/${name}`,
  encryption,
  'smtpd_sasl_auth_enable=yes',
  'smtpd_reject_unlisted_recipient=no',
  'smtpd_client_restrictions=',
  'smtpd_helo_restrictions=',
  'smtpd_sender_restrictions=',
  'smtpd_relay_restrictions=permit_sasl_authenticated,reject',
  'smtpd_recipient_restrictions=',
  'milter_macro_daemon_name=ORIGINATING',
];

const row = (
  line: `${string} ${StockService['type']} ${string}`,
  mayChroot = true,
  options?: readonly string[],
): StockService => {
  const [name = '', type, isPrivate = '', unprivileged = '', wakeup = '', processes = '', program = ''] =
    line.split(/ +/);
  return {
    name,
    type: type as StockService['type'],
    isPrivate,
    unprivileged,
    mayChroot,
    wakeup,
    processes,
    program,
    options,
  };
};

export const STOCK_SERVICES: readonly StockService[] = [
  row('submission inet n - - - smtpd', true, forUsers('submission', 'smtpd_tls_security_level=encrypt')),
  row('submissions inet n - - - smtpd', true, forUsers('submissions', 'smtpd_tls_wrappermode=yes')),
  row('smtp inet n - - - smtpd'),
  row('smtpd pass - - - - smtpd'),
  row('dnsblog unix - - - 0 dnsblog'),
  row('tlsproxy unix - - - 0 tlsproxy'),
  row('pickup unix n - 60 1 pickup'),
  row('cleanup unix n - - 0 cleanup'),
  row('qmgr unix n - 300 1 qmgr', false),
  row('tlsmgr unix - - 1000? 1 tlsmgr'),
  row('rewrite unix - - - - trivial-rewrite'),
  row('bounce unix - - - 0 bounce'),
  row('defer unix - - - 0 bounce'),
  row('trace unix - - - 0 bounce'),
  row('verify unix - - - 1 verify'),
  row('flush unix n - 1000? 0 flush'),
  row('proxymap unix - - - - proxymap', false),
  row('proxywrite unix - - - 1 proxymap', false),
  row('smtp unix - - - - smtp'),
  row('relay unix - - - - smtp', true, ['syslog_name=postfix/relay']),
  row('showq unix n - - - showq'),
  row('error unix - - - - error'),
  row('retry unix - - - - error'),
  row('discard unix - - - - discard'),
  row('local unix - n - - local', false),
  row('virtual unix - n - - virtual', false),
  row('lmtp unix - - - - lmtp'),
  row('anvil unix - - - 1 anvil'),
  row('scache unix - - - 1 scache'),
  row('postlog unix-dgram n - - 1 postlogd', false),
];
