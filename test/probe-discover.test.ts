/** From an address to its submission server: offline first, then by the DNS of the domain. */
import assert from 'node:assert/strict';
import domains from '../src/analyzer/data/mail-domains.json';
import { providerOf } from '../src/analyzer/providers';
import { discover, type Resolver } from '../src/probe';
import type { TextFetcher } from '../src/probe/autoconfig';
import { CliFolder } from './support/cli-folder';
import { dnsError } from './support/probe-cases';

/** A DNS of these records; it fails the test where nobody may ask. */
const dns = (records: Readonly<Record<string, readonly string[]>> | 'nobody asks'): Resolver => ({
  lookup: () => Promise.reject(new Error('no address is ever looked up')),
  async query(name, type) {
    assert.notEqual(records, 'nobody asks');
    const found = (records as Readonly<Record<string, readonly string[]>>)[`${name} ${type}`];
    if (!found) throw dnsError('ENOTFOUND');
    return found;
  },
});

type Pages = Readonly<Record<string, string>>;

const first = async (address: string, records: Parameters<typeof dns>[0], network = true, pages: Pages = {}) => {
  const fetcher: TextFetcher = async (host, path) => {
    assert.notEqual(records, 'nobody asks');
    assert.doesNotMatch(path, /me@|me%40/, "the address is nobody's business");
    const body = pages[host + path];
    return { status: body === undefined ? 404 : 200, contentType: 'text/xml', body: body ?? '' };
  };
  const { candidates } = await discover(address, { network, resolver: dns(records), fetcher });
  const [best] = candidates;
  return best && `${best.host}:${best.port} ${best.tls}`;
};

describe('find', () => {
  it('knows the servers of large providers without a question to anybody', async () => {
    assert.match((await first('me@gmail.com', 'nobody asks')) ?? '', /^smtp\.gmail\.com:/);
    assert.match((await first('me@hotmail.com', 'nobody asks')) ?? '', /^smtp-mail\.outlook\.com:587 starttls/);
    assert.match((await first('me@WEB.de', 'nobody asks')) ?? '', /^smtp\.web\.de:/);
    assert.match((await first('posteo.de', 'nobody asks')) ?? '', /^posteo\.de:/);
  });

  it('asks nobody without a word of the user', async () => {
    assert.equal(await first('me@acme-mail.org', 'nobody asks', false), undefined);
  });

  it('follows SRV records, implicit TLS first, and takes a lone dot for no', async () => {
    const srv = {
      '_submission._tcp.acme-mail.org SRV': ['0 1 587 mail.acme-mail.org.'],
      '_submissions._tcp.acme-mail.org SRV': ['0 1 465 mail.acme-mail.org'],
    };
    assert.equal(await first('me@acme-mail.org', srv), 'mail.acme-mail.org:465 implicit');
    const refused = { ...srv, '_submissions._tcp.acme-mail.org SRV': ['0 0 0 .'] };
    assert.equal(await first('me@acme-mail.org', refused), 'mail.acme-mail.org:587 starttls');
  });

  it('goes by the MX of the domain where it announces nothing', async () => {
    const google = { 'acme-mail.org MX': ['1 aspmx.l.google.com', '5 alt1.aspmx.l.google.com'] };
    assert.match((await first('me@acme-mail.org', google)) ?? '', /^smtp\.gmail\.com:/);
    const microsoft = { 'acme-mail.org MX': ['0 acmemail-org01c.mail.protection.outlook.com'] };
    assert.match((await first('me@acme-mail.org', microsoft)) ?? '', /^smtp\.office365\.com:587/);
    assert.equal(await first('me@acme-mail.org', { 'acme-mail.org MX': ['10 mx.notgoogle.com'] }), undefined);
  });

  describe("asks for Thunderbird's configuration", () => {
    const server = (inner: string, type = 'smtp') => `<outgoingServer type="${type}">${inner}</outgoingServer>`;
    const page = (...servers: string[]) =>
      `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="acme">${servers.join('')}</emailProvider></clientConfig>`;
    const good = page(
      '<incomingServer type="imap"><hostname>imap.acme.net</hostname><port>993</port><socketType>SSL</socketType></incomingServer>',
      server('<hostname>plain.acme.net</hostname><port>25</port><socketType>plain</socketType>'),
      server('<hostname>smtp.%EMAILDOMAIN%</hostname>\n<port> 465 </port><socketType>SSL</socketType>'),
    );
    for (const [where, expected] of [
      ['autoconfig.acme-mail.org/mail/config-v1.1.xml', 'smtp.acme-mail.org:465 implicit'],
      ['acme-mail.org/.well-known/autoconfig/mail/config-v1.1.xml', 'smtp.acme-mail.org:465 implicit'],
      ['autoconfig.thunderbird.net/v1.1/acme-mail.org', 'smtp.acme-mail.org:465 implicit'],
    ] as const) {
      it(`at ${where}`, async () =>
        assert.equal(await first('me@acme-mail.org', {}, true, { [where]: good }), expected));
    }

    it('and goes by what the domain announces in the DNS before', async () => {
      const srv = { '_submissions._tcp.acme-mail.org SRV': ['0 1 465 mail.acme-mail.org'] };
      const pages = { 'autoconfig.acme-mail.org/mail/config-v1.1.xml': good };
      assert.equal(await first('me@acme-mail.org', srv, true, pages), 'mail.acme-mail.org:465 implicit');
    });

    it('and takes nothing from what is no such page', async () => {
      for (const body of [
        '<html>Not found</html>',
        page(server('<hostname>smtp.acme.net</hostname><port>465</port><socketType>SSL</socketType>', 'ews')),
        page(server('<hostname>smtp.acme.net/evil</hostname><port>465</port><socketType>SSL</socketType>')),
        page(server('<hostname>smtp.acme.net</hostname><port>x</port><socketType>SSL</socketType>')),
        `<outgoingServer type="smtp">${'<a>'.repeat(20_000)}`,
      ])
        assert.equal(
          await first('me@acme-mail.org', {}, true, { 'autoconfig.acme-mail.org/mail/config-v1.1.xml': body }),
          undefined,
        );
    });
  });

  it('names only hosts of providers that are known', () => {
    const hosts = [...Object.values(domains.domains), ...Object.values(domains.mx)];
    assert.deepEqual(
      hosts.filter((host) => !providerOf(host)),
      [],
    );
  });

  it('is a command', () => {
    const folder = new CliFolder();
    try {
      const { status, stdout } = folder.run('find', 'me@icloud.com');
      assert.equal(status, 0);
      assert.match(stdout, /^smtp\.mail\.me\.com:587, required STARTTLS: /);
      assert.match(stdout, /Try it: mail-config-lint test smtp\.mail\.me\.com:587/);
      const unknown = folder.run('find', 'me@acme-mail.org');
      assert.deepEqual([unknown.status, unknown.stdout], [1, '']);
      assert.match(unknown.stderr, /--network asks the DNS/);
      assert.equal(folder.run('find', 'not an address').status, 2);
      assert.equal(folder.run('find').status, 2);
    } finally {
      folder.remove();
    }
  });
});
