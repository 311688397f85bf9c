/** Which fixes are offered, and which of them are safe: what a fix does elsewhere, what a server serves, what is known. */
import assert from 'node:assert/strict';
import type { SourceDocument } from '../src/analyzer/model';
import { apply, fixesOf, lint } from './support/fixture';

const documentsOf = (files: Readonly<Record<string, string>>): SourceDocument[] =>
  Object.entries(files).map(([name, text]) => ({
    uri: `file:///project/${name}`,
    path: `/project/${name}`,
    text,
  }));

/** What is offered against the findings of a rule: `safe: Require STARTTLS`. */
const offered = (files: Readonly<Record<string, string>>, rule: string) =>
  lint(documentsOf(files))
    .filter((finding) => finding.rule === rule)
    .flatMap((finding) => fixesOf(finding).map(({ title, safe }) => `${safe ? 'safe' : 'suggested'}: ${title}`));

/** The files that a fix changes, afterwards. */
function fixed(files: Readonly<Record<string, string>>, rule: string, title: string): Record<string, string> {
  const documents = documentsOf(files);
  const fix = lint(documents)
    .filter((finding) => finding.rule === rule)
    .flatMap((finding) => fixesOf(finding))
    .find((one) => one.title === title);
  assert.ok(fix, `${title} is not offered`);
  const changed = apply(documents, fix.edits).filter((document) => !documents.includes(document));
  return Object.fromEntries(changed.map(({ path, text }) => [path.slice('/project/'.length), text]));
}

const transport = (options: string) =>
  `require('nodemailer').createTransport({ ${options}, auth: { user: process.env.U, pass: process.env.P } });\n`;

describe('graded fixes', () => {
  describe('know what the provider serves', () => {
    for (const host of [
      'smtp.office365.com',
      'smtp-mail.outlook.com',
      'smtp.mail.me.com',
      'smtp.protonmail.ch',
      'smtp.postmarkapp.com',
      'smtp.sparkpostmail.com',
    ]) {
      it(`no port 465 for ${host}`, () => {
        const files = { 'a.js': transport(`host: '${host}', port: 587, secure: true`) };
        assert.deepEqual(offered(files, 'tls-port-mismatch'), ['safe: Use required STARTTLS']);
        const imap = { 'a.js': transport(`host: '${host}', port: 993, secure: true`) };
        assert.deepEqual(
          offered(imap, 'provider-mismatch').filter((title) => title.includes('465')),
          [],
        );
      });
    }

    for (const host of ['smtp.mx.cloudflare.net', 'smtp.mail.us-east-1.awsapps.com']) {
      it(`no port 587 for ${host}`, () => {
        const files = { 'a.js': transport(`host: '${host}', port: 465, secure: false`) };
        assert.deepEqual(offered(files, 'tls-port-mismatch'), ['safe: Use implicit TLS']);
      });
    }

    it('another port of the provider where neither of the registered ones is served', () => {
      const files = { 'a.js': transport("host: 'outlook.office365.com', port: 443, secure: true") };
      const title = 'Use smtp.office365.com, port 587 with required STARTTLS';
      assert.deepEqual(offered(files, 'invalid-host'), [`suggested: ${title}`]);
    });

    it('and nothing for certain of a server that is not known', () => {
      const files = { 'a.js': transport("host: 'mail.acme-shop.org', port: 587") };
      assert.deepEqual(offered(files, 'starttls-not-required'), [
        'suggested: Require STARTTLS',
        'suggested: Use port 465 with implicit TLS',
      ]);
    });

    it('nor of a host or a port that may be another one', () => {
      const possible = { 'a.js': transport("host: process.env.H ?? 'smtp.gmail.com', port: 587") };
      assert.ok(offered(possible, 'starttls-not-required').every((title) => title.startsWith('suggested')));
      const open = { 'a.js': transport("host: 'smtp.gmail.com', port: process.env.PORT_OF_MAIL ?? 25") };
      assert.ok(offered(open, 'port-25-submission').every((title) => title.startsWith('suggested')));
    });
  });

  describe('look at every other configuration that reads the edited text', () => {
    const OTHER = "host: 'mail.our-relay.net', port: PORT, secure: true";
    const IMPORT = "const { PORT } = require('./ports');\n";

    it('a constant that another file imports', () => {
      const alone = {
        'ports.js': 'exports.PORT = 465;\n',
        'a.js': IMPORT + transport("host: 'smtp.office365.com', port: PORT, secure: true"),
      };
      assert.deepEqual(offered(alone, 'provider-mismatch'), ['safe: Use port 587 with required STARTTLS']);
      assert.deepEqual(offered({ ...alone, 'b.js': IMPORT + transport(OTHER) }, 'provider-mismatch'), []);
    });

    it('a constant of the same file', () => {
      const files = {
        'a.js': `const PORT = 465;\n${transport("host: 'smtp.office365.com', port: PORT, secure: true")}${transport(OTHER)}`,
      };
      assert.deepEqual(offered(files, 'provider-mismatch'), []);
    });

    it('a variable of .env', () => {
      const read = (host: string) => transport(`host: '${host}', port: process.env.RELAY_NUMBER, secure: true`);
      const alone = { '.env': 'RELAY_NUMBER=465\n', 'a.js': read('smtp.office365.com') };
      assert.deepEqual(offered(alone, 'provider-mismatch'), ['safe: Use port 587 with required STARTTLS']);
      assert.deepEqual(offered({ ...alone, 'src/b.js': read('mail.our-relay.net') }, 'provider-mismatch'), []);
    });

    it('a switch that two transports share: the one that must not change keeps what it has', () => {
      const read = (port: number) =>
        transport(`host: 'smtp.gmail.com', port: ${port}, secure: process.env.SMTP_SECURE === 'true'`);
      const files = { '.env': 'SMTP_SECURE=true\n', 'a.js': read(587) + read(465) };
      assert.deepEqual(offered(files, 'tls-port-mismatch'), ['safe: Use port 465 with implicit TLS']);
    });

    it('another world of the same transport', () => {
      const ports = "host: 'mail.acme-shop.org', port: process.env.NODE_ENV === 'production' ? 2465 : 2525";
      const files = { 'a.js': transport(`${ports}, secure: false`) };
      assert.ok(!offered(files, 'tls-port-mismatch').some((title) => title.endsWith('Use implicit TLS')));
      const hosts = "host: process.env.NODE_ENV === 'production' ? 'smtp.gmail.com' : 'localhost', port: 587";
      assert.deepEqual(offered({ 'a.js': transport(hosts) }, 'starttls-not-required'), []);
    });

    it('and demotes a fix after which another one connects differently, and yet works', () => {
      const read = (options: string) => transport(`host: 'smtp.gmail.com', port: PORT, ${options}`);
      const both = {
        'ports.js': 'exports.PORT = 587;\n',
        'a.js': IMPORT + read('secure: true'),
        'b.js': IMPORT + read('secure: process.env.S, requireTLS: true'),
      };
      const alone = { 'ports.js': both['ports.js'], 'a.js': both['a.js'] };
      const title = 'Use port 465 with implicit TLS';
      assert.ok(offered(alone, 'tls-port-mismatch').includes(`safe: ${title}`));
      assert.ok(offered(both, 'tls-port-mismatch').includes(`suggested: ${title}`));
    });
  });

  it('leave the word to the program where names alone would propose something else', () => {
    const files = {
      '.env': 'SMTP_HOST=smtp.office365.com\nSMTP_PORT=465\n',
      'a.js': transport('host: process.env.SMTP_HOST, port: process.env.SMTP_PORT, secure: true'),
    };
    const title = 'Use port 587 with required STARTTLS';
    assert.deepEqual(offered(files, 'provider-mismatch'), [`safe: ${title}`]);
    const after = fixed(files, 'provider-mismatch', title);
    assert.equal(after['.env'], files['.env'].replace('465', '587'));
    assert.ok(after['a.js']?.includes('secure: false, requireTLS: true'));
  });

  it('repair a finding of several files in all of them', () => {
    const read = transport('host: process.env.MAIL_SERVER, port: process.env.MAIL_PORT');
    const files = { '.env': 'MAIL_SERVER=smtp.gmail.com\nMAIL_PORT=25\n', 'a.js': read, 'b.js': read };
    const after = fixed(files, 'port-25-submission', 'Use port 587 with required STARTTLS');
    assert.deepEqual(Object.keys(after), ['.env', 'a.js', 'b.js']);
    assert.deepEqual(lint(documentsOf({ ...files, ...after })), []);
  });

  describe('never overlap', () => {
    it('in variables of which one goes and its neighbour changes', () => {
      const lines = [
        'SMTP_HOST: smtp.sendgrid.net',
        'MAIL_DOMAIN: acme-shop.org',
        'SMTP_NAME: cloud',
        'SMTP_PASSWORD: ${P}',
        'SMTP_PORT: 25',
        'SMTP_SECURE: ssl',
      ];
      const compose = `services:\n  app:\n    image: nextcloud\n    environment:\n${lines.map((line) => `      ${line}\n`).join('')}`;
      const after = fixed({ 'compose.yml': compose }, 'port-25-submission', 'Use port 587');
      assert.equal(
        after['compose.yml'],
        compose.replace('      SMTP_SECURE: ssl\n', '').replace('SMTP_PORT: 25', 'SMTP_PORT: 587'),
      );
    });

    it('in options of a service of Postfix', () => {
      const master = 'submission inet n - y - - smtpd\n  -o syslog_name=postfix/submission\n';
      const files = { 'master.cf': `${master}  -o smtpd_tls_wrappermode=yes\n` };
      assert.equal(
        fixed(files, 'postfix-wrappermode', 'Use STARTTLS')['master.cf'],
        `${master}  -o smtpd_tls_security_level=encrypt\n`,
      );
    });

    it('in main.cf, where the new setting belongs into the line that goes', () => {
      const files = { 'main.cf': 'compatibility_level = 3.6\nsmtp_use_tls = yes\n' };
      assert.equal(
        fixed(files, 'deprecated-option', 'Use `smtp_tls_security_level = may`')['main.cf'],
        'compatibility_level = 3.6\nsmtp_tls_security_level = may\n',
      );
    });

    it('in a URL that gets a port and a parameter at the same place', () => {
      const files = { '.env': 'MAILER_DSN=smtp://app:Zk7wQx2Lm9vB@smtp.office365.com\nAPP_ENV=prod\n' };
      const title = 'Use port 587 with required STARTTLS, which needs symfony/mailer 7.3 or newer';
      assert.deepEqual(fixed(files, 'provider-mismatch', title), {
        '.env': files['.env'].replace('office365.com', 'office365.com:587?require_tls=true'),
      });
    });
  });

  it('wait for the host where something that is none stands in its place', () => {
    const files = {
      'grafana.ini': '[smtp]\nenabled = true\nhost = smtp://smtp.sendgrid.net:25\nstartTLS_policy = NoStartTLS\n',
    };
    assert.deepEqual(offered(files, 'tls-disabled'), []);
    assert.deepEqual(offered(files, 'port-25-submission'), []);
  });

  it('bring about nothing that weighs as much', () => {
    const main = 'compatibility_level = 3.6\nsmtpd_tls_securty_level = may\n';
    const certificate = 'smtpd_tls_chain_files = /etc/ssl/mail.pem\n';
    const title = 'Change to `smtpd_tls_security_level`';
    assert.deepEqual(offered({ 'main.cf': main + certificate }, 'postfix-unknown-parameter'), [`suggested: ${title}`]);
    assert.deepEqual(offered({ 'main.cf': main }, 'postfix-unknown-parameter'), []);
  });

  it('are looked for as long as that takes a while, and no longer', () => {
    const groups = Array.from(
      { length: 1000 },
      (_, index) => `S${index}_SMTP_HOST=smtp.gmail.com\nS${index}_SMTP_PORT=25\n`,
    );
    const files = { '.env': `${groups.join('')}# ${'x'.repeat(60_000)}\n` };
    const all = lint(documentsOf(files));
    const most = 20_000_000 / files['.env'].length;
    assert.ok(all.length > most, `${all.length} findings`);
    const found = all.filter((finding) => fixesOf(finding).length > 0).length;
    assert.ok(found > most / 4 && found <= most, `${found} of at most ${most}`);
  });

  it('bring the list of versions along that counts once TLS is required', () => {
    const main = 'smtpd_tls_chain_files = /etc/ssl/mail.pem\nsmtpd_tls_mandatory_protocols = !SSLv2, !SSLv3\n';
    const master = 'submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\n';
    const files = { 'main.cf': `compatibility_level = 3.6\n${main}`, 'master.cf': master };
    const title = 'Set `smtpd_tls_security_level = encrypt` for this service';
    assert.deepEqual(offered(files, 'postfix-submission-not-encrypted'), [`safe: ${title}`]);
    assert.deepEqual(fixed(files, 'postfix-submission-not-encrypted', title), {
      'main.cf': files['main.cf'].replace('!SSLv3', '!SSLv3, !TLSv1, !TLSv1.1'),
      'master.cf': master.replace('may', 'encrypt'),
    });
  });

  it('take nothing away that a template fills in', () => {
    const sized = { 'main.cf': 'compatibility_level = 3.6\nmessage_size_limit = 0 ###MAX_BYTES###\n' };
    assert.deepEqual(offered(sized, 'postfix-syntax'), []);
    const twice = { 'main.cf': 'compatibility_level = 3.6\nrelayhost = @RELAY@\nrelayhost = [smtp.gmail.com]:587\n' };
    assert.deepEqual(offered(twice, 'duplicate-setting'), []);
    const plain = { 'main.cf': twice['main.cf'].replace('@RELAY@', '[mail.acme-shop.org]') };
    assert.deepEqual(offered(plain, 'duplicate-setting'), ['suggested: Remove the setting without effect']);
  });

  describe('move a password so that shells and libraries read the same', () => {
    const moved = (password: string) => {
      const literal = JSON.stringify(password);
      const files = {
        'a.js': `require('nodemailer').createTransport({ host: 'smtp.gmail.com', port: 465, auth: { user: 'robot@gmail.com', pass: ${literal} } });\n`,
      };
      const titles = offered(files, 'hardcoded-password');
      return titles.length > 0 && fixed(files, 'hardcoded-password', titles[0]!.replace('suggested: ', ''))['.env'];
    };

    it('bare where that is enough, else in quotes', () => {
      assert.equal(moved('Zk7wQx2Lm9vB'), 'SMTP_PASS=Zk7wQx2Lm9vB\n');
      assert.equal(moved('Zk7w@Qx+2,Lm/9=vB'), 'SMTP_PASS=Zk7w@Qx+2,Lm/9=vB\n');
      for (const active of ['`reboot`', ';reboot', '&reboot', '|reboot', '>file', '(x)', '#x', ' x', '"x'])
        assert.equal(moved(`Zk7wQx2L${active}`), `SMTP_PASS='Zk7wQx2L${active}'\n`);
      assert.equal(moved("Zk7wQx2L'x"), `SMTP_PASS="Zk7wQx2L'x"\n`);
    });

    it('and not at all where the readers do not agree', () => {
      assert.equal(moved('Zk7wQx2L\\x\'y"'), false);
      assert.equal(moved('Zk7wQx2L$HOME'), false);
    });
  });
});
