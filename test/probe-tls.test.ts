import assert from 'node:assert/strict';
import type { ProbeTarget } from '../src/probe';
import { issue, newKey } from './support/certificates';
import { authority, type Case, checkCases, loopback, run } from './support/probe-cases';
import { answersWith, closesAtOnce, listen, says, silent, smtp } from './support/smtp-servers';

const { root, intermediate, sign } = authority;
const good = sign({});
const goodTls = { key: good.key, cert: good.cert };

const implicit = { tls: 'implicit' } as const;

/** A server with this certificate; what stands behind it is the chain. */
const withCertificate =
  (options: Parameters<typeof sign>[0], issuer = root, ...chain: string[]) =>
  () => {
    const { key, cert } = sign(options, issuer);
    return smtp({ implicit: true, tls: { key, cert: [cert, ...chain].join('\n') } });
  };

const handshakes: Case[] = [
  {
    name: 'STARTTLS port',
    serve: () => smtp({ tls: goodTls }),
    target: implicit,
    expect: {
      outcome: 'fail',
      failedAt: 'tls',
      code: 'starttls-expected',
      sentence: /wrong version number/,
      advice: /required STARTTLS/,
      suggestion: { tls: 'starttls' },
    },
  },
  {
    name: 'plaintext port without STARTTLS',
    serve: () => smtp(),
    target: { ...implicit, host: 'mail.example.net' },
    expect: { outcome: 'fail', failedAt: 'tls', code: 'no-tls-here', exitCode: 15, advice: /465/ },
  },
  {
    name: 'web server',
    serve: () => answersWith('HTTP/1.1 400 Bad Request\r\n\r\n'),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'not-smtp', sentence: /a web server/ },
  },
  {
    name: 'IMAP',
    serve: () => says('* OK IMAP ready\r\n'),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'not-smtp', sentence: /an IMAP server/ },
  },
  {
    name: 'POP3',
    serve: () => says('+OK POP3 ready\r\n'),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'not-smtp', sentence: /a POP3 server/ },
  },
  {
    name: 'SSH',
    serve: () => says('SSH-2.0-OpenSSH_9.6\r\n'),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'not-smtp', sentence: /an SSH server/ },
  },
  {
    name: 'silent',
    serve: silent,
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-timeout', advice: /another network/ },
  },
  {
    name: 'closes at once',
    serve: closesAtOnce,
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-closed' },
  },
  {
    name: 'resets on the ClientHello',
    serve: () => listen((socket) => socket.once('data', () => socket.resetAndDestroy())),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-closed' },
  },
  {
    name: 'refuses the name (alert 112)',
    serve: () => listen((socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 112])))),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-name-refused', advice: /host name/ },
  },
  {
    name: 'TLS 1.0 and 1.1 only',
    serve: () =>
      smtp({
        implicit: true,
        tls: { ...goodTls, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      }),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-version', advice: /1\.0 or 1\.1/ },
  },
  {
    name: 'TLS 1.1 only, and allowed by the configuration',
    serve: () =>
      smtp({
        implicit: true,
        tls: { ...goodTls, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      }),
    target: {
      ...implicit,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      login: { user: 'joe', password: 'correct-horse-battery' },
    },
    options: { login: true },
    expect: {
      outcome: 'warn',
      warned: 'tls',
      code: 'tls-old-version',
      login: 'not-tried',
      stages: { certificate: 'ok', auth: 'skipped' },
    },
  },
  {
    name: 'TLS 1.0 only, and a program with GnuTLS, which takes it',
    serve: () =>
      smtp({
        implicit: true,
        tls: { ...goodTls, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
      }),
    target: { ...implicit, tlsLibrary: 'gnutls' },
    expect: { outcome: 'warn', warned: 'tls', code: 'tls-old-version' },
  },
  {
    name: 'keys exchanged by RSA alone',
    serve: () => smtp({ implicit: true, tls: { ...goodTls, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' } }),
    target: { ...implicit, login: { user: 'joe', password: 'correct-horse-battery' } },
    options: { login: true },
    expect: { outcome: 'warn', warned: 'tls', code: 'tls-static-key', login: 'accepted', advice: /ECDHE/ },
  },
  {
    name: 'keys exchanged by RSA alone, and a program in Go',
    serve: () => smtp({ implicit: true, tls: { ...goodTls, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' } }),
    target: { ...implicit, tlsLibrary: 'go' },
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-static-key', sentence: /Go 1\.22/, advice: /tlsrsakex/ },
  },
  {
    name: 'TLS 1.3 only',
    serve: () => smtp({ implicit: true, tls: { ...goodTls, minVersion: 'TLSv1.3' } }),
    target: implicit,
    expect: { outcome: 'ok' },
    also: (report) => assert.equal(report.tls?.version, 'TLSv1.3'),
  },
  {
    name: 'TLS 1.3 only, and a configured maximum of 1.2',
    serve: () => smtp({ implicit: true, tls: { ...goodTls, minVersion: 'TLSv1.3' } }),
    target: { ...implicit, maxVersion: 'TLSv1.2' },
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-version', advice: /maximum/ },
  },
  {
    name: 'no common cipher',
    serve: () =>
      smtp({ implicit: true, tls: { ...goodTls, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' } }),
    target: { ...implicit, ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' },
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-no-common-cipher', advice: /cipher list/ },
  },
  {
    name: 'cipher list that selects nothing',
    serve: () => smtp({ implicit: true, tls: goodTls }),
    target: { ...implicit, ciphers: 'NO-SUCH-CIPHER' },
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-option' },
  },
  {
    name: 'minimum above maximum',
    serve: () => smtp({ implicit: true, tls: goodTls }),
    target: { ...implicit, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' },
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-option' },
  },
  {
    name: 'client certificate demanded, TLS 1.2',
    serve: () => smtp({ implicit: true, tls: { ...goodTls, ca: root.cert, requestCert: true, maxVersion: 'TLSv1.2' } }),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'client-certificate-required', sentence: /demands a client/ },
  },
  {
    name: 'client certificate of an authority that the server does not know',
    // The alert unknown_ca (RFC 8446 section 6.2).
    serve: () => answersWith(Buffer.from([0x15, 3, 3, 0, 2, 2, 48])),
    target: { ...implicit, clientCertificate: good },
    expect: {
      outcome: 'fail',
      failedAt: 'tls',
      code: 'client-certificate-required',
      sentence: /does not accept the client certificate/,
      advice: /another authority/,
    },
  },
  {
    name: 'an error of the server in the handshake',
    serve: () => answersWith(Buffer.from([0x15, 3, 3, 0, 2, 2, 80])),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-server-fault', advice: /certificate or key/ },
  },
  {
    name: 'client certificate demanded, TLS 1.3: known only after the handshake',
    serve: () => smtp({ implicit: true, tls: { ...goodTls, ca: root.cert, requestCert: true, minVersion: 'TLSv1.3' } }),
    target: implicit,
    expect: {
      outcome: 'fail',
      failedAt: 'greeting',
      code: 'client-certificate-required',
      advice: /key and certificate/,
    },
  },
  {
    name: 'closes after the handshake',
    serve: () => smtp({ implicit: true, tls: goodTls, greeting: (socket) => socket.end() }),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'closed' },
  },
];

const self = { key: authority.key, issuer: undefined } as const;
const selfSigned = sign({ ...self });

const certificates: Case[] = [
  {
    name: 'private root, configured as the CA',
    serve: withCertificate({}),
    target: implicit,
    expect: { outcome: 'ok', stages: { certificate: 'ok' } },
  },
  {
    name: 'private root, not configured: leaf alone',
    serve: withCertificate({}),
    target: { ...implicit, ca: undefined },
    expect: {
      outcome: 'fail',
      failedAt: 'certificate',
      code: 'certificate-intermediate-missing',
      exitCode: 16,
      sentence: /Throw-away Root/,
      advice: /have the program trust it/,
    },
  },
  {
    name: 'private root sent in the chain',
    serve: withCertificate({}, root, root.cert),
    target: { ...implicit, ca: undefined },
    expect: { outcome: 'fail', failedAt: 'certificate', code: 'certificate-private-root', advice: /as the CA/ },
  },
  {
    name: 'chain to an unknown root',
    serve: withCertificate({}, intermediate, intermediate.cert),
    target: { ...implicit, ca: undefined },
    expect: {
      outcome: 'fail',
      failedAt: 'certificate',
      code: 'certificate-issuer-unknown',
      sentence: /Throw-away Root/,
    },
  },
  {
    name: 'intermediate missing',
    serve: withCertificate({}, intermediate),
    target: implicit,
    expect: {
      outcome: 'fail',
      failedAt: 'certificate',
      code: 'certificate-intermediate-missing',
      sentence: /Throw-away Intermediate/,
      advice: /fullchain/,
    },
  },
  {
    name: 'the intermediate of another certificate in place of its own',
    serve: withCertificate({}, intermediate, issue({ commonName: 'Old', issuer: root, authority: true, to: -9 }).cert),
    target: implicit,
    expect: {
      outcome: 'fail',
      failedAt: 'certificate',
      code: 'certificate-chain-foreign',
      sentence: /Throw-away Intermediate/,
      advice: /older certificate/,
    },
    also: (report) => assert.deepEqual(report.certificate?.chain, ['localhost', 'Old']),
  },
  {
    name: 'a private root in the place of a known provider',
    serve: withCertificate({ names: ['smtp.gmail.com'] }, root, root.cert),
    target: { ...implicit, servername: 'smtp.gmail.com', ca: undefined },
    expect: {
      outcome: 'fail',
      failedAt: 'certificate',
      code: 'certificate-private-root',
      advice: /answers in their place/,
    },
  },
  {
    name: 'the chain in another order',
    serve: withCertificate({}, intermediate, root.cert, intermediate.cert),
    target: implicit,
    expect: { outcome: 'ok' },
  },
  {
    name: 'full chain',
    serve: withCertificate({}, intermediate, intermediate.cert),
    target: implicit,
    expect: { outcome: 'ok' },
    also: (report) => assert.deepEqual(report.certificate?.chain, ['localhost', 'Throw-away Intermediate']),
  },
  {
    name: 'self-signed',
    serve: () => smtp({ implicit: true, tls: { key: selfSigned.key, cert: selfSigned.cert } }),
    target: implicit,
    expect: {
      outcome: 'fail',
      failedAt: 'certificate',
      code: 'certificate-self-signed',
      advice: /Do not disable verification/,
    },
  },
  {
    name: 'self-signed, and given as the CA',
    serve: () => smtp({ implicit: true, tls: { key: selfSigned.key, cert: selfSigned.cert } }),
    target: { ...implicit, ca: selfSigned.cert },
    expect: { outcome: 'ok' },
  },
  {
    name: 'self-signed, and not checked by the configuration: no login',
    serve: () => smtp({ implicit: true, tls: { key: selfSigned.key, cert: selfSigned.cert } }),
    target: { ...implicit, verify: 'none', login: { user: 'joe', password: 'correct-horse-battery' } },
    options: { login: true },
    expect: {
      outcome: 'warn',
      warned: 'certificate',
      code: 'certificate-self-signed',
      sentence: /The application accepts it all the same/,
      stages: { mechanisms: 'ok', auth: 'skipped' },
      login: 'not-tried',
    },
    also: (_, server) => assert.ok(!server.heard.some((line) => line.startsWith('AUTH'))),
  },
  {
    name: 'fine, though not checked by the configuration',
    serve: withCertificate({}),
    target: { ...implicit, verify: 'none' },
    expect: { outcome: 'ok', suggestion: { verify: 'full' } },
  },
  {
    name: 'expired',
    serve: withCertificate({ from: -40, to: -10 }),
    target: implicit,
    expect: {
      outcome: 'fail',
      failedAt: 'certificate',
      code: 'certificate-expired',
      sentence: /10 days ago/,
      advice: /clock/,
    },
  },
  {
    name: 'expired, for another name and of an unknown root: all three are told',
    serve: withCertificate({ from: -40, to: -10, names: ['other.example'] }),
    target: { ...implicit, ca: undefined },
    expect: { outcome: 'fail', failedAt: 'certificate', code: 'certificate-expired' },
    also: (report) =>
      assert.deepEqual(
        report.certificate?.problems.map(({ code }) => code),
        ['certificate-expired', 'certificate-intermediate-missing', 'certificate-wrong-name'],
      ),
  },
  {
    name: 'not yet valid',
    serve: withCertificate({ from: 5 }),
    target: implicit,
    expect: { outcome: 'fail', failedAt: 'certificate', code: 'certificate-not-yet-valid', advice: /clock/ },
  },
  {
    name: 'expires soon',
    serve: withCertificate({ to: 12.5 }),
    target: implicit,
    expect: { outcome: 'warn', warned: 'certificate', code: 'certificate-expires-soon', sentence: /12 days/ },
  },
  {
    name: 'another name',
    serve: withCertificate({ names: ['mail.other.example', '*.other.example'] }),
    target: implicit,
    expect: {
      outcome: 'fail',
      failedAt: 'certificate',
      code: 'certificate-wrong-name',
      sentence: /not for localhost but for mail\.other\.example/,
    },
  },
  {
    name: 'another name, only the chain is checked by the configuration',
    serve: withCertificate({ names: ['mail.other.example'] }),
    target: { ...implicit, verify: 'chain-only' },
    expect: { outcome: 'warn', warned: 'certificate', code: 'certificate-wrong-name', sentence: /does not check/ },
  },
  {
    name: 'another name of the same domain and server',
    serve: withCertificate({ names: ['smtp.example.net'] }),
    target: { ...implicit, host: 'mail.example.net' },
    expect: {
      outcome: 'fail',
      failedAt: 'certificate',
      code: 'certificate-wrong-name',
      suggestion: { host: 'smtp.example.net' },
    },
  },
  {
    name: 'a name under the same public suffix proves nothing',
    serve: withCertificate({ names: ['smtp.co.uk'] }),
    target: { ...implicit, host: 'mail.co.uk' },
    expect: { outcome: 'fail', failedAt: 'certificate', code: 'certificate-wrong-name' },
  },
  {
    name: 'a wildcard covers one label only',
    serve: withCertificate({ names: ['*.example.net'] }),
    target: { ...implicit, host: 'a.b.example.net' },
    expect: { outcome: 'fail', failedAt: 'certificate', code: 'certificate-wrong-name', advice: /one label/ },
  },
  {
    name: 'an address, whose certificate has names',
    serve: withCertificate({ names: ['mail.example.net'] }),
    target: { ...implicit, host: '127.0.0.1' },
    expect: { outcome: 'fail', failedAt: 'certificate', code: 'certificate-wrong-name', advice: /Connect by a name/ },
  },
  {
    name: 'configured server name',
    serve: withCertificate({ names: ['mail.example.net'] }),
    target: { ...implicit, host: '127.0.0.1', servername: 'mail.example.net' },
    expect: { outcome: 'ok' },
    also: (report) => assert.equal(report.tls?.servername, 'mail.example.net'),
  },
  {
    name: 'address in the certificate',
    serve: withCertificate({ names: ['127.0.0.1'] }),
    target: { ...implicit, host: '127.0.0.1' },
    expect: { outcome: 'ok', stages: { dns: 'skipped' } },
    also: (report) => assert.equal(report.tls?.servername, undefined),
  },
  {
    name: 'common name only',
    serve: withCertificate({ names: undefined }),
    target: implicit,
    expect: {
      outcome: 'warn',
      warned: 'certificate',
      code: 'certificate-common-name-only',
      advice: /alternative name/,
    },
  },
  {
    name: 'issued by a virus scanner',
    serve: withCertificate({ issuer: sign({ commonName: 'Avast Mail Shield Root', authority: true }, undefined) }),
    target: { ...implicit, host: 'localhost' },
    expect: { outcome: 'fail', failedAt: 'certificate', code: 'certificate-intercepted', advice: /Exempt mail/ },
    also: (report) =>
      assert.ok(report.certificate?.problems.some(({ code }) => code === 'certificate-intermediate-missing')),
  },
];

const upgraded: Case[] = certificates
  .filter(({ name }) => ['expired', 'another name', 'self-signed'].includes(name))
  .map((each) => ({
    ...each,
    name: `${each.name}, after STARTTLS`,
    serve: () => {
      const { key, cert } =
        each.name === 'expired'
          ? sign({ from: -40, to: -10 })
          : each.name === 'another name'
            ? sign({ names: ['mail.other.example'] })
            : selfSigned;
      return smtp({ tls: { key, cert } });
    },
    target: { tls: 'starttls' } as Partial<ProbeTarget>,
  }));

describe('probe: TLS', () => checkCases(handshakes, 'test/reports/handshake.txt'));
describe('probe: certificate', () => checkCases([...certificates, ...upgraded], 'test/reports/certificate.txt'));

describe('probe: certificate facts', () => {
  const weakKey = newKey(1024);

  it('tells everything about a good one', async () => {
    const server = await smtp({ implicit: true, tls: goodTls });
    try {
      const { certificate, tls } = await run(server, implicit);
      assert.deepEqual(certificate?.names, ['DNS:localhost', 'IP Address:127.0.0.1']);
      assert.equal(certificate?.key, 'RSA 2048');
      assert.equal(certificate?.signature, 'SHA-256 with RSA');
      assert.equal(certificate?.issuer, 'Throw-away Root');
      assert.equal(certificate?.daysLeft, 89);
      assert.match(certificate?.fingerprint256 ?? '', /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
      assert.equal(certificate?.verified, true);
      assert.equal(tls?.servername, 'localhost');
      assert.match(tls?.cipher ?? '', /^TLS_/);
    } finally {
      await server.close();
    }
  });

  it('finds a key of 1024 bits, whether or not the library minds', async () => {
    const { cert } = sign({ key: weakKey });
    const server = await smtp({ implicit: true, tls: { key: weakKey, cert, ciphers: 'DEFAULT@SECLEVEL=0' } });
    try {
      const report = await run(server, implicit);
      const stage = report.stages.find(({ status }) => status === 'warn' || status === 'fail');
      assert.ok(stage?.code === 'certificate-weak-key' || stage?.code === 'tls-weak-parameters', stage?.code);
    } finally {
      await server.close();
    }
  });

  it('finds a signature that can be forged', async () => {
    const { key, cert } = sign({ hash: 'sha1' });
    const server = await smtp({ implicit: true, tls: { key, cert, ciphers: 'DEFAULT@SECLEVEL=0' } });
    try {
      const { certificate } = await run(server, implicit);
      assert.equal(certificate?.signature, 'SHA-1 with RSA');
      assert.ok(certificate?.problems.some(({ code }) => code === 'certificate-weak-signature'));
    } finally {
      await server.close();
    }
  });

  it('is not misled by a switched-off check in the environment', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    const server = await smtp({ implicit: true, tls: { key: selfSigned.key, cert: selfSigned.cert } });
    try {
      const report = await run(server, implicit, { resolver: loopback });
      assert.equal(report.code, 'certificate-self-signed');
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
      await server.close();
    }
  });

  for (const mode of ['implicit', 'starttls'] as const) {
    it(`finds out whether old versions are still taken (${mode})`, async () => {
      const old = { ...goodTls, minVersion: 'TLSv1' as const, ciphers: 'DEFAULT@SECLEVEL=0' };
      const lax = await smtp({ implicit: mode === 'implicit', tls: old });
      const strict = await smtp({ implicit: mode === 'implicit', tls: goodTls });
      try {
        const options = { oldVersions: true };
        const [first, second] = [await run(lax, { tls: mode }, options), await run(strict, { tls: mode }, options)];
        assert.equal(first.stages.at(-1)?.code, 'old-versions-accepted');
        assert.match(first.stages.at(-1)!.sentence, /TLSv1\.1/);
        assert.equal(second.stages.at(-1)?.status, 'ok');
      } finally {
        await Promise.all([lax.close(), strict.close()]);
      }
    });
  }
});
