/** Names of files as they occur in projects, with the kind that each is read as and the language that VS Code gives it. */
import type { Format } from '../../src/analyzer/kinds';

/** A line each: the language id of a VS Code without other extensions than ours, then names. */
const NAMES: Readonly<Record<Format, string>> = {
  javascript: `
    javascript       mailer.js src/mail/transport.cjs lib/mail.mjs
    javascriptreact  Contact.jsx
    astro  src/pages/contact.astro
    vue  src/App.vue
    svelte  src/routes/+page.svelte
    typescript       src/mailer.ts mail.cts mail.mts
    typescriptreact  app/contact.tsx`,
  json: `
    json       config.json config/default.json appsettings.json appsettings.Production.json AppSettings.JSON datasources.json
    json       config.production.json realm-export.json secrets.json local.settings.json
    jsonc      src/mail/smtp.jsonc
    plaintext  config.json.example settings.json.dist appsettings.json.template config.json.j2`,
  hjson: `
    plaintext  lemmy.hjson config/config.hjson lemmy.hjson.j2`,
  toml: `
    toml       config.toml fly.toml lldap_config.toml
    plaintext  config.toml.example config.toml.sample`,
  dockerfile: `
    dockerfile  Dockerfile Dockerfile.prod api.Dockerfile web.dockerfile Containerfile dockerfile
    plaintext   Dockerfile-prod Dockerfile_worker Containerfile-ci Dockerfile.j2`,
  yaml: `
    yaml           application.yml values.yaml config/application-prod.yml DEPLOY.YML .gitlab-ci.yml
    dockercompose  compose.yml docker-compose.yml
    plaintext      docker-compose.yml.example values.yaml.tpl app.yml.j2 config.yml.dist main.yml.jinja2 secret.yaml.tmpl`,
  properties: `
    properties  application.properties application-prod.properties src/main/resources/mail.properties
    plaintext   application.properties.example graylog.conf`,
  dotenv: `
    dotenv     .env .env.local .env.production
    plaintext  .env-example .env_sample .envrc prod.env mailu.env mailu.env.j2 env.example env.j2 dotenv.example env_example env-sample dot-env.dist
    plaintext  env vaultwarden-env .ENV app.env.local`,
  ini: `
    ini         app.ini custom/conf/app.ini grafana.ini custom.ini
    properties  airflow.cfg odoo.conf odoo-server.conf
    plaintext   app.ini.example grafana.ini.j2 custom.ini.sample airflow.cfg.template odoo.conf.example config/config.ini.php`,
  ruby: `
    ruby       gitlab.rb
    plaintext  gitlab.rb.example gitlab.rb.j2`,
  systemd: `
    plaintext  gitea.service units/app.service.j2 app.service.d/override.conf quadlet/vaultwarden.container`,
  python: `
    python     settings.py config/settings/base.py settings/production.py local_settings.py settings_prod.py`,
  php: `
    php        config/mail.php wp-config.php theme/functions.php send_mail.php smtp.php contact-form.php
    php        config.php sites/default/settings.php settings.local.php`,
  elixir: `
    elixir     config/prod.secret.exs config/runtime.exs config.exs`,
  rails: `
    ruby       config/environments/production.rb config/initializers/setup_mail.rb config/application.rb config/environment.rb`,
  msmtprc: `
    plaintext  msmtprc .msmtprc msmtprc.work .msmtprc-home .config/msmtp/config .msmtp/config msmtprc.j2`,
  nix: `
    plaintext  flake.nix hosts/mail/postfix.nix configuration.nix`,
  shell: `
    shellscript  entrypoint.sh scripts/setup-mail.bash
    plaintext    docker/entrypoint docker-entrypoint`,
  'main.cf': `
    postfix-main  main.cf etc/postfix/main.cf main.cf.j2 postfix-main.cf main.cf-smtp relay.main.cf etc_postfix_main.cf`,
  'master.cf': `
    postfix-master  master.cf master.cf.dist postfix-master.cf master.cf.proto mx_master.cf.j2`,
};

export interface FileName {
  readonly path: string;
  readonly format: Format;
  readonly languageId: string;
}

export const FILE_NAMES: readonly FileName[] = Object.entries(NAMES).flatMap(([format, lines]) =>
  lines
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [languageId, ...paths] = line.trim().split(/\s+/);
      return paths.map((path) => ({ path, format: format as Format, languageId: languageId! }));
    }),
);

/** Files that are none of ours, whatever language an editor gives them. */
export const OTHER_NAMES: readonly string[] =
  `package.json package-lock.json tsconfig.base.json composer.json data/users.json locales/en/mail.json config.schema.json
  types.d.ts vendor.min.js node_modules/a/mailer.js .history/application_20251211.properties pnpm-lock.yaml Cargo.toml pyproject.toml
  messages.properties i18n/mail.properties ApplicationResources.properties mail_de.properties
  domain.cf virtual-mailbox-domains.cf main.cf.md master.cf.patch mydockerfile environment.txt .env.test my.ini php.ini
  server.conf README.md config.js.example`.split(/\s+/);

/** A text of each kind, in any file of which the linter finds something. */
const WRONG: Readonly<Record<Format, string>> = {
  javascript:
    "require('nodemailer').createTransport({ host: 'mail.northwind-post.eu', port: 465, secure: false, auth: { user: 'a', pass: process.env.P } });\n",
  json: '{ "smtp": { "host": "mail.northwind-post.eu", "port": 25, "username": "robot", "password": "{{ x }}" } }\n',
  hjson: '{ email: { smtp_server: mail.northwind-post.eu:25\n smtp_login: robot\n tls_type: none } }\n',
  toml: '[smtp]\nhost = "mail.northwind-post.eu"\nport = 25\nusername = "robot"\n',
  dockerfile: 'FROM node:22\nENV SMTP_HOST=mail.northwind-post.eu SMTP_PORT=25 SMTP_USER=robot\n',
  yaml: 'smtp:\n  host: mail.northwind-post.eu\n  port: 25\n  username: robot\n',
  properties: 'spring.mail.host=mail.northwind-post.eu\nspring.mail.port=25\nspring.mail.username=robot\n',
  dotenv: 'SMTP_HOST=mail.northwind-post.eu\nSMTP_PORT=25\nSMTP_USER=robot\n',
  ini: [
    '[mailer]\nENABLED = true\nPROTOCOL = smtp\nSMTP_ADDR = mail.northwind-post.eu\nSMTP_PORT = 25\nUSER = robot\n',
    '[smtp]\nenabled = true\nhost = mail.northwind-post.eu:25\nuser = robot\n',
    'smtp_host = mail.northwind-post.eu\nsmtp_port = 25\nsmtp_user = robot\n',
    '[mail]\ntransport = smtp\nhost = mail.northwind-post.eu\nport = 25\n',
    '[options]\nsmtp_server = mail.northwind-post.eu\nsmtp_port = 25\nsmtp_user = robot\n',
  ].join(''),
  ruby: "gitlab_rails['smtp_enable'] = true\ngitlab_rails['smtp_address'] = 'mail.northwind-post.eu'\ngitlab_rails['smtp_port'] = 25\n",
  systemd: '[Service]\nEnvironment=SMTP_HOST=mail.northwind-post.eu SMTP_PORT=25\nEnvironment="SMTP_USER=robot"\n',
  python:
    "EMAIL_HOST = 'mail.northwind-post.eu'\nEMAIL_PORT = 25\nEMAIL_HOST_USER = 'robot'\nEMAIL_HOST_PASSWORD = os.environ['P']\n",
  php: [
    "<?php\nreturn ['mailers' => ['smtp' => [\n  'transport' => 'smtp', 'host' => 'mail.northwind-post.eu', 'port' => 25, 'username' => 'robot',\n]]];\n",
    "$mail->isSMTP();\n$mail->Host = 'mail.northwind-post.eu';\n$mail->SMTPSecure = '';\n$mail->Port = 25;\n$mail->Username = 'robot';\n",
    "define('WPMS_ON', true);\ndefine('WPMS_SMTP_HOST', 'mail.northwind-post.eu');\ndefine('WPMS_SMTP_PORT', 25);\ndefine('WPMS_SMTP_USER', 'robot');\n",
    "$CFG->smtphosts = 'mail.northwind-post.eu:25';\n$CFG->smtpsecure = 'none';\n$CFG->smtpuser = 'robot';\n",
    "$config['smtp.settings']['smtp_host'] = 'mail.northwind-post.eu';\n$config['smtp.settings']['smtp_port'] = 25;\n",
    "$config['smtp.settings']['smtp_username'] = 'robot';\n",
  ].join(''),
  elixir:
    'config :mobilizon, Mobilizon.Web.Email.Mailer,\n  relay: "mail.northwind-post.eu",\n  port: 25,\n  username: "robot"\n',
  rails:
    "config.action_mailer.smtp_settings = {\n  address: 'mail.northwind-post.eu', port: 25, user_name: 'robot',\n}\n",
  msmtprc: 'account default\nhost mail.northwind-post.eu\nport 25\nauth on\nuser robot\n',
  nix: '{ services.postfix.settings.main = {\n  mynetworks = [ "0.0.0.0/0" ];\n}; }\n',
  shell: "postconf -e 'mynetworks = 0.0.0.0/0'\n",
  'main.cf': 'mynetworks = 0.0.0.0/0\nmyhostname = mail.northwind-post.eu\nsmtpd_relay_restrictions = permit\n',
  'master.cf': 'submission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_security_level=may\n',
};

/** The same as the text of a file of this name: in some a program is only a part. */
export const wrongText = (name: string, format: Format): string =>
  /\.(?:astro|vue|svelte)$/.test(name) ? `<p>Sent</p>\n<script>\n${WRONG[format]}</script>\n` : WRONG[format];
