/**
 * What administrators of Postfix ask about, in public threads and lists, each rebuilt as a small configuration in words
 * of our own: what Postfix logs or answers (3.7, where nothing else is said), and the rule that names the cause.
 */
export interface PostfixReport {
  readonly question: string;
  readonly log: string;
  readonly rule: string;
  /** The line of the finding, by its text. */
  readonly at: string;
  readonly files: Readonly<Record<string, string>>;
}

const STOCK = `smtp      inet  n       -       y       -       -       smtpd
pickup    unix  n       -       y       60      1       pickup
cleanup   unix  n       -       y       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       y       1000?   1       tlsmgr
rewrite   unix  -       -       y       -       -       trivial-rewrite
bounce    unix  -       -       y       -       0       bounce
defer     unix  -       -       y       -       0       bounce
trace     unix  -       -       y       -       0       bounce
proxymap  unix  -       -       n       -       -       proxymap
smtp      unix  -       -       y       -       -       smtp
relay     unix  -       -       y       -       -       smtp
error     unix  -       -       y       -       -       error
retry     unix  -       -       y       -       -       error
local     unix  -       n       n       -       -       local
`;

const CLIENT = `compatibility_level = 3.6
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd
smtp_sasl_tls_security_options = noanonymous
smtp_tls_security_level = encrypt
`;

const SERVER = `compatibility_level = 3.6
mynetworks = 127.0.0.0/8
smtpd_tls_chain_files = /etc/postfix/mail.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
`;

const main = (text: string, others: Readonly<Record<string, string>> = {}) => ({
  'main.cf': `compatibility_level = 3.6\n${text}`,
  ...others,
});

export const POSTFIX_REPORTS: readonly PostfixReport[] = [
  {
    question: 'Mail through Gmail stays in the queue, although user name and password are right',
    log: 'SASL authentication failure: No worthy mechs found',
    rule: 'postfix-no-login-method',
    at: 'smtp_sasl_auth_enable = yes',
    files: main(
      'relayhost = [smtp.gmail.com]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\nsmtp_tls_security_level = encrypt\n',
    ),
  },
  {
    question: 'The list of mechanisms has the names of the packages that bring them',
    log: 'offered no supported AUTH mechanisms',
    rule: 'postfix-no-login-method',
    at: 'smtp_sasl_mechanism_filter = crammd5, plain_login',
    files: {
      'main.cf': `${CLIENT}relayhost = [mail.acme-shop.org]:587\nsmtp_sasl_mechanism_filter = crammd5, plain_login\n`,
    },
  },
  {
    question: 'An image for containers limits the mechanisms, some of them by wrong names',
    log: 'offered no supported AUTH mechanisms, where the server offers only those',
    rule: 'postfix-no-login-method',
    at: 'smtp_sasl_mechanism_filter = digestmd5,ntlm,crammd5,plain',
    files: {
      'main.cf': `${CLIENT}relayhost = [mail.acme-shop.org]:587\nsmtp_sasl_mechanism_filter = digestmd5,ntlm,crammd5,plain\n`,
    },
  },
  {
    question: 'After plaintext logins were forbidden nobody can connect any more',
    log: 'fatal: no SASL authentication mechanisms',
    rule: 'postfix-no-login-method',
    at: 'smtpd_sasl_security_options = noanonymous, noplaintext',
    files: { 'main.cf': `${SERVER}smtpd_sasl_security_options = noanonymous, noplaintext\n` },
  },
  {
    question: 'Users log in on port 587, and their mail is refused all the same',
    log: '554 5.7.1 Relay access denied',
    rule: 'postfix-login-without-rights',
    at: '  -o smtpd_relay_restrictions=permit_mynetworks,reject',
    files: {
      'main.cf': SERVER.replace('smtpd_sasl_auth_enable = yes\n', ''),
      'master.cf': `${STOCK}submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_relay_restrictions=permit_mynetworks,reject\n`,
    },
  },
  {
    question: 'A container refuses every client that is not in its network, with a password or without',
    log: '554 5.7.1 Client host rejected: Access denied',
    rule: 'postfix-login-without-rights',
    at: 'smtpd_client_restrictions = permit_mynetworks, reject',
    files: { 'main.cf': `${SERVER}smtpd_client_restrictions = permit_mynetworks, reject\n` },
  },
  {
    question: 'Dovecot works, and Postfix says that its socket does not exist',
    log: "SASL: Connect to Dovecot auth socket '/var/run/dovecot/auth' failed: No such file or directory",
    rule: 'postfix-sasl-backend',
    at: 'smtpd_sasl_path = /var/run/dovecot/auth',
    files: { 'main.cf': SERVER.replace('private/auth', '/var/run/dovecot/auth'), 'master.cf': STOCK },
  },
  {
    question: 'Every login fails, and Dovecot logs nothing at all',
    log: '535 5.7.8 Error: authentication failed',
    rule: 'postfix-sasl-backend',
    at: 'smtpd_sasl_path = private/auth',
    files: { 'main.cf': SERVER.replace('smtpd_sasl_type = dovecot\n', '') },
  },
  {
    question: 'Dovecot was chosen for logins, and smtpd stops',
    log: "SASL: Connect to Dovecot auth socket 'smtpd' failed: No such file or directory",
    rule: 'postfix-sasl-backend',
    at: 'smtpd_sasl_type = dovecot',
    files: { 'main.cf': SERVER.replace('smtpd_sasl_path = private/auth\n', '') },
  },
  {
    question: 'Mail for virtual users bounces as soon as their domain is the name of the host',
    log: 'do not list domain acme-shop.org in BOTH mydestination and virtual_mailbox_domains; 550 5.1.1 User unknown',
    rule: 'postfix-domain-class',
    at: 'virtual_mailbox_domains = acme-shop.org',
    files: main('myhostname = acme-shop.org\nvirtual_mailbox_domains = acme-shop.org\n'),
  },
  {
    question: 'After the size limit was raised no local mail arrives',
    log: 'fatal: configuration error: mailbox_size_limit is smaller than message_size_limit',
    rule: 'postfix-size-limits',
    at: 'message_size_limit = 104857600',
    files: main('mydestination = acme-shop.org\nmessage_size_limit = 104857600\n'),
  },
  {
    question: 'The log warns of DANE for every mail',
    log: 'dane configured with dnssec lookups disabled',
    rule: 'postfix-dane-without-dnssec',
    at: 'smtp_tls_security_level = dane',
    files: main('smtp_tls_security_level = dane\n'),
  },
  {
    question: 'With the strict level of DANE nothing leaves',
    log: 'client TLS configuration problem',
    rule: 'postfix-dane-without-dnssec',
    at: 'smtp_tls_security_level = dane-only',
    files: main('smtp_tls_security_level = dane-only\n'),
  },
  {
    question: 'Postfix does not start since it logs to a file',
    log: "fatal: missing 'postlog' service in master.cf",
    rule: 'postfix-missing-service',
    at: 'maillog_file = /var/log/postfix.log',
    files: main('maillog_file = /var/log/postfix.log\n', { 'master.cf': STOCK }),
  },
  {
    question: 'All mail waits for a transport that nobody has',
    log: 'connect to transport private/relay587: No such file or directory; mail transport unavailable',
    rule: 'postfix-missing-service',
    at: 'default_transport = relay587',
    files: main('default_transport = relay587\n', { 'master.cf': STOCK }),
  },
  {
    question: 'One line of the transport table names a service that was renamed',
    log: 'connect to transport private/bulk: No such file or directory',
    rule: 'postfix-missing-service',
    at: 'acme-news.org bulk:',
    files: main('transport_maps = hash:/etc/postfix/transport\n', {
      'master.cf': STOCK,
      transport: 'acme-news.org bulk:\n',
    }),
  },
  {
    question: 'With the virus scanner on, each mail comes back with too many hops',
    log: 'status=bounced (too many hops)',
    rule: 'postfix-filter-loop',
    at: '127.0.0.1:10025 inet n - y - - smtpd',
    files: main('content_filter = scan:[127.0.0.1]:10024\n', {
      'master.cf': `${STOCK}scan unix - - y - 2 smtp\n127.0.0.1:10025 inet n - y - - smtpd\n`,
    }),
  },
  {
    question: 'The client dies since its address has a port',
    log: 'fatal: smtp_connect_addr: bad smtp_bind_address parameter: 0.0.0.0:2525',
    rule: 'postfix-fatal-value',
    at: 'smtp_bind_address = 0.0.0.0:2525',
    files: main('smtp_bind_address = 0.0.0.0:2525\n'),
  },
  {
    question: 'Tables that worked for years are of no known type in the new image',
    log: 'error: unsupported dictionary type: hash',
    rule: 'postfix-fatal-value',
    at: 'alias_maps = hash:/etc/aliases',
    files: main('alias_maps = hash:/etc/aliases\n', { Dockerfile: 'FROM alpine:3.20\nRUN apk add postfix\n' }),
  },
  {
    question: 'The relay answers that a login is needed, although there is one for its name',
    log: '530 5.7.0 Authentication required; no login was tried',
    rule: 'ignored-setting',
    at: 'mail.acme-shop.org:587 robot:correct-horse-battery',
    files: {
      'main.cf': `${CLIENT}relayhost = [mail.acme-shop.org]:587\n`,
      sasl_passwd: 'mail.acme-shop.org:587 robot:correct-horse-battery\n',
    },
  },
  {
    question: 'The relay answers that a login is needed, although there is a table of passwords',
    log: '530 5.7.0 Authentication required; no login was tried',
    rule: 'ignored-setting',
    at: 'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd',
    files: {
      'main.cf': `${CLIENT.replace('smtp_sasl_auth_enable = yes\n', '')}relayhost = [mail.acme-shop.org]:587\n`,
    },
  },
  {
    question: 'The login is on, and the client stops at the first delivery',
    log: "fatal: specify a password table via the `smtp_sasl_password_maps' configuration parameter",
    rule: 'postfix-fatal-value',
    at: 'smtp_sasl_auth_enable = yes',
    files: {
      'main.cf': `${CLIENT.replace('smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n', '')}relayhost = [mail.acme-shop.org]:587\n`,
    },
  },
  {
    question: 'A word of the text editor is left in main.cf, and mail goes without a login',
    log: 'unused parameter: :wqsmtp_sasl_auth_enable=yes',
    rule: 'postfix-unknown-parameter',
    at: ':wqsmtp_sasl_auth_enable = yes',
    files: main('relayhost = [mail.acme-shop.org]:587\n:wqsmtp_sasl_auth_enable = yes\n'),
  },
  {
    question: 'The connection to port 465 of the provider hangs until the time-out',
    log: 'timed out while receiving the initial server greeting',
    rule: 'postfix-wrappermode',
    at: 'relayhost = [mail.acme-shop.org]:465',
    files: { 'main.cf': `${CLIENT}relayhost = [mail.acme-shop.org]:465\n` },
  },
  {
    question: 'Mail programs cannot open the service on port 465',
    log: 'wrong version number; the client waits for TLS, the server for a command',
    rule: 'postfix-wrappermode',
    at: 'smtps inet n - y - - smtpd',
    files: { 'main.cf': SERVER, 'master.cf': `${STOCK}smtps inet n - y - - smtpd\n` },
  },
  {
    question: 'The port of the relay follows a space',
    log: 'Host or domain name not found. Name service error for name=587',
    rule: 'postfix-syntax',
    at: 'relayhost = [mail.acme-shop.org] 587',
    files: main('relayhost = [mail.acme-shop.org] 587\n'),
  },
  {
    question: 'A comment follows a value',
    log: 'fatal: Invalid TLS level "encrypt # for now"',
    rule: 'postfix-syntax',
    at: 'smtpd_tls_security_level = encrypt # for now',
    files: main('smtpd_tls_security_level = encrypt # for now\nsmtpd_tls_chain_files = /etc/postfix/mail.pem\n'),
  },
  {
    question: 'A parameter was added with a blank in front of it, and does nothing',
    log: 'nothing at all: the line belongs to the value above it',
    rule: 'postfix-syntax',
    at: '  message_size_limit = 20480000',
    files: main('mydestination = localhost\n  message_size_limit = 20480000\n'),
  },
  {
    question: 'A switch is true instead of yes',
    log: 'fatal: bad boolean configuration: smtpd_helo_required = true',
    rule: 'postfix-fatal-value',
    at: 'smtpd_helo_required = true',
    files: main('smtpd_helo_required = true\n'),
  },
  {
    question: 'The size limit has a unit',
    log: 'fatal: bad numerical configuration: message_size_limit = 50M',
    rule: 'postfix-fatal-value',
    at: 'message_size_limit = 50M',
    files: main('message_size_limit = 50M\n'),
  },
  {
    question: 'Every client is told of a temporary lookup failure',
    log: '451 4.3.0 Temporary lookup failure; non-null host address bits in "192.168.1.7/24"',
    rule: 'postfix-fatal-value',
    at: 'mynetworks = 127.0.0.0/8, 192.168.1.7/24',
    files: main('mynetworks = 127.0.0.0/8, 192.168.1.7/24\n'),
  },
  {
    question: 'Every recipient is told of a server configuration error',
    log: '451 4.3.5 Server configuration error; unknown smtpd restriction: "permit_mynetwork"',
    rule: 'postfix-fatal-value',
    at: 'smtpd_recipient_restrictions = permit_mynetwork, reject_unauth_destination',
    files: main('smtpd_recipient_restrictions = permit_mynetwork, reject_unauth_destination\n'),
  },
  {
    question: 'A class of restrictions has no list',
    log: "fatal: restriction class `greylist' needs a definition",
    rule: 'postfix-fatal-value',
    at: 'smtpd_restriction_classes = greylist',
    files: main('smtpd_restriction_classes = greylist\n'),
  },
  {
    question: 'After an update smtpd wants a rule that refuses',
    log: 'fatal: in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one working instance of',
    rule: 'postfix-fatal-value',
    at: 'smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated',
    files: { 'main.cf': 'smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated\n' },
  },
  {
    question: 'The strictest check of certificates lets nothing out',
    log: 'Server certificate not verified',
    rule: 'postfix-fatal-value',
    at: 'smtp_tls_security_level = secure',
    files: main('relayhost = [mail.acme-shop.org]:587\nsmtp_tls_security_level = secure\n'),
  },
  {
    question: 'A policy for one destination has a level of another program',
    log: 'invalid security level "mandatory"; client TLS configuration problem',
    rule: 'postfix-fatal-value',
    at: 'acme-mail.org mandatory',
    files: main('smtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n', { tls_policy: 'acme-mail.org mandatory\n' }),
  },
  {
    question: 'An option of a service was written as in main.cf, with blanks',
    log: 'fatal: unexpected command-line argument: reject',
    rule: 'postfix-fatal-value',
    at: '  -o smtpd_client_restrictions=permit_mynetworks, reject',
    files: {
      'main.cf': SERVER,
      'master.cf':
        '587 inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_client_restrictions=permit_mynetworks, reject\n',
    },
  },
  {
    question: 'The service of port 25 lost its program when an option was added',
    log: 'warning: /usr/lib/postfix/sbin/-o: bad command startup -- throttling',
    rule: 'postfix-fatal-value',
    at: 'smtp      inet  n       -       y       -       -       -o content_filter=scan',
    files: {
      'main.cf': SERVER,
      'master.cf': STOCK.replace('-       smtpd\n', '-       -o content_filter=scan\n'),
    },
  },
  {
    question: 'STARTTLS is offered, and fails for everyone',
    log: '454 4.7.0 TLS not available due to local problem',
    rule: 'postfix-missing-certificate',
    at: 'smtpd_tls_security_level = may',
    files: main('smtpd_tls_security_level = may\n'),
  },
  {
    question: 'Others send mail through the server in masses',
    log: 'relay=...: status=sent, for strangers to anyone',
    rule: 'postfix-open-relay',
    at: 'mynetworks = 0.0.0.0/0',
    files: main('mynetworks = 0.0.0.0/0\n'),
  },
  {
    question: 'Passwords of users were read on the network',
    log: 'AUTH is offered before STARTTLS',
    rule: 'postfix-sasl-without-tls',
    at: 'smtpd_sasl_auth_enable = yes',
    files: { 'main.cf': SERVER.replace('smtpd_tls_auth_only = yes\n', '') },
  },
  {
    question: 'A line that includes another file was added, and nothing starts any more',
    log: "fatal: /etc/postfix/main.cf, line 3: missing '=' after attribute name",
    rule: 'postfix-syntax',
    at: 'include /overrides/postfix.cf',
    files: main('myhostname = mail.acme-shop.org\ninclude /overrides/postfix.cf\n'),
  },
  {
    question: 'The script that writes main.cf appended the warnings of postconf to it',
    log: "fatal: /etc/postfix/main.cf, line 3: missing '=' after attribute name",
    rule: 'postfix-syntax',
    at: 'postconf: warning: open "pgsql:/etc/postfix/domains.cf": No such file or directory',
    files: main(
      'virtual_mailbox_domains = /etc/postfix/vhost\npostconf: warning: open "pgsql:/etc/postfix/domains.cf": No such file or directory\n',
    ),
  },
  {
    question: 'A limit for a transport is told to be unused at each start',
    log: 'warning: unused parameter: dovecot_destination_recipient_limit=1',
    rule: 'postfix-unknown-parameter',
    at: 'dovecot_destination_recipient_limit = 1',
    files: main('dovecot_destination_recipient_limit = 1\n', { 'master.cf': STOCK }),
  },
  {
    question: 'The address that a service shall listen on is told to be unused',
    log: 'warning: /etc/postfix/master.cf: unused parameter: smtpd_bind_address=127.0.0.1',
    rule: 'postfix-unknown-parameter',
    at: '  -o smtpd_bind_address=127.0.0.1',
    files: main('', {
      'master.cf': `${STOCK}127.0.0.1:10025 inet n - y - - smtpd\n  -o content_filter=\n  -o smtpd_bind_address=127.0.0.1\n`,
    }),
  },
  {
    question: 'Settings of a cookbook are told to be unused',
    log: 'warning: /etc/postfix/main.cf: unused parameter: use_alias_maps=no',
    rule: 'postfix-unknown-parameter',
    at: 'use_alias_maps = no',
    files: main('use_alias_maps = no\n', { 'master.cf': STOCK }),
  },
  {
    question: 'A panel added a service for port 465 to the one that was there',
    log: 'warning: duplicate master.cf entry for service "smtps" (465) -- using the last entry',
    rule: 'duplicate-setting',
    at: 'smtps inet n - y - - smtpd',
    files: main('smtpd_tls_chain_files = /etc/postfix/mail.pem\nsmtpd_tls_security_level = may\n', {
      'master.cf': `${STOCK}smtps inet n - y - - smtpd\n  -o smtpd_tls_wrappermode=yes\n465 inet n - y - - smtpd\n  -o smtpd_tls_wrappermode=yes\n`,
    }),
  },
  {
    question: 'In the new container each mail ends with a queue file write error',
    log: '451 4.3.0 Error: queue file write error; error: unsupported dictionary type: pcre',
    rule: 'postfix-fatal-value',
    at: 'header_checks = pcre:/etc/postfix/header_checks',
    files: main('header_checks = pcre:/etc/postfix/header_checks\n', {
      Dockerfile:
        'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends postfix\nCOPY main.cf /etc/postfix/\n',
    }),
  },
  {
    question: 'The signing filter runs, and Postfix does not find its socket',
    log: '451 4.7.1 Service unavailable; connect to Milter service unix:/var/spool/postfix/opendkim/opendkim.sock: No such file or directory',
    rule: 'postfix-fatal-value',
    at: 'smtpd_milters = unix:/var/spool/postfix/opendkim/opendkim.sock',
    files: main('smtpd_milters = unix:/var/spool/postfix/opendkim/opendkim.sock\n', { 'master.cf': STOCK }),
  },
  {
    question: 'Since encryption is required of all servers no mail passes the virus scanner',
    log: 'status=deferred (TLS is required, but was not offered by host 127.0.0.1[127.0.0.1])',
    rule: 'postfix-fatal-value',
    at: 'smtp_tls_security_level = encrypt',
    files: main('content_filter = smtp-amavis:[127.0.0.1]:10024\nsmtp_tls_security_level = encrypt\n', {
      'master.cf': `${STOCK}smtp-amavis unix - - y - 2 smtp\n127.0.0.1:10025 inet n - y - - smtpd\n  -o content_filter=\n`,
    }),
  },
  {
    question: 'Implicit TLS was switched on, and the relay of the provider hangs up on port 587',
    log: 'SSL_connect error; wrong version number; Cannot start TLS: handshake failure',
    rule: 'postfix-wrappermode',
    at: 'smtp_tls_wrappermode = yes',
    files: {
      'main.cf': `${CLIENT}relayhost = [mail.acme-shop.org]:587\nsmtp_tls_wrappermode = yes\n`,
    },
  },
  {
    question: 'A relay that wants STARTTLS refuses the login of a client without it',
    log: '530 5.7.0 Must issue a STARTTLS command first',
    rule: 'cleartext-credentials',
    at: 'smtp_tls_security_level = none',
    files: {
      'main.cf': `${CLIENT.replace('encrypt', 'none')}relayhost = [mail.acme-shop.org]:587\nsmtp_sasl_security_options = noanonymous\n`,
    },
  },
  {
    question: 'Since postscreen is on nobody answers on port 25',
    log: 'postscreen: fatal: service smtp requires a process limit of 1',
    rule: 'postfix-fatal-value',
    at: 'smtp inet n - y - - postscreen',
    files: main('', {
      'master.cf': `smtp inet n - y - - postscreen\nsmtpd pass - - y - - smtpd\n${STOCK.replace(/^.*\n/, '')}`,
    }),
  },
  {
    question: 'postscreen shall refuse clients that talk too early, and stops',
    log: 'postscreen: fatal: bad postscreen_greet_action value: reject',
    rule: 'postfix-fatal-value',
    at: 'postscreen_greet_action = reject',
    files: main('postscreen_greet_action = reject\n'),
  },
  {
    question: 'The list of weights for blocklists stops postscreen',
    log: 'postscreen: fatal: bad DNSBL weight factor "x" in "zen.spamhaus.org*x"',
    rule: 'postfix-fatal-value',
    at: 'postscreen_dnsbl_sites = zen.spamhaus.org*x',
    files: main('postscreen_dnsbl_sites = zen.spamhaus.org*x\n', {
      'master.cf': `smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\ndnsblog unix - - y - 0 dnsblog\n${STOCK.replace(/^.*\n/, '')}`,
    }),
  },
  {
    question: 'Clients pass postscreen, and then there are no resources',
    log: '421 4.3.2 No system resources; cannot connect to service private/smtpd',
    rule: 'postfix-missing-service',
    at: 'smtp inet n - y - 1 postscreen',
    files: main('', { 'master.cf': `smtp inet n - y - 1 postscreen\n${STOCK.replace(/^.*\n/, '')}` }),
  },
  {
    question: 'The relay for our own servers refuses our own servers',
    log: '554 5.7.1 Relay access denied, for a client in mynetworks',
    rule: 'ignored-setting',
    at: 'mynetworks = 127.0.0.0/8 10.20.0.0/16',
    files: main(
      'mydestination = localhost\nmynetworks = 127.0.0.0/8 10.20.0.0/16\nrelayhost = [mail.acme-shop.org]\nsmtpd_relay_restrictions = reject_unauth_destination\n',
    ),
  },
];
