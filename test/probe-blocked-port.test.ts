import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { type Connector, probe, type Resolver, withBlockedPort } from '../src/probe';
import { remedyOf } from '../src/probe/remedy';
import { dnsError, QUICK } from './support/probe-cases';

const HOST = 'mail.acme-mail.org';

const resolver: Resolver = {
  lookup: async (host) => [{ address: host === HOST ? '192.0.2.1' : '198.51.100.1', family: 4 }],
  query: () => Promise.reject(dnsError('ENOTFOUND')),
};

/** Only these answer, `address:port`; every other packet vanishes. */
const network =
  (...answering: readonly string[]): Connector =>
  ({ address }, port) => {
    const socket = new Socket();
    if (answering.includes(`${address}:${port}`)) setImmediate(() => socket.emit('connect'));
    return socket;
  };

async function test(port: number, ...answering: readonly string[]) {
  const asked: string[] = [];
  const inner = network(...answering);
  const connector: Connector = (address, at) => {
    asked.push(`${address.address}:${at}`);
    return inner(address, at);
  };
  const options = { resolver, connector, timeouts: { ...QUICK, address: 60 } };
  const report = await probe({ host: HOST, port, tls: 'starttls', verify: 'full' }, options);
  asked.length = 0;
  return { report: await withBlockedPort(HOST, report, options), asked };
}

describe('probe: blocked ports', () => {
  it('are blocked by this network where a well-known server is silent as well', async () => {
    const { report } = await test(587, '192.0.2.1:465');
    assert.equal(report.stages.at(-1)?.code, 'port-blocked-here');
    assert.match(report.headline, /This network blocks port 587/);
    assert.equal(remedyOf(report), 'Use port 465 of the same server, which answers.');
    assert.equal(report.exitCode, 11);
  });

  it('are filtered near the server where the well-known one answers', async () => {
    const { report } = await test(587, '198.51.100.1:587');
    assert.equal(report.stages.at(-1)?.code, 'port-filtered-there');
    assert.match(remedyOf(report) ?? '', /its firewall/);
  });

  it('name no port that does not answer', async () => {
    const { report } = await test(25);
    assert.equal(report.stages.at(-1)?.code, 'port-blocked-here');
    assert.doesNotMatch(remedyOf(report) ?? '', /Use port/);
  });

  it('are asked about only where a mail port times out', async () => {
    const { report, asked } = await test(8025);
    assert.equal(report.code, 'connection-timeout');
    assert.deepEqual([asked, report.stages.some(({ id }) => id === 'blocked-port')], [[], false]);
  });
});
