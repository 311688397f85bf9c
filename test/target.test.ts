import assert from 'node:assert/strict';
import { type Places, type Target, wayOf } from '../src/analyzer/target';
import { targetOf } from '../src/analyzer/target-of';
import { Workspace } from '../src/workspace/workspace';
import { memoryStore } from './support/memory-store';

const places: Places = ({ uri }) => ({ file: uri.slice(uri.lastIndexOf('/') + 1), line: 1 });

/** The targets of the configurations of a file in a workspace of these files. */
function targets(files: Readonly<Record<string, string>>, of = Object.keys(files)[0]!): Target[] {
  const documents = Object.entries(files).map(([name, text]) => ({ uri: `file:///p/${name}`, path: name, text }));
  const workspace = new Workspace(memoryStore(documents));
  workspace.setRoots(['/p']);
  return workspace
    .configs(`file:///p/${of}`)
    .map((config) => workspace.around(config.anchor.uri, (project) => targetOf(config, places, project)));
}

const mailer = (options: string) => `require('nodemailer').createTransport({ ${options} });\n`;

describe('the target of a connection test', () => {
  it('is what the files say, without a secret', () => {
    const [target] = targets({
      'app.js': mailer(
        "host: 'smtp.acme-mail.org', port: 465, secure: true, auth: { user: 'shop', pass: 'Zk7wQx2Lm9vB' }",
      ),
    });
    assert.deepEqual(
      { ...target, origins: undefined },
      {
        host: 'smtp.acme-mail.org',
        port: 465,
        tls: 'implicit',
        verify: 'full',
        user: 'shop',
        method: 'password',
        origins: undefined,
      },
    );
    assert.doesNotMatch(JSON.stringify(target), /Zk7wQx2Lm9vB/);
    assert.equal(target?.origins?.host, 'host, app.js:1');
  });

  it('takes an unknown mode for opportunistic STARTTLS, except on the ports of implicit TLS, and says so', () => {
    const one = (port: number) => targets({ '.env': `SMTP_HOST=mail.acme-mail.org\nSMTP_PORT=${port}\n` })[0];
    assert.deepEqual([one(587)?.tls, one(587)?.assumedTls], ['opportunistic', true]);
    assert.deepEqual([one(465)?.tls, one(465)?.assumedTls], ['implicit', true]);
    assert.deepEqual(one(587)?.assumptions, ['TLS mode unknown: port 587 is tested with opportunistic STARTTLS.']);
  });

  it('assumes nothing where the files say it all', () => {
    const [target] = targets({ 'app.js': mailer("host: 'smtp.acme-mail.org', port: 587, requireTLS: true") });
    assert.deepEqual([target?.assumptions, target?.assumedTls, target?.notFollowed], [undefined, undefined, undefined]);
  });

  it('names the fallback that decides', () => {
    const [target] = targets({
      'app.js': mailer("host: process.env.RELAY_HOST ?? 'smtp.acme-mail.org', port: 465, secure: true"),
    });
    assert.deepEqual(target?.assumptions, ['No file defines RELAY_HOST: the fallback in the code decides the host.']);
  });

  it('tests the value that arrives where the reader cuts it, and says so', () => {
    const [target] = targets({
      '.env': 'SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=465\nSMTP_USER=a\nSMTP_PASSWORD=begin#end\n',
    });
    assert.equal(
      target?.assumptions?.[0],
      'SMTP_PASSWORD (.env:1) does not reach the program as it is written; what arrives is tested.',
    );
  });

  it('never takes an unknown user name for none', () => {
    const [target] = targets({
      'app.js': mailer(
        "host: 'smtp.acme-mail.org', port: 465, secure: true, auth: { user: process.env.RELAY_USER, pass: 'x' }",
      ),
    });
    assert.equal(target?.unknownLogin, 'no file defines RELAY_USER');
    const [none] = targets({ 'app.js': mailer("host: 'smtp.acme-mail.org', port: 465, secure: true") });
    assert.equal(none?.unknownLogin, undefined);
  });

  it('says what keeps it from being tested', () => {
    const [target] = targets({ 'app.js': mailer('host: process.env.RELAY_HOST, port: 465, secure: true') });
    assert.equal(target?.obstacle, 'app.js:1: nodemailer transport: host unknown: no file defines RELAY_HOST.');
    assert.equal(target?.host, undefined);
  });

  it('compares with TLSA records where Postfix does, and lists a check that no test can make', () => {
    const level = (name: string) =>
      targets({
        'main.cf': `relayhost = [smtp.acme-mail.org]:587\nsmtp_tls_security_level = ${name}\nsmtp_dns_support_level = dnssec\n`,
      })[0];
    const dane = level('dane');
    assert.deepEqual(
      [dane?.dane, dane?.tls, dane?.verify, dane?.assumedTls],
      ['dane', 'opportunistic', 'none', undefined],
    );
    assert.deepEqual([level('dane-only')?.dane, level('dane-only')?.tls], ['dane-only', 'starttls']);
    assert.match(
      level('fingerprint')?.notFollowed?.join() ?? '',
      /^smtp_tls_security_level = fingerprint: .* fingerprints/,
    );
  });

  it('brings along what the client shows of itself and trusts', () => {
    const [target] = targets({
      'app.js': mailer(
        "host: 'smtp.acme-mail.org', port: 465, secure: true, name: 'app.acme-mail.org', localAddress: '192.0.2.7', proxy: 'socks5://proxy.acme-mail.org:1080', tls: { ca: fs.readFileSync(path.join(__dirname, 'certs', 'ca.pem')), cert: fs.readFileSync('client.pem'), key: `-----BEGIN PRIVATE KEY-----` }",
      ),
    });
    assert.deepEqual(
      [target?.clientName, target?.localAddress, target?.authorities?.text],
      ['app.acme-mail.org', '192.0.2.7', 'certs/ca.pem'],
    );
    assert.equal(target?.certificate, undefined, 'no half of a pair');
    assert.equal(target?.proxy, 'socks5://proxy.acme-mail.org:1080');
    assert.match(target?.notFollowed?.[0] ?? '', /^key: a key in the code is not read/);
    assert.doesNotMatch(JSON.stringify(target), /PRIVATE KEY/);
  });

  it('of Postfix: EHLO name, authorities, a mail domain as next hop, and the login of a table in the workspace', () => {
    const main = [
      'myhostname = mx.acme-mail.org',
      'relayhost = acme-relay.net:587',
      'smtp_tls_security_level = secure',
      'smtp_tls_CAfile = /etc/postfix/ca.pem',
      'smtp_sasl_auth_enable = yes',
      'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd',
      'smtp_sasl_tls_security_options = noanonymous',
    ];
    const [target] = targets({
      'main.cf': `${main.join('\n')}\n`,
      sasl_passwd: 'other.example.net joe:no\nacme-relay.net:587 shop:Zk7wQx2Lm9vB\n',
    });
    assert.deepEqual(
      [target?.clientName, target?.authorities?.text, target?.mailDomain, target?.user, target?.unknownLogin],
      ['mx.acme-mail.org', '/etc/postfix/ca.pem', true, 'shop', undefined],
    );
    assert.equal(target?.origins?.password, 'smtp_sasl_password_maps, sasl_passwd:1');
    assert.doesNotMatch(JSON.stringify(target), /Zk7wQx2Lm9vB/);
    const [bracketed] = targets({ 'main.cf': main.join('\n').replace('acme-relay.net:587', '[acme-relay.net]:587') });
    assert.deepEqual([bracketed?.mailDomain, bracketed?.user], [undefined, undefined]);
    assert.match(bracketed?.unknownLogin ?? '', /the files do not show/);
  });

  describe('of Postfix: the policy for the next hop', () => {
    const policy = (entry: string | undefined, ...main: string[]) =>
      targets({
        'main.cf': [
          'relayhost = [smtp.acme-relay.net]:587',
          'smtp_tls_CApath = /etc/ssl/certs',
          'smtp_tls_policy_maps = hash:/etc/postfix/tls_policy',
          ...main,
          '',
        ].join('\n'),
        ...(entry !== undefined && { tls_policy: `${entry}\n` }),
      })[0]!;

    it('comes from the table', () => {
      const target = policy(
        '[smtp.acme-relay.net]:587 secure match=mx.acme-relay.net:.acme-relay.org',
        'smtp_tls_security_level = may',
      );
      assert.deepEqual(
        [target.tls, target.assumedTls, target.verify, target.acceptedNames],
        ['starttls', undefined, 'full', ['mx.acme-relay.net', '.acme-relay.org']],
      );
      assert.equal(target.notFollowed, undefined);
    });

    it('encrypts and checks nothing, or is of a domain above', () => {
      const encrypt = policy('[smtp.acme-relay.net]:587 encrypt', 'smtp_tls_security_level = may');
      assert.deepEqual([encrypt.tls, encrypt.verify, encrypt.acceptedNames], ['starttls', 'none', undefined]);
      const above = policy(
        '.acme-relay.net secure',
        'smtp_tls_security_level = may',
        'relayhost = smtp.acme-relay.net',
      );
      assert.deepEqual(
        [above.tls, above.verify, above.acceptedNames],
        ['starttls', 'full', ['nexthop', 'dot-nexthop']],
      );
    });

    it('is that of main.cf where the table has no entry, and told where there is no table', () => {
      const none = policy('[other.example.net]:587 secure', 'smtp_tls_security_level = encrypt');
      assert.deepEqual([none.tls, none.verify, none.notFollowed], ['starttls', 'none', undefined]);
      const unread = policy(undefined, 'smtp_tls_security_level = encrypt');
      assert.deepEqual([unread.tls, unread.verify], ['starttls', 'none']);
      assert.match(unread.notFollowed?.join() ?? '', /^smtp_tls_policy_maps = hash:.* not in the workspace/);
    });

    it('names what the certificate must bear, and says where no authority is trusted', () => {
      const [target] = targets({
        'main.cf':
          'relayhost = acme-relay.net\nsmtp_tls_security_level = verify\nsmtp_tls_verify_cert_match = hostname, .acme-relay.org\n',
      });
      assert.deepEqual(target?.acceptedNames, ['hostname', '.acme-relay.org']);
      assert.match(target?.trustsNone ?? '', /trusts no authority .* level verify/);
    });
  });

  describe('of a container', () => {
    const ENV = 'SMTP_HOST=mailpit\nSMTP_PORT=1025\nSMTP_USER=shop\nSMTP_FROM=a@acme-mail.org\n';
    const compose = (ports: string) => `services:\n  mailpit:\n    image: axllent/mailpit\n    ports: ${ports}\n`;

    for (const [ports, expected] of [
      ['["2525:1025", "8025:8025"]', { host: '127.0.0.1', port: 2525 }],
      ['["127.0.0.2:1025:1025/tcp"]', { host: '127.0.0.2', port: 1025 }],
      ['["${SMTP_OUT:-4025}:1025"]', { host: '127.0.0.1', port: 4025 }],
      ['[{ target: 1025, published: "3025" }]', { host: '127.0.0.1', port: 3025 }],
    ] as const) {
      it(`published by ports: ${ports}`, () => {
        const [target] = targets({ '.env': ENV, 'compose.yaml': compose(ports) }, '.env');
        assert.deepEqual(target?.published, { ...expected, file: 'compose.yaml' });
        assert.equal(target?.host, 'mailpit', 'in its own network it has its own name');
      });
    }

    it('that publishes another port only is said to live in its network', () => {
      const [target] = targets({ '.env': ENV, 'compose.yaml': compose('["8025:8025"]') }, '.env');
      assert.equal(target?.published, undefined);
      assert.match(
        target?.assumptions?.join() ?? '',
        /mailpit is a service of compose\.yaml, which publishes no port 1025/,
      );
    });

    it('is no host of another name', () => {
      const [target] = targets(
        { '.env': ENV.replace('mailpit', 'smtp'), 'compose.yaml': compose('["1:1025"]') },
        '.env',
      );
      assert.deepEqual(
        [target?.published, target?.assumptions?.some((each) => /service of/.test(each))],
        [undefined, false],
      );
    });
  });

  it('of a project whose platform blocks the port says that the test runs elsewhere', () => {
    const [target] = targets(
      {
        '.env': 'SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=25\nSMTP_FROM=a@acme-mail.org\n',
        'render.yaml': 'services:\n  - type: web\n    plan: free\n    name: web\n',
      },
      '.env',
    );
    assert.match(
      target?.notFollowed?.join() ?? '',
      /^render\.yaml says that the project runs on Render, where port 25 is blocked/,
    );
  });

  describe('of a release', () => {
    const DJANGO = 'EMAIL_HOST=smtp.acme-mail.org\nEMAIL_PORT=587\nEMAIL_USE_TLS=True\nEMAIL_HOST_USER=shop\n';
    const django = (requirements: string) => targets({ '.env': DJANGO, 'requirements.txt': requirements }, '.env')[0]!;

    for (const requirements of [
      'Django==3.2.25',
      'django~=4.1',
      'Django>=3.0,<4',
      'django<4.2',
      'gunicorn\nDjango == 4.0.1\n',
    ]) {
      it(`Django of "${requirements.trim()}" accepts any certificate`, () => {
        const target = django(requirements);
        assert.equal(target.verify, 'none');
        assert.match(target.assumptions?.join() ?? '', /Django before 4\.2, which accepts any certificate/);
      });
    }

    for (const requirements of [
      'Django==4.2',
      'django>=3.2',
      'Django~=5.0',
      'Django<5',
      'django-anymail==3.2',
      'Django<4.3',
    ]) {
      it(`Django of "${requirements}" checks it, or may do so`, () =>
        assert.equal(django(requirements).verify, 'full'));
    }

    it('JavaMail of Spring Boot 2 compares no name, that of Spring Boot 3 does', () => {
      const spring = (version: string, more = '') =>
        targets(
          {
            'application.properties': `spring.mail.host=smtp.acme-mail.org\nspring.mail.port=587\nspring.mail.properties.mail.smtp.starttls.required=true\n${more}`,
            'pom.xml': `<parent><artifactId>spring-boot-starter-parent</artifactId>\n<version>${version}</version></parent>`,
          },
          'application.properties',
        )[0]!;
      assert.deepEqual([spring('2.7.18').verify, spring('3.2.0').verify], ['chain-only', 'full']);
      assert.equal(spring('2.7.18', 'spring.mail.properties.mail.smtp.ssl.trust=*\n').verify, 'none');
      const more = 'spring.mail.ssl.bundle=mailing\nspring.mail.properties.mail.smtp.socks.host=proxy.acme-mail.org\n';
      const target = spring('3.2.0', more);
      assert.match(target.notFollowed?.join() ?? '', /^spring\.mail\.ssl\.bundle: only the program itself/);
      assert.equal(target.proxy, 'socks5://proxy.acme-mail.org:1080');
    });
  });

  it('of msmtp: the command for the password is named and never run, and proxy, name and certificate are followed', () => {
    const [target] = targets({
      '.msmtprc': [
        'account default',
        'host smtp.acme-mail.org',
        'port 587',
        'tls on',
        'auth on',
        'from a@acme-mail.org',
        'user shop',
        'passwordeval "touch /tmp/ran"',
        'domain app.acme-mail.org',
        'proxy_host 127.0.0.1',
        'proxy_port 9050',
        'tls_fingerprint AA:BB',
        '',
      ].join('\n'),
    });
    assert.match(target?.unknownPassword ?? '', /passwordeval \(\.msmtprc:1\) .* runs no command/);
    assert.deepEqual([target?.clientName, target?.proxy], ['app.acme-mail.org', 'socks5://127.0.0.1:9050']);
    assert.match(target?.notFollowed?.join() ?? '', /tls_fingerprint/);
  });

  it('of Kubernetes: the login of a Secret in the same file', () => {
    const text = `apiVersion: v1
kind: Secret
metadata: { name: mail }
data: { SMTP_PASSWORD: ${Buffer.from('Zk7wQx2Lm9vB').toString('base64')} }
stringData: { SMTP_USER: shop }
---
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: app
          env:
            - { name: SMTP_HOST, value: smtp.acme-mail.org }
            - { name: SMTP_PORT, value: "465" }
            - { name: SMTP_SECURE, value: "true" }
            - { name: SMTP_USER, valueFrom: { secretKeyRef: { name: mail, key: SMTP_USER } } }
            - { name: SMTP_PASSWORD, valueFrom: { secretKeyRef: { name: mail, key: SMTP_PASSWORD } } }
`;
    const [target] = targets({ 'deploy.yaml': text });
    assert.equal(target?.user, 'shop');
    assert.match(target?.origins?.password ?? '', /^SMTP_PASSWORD, deploy\.yaml:/);
    assert.doesNotMatch(JSON.stringify(target), /Zk7wQx2Lm9vB/);
  });

  it('of programs that use the roots of the system says so, and of those that bring a list of their own does not', () => {
    const laravel = targets({
      '.env':
        'MAIL_MAILER=smtp\nMAIL_HOST=smtp.acme-mail.org\nMAIL_PORT=465\nMAIL_EHLO_DOMAIN=app.acme-mail.org\nMAIL_FROM_ADDRESS=a@acme-mail.org\n',
    });
    assert.deepEqual([laravel[0]?.systemStore, laravel[0]?.clientName], [true, 'app.acme-mail.org']);
    const [node] = targets({ 'app.js': mailer("host: 'smtp.acme-mail.org', port: 465, secure: true") });
    assert.equal(node?.systemStore, undefined);
    const msmtp = targets({
      '.msmtprc':
        'account default\nhost smtp.acme-mail.org\nport 587\ntls on\ntls_trust_file /etc/ssl/own.pem\nfrom a@acme-mail.org\n',
    });
    assert.equal(msmtp[0]?.authorities?.text, '/etc/ssl/own.pem');
    const system = targets({
      '.msmtprc':
        'account default\nhost smtp.acme-mail.org\nport 587\ntls on\ntls_trust_file system\nfrom a@acme-mail.org\n',
    });
    assert.deepEqual([system[0]?.authorities, system[0]?.systemStore], [undefined, true]);
  });

  describe('follows the stream options of PHP', () => {
    const phpmailer = (...statements: readonly string[]) =>
      targets({
        'send_mail.php': `<?php\n$mail = new PHPMailer(true);\n$mail->isSMTP();\n$mail->Host = 'smtp.acme-mail.org';\n$mail->Port = 465;\n$mail->SMTPSecure = 'ssl';\n${statements.join('\n')}\n`,
      })[0];

    it('as an array', () => {
      const target = phpmailer(
        "$mail->Helo = 'app.acme-mail.org';",
        "$mail->SMTPOptions = ['ssl' => ['cafile' => __DIR__ . '/ca.pem', 'peer_name' => 'mail.acme-mail.org',",
        "  'local_cert' => '/etc/ssl/app.pem', 'peer_fingerprint' => 'ab12']];",
      );
      const { authorities, certificate, key, servername, clientName, systemStore, verify, notFollowed } = target!;
      assert.deepEqual(
        [authorities?.text, servername, clientName, systemStore, verify],
        ['./ca.pem', 'mail.acme-mail.org', 'app.acme-mail.org', true, 'full'],
      );
      // Without `local_pk` the file of the certificate holds the key, too.
      assert.deepEqual([certificate?.text, key?.text], ['/etc/ssl/app.pem', '/etc/ssl/app.pem']);
      assert.deepEqual(notFollowed, [
        'PHPMailer.SMTPOptions.ssl.peer_fingerprint: only the program itself can follow it',
      ]);
    });

    it('one by one', () => {
      const target = phpmailer(
        "$mail->SMTPOptions['ssl']['verify_peer_name'] = false;",
        "$mail->SMTPOptions['ssl']['cafile'] = $caFile;",
      );
      assert.equal(target?.verify, 'chain-only');
      assert.deepEqual(target?.notFollowed, [
        'PHPMailer.SMTPOptions.ssl.cafile: the files do not say where the authorities come from',
      ]);
    });

    it('without any, with the roots of the system', () => {
      const { authorities, certificate, systemStore, verify, notFollowed } = phpmailer()!;
      assert.deepEqual(
        [authorities, certificate, systemStore, verify, notFollowed],
        [undefined, undefined, true, 'full', undefined],
      );
    });
  });

  it('knows the TLS library of Go, Java and msmtp, and names the trust store of Java as one that is not followed', () => {
    const spring =
      'spring.mail.host=smtp.acme-mail.org\nspring.mail.port=465\nspring.mail.properties.mail.smtp.ssl.enable=true\n';
    const [java] = targets({ 'application.properties': spring });
    assert.equal(java?.tlsLibrary, 'java');
    assert.match(java?.notFollowed?.join() ?? '', /trust store of Java/);
    const [go] = targets({ '.env': 'GF_SMTP_ENABLED=true\nGF_SMTP_HOST=smtp.acme-mail.org:587\n' });
    assert.deepEqual([go?.tlsLibrary, go?.notFollowed], ['go', undefined]);
    const account = 'account default\nhost smtp.acme-mail.org\nport 587\ntls on\nfrom a@acme-mail.org\n';
    assert.equal(targets({ '.msmtprc': account })[0]?.tlsLibrary, 'gnutls');
    const [node] = targets({ 'app.js': mailer("host: 'smtp.acme-mail.org', port: 465, secure: true") });
    assert.equal(node?.tlsLibrary, undefined);
  });

  it('is the same way for two places that connect alike, and another one for another cipher list', () => {
    const options = "host: 'smtp.acme-mail.org', port: 465, secure: true";
    const [a, b, c] = [options, `${options}, pool: true`, `${options}, tls: { ciphers: 'HIGH' }`].map(
      (text) => targets({ 'app.js': mailer(text) })[0]!,
    );
    assert.equal(wayOf(a!), wayOf(b!));
    assert.notEqual(wayOf(a!), wayOf(c!));
  });
});
