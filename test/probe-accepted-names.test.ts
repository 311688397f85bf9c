/** Names in certificates as a Postfix client compares them, and a client that trusts nobody. */
import assert from 'node:assert/strict';
import { authority, run } from './support/probe-cases';
import { type LoopbackServer, smtp } from './support/smtp-servers';

const resolver = {
  lookup: async () => [{ address: '127.0.0.1', family: 4 as const }],
  query: async () => ['10 mx.provider.example'],
};

describe('probe: names that Postfix takes in a certificate', () => {
  let server: LoopbackServer | undefined;
  afterEach(() => server?.close());

  const tested = async (names: readonly string[], acceptedNames: readonly string[], host = 'example.net') => {
    const { key, cert } = authority.sign({ names: [...names] });
    server = await smtp({ tls: { key, cert } });
    return run(server, { host, mailDomain: true, acceptedNames }, { resolver });
  };

  const cases: readonly (readonly [readonly string[], readonly string[], boolean])[] = [
    [['example.net'], ['nexthop', 'dot-nexthop'], true],
    [['a.mx.example.net'], ['nexthop', 'dot-nexthop'], true],
    [['*.example.net'], ['dot-nexthop'], true],
    [['mx.provider.example'], ['nexthop', 'dot-nexthop'], false],
    [['mx.provider.example'], ['hostname'], true],
    [['*.provider.example'], ['hostname'], true],
    [['*.example'], ['hostname'], false],
    [['MX.Provider.example'], ['mx.provider.example'], true],
    [['badexample.net'], ['.example.net'], false],
  ];
  for (const [names, accepted, isGood] of cases) {
    it(`${names.join()} for ${accepted.join(', ')}: ${isGood ? 'good' : 'not good'}`, async () => {
      const report = await tested(names, accepted);
      assert.equal(report.certificate?.nameMatches, isGood);
      assert.equal(report.code, isGood ? undefined : 'certificate-wrong-name', report.headline);
      assert.equal(report.certificate?.verified, isGood);
    });
  }

  it('names all that would have done', async () => {
    const report = await tested(['mx.provider.example'], ['nexthop', 'dot-nexthop']);
    assert.match(report.headline, /not for example\.net, \.example\.net but for mx\.provider\.example/);
  });

  it('without authorities every certificate is refused', async () => {
    const { key, cert } = authority.sign({});
    server = await smtp({ tls: { key, cert } });
    const report = await run(server, { ca: undefined, trustsNone: 'Postfix trusts no authority.' });
    assert.equal(report.code, 'certificate-no-authorities');
    assert.equal(report.headline, 'Postfix trusts no authority.');
  });
});
