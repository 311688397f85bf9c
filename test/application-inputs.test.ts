/**
 * Settings of applications, as their own code reads them: what is found, and that nothing else is. Each input shows what
 * a table once had wrong.
 */
import assert from 'node:assert/strict';
import { lint } from './support/fixture';

/** Of the form that Google's passwords for applications have. */
const LOGIN = 'kqzvhdwmtrbnxjpc';

/** `app ; A=1 ; B=2` as the environment of a container with that image. */
function compose(image: string, settings: string): string {
  const lines = settings.split(' ; ').map((pair) => `      ${pair.replace('=', ': "')}"\n`);
  return `services:\n  app:\n    image: ${image}\n    environment:\n${lines.join('')}`;
}

/** `KEY: rule`, or `KEY: rule (severity)`, for each finding. */
function findingsIn(name: string, text: string): string[] {
  const document = { uri: `file:///project/${name}`, path: `/project/${name}`, text };
  return lint([document])
    .map(({ rule, at }) => {
      const start = text.lastIndexOf('\n', at.span.start - 1) + 1;
      const line = text.slice(start, text.indexOf('\n', at.span.start));
      return `${/[\w.]+/.exec(line)?.[0]}: ${rule}`;
    })
    .sort();
}

type Input = readonly [title: string, settings: string, expected: readonly string[]];

const ENVIRONMENT_FILES: readonly Input[] = [
  ['Symfony takes TLS on 465 where the DSN has no port', `MAILER_DSN=smtp://user:${LOGIN}@smtp.gmail.com`, []],
  ['Symfony takes the port for a catcher, too', 'MAILER_DSN=smtp://mailpit', []],
  ['Laravel takes TLS on 465 of a URL', `MAIL_MAILER=smtp ; MAIL_URL=smtp://u:${LOGIN}@smtp.gmail.com:465`, []],
  [
    'Laravel throws with another scheme',
    `MAIL_MAILER=smtp ; MAIL_URL=smtps://u:${LOGIN}@smtp.gmail.com`,
    ['MAIL_URL: tls-conflict'],
  ],
  [
    'Ghost reads secrets from files',
    'mail__transport=SMTP ; mail__options__host=smtp.gmail.com ; mail__options__port=465 ; mail__options__secure=true ; mail__options__auth__user=a@gmail.com ; mail__options__auth__pass_FILE=/run/secrets/x',
    [],
  ],
  [
    'Ghost puts what is written over the preset',
    `mail__transport=SMTP ; mail__options__service=Mailgun ; mail__options__port=587 ; mail__options__auth__user=a@acme-shop.org ; mail__options__auth__pass=${LOGIN}`,
    ['mail__options__port: tls-port-mismatch'],
  ],
  [
    'Ghost puts secureConnection over secure',
    'mail__transport=SMTP ; mail__options__host=smtp.acme-shop.org ; mail__options__port=465 ; mail__options__secure=true ; mail__options__secureConnection=false ; mail__options__auth__user=a ; mail__options__auth__pass=x',
    ['mail__options__secureConnection: deprecated-option', 'mail__options__secureConnection: tls-port-mismatch'],
  ],
  [
    'Infisical requires STARTTLS by default, and has no SMTP_SECURE',
    `SMTP_HOST=smtp.acme-shop.org ; SMTP_PORT=587 ; SMTP_SECURE=true ; SMTP_USERNAME=a ; SMTP_PASSWORD=${LOGIN} ; SMTP_FROM_ADDRESS=a@acme-shop.org ; SMTP_FROM_NAME=x ; ENCRYPTION_KEY=k`,
    [],
  ],
  [
    'Infisical checks no certificate for any text but true',
    `SMTP_HOST=smtp.acme-shop.org ; SMTP_PORT=465 ; SMTP_TLS_REJECT_UNAUTHORIZED=1 ; SMTP_USERNAME=a ; SMTP_PASSWORD=${LOGIN} ; SMTP_FROM_ADDRESS=a@acme-shop.org ; SMTP_FROM_NAME=x ; ENCRYPTION_KEY=k`,
    ['SMTP_TLS_REJECT_UNAUTHORIZED: certificate-not-verified', 'SMTP_TLS_REJECT_UNAUTHORIZED: string-boolean'],
  ],
  [
    'Mailgun goes before SMTP in LibreChat',
    `MAILGUN_API_KEY=x ; MAILGUN_DOMAIN=mg.acme-shop.org ; EMAIL_HOST=smtp.acme-shop.org ; EMAIL_PORT=25 ; EMAIL_ENCRYPTION=starttls ; EMAIL_ALLOW_SELFSIGNED= ; EMAIL_USERNAME=a ; EMAIL_PASSWORD=${LOGIN}`,
    [],
  ],
  [
    'a preset makes host and port useless in LibreChat',
    `EMAIL_SERVICE=gmail ; EMAIL_HOST=smtp.acme-shop.org ; EMAIL_PORT=25 ; EMAIL_ENCRYPTION=starttls ; EMAIL_ALLOW_SELFSIGNED=false ; EMAIL_USERNAME=a@gmail.com ; EMAIL_PASSWORD=${LOGIN}`,
    ['EMAIL_HOST: ignored-setting', 'EMAIL_PORT: ignored-setting'],
  ],
  [
    'the sender logs in where Keila has no user',
    `MAILER_SMTP_HOST=smtp.acme-shop.org ; MAILER_SMTP_FROM_EMAIL=a@acme-shop.org ; MAILER_SMTP_PASSWORD=${LOGIN} ; MAILER_ENABLE_STARTTLS=true`,
    [],
  ],
  [
    'Plausible takes no TLS on 465 where it is told not to',
    `SMTP_HOST_ADDR=smtp.acme-shop.org ; SMTP_HOST_PORT=465 ; SMTP_HOST_SSL_ENABLED=false ; SMTP_USER_NAME=a ; SMTP_USER_PWD=${LOGIN}`,
    ['SMTP_HOST_SSL_ENABLED: tls-port-mismatch'],
  ],
  [
    'LLDAP sends nothing until password resets are on',
    `LLDAP_SMTP_OPTIONS__SERVER=smtp.gmail.com ; LLDAP_SMTP_OPTIONS__PORT=25 ; LLDAP_SMTP_OPTIONS__SMTP_ENCRYPTION=NONE ; LLDAP_SMTP_OPTIONS__USER=a ; LLDAP_SMTP_OPTIONS__PASSWORD=${LOGIN}`,
    [],
  ],
  [
    'LLDAP reads secrets from files',
    'LLDAP_SMTP_OPTIONS__ENABLE_PASSWORD_RESET=true ; LLDAP_SMTP_OPTIONS__SERVER=smtp.gmail.com ; LLDAP_SMTP_OPTIONS__PORT=465 ; LLDAP_SMTP_OPTIONS__USER=a@gmail.com ; LLDAP_SMTP_OPTIONS__PASSWORD_FILE=/run/secrets/x',
    [],
  ],
  [
    'an old switch of boky/postfix wins',
    `RELAYHOST=[smtp.acme-shop.org]:587 ; RELAYHOST_USERNAME=a ; RELAYHOST_PASSWORD=${LOGIN} ; ALLOWED_SENDER_DOMAINS=acme-shop.org ; RELAYHOST_TLS_LEVEL=none`,
    ['RELAYHOST_TLS_LEVEL: cleartext-credentials', 'RELAYHOST_TLS_LEVEL: deprecated-option'],
  ],
  [
    'boky/postfix takes a relay for a parameter of main.cf',
    `POSTFIX_relayhost=[smtp.acme-shop.org]:587 ; RELAYHOST_USERNAME=a ; RELAYHOST_PASSWORD=${LOGIN} ; ALLOWED_SENDER_DOMAINS=acme-shop.org ; POSTFIX_smtp_tls_security_level=none`,
    ['POSTFIX_smtp_tls_security_level: cleartext-credentials'],
  ],
  [
    'docker-mailserver reads secrets from files',
    'OVERRIDE_HOSTNAME=mail.acme-shop.org ; DEFAULT_RELAY_HOST=[smtp.acme-shop.org]:587 ; RELAY_USER=a ; RELAY_PASSWORD__FILE=/run/secrets/x',
    ['DEFAULT_RELAY_HOST: certificate-not-verified'],
  ],
  [
    'SES goes before SMTP in Overleaf',
    'OVERLEAF_EMAIL_FROM_ADDRESS=a@acme-shop.org ; OVERLEAF_EMAIL_DRIVER=ses ; OVERLEAF_EMAIL_SMTP_HOST=smtp.gmail.com ; OVERLEAF_EMAIL_SMTP_PORT=465 ; OVERLEAF_EMAIL_SMTP_SECURE=false',
    [],
  ],
  [
    'a preset wins in Teable',
    `BACKEND_MAIL_SERVICE=gmail ; BACKEND_MAIL_HOST=smtp.acme-shop.org ; BACKEND_MAIL_PORT=25 ; BACKEND_MAIL_SECURE=false ; BACKEND_MAIL_AUTH_USER=a@gmail.com ; BACKEND_MAIL_AUTH_PASS=${LOGIN}`,
    ['BACKEND_MAIL_HOST: ignored-setting', 'BACKEND_MAIL_PORT: ignored-setting'],
  ],
  [
    'OpenProject has port 587 by default',
    `OPENPROJECT_SMTP__ADDRESS=smtp.gmail.com ; OPENPROJECT_SMTP__ENABLE__STARTTLS__AUTO=true ; OPENPROJECT_SMTP__USER__NAME=a@gmail.com ; OPENPROJECT_SMTP__PASSWORD=${LOGIN}`,
    ['OPENPROJECT_SMTP__ENABLE__STARTTLS__AUTO: starttls-not-required'],
  ],
  [
    'OpenProject reads names with single underscores',
    'OPENPROJECT_SMTP_ADDRESS=smtp.gmail.com ; OPENPROJECT_SMTP_SSL=true ; OPENPROJECT_SMTP_PORT=587',
    ['OPENPROJECT_SMTP_ADDRESS: missing-auth', 'OPENPROJECT_SMTP_SSL: tls-port-mismatch'],
  ],
  [
    'Weblate requires STARTTLS on 25 without switches',
    `WEBLATE_EMAIL_HOST=smtp.acme-shop.org ; WEBLATE_EMAIL_HOST_USER=weblate ; WEBLATE_EMAIL_HOST_PASSWORD=${LOGIN}`,
    ['WEBLATE_EMAIL_HOST: port-25-submission'],
  ],
  [
    'a switch of Weblate decides the port',
    `WEBLATE_EMAIL_HOST=smtp.gmail.com ; WEBLATE_EMAIL_USE_SSL=1 ; WEBLATE_EMAIL_USER=a@gmail.com ; WEBLATE_EMAIL_PASSWORD=${LOGIN}`,
    [],
  ],
  [
    'Discourse takes 0 for a text, which is true',
    `DISCOURSE_SMTP_ADDRESS=mail.acme-shop.org ; DISCOURSE_SMTP_PORT=587 ; DISCOURSE_SMTP_USER_NAME=a ; DISCOURSE_SMTP_PASSWORD=${LOGIN} ; DISCOURSE_SMTP_FORCE_TLS=0`,
    ['DISCOURSE_SMTP_FORCE_TLS: string-boolean', 'DISCOURSE_SMTP_FORCE_TLS: tls-port-mismatch'],
  ],
  [
    'Graylog does not log in by default',
    `GRAYLOG_TRANSPORT_EMAIL_ENABLED=true ; GRAYLOG_TRANSPORT_EMAIL_HOSTNAME=mail.acme-shop.org ; GRAYLOG_TRANSPORT_EMAIL_PORT=587 ; GRAYLOG_TRANSPORT_EMAIL_AUTH_USERNAME=u ; GRAYLOG_TRANSPORT_EMAIL_AUTH_PASSWORD=${LOGIN}`,
    [
      'GRAYLOG_TRANSPORT_EMAIL_AUTH_USERNAME: ignored-setting',
      'GRAYLOG_TRANSPORT_EMAIL_HOSTNAME: starttls-not-required',
    ],
  ],
  [
    'Shoutrrr uses STARTTLS with encryption=None',
    `WATCHTOWER_NOTIFICATION_URL=smtp://user:${LOGIN}@mail.acme-shop.org:587/?from=a@acme-shop.org&to=b@acme-shop.org&encryption=None`,
    ['WATCHTOWER_NOTIFICATION_URL: starttls-not-required'],
  ],
  [
    'SFTPGo logs in to its own machine',
    'SFTPGO_SMTP__HOST=127.0.0.1 ; SFTPGO_SMTP__PORT=25 ; SFTPGO_SMTP__USER=u ; SFTPGO_SMTP__PASSWORD=x',
    [],
  ],
  [
    'Baserow reads the misspelt switch',
    `EMAIL_SMTP=true ; EMAIL_SMTP_HOST=mail.acme-shop.org ; EMAIL_SMTP_PORT=587 ; EMAIL_SMTP_USER=u ; EMAIL_SMTP_PASSWORD=${LOGIN} ; EMAIL_SMPT_USE_TLS=true ; BASEROW_PUBLIC_URL=x`,
    ['EMAIL_SMPT_USE_TLS: deprecated-option'],
  ],
  [
    'the compose file of Dify has another default than its code',
    `MAIL_TYPE=smtp ; SMTP_SERVER=smtp.gmail.com ; SMTP_PORT=465 ; SMTP_USERNAME=u@gmail.com ; SMTP_PASSWORD=${LOGIN} ; SMTP_OPPORTUNISTIC_TLS=false`,
    [],
  ],
  [
    'the query of django-environ goes over the scheme',
    `DJANGO_SETTINGS_MODULE=config.settings ; EMAIL_URL=smtp://u:${LOGIN}@mail.acme-shop.org:587/?EMAIL_USE_TLS=True`,
    [],
  ],
  [
    'CakePHP puts a URL over the other settings of Passbolt',
    `EMAIL_TRANSPORT_DEFAULT_URL=smtp://u:${LOGIN}@mail.acme-shop.org:587?tls=true ; EMAIL_TRANSPORT_DEFAULT_HOST=mail.acme-shop.org ; EMAIL_TRANSPORT_DEFAULT_PORT=587`,
    [],
  ],
  [
    'Leantime has port 587 by default',
    `LEAN_EMAIL_USE_SMTP=true ; LEAN_EMAIL_SMTP_HOSTS=mail.acme-shop.org ; LEAN_EMAIL_SMTP_USERNAME=u ; LEAN_EMAIL_SMTP_PASSWORD=${LOGIN} ; LEAN_EMAIL_SMTP_SECURE=ssl`,
    ['LEAN_EMAIL_SMTP_SECURE: tls-port-mismatch'],
  ],
  [
    'the verify mode of the mail gem is a word',
    `SMTP_ADDRESS=mail.acme-shop.org ; SMTP_PORT=587 ; SMTP_USERNAME=a ; SMTP_PASSWORD=${LOGIN} ; SMTP_ENABLE_STARTTLS=true ; SMTP_OPENSSL_VERIFY_MODE=client_once ; RAILS_ENV=production`,
    [],
  ],
  [
    'BookWyrm has STARTTLS on by default, which excludes SSL',
    `EMAIL_HOST=smtp.acme-shop.org ; EMAIL_PORT=465 ; EMAIL_HOST_USER=a ; EMAIL_HOST_PASSWORD=${LOGIN} ; EMAIL_USE_SSL=true ; EMAIL_SENDER_NAME=admin ; EMAIL_SENDER_DOMAIN=acme-shop.org`,
    ['EMAIL_USE_SSL: tls-conflict'],
  ],
  [
    'GlitchTip reads smtp:// as no encryption',
    `GLITCHTIP_DOMAIN=https://errors.acme-shop.org ; EMAIL_URL=smtp://u:${LOGIN}@smtp.acme-shop.org:587`,
    ['EMAIL_URL: cleartext-credentials'],
  ],
  [
    'Funkwhale reads smtps:// as STARTTLS',
    `FUNKWHALE_HOSTNAME=music.acme-shop.org ; EMAIL_CONFIG=smtps://u:${LOGIN}@smtp.acme-shop.org:465`,
    ['EMAIL_CONFIG: tls-port-mismatch'],
  ],
  [
    'Mobilizon fails with STARTTLS within TLS',
    `MOBILIZON_SMTP_SERVER=smtp.acme-shop.org ; MOBILIZON_SMTP_PORT=465 ; MOBILIZON_SMTP_USERNAME=a ; MOBILIZON_SMTP_PASSWORD=${LOGIN} ; MOBILIZON_SMTP_SSL=true ; MOBILIZON_SMTP_TLS=always`,
    ['MOBILIZON_SMTP_SSL: tls-conflict'],
  ],
  [
    'GoToSocial knows no TLS from the first byte',
    `GTS_SMTP_HOST=smtp.acme-shop.org ; GTS_SMTP_PORT=465 ; GTS_SMTP_USERNAME=a ; GTS_SMTP_PASSWORD=${LOGIN}`,
    ['GTS_SMTP_PORT: tls-port-mismatch'],
  ],
];

const CONTAINERS: readonly (readonly [title: string, image: string, settings: string, expected: readonly string[]])[] =
  [
    [
      'NocoDB checks no certificate by default',
      'nocodb/nocodb',
      'NC_SMTP_FROM=a@acme-shop.org ; NC_SMTP_HOST=smtp.acme-shop.org ; NC_SMTP_PORT=465 ; NC_SMTP_SECURE=true ; NC_SMTP_USERNAME=a ; NC_SMTP_PASSWORD=${P}',
      ['NC_SMTP_HOST: certificate-not-verified'],
    ],
    [
      'Huly takes no TLS on 465 unless its mode is secure',
      'hardcoreeng/mail',
      'SMTP_HOST=smtp.acme-shop.org ; SMTP_PORT=465 ; SMTP_USERNAME=a ; SMTP_PASSWORD=${P}',
      ['SMTP_PORT: tls-port-mismatch'],
    ],
    [
      'Huly does not start with an unknown mode',
      'hardcoreeng/mail',
      'SMTP_HOST=smtp.acme-shop.org ; SMTP_PORT=587 ; SMTP_TLS_MODE=tls ; SMTP_USERNAME=a ; SMTP_PASSWORD=${P}',
      ['SMTP_TLS_MODE: tls-conflict'],
    ],
    [
      'AppFlowy does not start with an unknown word',
      'appflowyinc/appflowy_cloud',
      'APPFLOWY_MAILER_SMTP_HOST=smtp.gmail.com ; APPFLOWY_MAILER_SMTP_PORT=465 ; APPFLOWY_MAILER_SMTP_USERNAME=a@gmail.com ; APPFLOWY_MAILER_SMTP_PASSWORD=${P} ; APPFLOWY_MAILER_SMTP_TLS_KIND=tls',
      ['APPFLOWY_MAILER_SMTP_TLS_KIND: tls-conflict'],
    ],
    [
      'AFFiNE checks no certificate where it ignores TLS',
      'toeverything/affine',
      'MAILER_HOST=smtp.acme-shop.org ; MAILER_PORT=465 ; MAILER_USER=a ; MAILER_PASSWORD=${P} ; MAILER_IGNORE_TLS=true',
      ['MAILER_IGNORE_TLS: certificate-not-verified'],
    ],
    [
      'Docmost sends nothing by default',
      'docmost/docmost',
      'SMTP_HOST=smtp.acme-shop.org ; SMTP_PORT=465 ; SMTP_USERNAME=a ; SMTP_PASSWORD=${P}',
      ['SMTP_HOST: ignored-setting'],
    ],
    [
      'Directus sends with sendmail by default',
      'directus/directus',
      'EMAIL_SMTP_HOST=smtp.acme-shop.org ; EMAIL_SMTP_PORT=587 ; EMAIL_SMTP_IGNORE_TLS=true ; EMAIL_SMTP_USER=a ; EMAIL_SMTP_PASSWORD=${P}',
      ['EMAIL_SMTP_HOST: ignored-setting'],
    ],
    [
      'any text is true for Directus',
      'directus/directus',
      'EMAIL_TRANSPORT=smtp ; EMAIL_SMTP_HOST=smtp.acme-shop.org ; EMAIL_SMTP_PORT=587 ; EMAIL_SMTP_SECURE=no ; EMAIL_SMTP_USER=a ; EMAIL_SMTP_PASSWORD=${P}',
      ['EMAIL_SMTP_SECURE: string-boolean', 'EMAIL_SMTP_SECURE: tls-port-mismatch'],
    ],
    [
      'Joplin Server sends nothing by default',
      'joplin/server',
      'MAILER_HOST=smtp.acme-shop.org ; MAILER_PORT=587 ; MAILER_SECURITY=none ; MAILER_AUTH_USER=a ; MAILER_AUTH_PASSWORD=${P}',
      ['MAILER_HOST: ignored-setting'],
    ],
    [
      'Kutt sends nothing by default',
      'kutt/kutt',
      'MAIL_HOST=smtp.acme-shop.org ; MAIL_PORT=465 ; MAIL_USER=a ; MAIL_PASSWORD=${P}',
      ['MAIL_HOST: ignored-setting'],
    ],
    [
      'msmtpd logs in only with SMTP_AUTH',
      'crazymax/msmtpd',
      'SMTP_HOST=smtp.gmail.com ; SMTP_PORT=587 ; SMTP_TLS=on ; SMTP_USER=a@gmail.com ; SMTP_PASSWORD=${P}',
      ['SMTP_USER: ignored-setting'],
    ],
    [
      'namshi/smtp logs in only with SMARTHOST_ALIASES',
      'namshi/smtp',
      'SMARTHOST_ADDRESS=smtp.acme-shop.org ; SMARTHOST_PORT=587 ; SMARTHOST_USER=a ; SMARTHOST_PASSWORD=${P}',
      ['SMARTHOST_USER: ignored-setting'],
    ],
    [
      'Flagsmith knows more words for true',
      'flagsmith/flagsmith',
      'EMAIL_HOST=mail.acme-shop.org ; EMAIL_HOST_USER=u ; EMAIL_HOST_PASSWORD=${P} ; EMAIL_USE_TLS=t',
      [],
    ],
    [
      'Flagsmith does not read EMAIL_USE_SSL',
      'flagsmith/flagsmith-api',
      'EMAIL_HOST=mail.acme-shop.org ; EMAIL_PORT=465 ; EMAIL_HOST_USER=u ; EMAIL_HOST_PASSWORD=${P} ; EMAIL_USE_SSL=true',
      ['EMAIL_PORT: tls-port-mismatch'],
    ],
    [
      'ownCloud Infinite Scale reads its words in any case',
      'owncloud/ocis',
      'NOTIFICATIONS_SMTP_HOST=mail.acme-shop.org ; NOTIFICATIONS_SMTP_PORT=465 ; NOTIFICATIONS_SMTP_PASSWORD=${P} ; NOTIFICATIONS_SMTP_ENCRYPTION=SSLTLS',
      [],
    ],
    [
      'Remark42 reads its old names',
      'umputun/remark42',
      'AUTH_EMAIL_HOST=mail.acme-shop.org ; AUTH_EMAIL_PORT=465 ; AUTH_EMAIL_USER=u ; AUTH_EMAIL_PASSWD=${P}',
      [
        'AUTH_EMAIL_HOST: deprecated-option',
        'AUTH_EMAIL_PASSWD: deprecated-option',
        'AUTH_EMAIL_PORT: deprecated-option',
        'AUTH_EMAIL_PORT: tls-port-mismatch',
        'AUTH_EMAIL_USER: deprecated-option',
      ],
    ],
    [
      'Remark42 has port 25 by default',
      'umputun/remark42',
      'SMTP_HOST=mail.acme-shop.org ; SMTP_USERNAME=u ; SMTP_PASSWORD=${P} ; SMTP_STARTTLS=true',
      ['SMTP_HOST: port-25-submission'],
    ],
    [
      'FreeScout has its mail settings in the database',
      'tiredofit/freescout',
      'MAIL_DRIVER=smtp ; MAIL_HOST=mail.acme-shop.org ; MAIL_PORT=587 ; MAIL_USERNAME=u ; MAIL_PASSWORD=${P} ; MAIL_ENCRYPTION=tls',
      [],
    ],
    [
      'Karakeep takes no TLS on 465 by itself',
      'ghcr.io/karakeep-app/karakeep',
      'SMTP_HOST=smtp.acme-shop.org ; SMTP_PORT=465 ; SMTP_USER=a ; SMTP_PASSWORD=${P}',
      ['SMTP_PORT: tls-port-mismatch'],
    ],
    [
      'GrowthBook has no switch for TLS',
      'growthbook/growthbook',
      'EMAIL_ENABLED=true ; EMAIL_HOST=smtp.acme-shop.org ; EMAIL_PORT=465 ; EMAIL_HOST_USER=a ; EMAIL_HOST_PASSWORD=${P} ; EMAIL_USE_TLS=true',
      [],
    ],
    [
      'Postiz sends with nodemailer only',
      'ghcr.io/gitroomhq/postiz-app',
      'EMAIL_PROVIDER=nodemailer ; EMAIL_HOST=smtp.acme-shop.org ; EMAIL_PORT=587 ; EMAIL_SECURE=true ; EMAIL_USER=a ; EMAIL_PASS=${P}',
      ['EMAIL_SECURE: tls-port-mismatch'],
    ],
    [
      'Rallly calls the password SMTP_PWD',
      'lukevella/rallly',
      'SMTP_HOST=smtp.acme-shop.org ; SMTP_PORT=465 ; SMTP_SECURE=true ; SMTP_USER=a ; SMTP_PASSWORD=${P}',
      ['SMTP_PASSWORD: unknown-option'],
    ],
    [
      'Onetime Secret knows no TLS from the first byte',
      'onetimesecret/onetimesecret',
      'SMTP_HOST=smtp.acme-shop.org ; SMTP_PORT=465 ; SMTP_USERNAME=a ; SMTP_PASSWORD=${P} ; SMTP_TLS=true',
      ['SMTP_TLS: tls-port-mismatch'],
    ],
    [
      'Greenlight excludes TLS and STARTTLS',
      'bigbluebutton/greenlight:v3',
      'SMTP_SERVER=smtp.acme-shop.org ; SMTP_PORT=465 ; SMTP_USERNAME=a ; SMTP_PASSWORD=${P} ; SMTP_TLS=true ; SMTP_STARTTLS_AUTO=true',
      ['SMTP_TLS: tls-conflict'],
    ],
    [
      'ownCloud sends with SMTP only where its mode says so',
      'owncloud/server',
      'OWNCLOUD_MAIL_SMTP_HOST=smtp.acme-shop.org ; OWNCLOUD_MAIL_SMTP_PORT=587',
      ['OWNCLOUD_MAIL_SMTP_HOST: ignored-setting'],
    ],
    [
      'Nextcloud reads its variables only beside MAIL_DOMAIN',
      'nextcloud',
      'SMTP_HOST=smtp.acme-shop.org ; SMTP_PORT=587 ; SMTP_SECURE=tls ; SMTP_NAME=a ; SMTP_PASSWORD=${P} ; MAIL_FROM_ADDRESS=cloud',
      ['SMTP_HOST: ignored-setting'],
    ],
    [
      'authentik takes 1 for false',
      'ghcr.io/goauthentik/server',
      'AUTHENTIK_EMAIL__HOST=smtp.acme-shop.org ; AUTHENTIK_EMAIL__PORT=465 ; AUTHENTIK_EMAIL__USERNAME=a ; AUTHENTIK_EMAIL__PASSWORD=${P} ; AUTHENTIK_EMAIL__USE_SSL=1',
      ['AUTHENTIK_EMAIL__USE_SSL: string-boolean', 'AUTHENTIK_EMAIL__USE_SSL: tls-port-mismatch'],
    ],
    [
      'Dawarich always asks for STARTTLS',
      'freikin/dawarich',
      'SMTP_SERVER=smtp.acme-shop.org ; SMTP_PORT=465 ; SMTP_USERNAME=a ; SMTP_PASSWORD=${P}',
      ['SMTP_PORT: tls-port-mismatch'],
    ],
    [
      "both words of Bitnami's Odoo ask for STARTTLS",
      'bitnami/odoo:16',
      'ODOO_SMTP_HOST=smtp.acme-shop.org ; ODOO_SMTP_PORT_NUMBER=465 ; ODOO_SMTP_USER=a ; ODOO_SMTP_PASSWORD=${P} ; ODOO_SMTP_PROTOCOL=ssl',
      ['ODOO_SMTP_PROTOCOL: tls-port-mismatch'],
    ],
    [
      "Roundcube's container has port 587 whatever its scheme is",
      'roundcube/roundcubemail',
      'ROUNDCUBEMAIL_SMTP_SERVER=ssl://smtp.acme-shop.org',
      ['ROUNDCUBEMAIL_SMTP_SERVER: tls-port-mismatch'],
    ],
    [
      "Roundcube's container encrypts nothing without a scheme",
      'roundcube/roundcubemail',
      'ROUNDCUBEMAIL_SMTP_SERVER=smtp.acme-shop.org',
      ['ROUNDCUBEMAIL_SMTP_SERVER: cleartext-credentials'],
    ],
  ];

const FILES: readonly (readonly [title: string, name: string, text: string, expected: readonly string[]])[] = [
  [
    'Roundcube has port 465 with ssl:// and 587 with tls://',
    'config.inc.php',
    "<?php\n$config['smtp_host'] = 'ssl://smtp.acme-shop.org';\n$config['smtp_user'] = '%u';\n$config['smtp_pass'] = '%p';\n",
    [],
  ],
  [
    'CodeIgniter has port 25, and takes its settings as an array, too',
    'application/config/email.php',
    "<?php\n$config = array(\n  'protocol' => 'smtp',\n  'smtp_host' => 'smtp.acme-shop.org',\n  'smtp_user' => 'a',\n  'smtp_pass' => getenv('P'),\n  'smtp_crypto' => 'tls',\n);\n",
    ['smtp_host: port-25-submission'],
  ],
  [
    'CodeIgniter sends with PHP by default',
    'application/config/email.php',
    "<?php\n$config['smtp_host'] = 'smtp.acme-shop.org';\n$config['smtp_port'] = 25;\n",
    [],
  ],
  [
    'Moodle has port 25 whatever its encryption is',
    'config.php',
    "<?php\n$CFG->smtphosts = 'smtp.acme-shop.org';\n$CFG->smtpsecure = 'ssl';\n$CFG->smtpuser = 'a';\n$CFG->smtppass = getenv('P');\n",
    ['CFG: port-25-submission', 'CFG: tls-port-mismatch'],
  ],
  [
    'win-acme asks for STARTTLS without a mode',
    'settings.json',
    '{ "Notification": {\n"SmtpServer": "smtp.acme-shop.org",\n"SmtpPort": 465,\n"SmtpUser": "a",\n"SmtpPassword": null,\n"SmtpSecure": true,\n"SenderAddress": "a@acme-shop.org" } }',
    ['SmtpSecure: tls-port-mismatch'],
  ],
  [
    'a bundle of Spring switches no TLS on',
    'application.yml',
    'spring:\n  mail:\n    host: smtp.acme-shop.org\n    port: 587\n    ssl:\n      bundle: mybundle\n    properties:\n      mail:\n        smtp:\n          starttls:\n            required: true\n',
    [],
  ],
  [
    'Immich takes no TLS on 465 by itself',
    'immich.yml',
    'notifications:\n  smtp:\n    enabled: true\n    transport:\n      host: smtp.acme-shop.org\n      port: 465\n      username: a\n      password: ${P}\n',
    ['port: tls-port-mismatch'],
  ],
  [
    'Immich sends nothing by default',
    'immich.yml',
    'notifications:\n  smtp:\n    transport:\n      host: smtp.acme-shop.org\n      port: 25\n',
    [],
  ],
  [
    'the URL of the action has port 465 with smtp+starttls',
    '.github/workflows/mail.yml',
    `jobs:\n  mail:\n    steps:\n      - uses: dawidd6/action-send-mail@v6\n        with:\n          connection_url: smtp+starttls://user:\${{ secrets.P }}@smtp.gmail.com\n`,
    [],
  ],
  [
    'the action fails with another scheme',
    '.github/workflows/mail.yml',
    `jobs:\n  mail:\n    steps:\n      - uses: dawidd6/action-send-mail@v6\n        with:\n          connection_url: smtps://user:x@smtp.gmail.com:465\n`,
    ['connection_url: tls-conflict'],
  ],
  [
    'a Matrix authentication service knows three modes',
    'config.yaml',
    'matrix:\n  homeserver: x\nemail:\n  from: a@acme-shop.org\n  transport: smtp\n  mode: ssl\n  hostname: smtp.acme-shop.org\n  port: 465\n  username: a\n  password: ${P}\n',
    ['mode: tls-conflict'],
  ],
  [
    'a Matrix authentication service needs a mode',
    'config.yaml',
    'matrix:\n  homeserver: x\nemail:\n  transport: smtp\n  hostname: smtp.acme-shop.org\n  port: 465\n  username: a\n  password: ${P}\n',
    ['hostname: tls-conflict'],
  ],
  [
    'msmtp logs in only with auth',
    'msmtprc',
    `account default\nhost smtp.gmail.com\nport 587\ntls on\nfrom a@acme-shop.org\nuser a@gmail.com\npasswordeval pass mail\n`,
    ['user: ignored-setting'],
  ],
  [
    'client_once checks the certificate for the chart of GitLab',
    'values.yaml',
    'global:\n  smtp:\n    enabled: true\n    address: smtp.acme-shop.org\n    port: 587\n    user_name: u\n    starttls_auto: true\n    openssl_verify_mode: client_once\n    password:\n      secret: s\n      key: p\n',
    ['starttls_auto: starttls-not-required'],
  ],
  [
    'skip_ssl_verify has no effect beside disable_starttls of Kratos',
    'kratos.yml',
    `courier:\n  smtp:\n    connection_uri: smtp://u:${LOGIN}@mail.acme-shop.org:587/?disable_starttls=true&skip_ssl_verify=true\n`,
    ['connection_uri: hardcoded-password', 'connection_uri: starttls-not-required'],
  ],
  [
    'Keycloak knows true in lower case only',
    'realm-export.json',
    '{ "realm": "x", "smtpServer": {\n"host": "mail.acme-shop.org",\n"port": "465",\n"ssl": "True",\n"user": "u", "auth": "true" } }\n',
    ['ssl: string-boolean', 'ssl: tls-port-mismatch'],
  ],
  [
    'Graylog has a file of settings',
    'graylog.conf',
    'transport_email_enabled = true\ntransport_email_hostname = mail.acme-shop.org\ntransport_email_port = 465\n',
    ['transport_email_port: tls-port-mismatch'],
  ],
  [
    'Frappe has no implicit TLS',
    'site_config.json',
    '{\n "db_name": "x",\n "mail_server": "smtp.acme-shop.org",\n "mail_port": 465,\n "use_tls": 1,\n "mail_login": "a", "mail_password": "test" }\n',
    ['mail_server: certificate-not-verified', 'use_tls: tls-port-mismatch'],
  ],
  [
    'Frappe encrypts nothing without use_tls',
    'common_site_config.json',
    '{\n "mail_server": "smtp.acme-shop.org",\n "mail_port": 587,\n "mail_login": "a", "mail_password": "test" }\n',
    ['mail_server: cleartext-credentials'],
  ],
  [
    'Matomo logs in only with a type',
    'config.ini.php',
    '; <?php exit; ?> DO NOT REMOVE THIS LINE\n[mail]\ntransport = "smtp"\nhost = "smtp.acme-shop.org"\nport = 587\nusername = "a"\npassword = "test"\nencryption = "tls"\n',
    ['username: ignored-setting'],
  ],
  [
    'diaspora* tries no STARTTLS without a login',
    'diaspora.toml',
    '[configuration.environment]\nurl = "https://pod.acme-shop.org/"\n[configuration.mail]\nenable = true\n[configuration.mail.smtp]\nhost = "smtp.acme-shop.org"\nport = 587\nauthentication = "none"\n',
    ['authentication: tls-disabled'],
  ],
  [
    'Rails files have an environment around the settings',
    'config/outgoing_mail.yml',
    'production:\n  address: smtp.acme-shop.org\n  port: "587"\n  user_name: a\n  password: <%= ENV["P"] %>\n  tls: true\n',
    ['tls: tls-port-mismatch'],
  ],
  [
    'a tenant of FusionAuth has words for its mode',
    'kickstart.json',
    '{ "requests": [ { "body": { "tenant": { "emailConfiguration": {\n "host": "smtp.acme-shop.org",\n "port": 587,\n "security": "SSL",\n "username": "a", "password": "#{ENV.P}" } } } } ] }\n',
    ['security: tls-port-mismatch'],
  ],
  [
    'Drupal takes TLS on 465 where the DSN has no port',
    'system.mail.yml',
    'interface:\n  default: symfony_mailer\nmailer_dsn:\n  scheme: smtp\n  host: smtp.acme-shop.org\n  port: null\n  user: a\n  password: test\n',
    [],
  ],
  [
    'Lemmy loads no file without tls_type',
    'lemmy.hjson',
    '{\n  email: {\n    smtp_server: mail.acme-shop.org:587\n    smtp_login: shop\n  }\n}\n',
    ['smtp_server: tls-conflict'],
  ],
  [
    'Lemmy compares with lower case',
    'lemmy.hjson',
    '{\n  email: {\n    // The case counts.\n    smtp_server: "mail.acme-shop.org:587"\n    smtp_login: shop\n    tls_type: TLS\n  }\n}\n',
    ['tls_type: cleartext-credentials'],
  ],
  [
    'Lemmy needs a port',
    'lemmy.hjson',
    '{\n  email: {\n    smtp_server: mail.acme-shop.org\n    tls_type: starttls\n  }\n}\n',
    ['smtp_server: invalid-port'],
  ],
];

describe('settings of applications', () => {
  for (const [title, settings, expected] of ENVIRONMENT_FILES)
    it(title, () => assert.deepEqual(findingsIn('.env', `${settings.replaceAll(' ; ', '\n')}\n`), expected));
  for (const [title, image, settings, expected] of CONTAINERS)
    it(title, () => assert.deepEqual(findingsIn('compose.yml', compose(image, settings)), expected));
  for (const [title, name, text, expected] of FILES)
    it(title, () => assert.deepEqual(findingsIn(name, text), expected));
});
