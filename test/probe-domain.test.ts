/** Checks of mail domains, and name resolution of the connection test, against a DNS server on loopback. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  checkDomain,
  type DomainCheckId,
  type DomainOptions,
  domainToMarkdown,
  domainToText,
  type FetchedPolicy,
  probe,
  type StageStatus,
} from '../src/probe';
import { fetchPolicy } from '../src/probe/domain/fetch-policy';
import { covers, parsePolicy } from '../src/probe/domain/mta-sts';
import { parseSpf } from '../src/probe/domain/spf';
import { parseTags } from '../src/probe/domain/tags';
import { serveDns, type Zone } from './support/dns-server';
import { GoldenSections } from './support/golden';
import { authority, checkExpectation, checkHonesty, type Expectation, QUICK } from './support/probe-cases';

const rsa = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits })
    .publicKey.export({ type: 'spki', format: 'der' })
    .toString('base64');
const good = rsa(2048);
const ed25519 = generateKeyPairSync('ed25519')
  .publicKey.export({ type: 'spki', format: 'der' })
  .subarray(12)
  .toString('base64');

/** A domain in order. */
const SOUND: Zone = {
  'example.net': { MX: ['10 mx.example.net', '20 mx2.example.net'], TXT: ['v=spf1 mx -all', 'some-verification=1'] },
  'mx.example.net': { A: ['192.0.2.1'] },
  'mx2.example.net': { AAAA: ['2001:db8::1'] },
  '_dmarc.example.net': { TXT: ['v=DMARC1; p=reject; rua=mailto:reports@example.net'] },
  's1._domainkey.example.net': { TXT: [`v=DKIM1; k=rsa; p=${good}`] },
  '_mta-sts.example.net': { TXT: ['v=STSv1; id=20260101'] },
  '_smtp._tls.example.net': { TXT: ['v=TLSRPTv1; rua=mailto:reports@example.net'] },
};

const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx.example.net\r\nmx: *.example.net\r\nmax_age: 604800\r\n';

const serving = (policy: Partial<FetchedPolicy>): DomainOptions => ({
  fetchPolicy: true,
  fetcher: async () => ({ status: 200, contentType: 'text/plain', body: POLICY, ...policy }),
});

async function check(zone: Zone, options: DomainOptions = {}, domain = 'example.net') {
  const server = await serveDns({ ...SOUND, ...zone });
  try {
    const settings = { resolver: server.resolver, timeouts: { query: 600 }, selector: 's1', ...options };
    const report = await checkDomain(domain, settings);
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    return { report, asked: server.asked };
  } finally {
    await server.close();
  }
}

const txt = (...records: string[]) => ({ TXT: records });
const spf = (record: string): Zone => ({ 'example.net': { MX: ['10 mx.example.net'], TXT: [record] } });
const dkim = (record: string): Zone => ({ 's1._domainkey.example.net': txt(record) });
const dmarc = (...records: string[]): Zone => ({ '_dmarc.example.net': txt(...records) });
const mx = (...records: string[]): Zone => ({ 'example.net': { MX: records, TXT: ['v=spf1 -all'] } });

/** Each includes the next. */
const chain = (length: number): Zone =>
  Object.fromEntries(
    Array.from({ length }, (_, at) => [
      `c${at}.example.org`,
      txt(at + 1 < length ? `v=spf1 include:c${at + 1}.example.org -all` : 'v=spf1 ip4:192.0.2.0/24 -all'),
    ]),
  );

const cases: [string, DomainCheckId, Zone, StageStatus, string | undefined, RegExp, DomainOptions?][] = [
  [
    'blanks between addresses',
    'tls-rpt',
    { '_smtp._tls.example.net': txt('v=TLSRPTv1; rua=mailto:a@example.net , https://example.net/r') },
    'ok',
    undefined,
    /asked for/,
  ],
  ['two servers', 'mx', {}, 'ok', undefined, /mail at 2 servers/],
  ['no MX, no address', 'mx', mx(), 'fail', 'mx-missing', /bounces and answers are lost/],
  ['no MX, but an address', 'mx', { 'example.net': { A: ['192.0.2.9'] } }, 'warn', 'mx-implicit', /web site/],
  ['null MX', 'mx', mx('0 .'), 'warn', 'mx-null', /receives no mail/],
  ['address as MX', 'mx', mx('10 192.0.2.1'), 'fail', 'mx-address', /only a host name/],
  ['MX without address', 'mx', mx('10 gone.example.net'), 'fail', 'mx-unreachable', /gone\.example\.net, which has no/],
  [
    'MX that is an alias',
    'mx',
    { ...mx('10 alias.example.net'), 'alias.example.net': { CNAME: ['mx.example.net'], A: ['192.0.2.1'] } },
    'warn',
    'mx-alias',
    /an alias/,
  ],
  ['-all', 'spf', {}, 'ok', undefined, /sound\. All others are refused/],
  ['~all', 'spf', spf('v=spf1 a mx ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all'), 'ok', undefined, /suspicious/],
  ['redirect', 'spf', { ...spf('v=spf1 redirect=c0.example.org'), ...chain(1) }, 'ok', undefined, /Another record/],
  ['macros', 'spf', spf('v=spf1 exists:%{i}._spf.%{d2} include:%{ir}.example.org -all'), 'ok', undefined, /sound/],
  ['none', 'spf', spf('hello'), 'warn', 'spf-missing', /no SPF record/],
  ['two', 'spf', { 'example.net': txt('v=spf1 -all', 'v=spf1 mx -all') }, 'fail', 'spf-several', /2 SPF records/],
  ['syntax', 'spf', spf('v=spf1 ip4:192.0.2.300 -all'), 'fail', 'spf-syntax', /"ip4:192\.0\.2\.300"/],
  ['+all', 'spf', spf('v=spf1 mx all'), 'fail', 'spf-open', /whole world/],
  ['?all', 'spf', spf('v=spf1 mx ?all'), 'warn', 'spf-neutral', /nothing about all others/],
  ['no all', 'spf', spf('v=spf1 mx'), 'warn', 'spf-neutral', /no end/],
  [
    'names without an answer',
    'spf',
    spf('v=spf1 a a:gone.example.org mx:gone.example.org -all'),
    'warn',
    'spf-void',
    /3 things that the DNS does not have \(a, a:gone\.example\.org, mx:gone\.example\.org\)/,
  ],
  ['two names without an answer', 'spf', spf('v=spf1 a:gone.example.org a mx -all'), 'ok', undefined, /sound/],
  ['ptr', 'spf', spf('v=spf1 ptr -all'), 'warn', 'spf-ptr', /ptr/],
  ['include of nothing', 'spf', spf('v=spf1 include:gone.example.org -all'), 'fail', 'spf-include', /no SPF record/],
  [
    'include of itself',
    'spf',
    { ...spf('v=spf1 include:c.example.org -all'), 'c.example.org': txt('v=spf1 include:example.net -all') },
    'fail',
    'spf-loop',
    /includes itself/,
  ],
  ['ten lookups', 'spf', { ...spf('v=spf1 include:c0.example.org -all'), ...chain(10) }, 'ok', undefined, /sound/],
  [
    'eleven lookups',
    'spf',
    { ...spf('v=spf1 include:c0.example.org -all'), ...chain(11) },
    'fail',
    'spf-lookups',
    /takes 11 lookups, more than the 10/,
  ],
  [
    'lookups without end',
    'spf',
    { ...spf('v=spf1 include:c0.example.org -all'), ...chain(60) },
    'fail',
    'spf-lookups',
    /far more than the 10/,
  ],
  [
    'what stands behind all does not count',
    'spf',
    spf(`v=spf1 -all ${'include:gone.example.org '.repeat(12)}`),
    'ok',
    undefined,
    /sound/,
  ],
  [
    'DNS fails for an include',
    'spf',
    { ...spf('v=spf1 include:bad.example.org -all'), 'bad.example.org': 'SERVFAIL' },
    'warn',
    'dns-unanswered',
    /bad\.example\.org \(ESERVFAIL\)/,
  ],
  ['2048 bits', 'dkim', {}, 'ok', undefined, /selector s1 is sound/],
  ['Ed25519', 'dkim', dkim(`v=DKIM1; k=ed25519; p=${ed25519}`), 'ok', undefined, /sound/],
  ['blanks in the key', 'dkim', dkim(`v=DKIM1; p=${good.slice(0, 99)} ${good.slice(99)}`), 'ok', undefined, /sound/],
  ['no selector', 'dkim', {}, 'skipped', undefined, /No selector was given/, { selector: undefined }],
  ['a selector that is none', 'dkim', {}, 'fail', 'dkim-selector', /no DKIM selector/, { selector: 'a b' }],
  ['no key', 'dkim', {}, 'fail', 'dkim-missing', /no DKIM key at s2\._domainkey/, { selector: 's2' }],
  ['revoked', 'dkim', dkim('v=DKIM1; p='), 'fail', 'dkim-revoked', /revoked/],
  ['1024 bits', 'dkim', dkim(`v=DKIM1; p=${rsa(1024)}`), 'warn', 'dkim-weak', /1024 bits, which is no longer/],
  ['512 bits', 'dkim', dkim(`v=DKIM1; p=${rsa(512)}`), 'fail', 'dkim-weak', /receivers refuse/],
  ['cut key', 'dkim', dkim(`v=DKIM1; p=${good.slice(0, 200)}`), 'fail', 'dkim-key', /damaged/],
  ['other version', 'dkim', dkim(`v=DKIM2; p=${good}`), 'fail', 'dkim-syntax', /cannot be read/],
  ['test', 'dkim', dkim(`v=DKIM1; t=s:y; p=${good}`), 'warn', 'dkim-testing', /as a test/],
  ['reject', 'dmarc', {}, 'ok', undefined, /refused \(reject\)/],
  ['none', 'dmarc', dmarc(), 'warn', 'dmarc-missing', /no DMARC record/],
  ['p=none', 'dmarc', dmarc('v=DMARC1; p=none'), 'warn', 'dmarc-none', /only observes/],
  ['two', 'dmarc', dmarc('v=DMARC1; p=none', 'v=DMARC1; p=reject'), 'fail', 'dmarc-several', /2 DMARC records/],
  ['no policy', 'dmarc', dmarc('v=DMARC1; rua=mailto:a@example.net'), 'fail', 'dmarc-syntax', /no policy/],
  ['unknown policy', 'dmarc', dmarc('v=DMARC1; p=refuse'), 'fail', 'dmarc-syntax', /value is wrong/],
  ['no tags', 'dmarc', dmarc('v=DMARC1, p=reject'), 'warn', 'dmarc-missing', /no DMARC record/],
  ['pct', 'dmarc', dmarc('v=DMARC1; p=reject; pct=20'), 'warn', 'dmarc-part', /20 percent/],
  [
    'reports to nobody',
    'dmarc',
    dmarc('v=DMARC1; p=reject; rua=reports@example.net'),
    'warn',
    'dmarc-reports',
    /is none/,
  ],
  ['announced', 'mta-sts', {}, 'ok', undefined, /was not fetched/],
  ['absent', 'mta-sts', { '_mta-sts.example.net': {} }, 'ok', undefined, /no MTA-STS/],
  ['bad id', 'mta-sts', { '_mta-sts.example.net': txt('v=STSv1; id=2026-01-01') }, 'fail', 'mta-sts-syntax', /cannot/],
  ['enforced', 'mta-sts', {}, 'ok', undefined, /demands verified TLS/, serving({})],
  ['404', 'mta-sts', {}, 'fail', 'mta-sts-policy', /answer is 404/, serving({ status: 404 })],
  ['redirect', 'mta-sts', {}, 'fail', 'mta-sts-policy', /answer is 301/, serving({ status: 301 })],
  ['HTML', 'mta-sts', {}, 'fail', 'mta-sts-policy', /no policy/, serving({ contentType: 'text/html' })],
  ['no policy', 'mta-sts', {}, 'fail', 'mta-sts-policy', /no policy/, serving({ body: 'hello' })],
  [
    'testing',
    'mta-sts',
    {},
    'warn',
    'mta-sts-weak',
    /mode testing/,
    serving({ body: POLICY.replace('enforce', 'testing') }),
  ],
  [
    'MX outside the policy',
    'mta-sts',
    {},
    'fail',
    'mta-sts-mx',
    /MX host mx2\.example\.net, so mail to it is not delivered/,
    serving({ body: POLICY.replace('mx: *.example.net\r\n', '') }),
  ],
  [
    'unreachable',
    'mta-sts',
    {},
    'fail',
    'mta-sts-unreachable',
    /ECONNREFUSED/,
    { fetchPolicy: true, fetcher: () => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' })) },
  ],
  ['asked for', 'tls-rpt', {}, 'ok', undefined, /are asked for/],
  ['absent', 'tls-rpt', { '_smtp._tls.example.net': {} }, 'ok', undefined, /optional/],
  [
    'no address',
    'tls-rpt',
    { '_smtp._tls.example.net': txt('v=TLSRPTv1; rua=x') },
    'warn',
    'tls-rpt-syntax',
    /no reports/,
  ],
];

/** Keys are made anew in each run. */
const reportLines = (text: string) =>
  text
    .replaceAll(/[A-Za-z0-9+/]{40,}={0,2}/g, 'KEY')
    .replaceAll(/ \(\d+ ms\)/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

describe('domain check', () => {
  const sections = new GoldenSections('test/reports/domain.txt');
  after(function () {
    sections.write(this.test!.parent!);
  });

  for (const [name, id, zone, status, code, sentence, options] of cases) {
    it(`${id}: ${name}`, async () => {
      const { report } = await check(zone, options);
      const found = report.checks.find((each) => each.id === id)!;
      assert.deepEqual([found.status, found.code], [status, code], found.sentence);
      assert.match(found.sentence, sentence);
      if (status === 'warn' || (status === 'fail' && code !== 'dkim-selector')) assert.ok(found.advice, 'an advice');
      sections.compare(`${id}: ${name}`, reportLines(domainToText(report)));
    });
  }

  it('looks at the reverse name of the address that mail is sent from, where it is given', async () => {
    const zone: Zone = {
      '1.2.0.192.in-addr.arpa': { PTR: ['mx.example.net'] },
      '9.2.0.192.in-addr.arpa': { PTR: ['mx.example.net'] },
      [`1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`]: { PTR: ['mx2.example.net'] },
    };
    const found = async (address: string) => {
      const { report } = await check(zone, { address });
      const { status, code, sentence } = report.checks.find(({ id }) => id === 'ptr')!;
      return [status, code, sentence];
    };
    assert.deepEqual(await found('192.0.2.1'), ['ok', undefined, '192.0.2.1 is mx.example.net, in both directions.']);
    assert.deepEqual((await found('2001:db8:0::1'))[0], 'ok');
    assert.deepEqual((await found('192.0.2.9')).slice(0, 2), ['fail', 'ptr-not-confirmed']);
    assert.deepEqual((await found('192.0.2.7')).slice(0, 2), ['fail', 'ptr-missing']);
    assert.ok(!(await check({})).report.checks.some(({ id }) => id === 'ptr'));
  });

  it('says in one sentence that all is well', async () => {
    const { report } = await check({}, serving({}));
    assert.equal(report.outcome, 'ok');
    assert.equal(report.headline, 'example.net is in order: MX, SPF, DKIM and DMARC are sound.');
    assert.deepEqual(
      report.checks.map(({ id }) => id),
      ['mx', 'spf', 'dkim', 'dmarc', 'mta-sts', 'tls-rpt', 'dnssec', 'dane'],
    );
  });

  it('says the worst first, and what else is to be fixed', async () => {
    const { report } = await check({ ...spf('v=spf1 +all'), ...dmarc('v=DMARC1; p=none') });
    assert.equal(report.outcome, 'fail');
    assert.match(report.headline, /^The SPF record allows the whole world .* Also to be fixed: DMARC\.$/);
  });

  it('takes the policy of the domain above, and its word for subdomains', async () => {
    const shop = { 'shop.example.net': { MX: ['10 mx.example.net'], TXT: ['v=spf1 -all'] } };
    const policy = async (record: string) => {
      const { report } = await check({ ...shop, ...dmarc(record) }, {}, 'shop.example.net');
      return report.checks.find(({ id }) => id === 'dmarc')!;
    };
    assert.match((await policy('v=DMARC1; p=reject')).sentence, /\(reject, from example\.net\)/);
    assert.equal((await policy('v=DMARC1; p=reject; sp=none')).code, 'dmarc-none');
  });

  it('brings the domain into ASCII, and refuses what is none', async () => {
    const { report } = await check({}, {}, 'Bücher.Example.');
    assert.equal(report.domain, 'xn--bcher-kva.example');
    for (const domain of ['', 'localhost', 'a b.example', 'http://example.net', 'joe@example.net', '192.0.2.1']) {
      const { outcome, checks } = (await check({}, {}, domain)).report;
      assert.deepEqual([outcome, checks[0]?.code], ['fail', 'domain-invalid'], domain);
    }
  });

  for (const [failure, code] of [
    ['SERVFAIL', 'ESERVFAIL'],
    ['REFUSED', 'EREFUSED'],
    ['silence', 'ETIMEOUT'],
    ['garbage', 'ETIMEOUT'],
  ] as const) {
    it(`claims nothing where the DNS fails: ${failure}`, async () => {
      const { report } = await check({ 'example.net': failure });
      const found = report.checks.find(({ id }) => id === 'spf')!;
      assert.deepEqual([found.status, found.code], ['warn', 'dns-unanswered']);
      assert.ok(found.sentence.includes(code) || failure === 'garbage', found.sentence);
      assert.equal(report.outcome, 'warn');
    });
  }

  it('ends when it is cancelled, and when the time is up', async () => {
    const silent = {
      ...Object.fromEntries(Object.keys(SOUND).map((name) => [name, 'silence'])),
      '_dmarc.net': 'silence',
    };
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const cancelled = (await check(silent as Zone, { signal: controller.signal })).report;
    assert.deepEqual([cancelled.outcome, cancelled.checks[0]?.code], ['cancelled', 'cancelled']);
    const { report } = await check(silent as Zone, { timeouts: { query: 3_600_000, total: 100 } });
    assert.deepEqual([report.outcome, report.checks[0]?.code], ['warn', 'deadline']);
  });

  it('shows hostile records as harmless text, and follows none of them for ever', async () => {
    const hostile = spf(`v=spf1 include:\x1b[2J${'x'.repeat(40)}\u202e.example -all`);
    const { report } = await check({ ...hostile, ...dmarc('v=DMARC1; p=reject; x=<img src=x>|`a`[b](command:c)') });
    for (const output of [JSON.stringify(report), domainToText(report), domainToMarkdown(report)]) {
      assert.doesNotMatch(output, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
    }
    const { asked } = await check({ ...spf('v=spf1 include:c0.example.org -all'), ...chain(60) });
    assert.ok(asked.length < 60, `${asked.length} questions`);
  });

  it('is rendered as text and as Markdown', async () => {
    const { report } = await check(dmarc('v=DMARC1; p=none'));
    const text = domainToText(report);
    assert.match(text, /^example\.net\n {2}ok {2}MX \(\d+ ms\): example\.net receives mail at 2 servers\.\n/);
    assert.match(
      text,
      /\nwarn {2}DMARC \(\d+ ms\): DMARC only observes \(p=none\): forgeries are delivered\.\n {14}=> /,
    );
    const markdown = domainToMarkdown(report);
    assert.match(markdown, /^## Mail domain: `example\.net`\n\n\*\*DMARC only observes/);
    assert.match(markdown, /- `v=DMARC1; p=none`/);
  });
});

describe('domain check: parts', () => {
  it('reads SPF terms', () => {
    const { terms, errors } = parseSpf(
      'v=spf1 +A/24 -MX:Example.org//64 ~ip6:2001:db8::1/64 ?exists:%{i}.x exp=e.x x-y=1',
    );
    assert.deepEqual(errors, []);
    assert.deepEqual(
      terms.map(({ qualifier, name, value }) => [qualifier, name, value ?? '']),
      [
        ['+', 'a', ''],
        ['-', 'mx', 'Example.org'],
        ['~', 'ip6', '2001:db8::1'],
        ['?', 'exists', '%{i}.x'],
        ['+', 'exp', 'e.x'],
        ['+', 'x-y', '1'],
      ],
    );
    for (const bad of [
      'ip4',
      'ip4:1.2.3',
      'ip4:1.2.3.4/33',
      'ip6:1.2.3.4',
      'include',
      'all:x',
      'hello',
      'a/33',
      '-',
      'exists:%x',
      'redirect=a redirect=b',
    ]) {
      assert.equal(parseSpf(`v=spf1 ${bad}`).errors.length, 1, bad);
    }
  });

  it('reads the parts of SPF terms, in whatever case, up to the limits of their prefixes', () => {
    const read = (term: string) => {
      const { terms, errors } = parseSpf(`v=spf1 ${term}`);
      return errors.length > 0
        ? 'wrong'
        : terms.map(({ qualifier, name, value }) => `${qualifier}${name} ${value ?? ''}`.trim())[0];
    };
    for (const [term, expected] of [
      ['ALL', '+all'],
      ['-All', '-all'],
      ['IP4:192.0.2.0/32', '+ip4 192.0.2.0'],
      ['ip4:192.0.2.0/24//64', 'wrong'],
      ['ip4:2001:db8::1', 'wrong'],
      ['ip6:2001:db8::/128', '+ip6 2001:db8::'],
      ['ip6:2001:db8::/129', 'wrong'],
      ['ip6:2001:db8::g', 'wrong'],
      ['-IP6:2001:DB8::1', '-ip6 2001:DB8::1'],
      ['a/32//128', '+a'],
      ['a/33//128', 'wrong'],
      ['a/32//129', 'wrong'],
      ['mx:a.example/32//128', '+mx a.example'],
      ['mx/33', 'wrong'],
      ['mx//129', 'wrong'],
      ['all/24', 'wrong'],
      ['include:a.example/24', 'wrong'],
      ['exists:a.example//64', 'wrong'],
      ['exists', 'wrong'],
      ['ptr', '+ptr'],
      ['ptr:a.example', '+ptr a.example'],
      ['ptr/24', 'wrong'],
      ['ip4', 'wrong'],
      ['REDIRECT=a.example', '+redirect a.example'],
      ['redirect=', 'wrong'],
      ['exp=', 'wrong'],
      ['other=', '+other'],
      ['~include:%{d}.example', '~include %{d}.example'],
    ] as const)
      assert.equal(read(term), expected, term);
  });

  it('reads lists of tags', () => {
    assert.deepEqual(
      [...parseTags('v=DMARC1 ;p = none; rua=mailto:a@b?x=1;')!],
      [
        ['v', 'DMARC1'],
        ['p', 'none'],
        ['rua', 'mailto:a@b?x=1'],
      ],
    );
    for (const bad of ['v=DMARC1; p', 'p=1; p=2', 'v=1;; p=2', '=x']) assert.equal(parseTags(bad), undefined, bad);
  });

  it('reads MTA-STS policies, and compares their patterns', () => {
    assert.deepEqual(parsePolicy(POLICY), { mode: 'enforce', mx: ['mx.example.net', '*.example.net'], maxAge: 604800 });
    for (const bad of [
      '',
      POLICY.replace('STSv1', 'STSv2'),
      POLICY.replace('enforce', 'on'),
      POLICY.replace('604800', '99999999'),
    ]) {
      assert.equal(parsePolicy(bad), undefined);
    }
    assert.ok(covers('*.example.net', 'mx.example.net'));
    assert.ok(!covers('*.example.net', 'a.mx.example.net'));
    assert.ok(!covers('*.example.net', 'example.net'));
  });

  it('fetches a policy over HTTPS, with a certificate that is checked, up to a limit', async () => {
    const { key, cert } = authority.sign({ names: ['mta-sts.example.net'] });
    let body = POLICY;
    const server = createServer({ key, cert }, (asked, answer) => {
      if (asked.url !== '/.well-known/mta-sts.txt') answer.statusCode = 404;
      answer.setHeader('content-type', 'text/plain; charset=utf-8').end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const fetch = (host: string, ca?: string) =>
      fetchPolicy(host, new AbortController().signal, {
        port,
        ca,
        lookup: (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
      });
    try {
      const fetched = await fetch('mta-sts.example.net', authority.root.cert);
      assert.deepEqual(fetched, { status: 200, contentType: 'text/plain; charset=utf-8', body: POLICY });
      await assert.rejects(fetch('mta-sts.example.org', authority.root.cert), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
      await assert.rejects(fetch('mta-sts.example.net'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
      body = 'x'.repeat(100_000);
      await assert.rejects(fetch('mta-sts.example.net', authority.root.cert), { code: 'EMSGSIZE' });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('probe: name resolution, against a DNS server', () => {
  const zone: Zone = {
    'mail.example.net': { A: ['127.0.0.1'] },
    'six.example.net': { AAAA: ['2001:db8::1'] },
    'domain.example.net': { MX: ['10 mx.example.net'] },
    'text.example.net': { TXT: ['hello'] },
    'servfail.example.net': 'SERVFAIL',
    'refused.example.net': 'REFUSED',
    'silent.example.net': 'silence',
  };
  const failures: [string, Expectation['code'], RegExp][] = [
    ['missing.example.net', 'name-not-found', /does not exist/],
    ['text.example.net', 'name-without-address', /has no address/],
    ['domain.example.net', 'mail-domain', /mx\.example\.net/],
    ['servfail.example.net', 'resolver-failed', /ESERVFAIL/],
    ['refused.example.net', 'resolver-failed', /EREFUSED/],
  ];
  const run = async (host: string) => {
    const server = await serveDns(zone);
    try {
      const options = { resolver: server.resolver, timeouts: { ...QUICK, dns: 200 } };
      return await probe({ host, port: 1, tls: 'implicit', verify: 'full' }, options);
    } finally {
      await server.close();
    }
  };

  for (const [host, code, sentence] of failures) {
    it(`${host}: ${code}`, async () => {
      const report = await run(host);
      checkExpectation(report, { outcome: 'fail', failedAt: 'dns', code, sentence, exitCode: 10 });
      checkHonesty(report);
    });
  }

  it('silent.example.net: dns-timeout', async () => {
    const report = await run('silent.example.net');
    checkExpectation(report, { outcome: 'fail', failedAt: 'dns', code: 'dns-timeout' });
  });

  it('goes on with the addresses', async () => {
    const report = await run('mail.example.net');
    checkExpectation(report, { outcome: 'fail', failedAt: 'tcp', code: 'connection-refused' });
    assert.match(JSON.stringify(report.stages[1]), /127\.0\.0\.1 \(this machine\)/);
  });
});
