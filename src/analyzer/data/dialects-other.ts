/** Applications on .NET, Erlang and Elixir. */
import type { TableEntry } from './dialects-shape';

export const OTHER: readonly TableEntry[] = [
  {
    id: 'bitwarden',
    name: 'Bitwarden self-hosted',
    sources: [
      'bitwarden/server: src/Core/Platform/Mail/Delivery/MailKitSmtpMailDeliveryService.cs',
      'bitwarden/server: src/Core/Settings/GlobalSettings.cs',
    ],
    recognise: {
      prefixes: ['globalSettings__mail__', 'adminSettings__'],
      images: ['bitwarden/self-host', 'bitwarden/api'],
      files: ['global.override.env'],
    },
    keys: {
      host: 'globalSettings__mail__smtp__host',
      port: 'globalSettings__mail__smtp__port',
      user: 'globalSettings__mail__smtp__username',
      password: 'globalSettings__mail__smtp__password',
      tls: [
        'globalSettings__mail__smtp__ssl',
        'globalSettings__mail__smtp__startTls',
        'globalSettings__mail__smtp__sslOverride',
      ],
      verify: 'globalSettings__mail__smtp__trustServer',
      from: 'globalSettings__mail__replyToEmail',
    },
    boolean: 'dotnet-bool',
    defaults: {
      globalSettings__mail__smtp__ssl: 'false',
      globalSettings__mail__smtp__startTls: 'false',
      globalSettings__mail__smtp__sslOverride: 'false',
      globalSettings__mail__smtp__trustServer: 'false',
    },
    port: 25,
    tls: [
      {
        mode: 'off',
        if: { $port: [25], globalSettings__mail__smtp__ssl: false, globalSettings__mail__smtp__startTls: false },
      },
      { mode: 'opportunistic', if: { $port: [587], globalSettings__mail__smtp__sslOverride: false } },
      { mode: 'implicit', if: { globalSettings__mail__smtp__ssl: true } },
      { mode: 'opportunistic' },
    ],
    verify: { default: 'full', rules: [{ is: 'none', if: { globalSettings__mail__smtp__trustServer: true } }] },
  },
  {
    id: 'plausible',
    name: 'Plausible CE',
    sources: [
      'plausible/community-edition: README.md',
      "{'doc': 'Plausible runtime configuration (release-time config file)'}",
    ],
    verified: 'partial',
    recognise: {
      keysAny: ['SMTP_HOST_ADDR', 'SMTP_USER_PWD', 'SMTP_HOST_SSL_ENABLED'],
      images: ['plausible/analytics', 'plausible/community-edition'],
    },
    keys: {
      host: 'SMTP_HOST_ADDR',
      port: 'SMTP_HOST_PORT',
      user: 'SMTP_USER_NAME',
      password: 'SMTP_USER_PWD',
      tls: 'SMTP_HOST_SSL_ENABLED',
      transport: 'MAILER_ADAPTER',
      from: 'MAILER_EMAIL',
      other: ['MAILER_NAME', 'SMTP_MX_LOOKUPS_ENABLED'],
    },
    boolean: 'only-true',
    port: 25,
    tls: [{ mode: 'implicit', if: { SMTP_HOST_SSL_ENABLED: true } }, { mode: 'opportunistic' }],
    verify: { default: 'full' },
    sends: ['bamboo.mua', 'bamboo.smtpadapter'],
  },
  {
    id: 'keila',
    name: 'Keila',
    sources: ['pentacent/keila: config/runtime.exs', 'gen-smtp/gen_smtp: src/gen_smtp_client.erl'],
    recognise: {
      keysAny: ['MAILER_SMTP_FROM_EMAIL', 'MAILER_ENABLE_STARTTLS', 'MAILER_ENABLE_SSL'],
      images: ['pentacent/keila'],
    },
    keys: {
      host: 'MAILER_SMTP_HOST',
      port: 'MAILER_SMTP_PORT',
      user: 'MAILER_SMTP_USER',
      password: 'MAILER_SMTP_PASSWORD',
      tls: ['MAILER_ENABLE_SSL', 'MAILER_ENABLE_STARTTLS'],
      transport: 'MAILER_TYPE',
      from: 'MAILER_SMTP_FROM_EMAIL',
    },
    boolean: 'one-true-TRUE',
    defaults: { MAILER_ENABLE_SSL: 'false', MAILER_ENABLE_STARTTLS: 'false' },
    port: 587,
    tls: [
      { mode: 'implicit', if: { MAILER_ENABLE_SSL: true } },
      { mode: 'starttls', if: { MAILER_ENABLE_STARTTLS: true } },
      { mode: 'opportunistic' },
    ],
    verify: { default: 'full' },
    sends: ['smtp'],
  },
];
