/** How variables and maps become configurations: by application, by connection URL, by words; and when not. */
import assert from 'node:assert/strict';
import { analyze } from '../src/analyzer/analyze';
import { parseConnectionUrl, parseHostAndPort } from '../src/analyzer/dialects/table/connection-url';
import type { MailConfig, SourceDocument } from '../src/analyzer/model';
import { projectOf } from './support/fixture';

const file = (name: string, text: string): SourceDocument => ({
  uri: `file:///project/${name}`,
  path: `/project/${name}`,
  text,
});

function configs(text: string, name = 'app.env', others: readonly SourceDocument[] = []): readonly MailConfig[] {
  const document = file(name, text);
  const analysis = analyze(document, projectOf([document, ...others]));
  assert.deepEqual(analysis.failures, []);
  return analysis.configs;
}

/** `dialect host:port mode`, with `?` for what is unknown and `-` for what is absent. */
const brief = (config: MailConfig) => {
  const show = (setting: { value: unknown } | undefined) => (setting ? (setting.value ?? '?') : '-');
  return `${config.dialect} ${show(config.host)}:${show(config.port)} ${show(config.tls)}`;
};

const briefs = (text: string, name?: string, others?: readonly SourceDocument[]) =>
  configs(text, name, others).map(brief);

describe('variables', () => {
  it('are grouped by prefix, and claimed no further than their words go', () => {
    assert.deepEqual(briefs('A_SMTP_HOST=a.org\nA_SMTP_PORT=587\nB_SMTP_HOST=b.org\nB_MAIL_PORT=25\n'), [
      'generic a.org:587 ?',
      'generic b.org:- ?',
    ]);
    const tls = (switches: string) => briefs(`X_SMTP_HOST=a.org\n${switches}`)[0]?.split(' ')[2];
    assert.equal(tls('X_SMTP_SECURE=true'), 'implicit');
    assert.equal(tls('X_SMTP_SECURE=false'), '?');
    assert.equal(tls('X_SMTP_SECURE=ssl'), 'implicit');
    assert.equal(tls('X_SMTP_SECURE=tls'), '?');
    assert.equal(tls('X_SMTP_TLS=true'), '?');
    assert.equal(tls('X_SMTP_IGNORE_TLS=true'), 'off');
    assert.equal(tls('X_SMTP_REQUIRE_TLS=true'), 'starttls');
    assert.equal(tls('X_SMTP_STARTTLS=true'), '?');
    assert.equal(tls('X_SMTP_STARTTLS=true\nX_SMTP_PORT=465'), 'starttls');
    assert.equal(tls('X_SMTP_USE_TLS=false\nX_SMTP_USE_SSL=false'), 'off');
    assert.equal(tls('X_SMTP_USE_TLS=false'), '?');
    assert.equal(tls('X_SMTP_ENCRYPTION=none'), 'off');
  });

  it('are nothing where no server is named, or where they receive or listen', () => {
    for (const text of [
      'SMTP_PORT=25\n',
      'ADMIN_EMAIL=a@b.org\nMAIL_PORT=25\n',
      'IMAP_HOST=a.org\nMAIL_IMAP_HOST=a.org\nINCOMING_MAIL_HOST=a.org\n',
      'EMAIL_ADDRESS=a@b.org\nMAIL_ADDRESS=somewhere\n',
      'SMTP_HOST=\nSMTP_PORT=25\n',
      'SMTP_HOST=mail.a.org\nSMTP_PORT=25\nSMTPS_PORT=465\n',
    ])
      assert.deepEqual(briefs(text), [], text);
  });

  it('are an application’s where something only it has is there', () => {
    const base = 'SMTP_HOST=a.org\nSMTP_PORT=587\nSMTP_USERNAME=u\nSMTP_PASSWORD=p\nSMTP_FROM=f@a.org\n';
    assert.deepEqual(briefs(base), ['generic a.org:587 ?']);
    assert.deepEqual(briefs(`${base}SMTP_SECURITY=off\n`), ['vaultwarden a.org:587 off']);
    const compose = `services:\n  v:\n    image: vaultwarden/server\n    environment:\n${base.replace(/^(\w+)=(.*)$/gm, '      $1: $2')}`;
    assert.deepEqual(briefs(compose, 'compose.yml'), ['vaultwarden a.org:587 starttls']);
  });

  it('prove nothing by their absence where the dialect is only guessed', () => {
    const [guess] = configs('EMAIL_HOST=a.org\nEMAIL_PORT=587\nEMAIL_HOST_USER=u\nEMAIL_HOST_PASSWORD=p\n');
    assert.equal(brief(guess!), 'django a.org:587 ?');
    assert.notEqual(guess!.reading, 'whole');
  });

  it('are connection URLs, read by the library that their name or their neighbours point to', () => {
    const url = 'smtp://u:p@a.org:465';
    assert.deepEqual(briefs(`SMTP_URL=${url}\n`), ['nodemailer-url a.org:465 opportunistic']);
    assert.deepEqual(briefs(`MAILER_DSN=${url}\n`), ['symfony-mailer-dsn a.org:465 implicit']);
    assert.deepEqual(briefs(`BACKUP_MAILER_DSN=${url}\n`), ['symfony-mailer-dsn a.org:465 implicit']);
    assert.deepEqual(briefs(`EMAIL_URL=${url}\n`), ['connection-url a.org:465 ?']);
    assert.deepEqual(briefs(`EMAIL_URL=${url}\nDJANGO_SECRET_KEY=x\n`), ['django-environ-url a.org:465 off']);
    assert.deepEqual(briefs('MAILER_DSN=null://null\nSMTP_URL=https://a.org\nDATABASE_URL=smtp://a.org\n'), []);
  });

  it('follow one another within a file, and never in a circle', () => {
    const [config] = configs(
      'REAL=a.org\nALIAS=${REAL}\nSMTP_HOST=${ALIAS}\nSMTP_PORT=${SMTP_PORT}\nSMTP_USER=${A}\nA=${SMTP_USER}\n',
      '.env',
    );
    assert.equal(brief(config!), 'generic a.org:? ?');
    assert.deepEqual(config!.host!.origin.kind, 'variable');
    assert.equal(config!.auth!.user!.value, undefined);
  });

  it('of a compose file come from its .env, else from the text beside them', () => {
    const compose =
      'services:\n  a:\n    environment:\n      SMTP_HOST: ${H}\n      SMTP_PORT: ${P:-587}\n      SMTP_USER: ${U}\n';
    const [config] = configs(compose, 'compose.yml', [file('.env', 'H=a.org\nP=2525\n')]);
    assert.equal(brief(config!), 'generic a.org:2525 ?');
    assert.equal(config!.host!.at.uri, 'file:///project/.env');
    const [alone] = configs(compose, 'compose.yml');
    assert.equal(brief(alone!), 'generic ?:587 ?');
    assert.equal(alone!.port!.origin.kind, 'fallback');
    assert.equal(alone!.auth!.user!.origin.kind, 'environment');
  });
});

describe('environments of containers', () => {
  const base = 'SMTP_HOST: a.org\n  SMTP_PORT: 587\n';
  const labels = (text: string) => configs(text, 'compose.yml').map(({ dialect, label }) => `${dialect}: ${label}`);

  it('are named after their service', () => {
    const text = `services:\n  vault:\n    image: vaultwarden/server\n    environment: { SMTP_HOST: a.org, SMTP_FROM: a@a.org }\n  shop:\n    environment: [SMTP_HOST=a.org, SMTP_PORT=587]\n`;
    assert.deepEqual(labels(text), [
      'vaultwarden: Vaultwarden of service vault',
      'generic: mail settings SMTP_* of service shop',
    ]);
  });

  it('are read once, in the container that uses them, where an anchor shares them', () => {
    const merged = `x-mail: &mail\n  ${base}services:\n  vault:\n    image: vaultwarden/server\n    environment: { <<: *mail, SMTP_SECURITY: 'off' }\n`;
    assert.deepEqual(labels(merged), ['vaultwarden: Vaultwarden of service vault']);
    const aliased = `x-mail: &mail\n  ${base}services:\n  one:\n    image: vaultwarden/server\n    environment: *mail\n  two:\n    image: acme/two\n    environment: *mail\n`;
    assert.deepEqual(labels(aliased), [
      'vaultwarden: Vaultwarden of service one',
      'generic: mail settings SMTP_* of service two',
    ]);
    assert.deepEqual(labels(`x-mail:\n  ${base}`), ['generic: mail settings SMTP_*']);
  });
});

describe('maps', () => {
  it('are mail settings where a server and something of its use stand together', () => {
    assert.deepEqual(briefs('app:\n  mailer: { host: a.org, port: 25, auth: { user: u } }\n', 'c.yml'), [
      'generic a.org:25 ?',
    ]);
    assert.deepEqual(briefs('smtpServer:\n  hostName: x\n  host: a.org\n  userName: u\n', 'c.yml'), [
      'generic a.org:- ?',
    ]);
    assert.deepEqual(briefs('mail_smtp_host: a.org\nmail_smtp_port: 465\nmail_smtp_secure: true\n', 'c.yml'), [
      'generic a.org:465 implicit',
    ]);
    const label = (text: string) => configs(text, 'c.yml')[0]?.label;
    assert.equal(label('app:\n  mailer: { host: a.org, port: 25 }\n'), 'mail settings app.mailer');
    const environment = 'environment: { smtp_host: a.org, smtp_port: 25 }';
    assert.equal(label(`services:\n  shop:\n    ${environment}\n`), 'mail settings of service shop');
    assert.equal(label('smtp_host: a.org\nsmtp_port: 25\n'), 'mail settings smtp*');
    assert.deepEqual(briefs('labels:\n  mail: { server: Mail server, port: Port }\n', 'c.yml'), []);
    assert.deepEqual(briefs('mail: { host: a.org }\n', 'c.yml'), []);
    assert.deepEqual(briefs('mail:\n  imap: { host: a.org, port: 993 }\n', 'c.yml'), []);
  });
});

describe('connection URLs', () => {
  const parts = (text: string) => {
    const url = parseConnectionUrl(text);
    const cut = (span: { start: number; end: number } | undefined) => span && text.slice(span.start, span.end);
    return (
      url && {
        scheme: url.scheme,
        user: cut(url.user),
        password: cut(url.password),
        host: cut(url.host),
        port: cut(url.port),
      }
    );
  };

  it('are cut into parts', () => {
    assert.deepEqual(parts('smtp://u%40a:p%3A@a.org:587/?x=1#f'), {
      scheme: 'smtp',
      user: 'u%40a',
      password: 'p%3A',
      host: 'a.org',
      port: '587',
    });
    assert.deepEqual(parts('SMTPS://a.org'), {
      scheme: 'smtps',
      user: undefined,
      password: undefined,
      host: 'a.org',
      port: undefined,
    });
    assert.deepEqual(parts('smtp://[::1]:25'), {
      scheme: 'smtp',
      user: undefined,
      password: undefined,
      host: '::1',
      port: '25',
    });
    assert.deepEqual(parts('smtp://[::1]'), {
      scheme: 'smtp',
      user: undefined,
      password: undefined,
      host: '::1',
      port: undefined,
    });
    assert.deepEqual(parts('smtp://u:p@q@a.org'), {
      scheme: 'smtp',
      user: 'u',
      password: 'p@q',
      host: 'a.org',
      port: undefined,
    });
    assert.deepEqual(parts('smtp://u:p#q@a.org:25?x=y'), {
      scheme: 'smtp',
      user: 'u',
      password: 'p#q',
      host: 'a.org',
      port: '25',
    });
    assert.deepEqual(parts('smtp://a.org?from=x@b.org'), {
      scheme: 'smtp',
      user: undefined,
      password: undefined,
      host: 'a.org',
      port: undefined,
    });
    assert.equal(parts('a.org:25'), undefined);
    assert.equal(parseConnectionUrl('smtp://u:p#q@a.org')!.unencoded?.code, 'url-cut');
    assert.equal(parseConnectionUrl('smtp://u:p%zz@a.org')!.unencoded?.code, 'url-percent');
    assert.equal(parseConnectionUrl('smtp://a.org:25?x=a@b')!.unencoded, undefined);
  });

  it('tell host and port of one text apart', () => {
    const cut = (text: string) => {
      const { host, port } = parseHostAndPort(text);
      return [text.slice(host.start, host.end), port && text.slice(port.start, port.end)];
    };
    assert.deepEqual(cut('a.org:25'), ['a.org', '25']);
    assert.deepEqual(cut('[a.org]:25'), ['a.org', '25']);
    assert.deepEqual(cut('[::1]'), ['::1', undefined]);
    assert.deepEqual(cut('a.org'), ['a.org', undefined]);
  });
});
