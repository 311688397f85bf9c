/** Frameworks and libraries: what the settings are called that a whole community uses. */
import { DJANGO_NAMES } from '../kinds';
import { type Proof, type Release, streamKeys, type TableEntry } from './dialects-shape';

const NODE_SWITCH = { is: 'none', if: { NODE_TLS_REJECT_UNAUTHORIZED: ['0'] } } as const;

/** nodemailer 10, lib/shared: `smtp:` and `smtps:` decide; the query cannot change `secure`. */
const NODEMAILER_URL_RULES: TableEntry['tls'] = [
  { mode: 'implicit', if: { $scheme: ['smtps'] } },
  { mode: 'off', if: { $scheme: ['smtp'], '?ignoreTLS': true } },
  { mode: 'starttls', if: { $scheme: ['smtp'], '?requireTLS': true } },
  { mode: 'opportunistic', if: { $scheme: ['smtp'] } },
];

/** A composer.json that asks for nothing but these versions, in each of its alternatives (`^12.0 || ^13.0`). */
function requires(library: string, versions: string): Proof {
  const one = `(?:${versions})(?:\\.[\\d*x]+)*`;
  // What stands before and between versions shares no character with them, so that no text is tried in two ways.
  return {
    file: 'composer.json',
    matches: new RegExp(`"${library}"\\s*:\\s*"[\\s|~^>=v]*${one}(?:[\\s|~^>=v]+${one})*\\s*"`),
  };
}

const FROM_7_3 = '7\\.(?:[3-9]|\\d{2,})|[89]|\\d{2,}';

/** Older releases take `require_tls` without a word, and do not require anything. */
const SYMFONY_REQUIRES_TLS: Release = {
  name: 'symfony/mailer 7.3',
  proofs: [
    {
      file: 'composer.lock',
      matches: new RegExp(`"symfony/mailer",\\s*"version"\\s*:\\s*"v?(?:${FROM_7_3})(?:\\.\\d+)*"`),
    },
    requires('symfony/mailer', FROM_7_3),
  ],
};

/**
 * EsmtpTransport's constructor (Symfony 5.4 to 7.3): implicit TLS by the scheme, and unless `auto_tls` (7.1) is off on
 * port 465, and without a port unless the host is `localhost` by that very name. Without TLS the port is 25.
 */
export const SYMFONY_TLS: TableEntry['tls'] = [
  {
    mode: 'unknown',
    if: { $scheme: { not: ['smtp', 'smtps', 'tls', 'ssl', 'starttls', 'smtp+tls', 'smtp+ssl', 'smtp+starttls'] } },
  },
  {
    mode: 'error',
    if: { $scheme: { not: ['smtp', 'smtps'] } },
    because: 'Symfony knows only the schemes `smtp` and `smtps` here, and throws when it sends with any other.',
  },
  { mode: 'implicit', if: { $scheme: ['smtps'] } },
  { mode: 'off', if: { $scheme: ['smtp'], '?auto_tls': false } },
  { mode: 'implicit', if: { $scheme: ['smtp'], $port: [465] } },
  { mode: 'implicit', if: { $scheme: ['smtp'], $port: 'unset', $host: { not: ['localhost'] } } },
  { mode: 'starttls', if: { $scheme: ['smtp'], '?require_tls': true }, since: SYMFONY_REQUIRES_TLS },
  { mode: 'opportunistic', if: { $scheme: ['smtp'] } },
];

type OlderRelease = NonNullable<NonNullable<TableEntry['verify']>['older']>[number];

const BEFORE_4_2 = '(?:[0-3]\\.\\d+|4\\.[01])';

/** django/core/mail/backends/smtp.py: an SSLContext of `ssl.create_default_context()` since 4.2, none before. */
const DJANGO_BEFORE_4_2: OlderRelease = {
  is: 'none',
  because: 'The project uses a release of Django before 4.2, which accepts any certificate.',
  proofs: [
    { file: 'requirements.txt', matches: new RegExp(`^django\\s*(?:==|~=|<=)\\s*${BEFORE_4_2}\\b`, 'im') },
    { file: 'requirements.txt', matches: /^django\b[^\r\n#;]*<\s*(?:[1-3]\b|4(?:\.[0-2])?(?![\d.]*\d))/im },
    {
      file: 'Pipfile.lock',
      matches: new RegExp(`"django"\\s*:\\s*\\{[^{}]*"version"\\s*:\\s*"==${BEFORE_4_2}\\b`, 'i'),
    },
    ...['poetry.lock', 'uv.lock'].map((file) => ({
      file,
      matches: new RegExp(`^name = "django"\\s+version = "${BEFORE_4_2}\\b`, 'im'),
    })),
  ],
};

/** JavaMail and Jakarta Mail up to 2.0 have `mail.smtp.ssl.checkserveridentity` off; Spring Boot 3 ships Angus Mail, which has it on. */
const SPRING_BOOT_2: OlderRelease = {
  is: 'chain-only',
  because:
    'The project uses Spring Boot 1 or 2, whose JavaMail does not compare the certificate with the host unless mail.smtp.ssl.checkserveridentity is true.',
  proofs: [
    {
      file: 'pom.xml',
      matches: /<artifactId>spring-boot-(?:starter-parent|dependencies)<\/artifactId>\s*<version>[12]\./,
    },
    ...['build.gradle', 'build.gradle.kts'].map((file) => ({
      file,
      matches: /org\.springframework\.boot['"]\)?\s*version\s*\(?['"][12]\./,
    })),
  ],
};

/** Of laravel/laravel: config/mail.php, 5.0 to 12. */
const LARAVEL_HOSTS = ['smtp.mailgun.org', '127.0.0.1'];

export const FRAMEWORKS: readonly TableEntry[] = [
  {
    id: 'laravel',
    name: 'Laravel mail settings',
    sources: ['laravel/laravel: config/mail.php', 'laravel/framework: src/Illuminate/Mail/MailManager.php'],
    checked: { release: 'bd71b45fbb of 2026-08-21 (13.x)', day: '2026-11-30' },
    recognise: {
      keysAny: ['MAIL_MAILER', 'MAIL_SCHEME', 'MAIL_ENCRYPTION', 'MAIL_EHLO_DOMAIN'],
      keysAll: ['MAIL_HOST', 'MAIL_USERNAME'],
      prefixes: ['MAIL_MAILER'],
      companions: ['APP_KEY', 'APP_ENV', 'DB_CONNECTION', 'QUEUE_CONNECTION'],
      project: [{ file: 'composer.json', matches: /"laravel\/framework"/ }],
      strangers: ['MAIL_SECURE'],
      files: ['config/mail.php'],
    },
    maps: [{ at: ['mailers.*'], strip: 'MAIL_', format: 'php', where: { transport: /^smtp$/ }, stock: LARAVEL_HOSTS }],
    keys: {
      host: 'MAIL_HOST',
      port: 'MAIL_PORT',
      url: 'MAIL_URL',
      user: 'MAIL_USERNAME',
      password: 'MAIL_PASSWORD',
      tls: ['MAIL_SCHEME', 'MAIL_ENCRYPTION'],
      verify: 'MAIL_VERIFY_PEER',
      transport: ['MAIL_MAILER', 'MAIL_DRIVER'],
      from: 'MAIL_FROM_ADDRESS',
      helo: 'MAIL_EHLO_DOMAIN',
      other: ['MAIL_FROM_NAME'],
    },
    boolean: 'laravel-env',
    reader: 'phpdotenv',
    nothing: ['null', '(null)', 'empty', '(empty)'],
    sends: ['smtp', 'failover', 'roundrobin'],
    tls: [
      {
        mode: 'error',
        if: { $scheme: { not: ['smtp'] } },
        because:
          'Laravel takes the scheme of `MAIL_URL` for the name of a transport, and has none of that name. Write `smtp://`, and port 465 for implicit TLS.',
      },
      {
        mode: 'error',
        if: { MAIL_SCHEME: ['tls', 'ssl', 'starttls'] },
        because: 'Laravel knows only the schemes `smtp` and `smtps`, and throws when it sends with any other.',
      },
      { mode: 'implicit', if: { MAIL_SCHEME: ['smtps'] } },
      { mode: 'implicit', if: { $port: [465] } },
      { mode: 'opportunistic' },
    ],
    verify: { default: 'full', rules: [{ is: 'none', if: { MAIL_VERIFY_PEER: false } }] },
    obsolete: {
      MAIL_ENCRYPTION: {
        because: 'Laravel does not read it any more (since the end of 2024); `MAIL_SCHEME`, or else the port, decides.',
        when: requires('laravel/framework', '1[2-9]|11\\.(?:3[1-9]|[4-9]\\d)'),
      },
      MAIL_DRIVER: {
        because: 'Laravel 7 renamed it to `MAIL_MAILER`.',
        instead: 'MAIL_MAILER',
        when: requires('laravel/framework', '[7-9]|1\\d'),
        unless: ['config/mail.php', 'app/Config/mail.php'].map((file) => ({ file, matches: /['"]MAIL_DRIVER['"]/ })),
      },
    },
  },
  {
    // Up to Laravel 6; later releases read it, too, with other rules of encryption by release.
    id: 'laravel-config-of-old',
    name: 'Laravel mail settings in the form of Laravel 6',
    sources: [
      'laravel/framework: src/Illuminate/Mail/MailManager.php, 7 to 13',
      'laravel/laravel: config/mail.php, 5.0 to 6',
    ],
    recognise: { files: ['config/mail.php'] },
    maps: [{ at: [''], format: 'php', stock: LARAVEL_HOSTS }],
    keys: {
      host: 'host',
      port: 'port',
      user: 'username',
      password: 'password',
      other: 'encryption',
      verify: 'stream.ssl.verify_peer',
      transport: 'driver',
      ...streamKeys('stream'),
    },
    boolean: 'laravel-env',
    nothing: ['null', '(null)', 'empty', '(empty)'],
    sends: ['smtp'],
    tls: [{ mode: 'unknown' }],
    verify: { rules: [{ is: 'none', if: { 'stream.ssl.verify_peer': false } }] },
  },
  {
    id: 'symfony-mailer-dsn',
    name: 'Symfony Mailer DSN',
    sources: [
      'symfony/symfony: src/Symfony/Component/Mailer/Transport/Smtp/EsmtpTransport.php',
      'symfony/symfony: src/Symfony/Component/Mailer/Transport/Smtp/EsmtpTransportFactory.php',
    ],
    checked: { release: '5.4.53, run', day: '2026-11-30' },
    recognise: {
      keysAny: ['MAILER_DSN'],
      suffixes: ['_MAILER_DSN'],
      prefixes: ['framework.mailer.transports.'],
      value: /^(?:[a-z\d]+\+)?smtps?:\/\//i,
    },
    maps: [{ at: ['framework.mailer'], strip: 'framework.mailer.' }],
    keys: { url: 'framework.mailer.dsn' },
    boolean: 'symfony-dsn',
    reader: 'phpdotenv',
    port: { implicit: 465, '*': 25 },
    tls: SYMFONY_TLS,
    verify: { default: 'full', rules: [{ is: 'none', if: { '?verify_peer': false } }] },
    parameters: {
      encryption: 'Symfony dropped `encryption` with version 4.4; the scheme and the port decide.',
      auth_mode: 'Symfony dropped `auth_mode` with version 4.4.',
    },
  },
  {
    id: 'nodemailer-url',
    name: 'nodemailer connection URL',
    sources: ['nodemailer/nodemailer: lib/shared/index.js', 'nodemailer/nodemailer: lib/nodemailer.js'],
    checked: { release: '10.6.1, run', day: '2026-11-30' },
    recognise: {
      keysAny: [
        'SMTP_URL',
        'SMTP_URI',
        'SMTP_DSN',
        'SMTP_CONNECTION_URL',
        'SMTP_CONNECTION_STRING',
        'MAIL_URL',
        'EMAIL_SERVER',
        'MAILER_URL',
        'MAILER_SMTP_URL',
        'EMAIL_URL',
      ],
      companions: ['NODE_ENV', 'NEXTAUTH_URL', 'NEXTAUTH_SECRET', 'AUTH_SECRET', 'ROOT_URL', 'MONGO_URL', 'EMAIL_FROM'],
      value: /^smtps?:\/\//i,
    },
    keys: { url: 'SMTP_URL' },
    boolean: 'nodemailer-url',
    port: { implicit: 465, '*': 587 },
    tls: NODEMAILER_URL_RULES,
    verify: { default: 'full', rules: [{ is: 'none', if: { '?tls.rejectUnauthorized': ['false'] } }, NODE_SWITCH] },
    parameters: {
      secure: 'nodemailer goes by the scheme and drops `secure` in the query; `smtps://` means implicit TLS.',
    },
  },
  {
    id: 'django',
    name: 'Django mail settings',
    sources: ['django/django: django/core/mail/backends/smtp.py', 'django/django: django/conf/global_settings.py'],
    checked: { release: '5.2.17', day: '2026-11-30' },
    recognise: {
      keysAny: ['EMAIL_HOST_USER', 'EMAIL_HOST_PASSWORD', 'EMAIL_USE_TLS', 'EMAIL_USE_SSL'],
      companions: ['DJANGO_SETTINGS_MODULE', 'DEFAULT_FROM_EMAIL', 'DJANGO_SECRET_KEY', 'SECRET_KEY', 'EMAIL_BACKEND'],
      keysAll: ['EMAIL_HOST', 'EMAIL_HOST_USER'],
      files: DJANGO_NAMES,
    },
    maps: [
      {
        at: [''],
        format: 'python',
        certain: true,
        mistaken: {
          EMAIL_USE_TSL: 'EMAIL_USE_TLS',
          EMAIL_USER: 'EMAIL_HOST_USER',
          EMAIL_HOST_USERNAME: 'EMAIL_HOST_USER',
          EMAIL_PASSWORD: 'EMAIL_HOST_PASSWORD',
          EMAIL_HOST_PASS: 'EMAIL_HOST_PASSWORD',
          EMAIL_HOST_PORT: 'EMAIL_PORT',
        },
      },
    ],
    keys: {
      host: 'EMAIL_HOST',
      port: 'EMAIL_PORT',
      user: 'EMAIL_HOST_USER',
      password: 'EMAIL_HOST_PASSWORD',
      tls: ['EMAIL_USE_TLS', 'EMAIL_USE_SSL'],
      transport: 'EMAIL_BACKEND',
      from: ['DEFAULT_FROM_EMAIL', 'SERVER_EMAIL'],
      certificate: 'EMAIL_SSL_CERTFILE',
      key: 'EMAIL_SSL_KEYFILE',
      other: 'EMAIL_TIMEOUT',
    },
    boolean: 'generic',
    presumed: true,
    reader: 'python-dotenv',
    sends: ['smtp', 'django.core.mail.backends.smtp.emailbackend', 'django_smtp_ssl.sslemailbackend'],
    defaults: { EMAIL_USE_TLS: 'False', EMAIL_USE_SSL: 'False' },
    port: 25,
    tls: [
      {
        mode: 'error',
        if: { EMAIL_USE_TLS: true, EMAIL_USE_SSL: true },
        because:
          'Django raises `EMAIL_USE_TLS/EMAIL_USE_SSL are mutually exclusive`: the first is STARTTLS, the second implicit TLS.',
      },
      { mode: 'implicit', if: { EMAIL_USE_SSL: true } },
      { mode: 'starttls', if: { EMAIL_USE_TLS: true } },
      { mode: 'off' },
    ],
    verify: { default: 'full', older: [DJANGO_BEFORE_4_2] },
  },
  {
    id: 'django-mailers',
    name: 'Django mailer',
    sources: ['django/django: docs/topics/email.txt, 6.1', 'django/django: django/core/mail/backends/smtp.py, 6.1'],
    verified: 'docs',
    recognise: { files: DJANGO_NAMES },
    maps: [{ at: ['MAILERS.*.OPTIONS'], format: 'python' }],
    keys: {
      host: 'host',
      port: 'port',
      user: 'username',
      password: 'password',
      tls: ['use_tls', 'use_ssl'],
      certificate: 'ssl_certfile',
      key: 'ssl_keyfile',
      other: ['timeout', 'fail_silently'],
    },
    boolean: 'generic',
    port: { implicit: 465, starttls: 587, '*': 25 },
    tls: [
      {
        mode: 'error',
        if: { use_tls: true, use_ssl: true },
        because:
          'Django raises an error: `use_tls` is STARTTLS and `use_ssl` implicit TLS, and only one of them can be on.',
      },
      { mode: 'implicit', if: { use_ssl: true } },
      { mode: 'starttls', if: { use_tls: true } },
      { mode: 'off' },
    ],
    verify: { default: 'full' },
  },
  {
    id: 'spring-boot',
    name: 'Spring Boot mail settings',
    sources: [
      'spring-projects/spring-boot: MailProperties.java',
      'jakartaee/mail-api: com.sun.mail.smtp package documentation',
    ],
    checked: { release: 'an undated copy of 3.x', day: '2026-11-30' },
    recognise: {
      prefixes: ['SPRING_MAIL_', 'spring.mail.'],
      files: ['application.yml', 'application.yaml', 'application-*.yml', 'application.properties'],
    },
    maps: [{ at: ['spring.mail'], strip: 'spring.mail.' }],
    configFile: true,
    placeholders: true,
    keys: {
      host: 'spring.mail.host',
      port: 'spring.mail.port',
      user: 'spring.mail.username',
      password: 'spring.mail.password',
      tls: [
        'spring.mail.properties.mail.smtp.starttls.required',
        'spring.mail.properties.mail.smtp.starttls.enable',
        'spring.mail.properties.mail.smtp.ssl.enable',
        'spring.mail.protocol',
        'spring.mail.ssl.enabled',
        'spring.mail.properties.mail.smtp.socketFactory.class',
      ],
      verify: [
        'spring.mail.properties.mail.smtp.ssl.trust',
        'spring.mail.properties.mail.smtp.ssl.checkserveridentity',
      ],
      versions: 'spring.mail.properties.mail.smtp.ssl.protocols',
      ciphers: 'spring.mail.properties.mail.smtp.ssl.ciphersuites',
      auth: 'spring.mail.properties.mail.smtp.auth',
      // Trust for whatever TLS there is, and no switch of it.
      unfollowed: ['spring.mail.ssl.bundle', 'spring.mail.properties.mail.smtp.ssl.socketFactory.class'],
      helo: 'spring.mail.properties.mail.smtp.localhost',
      localAddress: 'spring.mail.properties.mail.smtp.localaddress',
      socksHost: 'spring.mail.properties.mail.smtp.socks.host',
      socksPort: 'spring.mail.properties.mail.smtp.socks.port',
      proxyHost: 'spring.mail.properties.mail.smtp.proxy.host',
      proxyPort: 'spring.mail.properties.mail.smtp.proxy.port',
    },
    boolean: 'java-true',
    port: { implicit: 465, '*': 25 },
    tls: [
      { mode: 'implicit', if: { 'spring.mail.properties.mail.smtp.ssl.enable': true } },
      { mode: 'implicit', if: { 'spring.mail.ssl.enabled': true } },
      { mode: 'implicit', if: { 'spring.mail.protocol': ['smtps'] } },
      {
        mode: 'implicit',
        if: { 'spring.mail.properties.mail.smtp.socketFactory.class': ['javax.net.ssl.SSLSocketFactory'] },
      },
      { mode: 'starttls', if: { 'spring.mail.properties.mail.smtp.starttls.required': true } },
      { mode: 'opportunistic', if: { 'spring.mail.properties.mail.smtp.starttls.enable': true } },
      { mode: 'off' },
    ],
    verify: {
      default: 'full',
      rules: [
        { is: 'none', if: { 'spring.mail.properties.mail.smtp.ssl.trust': ['*'] } },
        { is: 'chain-only', if: { 'spring.mail.properties.mail.smtp.ssl.checkserveridentity': false } },
      ],
      older: [SPRING_BOOT_2],
    },
    mistaken: {
      'spring.mail.smtp.auth': 'spring.mail.properties.mail.smtp.auth',
      'spring.mail.smtp.starttls.enable': 'spring.mail.properties.mail.smtp.starttls.enable',
      'spring.mail.smtp.starttls.required': 'spring.mail.properties.mail.smtp.starttls.required',
      'spring.mail.properties.smtp.auth': 'spring.mail.properties.mail.smtp.auth',
      'spring.mail.properties.smtp.starttls.enable': 'spring.mail.properties.mail.smtp.starttls.enable',
      'spring.mail.properties.smtp.starttls.required': 'spring.mail.properties.mail.smtp.starttls.required',
    },
  },
  {
    id: 'alertmanager',
    name: 'Alertmanager mail settings',
    sources: ['prometheus/alertmanager: config/config.go', 'prometheus/alertmanager: notify/email/email.go'],
    checked: { release: '0.34.0', day: '2026-11-30' },
    recognise: { files: ['alertmanager.yml', 'alertmanager.yaml'] },
    maps: [
      { at: ['global', '**.config.global'] },
      {
        at: ['receivers[].email_configs[]', '**.receivers[].email_configs[]'],
        strip: 'smtp_',
        inherits: { up: 2, path: 'global' },
      },
      // The Prometheus operator's AlertmanagerConfig.
      { at: ['spec.receivers[].emailConfigs[]'], strip: 'smtp_' },
    ],
    keys: {
      hostPort: 'smtp_smarthost',
      user: 'smtp_auth_username',
      password: 'smtp_auth_password',
      elsewhere: ['smtp_auth_password_file', 'smtp_auth_password.key', 'smtp_auth_secret', 'smtp_auth_secret_file'],
      tls: ['smtp_require_tls', 'smtp_force_implicit_tls'],
      verify: 'smtp_tls_config.insecure_skip_verify',
      versions: 'smtp_tls_config.min_version',
      servername: 'smtp_tls_config.server_name',
      from: 'smtp_from',
      helo: 'smtp_hello',
      authorities: 'smtp_tls_config.ca_file',
      certificate: 'smtp_tls_config.cert_file',
      key: 'smtp_tls_config.key_file',
      other: ['smtp_auth_identity'],
    },
    boolean: 'yaml-bool',
    defaults: { smtp_require_tls: 'true' },
    tls: [
      { mode: 'implicit', if: { smtp_force_implicit_tls: true } },
      { mode: 'implicit', if: { $port: [465], smtp_force_implicit_tls: 'unset' } },
      { mode: 'off', if: { smtp_require_tls: false } },
      { mode: 'starttls' },
    ],
    verify: { default: 'full', rules: [{ is: 'none', if: { 'smtp_tls_config.insecure_skip_verify': true } }] },
  },
];
