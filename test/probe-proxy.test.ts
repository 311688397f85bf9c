/** A proxy between the application and the server: the test goes the same way, or says why it cannot. */
import assert from 'node:assert/strict';
import { authority, run } from './support/probe-cases';
import { httpProxy, socksProxy } from './support/proxies';
import { answersWith, closedPort, type LoopbackServer, smtp } from './support/smtp-servers';

const good = authority.sign({ names: ['mail.inside.example'] });
const tls = { key: good.key, cert: good.cert };

describe('probe: proxies', () => {
  const open: LoopbackServer[] = [];
  const started = async (server: Promise<LoopbackServer>): Promise<LoopbackServer> => {
    const one = await server;
    open.push(one);
    return one;
  };
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });

  const through = (proxy: string, implicit: boolean, port = 587) =>
    run({ port }, { host: 'mail.inside.example', proxy, tls: implicit ? 'implicit' : 'starttls' });

  for (const implicit of [true, false]) {
    for (const [scheme, start] of [
      ['http', httpProxy],
      ['socks5', socksProxy],
    ] as const) {
      it(`${scheme}, ${implicit ? 'implicit TLS' : 'STARTTLS'}: the proxy resolves the name`, async () => {
        const server = await started(smtp({ tls, implicit }));
        const proxy = await started(start(server.port));
        const report = await through(`${scheme}://127.0.0.1:${proxy.port}`, implicit, 465);
        assert.equal(report.outcome, 'ok', report.headline);
        assert.match(proxy.heard.join(), /mail\.inside\.example/);
        assert.equal(report.address, undefined, 'that of the server is unknown');
        assert.match(report.stages.find(({ id }) => id === 'tcp')?.sentence ?? '', /^The proxy connected/);
      });
    }
  }

  it('second connections go through it, too', async () => {
    const server = await started(smtp({ tls, implicit: true }));
    const proxy = await started(httpProxy(server.port));
    const report = await through(`http://127.0.0.1:${proxy.port}`, false);
    assert.equal(report.code, 'tls-expected');
    assert.deepEqual(report.suggestion?.change, { tls: 'implicit' });
    assert.equal(server.accepted, proxy.accepted);
  });

  const refusals: readonly (readonly [string, () => Promise<LoopbackServer>, string, RegExp])[] = [
    ['forbids the port', () => httpProxy(1, '403 Forbidden'), 'http', /proxy does not connect .*403 Forbidden/],
    ['is no HTTP proxy', () => answersWith('220 hello\r\n'), 'http', /does not answer as an HTTP proxy/],
    ['has rules', () => socksProxy(1, 2), 'socks5', /rules do not allow/],
    ['is no SOCKS proxy', () => answersWith('HTTP/1.1 400 Bad Request\r\n\r\n'), 'socks5', /as a SOCKS5 proxy/],
  ];
  for (const [name, start, scheme, sentence] of refusals) {
    it(`it ${name}`, async () => {
      const proxy = await started(start());
      const report = await through(`${scheme}://127.0.0.1:${proxy.port}`, true);
      assert.equal(report.code, 'proxy-refused');
      assert.match(report.headline, sentence);
      assert.equal(report.exitCode, 11);
    });
  }

  for (const [scheme, start] of [
    ['http', () => httpProxy(1, '407 Proxy Authentication Required')],
    ['socks5', () => socksProxy(1, 0, 2)],
  ] as const) {
    it(`it wants a login: ${scheme}`, async () => {
      const proxy = await started(start());
      const report = await through(`${scheme}://127.0.0.1:${proxy.port}`, true);
      assert.equal(report.code, 'proxy-login');
      const { advice } = report.stages.find(({ id }) => id === 'tcp')!;
      assert.match(advice ?? '', /URL of the proxy/);
      assert.doesNotMatch(advice ?? '', /port 443/);
    });
  }

  it('it does not run', async () => {
    const report = await through(`http://127.0.0.1:${await closedPort()}`, true);
    assert.equal(report.code, 'proxy-unreachable');
    assert.match(report.headline, /^The proxy 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/);
  });

  for (const [proxy, why] of [
    ['https://proxy.example:3128', /HTTP CONNECT and SOCKS5 only/],
    ['socks4://proxy.example', /SOCKS5 only/],
    ['http://joe:geheim-geheim@proxy.example', /wants a login/],
    ['proxy.example:3128', /SOCKS5 only|no URL/],
  ] as const) {
    it(`${proxy.replace(/:\w+-\w+@/, '@')} is refused, and nothing is connected to`, async () => {
      const report = await through(proxy, true);
      assert.equal(report.code, 'proxy-unusable');
      assert.match(report.headline, why);
      assert.doesNotMatch(JSON.stringify(report), /geheim/);
    });
  }
});
