/** DNSSEC and DANE: what the DNS says of keys, and whether anybody has checked that it may be believed. */
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { connect } from 'node:net';
import { checkDomain, type DomainCheckId, type DomainOptions, type ProbeTarget } from '../src/probe';
import { authenticQuery } from '../src/probe/authentic';
import { isUsable, matchingTlsa, tlsaOf } from '../src/probe/tlsa';
import { issue } from './support/certificates';
import { type DnsServer, serveDns, type Zone } from './support/dns-server';
import { authority, QUICK, run } from './support/probe-cases';
import { type LoopbackServer, smtp } from './support/smtp-servers';

const good = authority.sign({ names: ['mx.example.net'] });
const leaf = new X509Certificate(good.cert);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const keyOf = (certificate: X509Certificate) => certificate.publicKey.export({ type: 'spki', format: 'der' });
const OWN_KEY = `3 1 1 ${sha256(keyOf(leaf))}`;
const OTHER_KEY = `3 1 1 ${'ab'.repeat(32)}`;

const ZONE: Zone = {
  '': { NS: ['a.root-servers.net'] },
  'example.net': { MX: ['10 mx.example.net'], TXT: ['v=spf1 mx -all'] },
  'mx.example.net': { A: ['127.0.0.1'] },
};
const withRecords = (...records: string[]): Zone => ({ ...ZONE, '_25._tcp.mx.example.net': { TLSA: records } });

describe('DNSSEC and DANE', () => {
  let dns: DnsServer | undefined;
  let server: LoopbackServer | undefined;
  afterEach(async () => {
    await dns?.close();
    await server?.close();
    [dns, server] = [undefined, undefined];
  });

  describe('TLSA records', () => {
    const record = (text: string) => {
      const [usage, selector, matching, hex = ''] = text.split(' ');
      return tlsaOf(Buffer.concat([Buffer.from([usage, selector, matching].map(Number)), Buffer.from(hex, 'hex')]))!;
    };
    const root = new X509Certificate(authority.root.cert);
    for (const [text, matches] of [
      [OWN_KEY, true],
      [`3 0 1 ${sha256(leaf.raw)}`, true],
      [`3 0 0 ${leaf.raw.toString('hex')}`, true],
      [`3 1 2 ${createHash('sha512').update(keyOf(leaf)).digest('hex')}`, true],
      [`2 1 1 ${sha256(keyOf(root))}`, true],
      [`3 1 1 ${sha256(keyOf(root))}`, false],
      [OTHER_KEY, false],
    ] as const) {
      it(`${text.slice(0, 12)}… ${matches ? 'fits' : 'does not fit'}`, () =>
        assert.equal(matchingTlsa([record(text)], [leaf, root]) !== undefined, matches));
    }

    it('of the usages 0 and 1, or of a wrong length, are not for mail', () => {
      for (const text of [
        `0 0 1 ${'ab'.repeat(32)}`,
        `1 1 1 ${'ab'.repeat(32)}`,
        '3 1 1 abcd',
        `3 2 1 ${'ab'.repeat(32)}`,
      ])
        assert.equal(isUsable(record(text)), false, text);
      assert.equal(tlsaOf(Buffer.from([3, 1])), undefined);
    });
  });

  describe('questions to the resolver', () => {
    const ask = async (zone: Zone, name: string, type: 'MX' | 'TLSA' = 'TLSA') => {
      dns = await serveDns(zone, 0, () => true);
      return authenticQuery(() => [`127.0.0.1:${dns!.port}`])(name, type);
    };

    it('bring records and the word of the resolver', async () => {
      const { data, authentic, server: by } = await ask(withRecords(OWN_KEY), '_25._tcp.mx.example.net');
      assert.deepEqual([data.length, authentic, by], [1, true, '127.0.0.1']);
    });

    it('bring nothing where there is nothing', async () => {
      assert.deepEqual((await ask(ZONE, '_25._tcp.mx.example.net')).data, []);
    });

    it('are asked again by TCP where the answer does not fit', async () => {
      const records = Array.from({ length: 60 }, (_, index) => `3 1 1 ${index.toString(16).padStart(64, '0')}`);
      assert.equal((await ask(withRecords(...records), '_25._tcp.mx.example.net')).data.length, 60);
    });

    for (const [failure, code] of [
      ['SERVFAIL', 'ESERVFAIL'],
      ['REFUSED', 'EREFUSED'],
      ['garbage', 'EBADRESP'],
    ] as const) {
      it(`fail with ${code} at ${failure}`, () =>
        assert.rejects(ask({ 'example.net': failure }, 'example.net', 'MX'), { code }));
    }

    it('go to the next server where one does not answer', async () => {
      const silent = await serveDns({ 'example.net': 'SERVFAIL' });
      dns = await serveDns(ZONE);
      const servers = [`127.0.0.1:${silent.port}`, `127.0.0.1:${dns.port}`];
      const { data } = await authenticQuery(() => servers)('example.net', 'MX');
      assert.equal(data.length, 1);
      await silent.close();
    });
  });

  describe('of a domain', () => {
    async function checked(
      id: DomainCheckId,
      zone: Zone,
      isSigned: (name: string) => boolean,
      options: DomainOptions = {},
    ) {
      dns = await serveDns(zone, 0, isSigned);
      const report = await checkDomain('example.net', { resolver: dns.resolver, ...options });
      return report.checks.find((check) => check.id === id)!;
    }
    const signed = () => true;
    const unsigned = (name: string) => name === '';
    const nobody = () => false;

    it('signed, unsigned, or unknown where the resolver does not validate', async () => {
      assert.match((await checked('dnssec', ZONE, signed)).sentence, /is signed .* resolver on this machine/);
      await dns?.close();
      assert.match((await checked('dnssec', ZONE, unsigned)).sentence, /not signed/);
      await dns?.close();
      const unknown = await checked('dnssec', ZONE, nobody);
      assert.deepEqual([unknown.status, unknown.code], ['skipped', undefined]);
      assert.match(unknown.sentence, /does not validate/);
    });

    for (const [name, zone, isSigned, status, code] of [
      ['no records', ZONE, signed, 'ok', undefined],
      ['sound', withRecords(OWN_KEY), signed, 'ok', undefined],
      ['unsigned', withRecords(OWN_KEY), unsigned, 'warn', 'dane-unsigned'],
      ['the MX unsigned', withRecords(OWN_KEY), (each: string) => each !== 'example.net', 'warn', 'dane-unsigned'],
      ['nobody validates', withRecords(OWN_KEY), nobody, 'skipped', undefined],
      ['not for mail', withRecords(`1 0 1 ${'ab'.repeat(32)}`), signed, 'fail', 'dane-unusable'],
      ['no answer', { ...ZONE, '_25._tcp.mx.example.net': 'SERVFAIL' }, signed, 'warn', 'dane-unanswered'],
      [
        'one of two hosts',
        { ...withRecords(OWN_KEY), 'example.net': { MX: ['10 mx.example.net', '20 mx2.example.net'] } },
        signed,
        'warn',
        'dane-partial',
      ],
    ] as const) {
      it(`DANE: ${name}`, async () => {
        const check = await checked('dane', zone as Zone, isSigned);
        assert.deepEqual([check.status, check.code], [status, code], check.sentence);
      });
    }

    describe('whose MX hosts are connected to', () => {
      const mxServers = async (zone: Zone, script: Parameters<typeof smtp>[0]) => {
        server = await smtp(script);
        const { port } = server;
        return checked('mx-servers', zone, signed, {
          connect: true,
          ca: authority.root.cert,
          connector: (_, asked) => {
            assert.equal(asked, 25);
            return connect({ host: '127.0.0.1', port });
          },
        });
      };
      const tls = { key: good.key, cert: good.cert };

      it('takes mail inside TLS', async () => {
        const check = await mxServers(ZONE, { tls });
        assert.equal(check.status, 'ok', check.sentence);
        assert.match(JSON.stringify(check.facts), /STARTTLS with TLSv1\.3 and a good certificate/);
        assert.deepEqual(
          server?.heard.map((line) => line.split(' ')[0]),
          ['EHLO', 'STARTTLS', 'EHLO', 'QUIT'],
        );
      });
      it('has no STARTTLS', async () => {
        assert.equal((await mxServers(ZONE, {})).code, 'mx-without-tls');
      });
      it('has another certificate than DANE names', async () => {
        const check = await mxServers(withRecords(OTHER_KEY), { tls });
        assert.deepEqual([check.status, check.code], ['fail', 'dane-mismatch']);
      });
      it('has a certificate that nobody issued', async () => {
        const own = issue({ commonName: 'mx.example.net', names: ['mx.example.net'] });
        const check = await mxServers(ZONE, { tls: { key: own.key, cert: own.cert } });
        assert.deepEqual([check.status, check.code], ['warn', 'mx-certificate']);
      });
    });
  });

  describe('a client that uses DANE', () => {
    const self = issue({ commonName: 'mx.example.net', names: ['mx.example.net'] });
    const selfKey = `3 1 1 ${sha256(keyOf(new X509Certificate(self.cert)))}`;

    async function tested(record: string | undefined, target: Partial<ProbeTarget>, isSigned = () => true) {
      server = await smtp({ tls: { key: self.key, cert: self.cert } });
      const name = `_${server.port}._tcp.mx.example.net`;
      dns = await serveDns({ ...ZONE, ...(record && { [name]: { TLSA: [record] } }) }, 0, isSigned);
      const { resolver } = dns;
      return run(server, { host: 'mx.example.net', ...target }, { resolver, timeouts: QUICK });
    }

    it('takes the key that the DNS names, whoever issued the certificate', async () => {
      const report = await tested(selfKey, { dane: 'dane' });
      assert.equal(report.outcome, 'ok', report.headline);
      assert.match(report.certificate?.tlsa ?? '', /^3 1 1 /);
    });
    it('takes no other', async () => {
      assert.equal((await tested(OTHER_KEY, { dane: 'dane' })).code, 'dane-mismatch');
    });
    it('encrypts without a check where there are no records, and not where it asks for them alone', async () => {
      const lax = await tested(undefined, { dane: 'dane', verify: 'none' });
      assert.deepEqual([lax.outcome, lax.failedAt], ['warn', undefined]);
      await dns?.close();
      await server?.close();
      assert.equal((await tested(undefined, { dane: 'dane-only' })).code, 'dane-missing');
    });
    it('does not believe what nobody has checked', async () => {
      assert.equal((await tested(selfKey, { dane: 'dane-only' }, () => false)).code, 'dane-missing');
    });
  });
});
