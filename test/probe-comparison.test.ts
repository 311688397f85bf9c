/** Servers that do not seem to speak for themselves: what the other submission port of the same address tells. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type Connector, findWorking, type ProbeOptions, type ProbeReport, probe, type StageEvent } from '../src/probe';
import { authority, checkHonesty, loopback, QUICK } from './support/probe-cases';
import { closedPort, EHLO_LOGIN, type LoopbackServer, type SmtpScript, smtp } from './support/smtp-servers';

const HOST = 'mail.example.net';
const certificate = (names: readonly string[], issuer = authority.root) => {
  const { key, cert } = authority.sign({ names }, issuer);
  return { key, cert };
};
const good = certificate([HOST, 'smtp.gmail.com']);
const scanner = authority.sign({ commonName: 'Avast Mail Shield Root', authority: true }, authority.root);
const opened = certificate([HOST], scanner);

const MASK = '220 **************************0******0**2******200**';
const PLAIN = '250-mail.example.net\r\n250 SIZE 1000000';

/** The servers behind the ports of one address; a port that is not named is closed. */
interface Address {
  readonly report: ProbeReport;
  readonly servers: Readonly<Record<number, LoopbackServer>>;
}

async function testing(
  scripts: Readonly<Record<number, SmtpScript>>,
  port: number,
  more: { host?: string; options?: ProbeOptions } = {},
): Promise<Address> {
  const nobody = await closedPort();
  const entries = await Promise.all(
    Object.entries(scripts).map(async ([number, script]) => [Number(number), await smtp(script)] as const),
  );
  const servers: Record<number, LoopbackServer> = Object.fromEntries(entries);
  const connector: Connector = (_, asked) => connect({ host: '127.0.0.1', port: servers[asked]?.port ?? nobody });
  try {
    const report = await probe(
      {
        host: more.host ?? HOST,
        port,
        tls: port === 465 ? 'implicit' : 'starttls',
        verify: 'full',
        ca: authority.root.cert,
        login: { user: 'joe', password: 'correct-horse-battery' },
      },
      { resolver: loopback, connector, timeouts: QUICK, login: true, ...more.options },
    );
    checkHonesty(report);
    return { report, servers };
  } finally {
    for (const [, server] of entries) await server.close();
  }
}

const comparison = ({ stages }: ProbeReport) => stages.find(({ id }) => id === 'comparison');

const implicit = { implicit: true, tls: good };

describe('probe: comparison with the other port', () => {
  it('stars here, a good certificate there: rewritten on the way', async () => {
    const stripped = { greeting: MASK, answers: { EHLO: '250-mail.example.net\r\n250 XXXXXXXA' } };
    const { report, servers } = await testing({ 587: stripped, 465: implicit }, 587);
    const stage = comparison(report)!;
    assert.equal(report.code, 'starttls-disguised');
    assert.equal(stage.code, 'port-rewritten');
    assert.match(stage.sentence, /Port 465 .* on port 587 a firewall or proxy on the way rewrites/);
    assert.deepEqual(report.suggestion?.change, { port: 465, tls: 'implicit' });
    assert.deepEqual(
      stage.facts.map(({ label }) => label),
      ['Greeting on port 587', 'Greeting on port 465', 'Certificate on port 465'],
    );
    // The user agreed to a login at the configured endpoint, not at this one.
    assert.ok(!servers[465]!.heard.some((line) => line.startsWith('AUTH')));
  });

  it('the same server, without STARTTLS here: either it or somebody on the way', async () => {
    const { report } = await testing({ 587: { answers: { EHLO: PLAIN } }, 465: implicit }, 587);
    assert.equal(comparison(report)?.code, 'starttls-missing-here');
    assert.match(comparison(report)!.advice!, /another network/);
  });

  it('another server there, and no STARTTLS here: rewritten', async () => {
    const foreign = { greeting: '220 proxy.corp.example ESMTP', answers: { EHLO: PLAIN } };
    const { report } = await testing({ 587: foreign, 465: implicit }, 587);
    assert.equal(comparison(report)?.code, 'port-rewritten');
  });

  it('another host of the same domain is no other server', async () => {
    const sibling = { greeting: '220 node7.example.net ESMTP', answers: { EHLO: PLAIN } };
    const { report } = await testing({ 25: sibling, 465: implicit }, 25);
    assert.equal(comparison(report)?.code, 'starttls-missing-here');
  });

  it('stars alone, where the other port is closed', async () => {
    const { report } = await testing({ 587: { greeting: MASK, answers: { EHLO: PLAIN } } }, 587);
    assert.equal(comparison(report)?.code, 'greeting-masked');
    assert.equal(report.suggestion, undefined);
  });

  it('a virus scanner on one port', async () => {
    const { report } = await testing({ 587: { tls: good }, 465: { implicit: true, tls: opened } }, 465, {
      options: { login: false },
    });
    assert.equal(report.code, 'certificate-intercepted');
    assert.equal(comparison(report)?.code, 'port-intercepted');
    assert.deepEqual(report.suggestion?.change, { port: 587, tls: 'starttls' });
  });

  it('a web host that redirects every mail port to its own server', async () => {
    const own = certificate(['server7.webhost.example']);
    const { report } = await testing({ 587: { tls: own }, 465: { implicit: true, tls: own } }, 465, {
      host: 'smtp.gmail.com',
    });
    assert.equal(report.code, 'certificate-wrong-name');
    assert.equal(comparison(report)?.code, 'ports-intercepted');
    assert.match(comparison(report)!.advice!, /SMTP restrictions/);
  });

  it('says so where the other port does not help', async () => {
    const { report } = await testing({ 587: { answers: { EHLO: PLAIN } } }, 587);
    const stage = comparison(report)!;
    assert.equal(stage.status, 'skipped');
    assert.match(stage.sentence, /does not help to tell why: .*nothing is listening on .*:465/);
    assert.equal(report.failedAt, 'starttls');
    const advice = report.stages.find(({ id }) => id === 'starttls')?.advice ?? '';
    assert.match(advice, /Port 465 does not work here either/, 'nobody is sent to a port that was just seen to fail');
    assert.doesNotMatch(advice, /Use port 465/);
  });

  it('asks nobody where nothing is suspicious', async () => {
    const quiet: [string, Readonly<Record<number, SmtpScript>>, number][] = [
      ['all is well', { 587: { tls: good }, 465: implicit }, 587],
      ['stars, and a good certificate', { 587: { tls: good, greeting: MASK }, 465: implicit }, 587],
      ['the login is refused', { 587: { tls: good, inside: { AUTH: '535 no' } }, 465: implicit }, 587],
      ['a wrong name of a server that nobody knows', { 465: { implicit: true, tls: certificate(['x.example']) } }, 465],
      ['TLS is broken', { 587: { tls: good, answers: { STARTTLS: '454 no' } }, 465: implicit }, 587],
      ['nothing listens', { 465: implicit }, 587],
    ];
    for (const [what, scripts, port] of quiet) {
      const { report, servers } = await testing(scripts, port);
      assert.equal(comparison(report), undefined, what);
      for (const [number, server] of Object.entries(servers)) {
        assert.ok(Number(number) === port || server.accepted === 0, what);
      }
    }
  });

  it('asks nobody on a port that has no counterpart, and none when it was cancelled', async () => {
    const stripped = { answers: { EHLO: PLAIN } };
    const { report } = await testing({ 1587: stripped, 465: implicit }, 1587);
    assert.equal(comparison(report), undefined);
    const controller = new AbortController();
    const cancelling = { answers: { EHLO: PLAIN, QUIT: () => controller.abort() } };
    const late = await testing({ 587: cancelling, 465: implicit }, 587, { options: { signal: controller.signal } });
    assert.equal(late.servers[465]!.accepted, 0);
  });

  it('tells of the stage as of any other', async () => {
    const events: StageEvent[] = [];
    const onStage = (event: StageEvent) => events.push(event);
    await testing({ 587: { answers: { EHLO: PLAIN } }, 465: implicit }, 587, { options: { onStage } });
    const last = events.slice(-2).map((event) => [event.kind, event.kind === 'started' ? event.id : event.stage.id]);
    assert.deepEqual(last, [
      ['started', 'comparison'],
      ['finished', 'comparison'],
    ]);
  });

  it('is left out of the search for what would work', async () => {
    const server = await smtp({ answers: { EHLO: EHLO_LOGIN } });
    try {
      const connector: Connector = () => connect({ host: '127.0.0.1', port: server.port });
      const { results } = await findWorking(
        { host: HOST, port: 2587, tls: 'starttls', verify: 'full' },
        { resolver: loopback, connector, timeouts: QUICK, all: true },
      );
      // Each may look twice at its own port.
      assert.ok(server.accepted <= 2 * results.length);
      assert.ok(results.every(({ status }) => status === 'fails'));
    } finally {
      await server.close();
    }
  });
});
