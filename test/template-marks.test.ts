/** What a tool fills in before the file is read: no value is known then, whatever the mark and the format. */
import assert from 'node:assert/strict';
import { isTemplated, templateMarks } from '../src/analyzer/marks';
import { lint } from './support/fixture';
import { assertCheap } from './support/processor-time';

/** Each mark for a variable name. */
const MARKS: Readonly<Record<string, (name: string) => string>> = {
  'Jinja, Go': (name) => `{{ ${name} }}`,
  'without blanks': (name) => `{{${name}}}`,
  'with a path': (name) => `{{ .Values.smtp.${name.toLowerCase()} }}`,
  'with a filter': (name) => `{{ ${name} | default('') }}`,
  'trimmed on both sides': (name) => `{{- ${name} -}}`,
  'ERB, EJS': (name) => `<%= ${name} %>`,
  'ERB, trimmed': (name) => `<%= ${name} -%>`,
  'GitHub, GitLab': (name) => `\${{ secrets.${name} }}`,
  Terraform: (name) => `%{${name}}`,
  'Template Toolkit': (name) => `[% ${name} %]`,
  PHP: (name) => `<?= $${name} ?>`,
  Mako: (name) => `\${env["${name}"]}`,
  'Mako, single quotes': (name) => `\${env['${name}']}`,
  'two hash signs': (name) => `##${name}##`,
  'three hash signs': (name) => `###${name}###`,
  underscores: (name) => `__${name}__`,
  'one underscore': (name) => `_${name}_`,
  'at signs': (name) => `@${name}@`,
  'two at signs': (name) => `@@${name}@@`,
  percent: (name) => `%${name}%`,
  'square brackets': (name) => `$[${name}]`,
  'Azure, Octopus': (name) => `#{${name}}`,
  'angle brackets': (name) => `<${name}>`,
};

/** Marks that only the files of Postfix have. */
const POSTFIX_MARKS: Readonly<Record<string, (name: string) => string>> = {
  'braces of a panel': (name) => `{${name}}`,
  Smarty: (name) => `{$${name.toLowerCase()}}`,
  'one hash sign': (name) => `#${name}#`,
  'an end of its own': (name) => `YOUR_${name}_HERE`,
  backticks: (name) => `\`get ${name}\``,
  'a call in Nix': (name) => `\${toString cfg.${name}}`,
  'a call in Nix with a text': (name) => `\${f "${name} b" c}`,
  'two percent signs': (name) => `%%${name}%%`,
};

/** Files of Postfix in which marks stand for names, options, columns and whole lines. */
const PARTS: Readonly<Record<string, (mark: Spell) => string>> = {
  'main.cf': (mark) =>
    `compatibility_level = 3.6\n${mark('EXTRA')}\n${mark('NAME')} = yes\n${mark('OTHER')} = no\nsmtp_${mark('WORD')}_limit = 4\nmynetworks =\n  127.0.0.0/8\n  ${mark('NETS')}\nsmtpd_recipient_restrictions =\n  permit_mynetworks,\n  ${mark('LIST')},\n  reject_unauth_destination\n`,
  'master.cf': (mark) =>
    `smtp inet n - y - - smtpd\n${mark('PORT')} inet n - y - ${mark('LIMIT')} smtpd\n  -o smtpd_tls_security_level=${mark('LEVEL')}\n  -o ${mark('OPTION')}=yes\n  ${mark('MORE')}\n${mark('SERVICES')}\n`,
};

type Spell = (name: string) => string;

/** A file of each format whose settings are all filled in; without a name the text may hold what the author writes. */
const FILES: Readonly<Record<string, (mark: Spell) => string>> = {
  '.env': (mark) =>
    `MAIL_MAILER=smtp\nMAIL_HOST=${mark('HOST')}\nMAIL_PORT=${mark('PORT')}\nMAIL_USERNAME=${mark('USER')}\nMAIL_PASSWORD=${mark('PASS')}\nMAIL_ENCRYPTION=${mark('TLS')}\n`,
  'shop.env': (mark) =>
    `SMTP_HOST="${mark('HOST')}"\nSMTP_PORT="${mark('PORT')}"\nSMTP_USER="${mark('USER')}"\nSMTP_PASS="${mark('PASS')}"\nSMTP_SECURE="${mark('TLS')}"\n`,
  'quoted.env': (mark) =>
    `SMTP_HOST='smtp.${mark('DOMAIN')}'\nSMTP_PORT=${mark('PORT')}\nSMTP_USER='${mark('USER')}'\nSMTP_PASS='${mark('PASS')}'\n`,
  'application.yml': (mark) =>
    `spring:\n  mail:\n    host: "${escaped(mark('HOST'))}"\n    port: "${escaped(mark('PORT'))}"\n    username: "${escaped(mark('USER'))}"\n    password: "${escaped(mark('PASS'))}"\n    properties:\n      mail.smtp.starttls.enable: "${escaped(mark('TLS'))}"\n`,
  'config.yml': (mark) =>
    `smtp:\n  host: '${doubled(mark('HOST'))}'\n  port: '${doubled(mark('PORT'))}'\n  user: '${doubled(mark('USER'))}'\n  password: '${doubled(mark('PASS'))}'\n  secure: '${doubled(mark('TLS'))}'\n`,
  'plain.yml.j2': (mark) =>
    `smtp:\n  host: ${mark('HOST')}\n  port: ${mark('PORT')}\n  user: ${mark('USER')}\n  password: ${mark('PASS')}\n`,
  'docker-compose.yml': (mark) =>
    `services:\n  vault:\n    image: vaultwarden/server\n    environment:\n      SMTP_HOST: '${doubled(mark('HOST'))}'\n      SMTP_PORT: '${doubled(mark('PORT'))}'\n      SMTP_USERNAME: '${doubled(mark('USER'))}'\n      SMTP_PASSWORD: '${doubled(mark('PASS'))}'\n      SMTP_SECURITY: '${doubled(mark('TLS'))}'\n`,
  'config/settings.json': (mark) =>
    `${JSON.stringify({ smtp: { host: mark('HOST'), port: mark('PORT'), user: mark('USER'), password: mark('PASS') } }, null, 2)}\n`,
  'appsettings.json': (mark) =>
    `${JSON.stringify({ Smtp: { Host: mark('HOST'), Port: mark('PORT'), Username: mark('USER'), Password: mark('PASS'), EnableSsl: mark('TLS') } }, null, 2)}\n`,
  'supabase/config.toml': (mark) =>
    `[auth.email.smtp]\nenabled = true\nhost = ${JSON.stringify(mark('HOST'))}\nport = ${JSON.stringify(mark('PORT'))}\nuser = ${JSON.stringify(mark('USER'))}\npass = ${JSON.stringify(mark('PASS'))}\n`,
  'grafana.ini': (mark) =>
    `[smtp]\nenabled = true\nhost = ${mark('HOST')}:${mark('PORT')}\nuser = ${mark('USER')}\npassword = ${mark('PASS')}\nstartTLS_policy = ${mark('TLS')}\n`,
  'app.ini': (mark) =>
    `[mailer]\nENABLED = true\nSMTP_ADDR = ${mark('HOST')}\nSMTP_PORT = ${mark('PORT')}\nUSER = ${mark('USER')}\nPASSWD = ${mark('PASS')}\nPROTOCOL = ${mark('TLS')}\n`,
  'airflow.cfg': (mark) =>
    `[smtp]\nsmtp_host = ${mark('HOST')}\nsmtp_port = ${mark('PORT')}\nsmtp_user = ${mark('USER')}\nsmtp_password = ${mark('PASS')}\nsmtp_starttls = ${mark('TLS')}\n`,
  'application.properties': (mark) =>
    `spring.mail.host=${mark('HOST')}\nspring.mail.port=${mark('PORT')}\nspring.mail.username=${mark('USER')}\nspring.mail.password=${mark('PASS')}\nspring.mail.properties.mail.smtp.starttls.enable=${mark('TLS')}\n`,
  msmtprc: (mark) =>
    `account a\nauth on\nhost ${mark('HOST')}\nport ${mark('PORT')}\nuser ${mark('USER')}\npassword ${mark('PASS')}\ntls ${mark('TLS')}\n`,
  Dockerfile: (mark) =>
    `FROM vaultwarden/server\nENV SMTP_HOST='${mark('HOST')}' SMTP_PORT='${mark('PORT')}' SMTP_USERNAME='${mark('USER')}' SMTP_PASSWORD='${mark('PASS')}'\n`,
  'main.cf': (mark) =>
    `compatibility_level = 3.6\nmyhostname = ${mark('HOST')}\nmessage_size_limit = ${mark('SIZE')}\nmynetworks = 127.0.0.0/8 ${mark('NETS')}\nrelayhost = ${mark('RELAY')}\nsmtp_tls_security_level = ${mark('LEVEL')}\nluser_relay = ${mark('CATCH')}\n`,
};

const escaped = (text: string) => text.replaceAll('"', '\\"');
const doubled = (text: string) => text.replaceAll("'", "''");

/** What each value says where the author writes it: something that is worth a finding in every format. */
const WRONG: Readonly<Record<string, string>> = {
  HOST: 'smtp.gmial.com',
  DOMAIN: 'gmial.com',
  PORT: '993',
  SIZE: 'much',
};

describe('marks of templates', () => {
  for (const [name, textWith] of Object.entries(FILES))
    it(`are all that silences ${name}`, () => {
      const text = textWith((variable) => WRONG[variable] ?? 'shop');
      assert.notDeepEqual(lint([{ uri: `file:///project/${name}`, path: `/project/${name}`, text }]), []);
    });

  it('cost one look at a text, closed or not', () => {
    const begun = '{{ {% {# <% [% <? ${a[ #{ %{ $[ ## ##a @@ @@a @A _A _ %A <A $$cap_ ENC[ (( @a a_A_'.split(' ');
    for (const unit of begun) {
      const text = unit.repeat(400_000 / unit.length);
      assertCheap(1, unit, () => [text, `x${text}`].map((one) => [isTemplated(one), templateMarks(one)]));
    }
  });

  const foundIn = (files: readonly (readonly [string, (mark: Spell) => string])[], mark: Spell) =>
    files.flatMap(([name, textWith]) => {
      const text = textWith((variable) => mark(`SMTP_${variable}`));
      const document = { uri: `file:///project/${name}`, path: `/project/${name}`, text };
      return lint([document]).map(({ rule, at, headline }) => {
        const line = text.slice(0, at.span.start).split('\n').length;
        return `${name}:${line} ${rule} ${headline}`;
      });
    });
  const all = [...Object.entries(FILES), ...Object.entries(PARTS)];

  for (const [kind, mark] of Object.entries(MARKS))
    it(`${mark('NAME')}: ${kind}`, () => assert.deepEqual(foundIn(all, mark), []));

  for (const [kind, mark] of Object.entries(POSTFIX_MARKS))
    it(`${mark('NAME')}: ${kind}, in Postfix`, () => {
      const ofPostfix = all.filter(([name]) => /^(?:main|master)\.cf$/.test(name));
      assert.deepEqual(foundIn(ofPostfix, mark), []);
    });
});
