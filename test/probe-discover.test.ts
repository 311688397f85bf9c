/** From an address to its submission server: offline first, then by the DNS of the domain. */
import assert from 'node:assert/strict';
import domains from '../src/analyzer/data/mail-domains.json';
import { providerOf } from '../src/analyzer/providers';
import { discover, type Resolver } from '../src/probe';
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

const first = async (address: string, records: Parameters<typeof dns>[0], network = true) => {
  const { candidates } = await discover(address, { network, resolver: dns(records) });
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
