/** main.cf and master.cf: places, edits, evaluation, and texts that nobody wrote on purpose. */
import assert from 'node:assert/strict';
import { createSpace } from '../src/analyzer/dialects/postfix/evaluate';
import { createInstance } from '../src/analyzer/dialects/postfix/instance';
import { wordsOf } from '../src/analyzer/dialects/postfix/lists';
import { readProtocols } from '../src/analyzer/dialects/postfix/protocols';
import { editParameters } from '../src/analyzer/dialects/postfix/write';
import { applyEdits } from '../src/analyzer/edits';
import { parseMainCf } from '../src/analyzer/formats/main-cf';
import { parseMasterCf } from '../src/analyzer/formats/master-cf';
import { parseNetworkPattern } from '../src/analyzer/networks';
import { lint } from './support/fixture';
import { assertCheap } from './support/processor-time';

const MAIN = 'file:///project/main.cf';
const MASTER = 'file:///project/master.cf';
const cut = (text: string, { start, end }: { start: number; end: number }) => text.slice(start, end);

const instanceOf = (main: string, master?: string) =>
  createInstance(parseMainCf(main, MAIN), master === undefined ? undefined : parseMasterCf(master, MASTER));

describe('main.cf', () => {
  it('knows where names and values stand, over lines and comments', () => {
    const text = '# head\r\nmydestination = a,\r\n# between\r\n   b\r\n\r\n\tc\r\nrelayhost=\r\nbiff\t=\tno';
    const { assignments, faults } = parseMainCf(text, MAIN);
    assert.deepEqual(faults, []);
    assert.deepEqual(
      assignments.map(({ nameSpan, at, value }) => [cut(text, nameSpan), cut(text, at), value.replace(/\s+/g, ' ')]),
      [
        ['mydestination', 'a,\r\n# between\r\n   b\r\n\r\n\tc', 'a, b c'],
        ['relayhost', '', ''],
        ['biff', 'no', 'no'],
      ],
    );
  });

  const inserted = (text: string, name: string, value: string) =>
    applyEdits(text, [parseMainCf(text, MAIN).insert(name, value)!]);

  it('writes a new parameter behind its relatives, in the style of the file', () => {
    assert.equal(
      inserted('smtpd_tls_cert_file=a\nsmtpd_banner=x,\n  y\nmyhostname=z\n', 'smtpd_tls_auth_only', 'yes'),
      'smtpd_tls_cert_file=a\nsmtpd_tls_auth_only=yes\nsmtpd_banner=x,\n  y\nmyhostname=z\n',
    );
    assert.equal(
      inserted('mydestination = a,\r\n  b\r\n', 'mydestination_x', 'c'),
      'mydestination = a,\r\n  b\r\nmydestination_x = c\r\n',
    );
    assert.equal(inserted('biff = no', 'relayhost', 'x'), 'biff = no\nrelayhost = x\n');
    assert.equal(inserted('', 'relayhost', 'x'), 'relayhost = x\n');
  });

  it('takes a parameter out and leaves the comments inside of it', () => {
    const text = 'a = 1\nb = 2,\n# why\n  3\nc = 4';
    const [, b, c] = parseMainCf(text, MAIN).assignments;
    assert.equal(applyEdits(text, b!.editable.remove!()!), 'a = 1\n# why\nc = 4');
    assert.equal(applyEdits(text, c!.editable.remove!()!), 'a = 1\nb = 2,\n# why\n  3');
  });

  it('takes words out of lists', () => {
    const without = (text: string, word: string) => {
      const words = wordsOf(createSpace(instanceOf(text)), 'mynetworks')!;
      return applyEdits(text, words.find(({ value }) => value === word)!.editable!.remove!()!);
    };
    assert.equal(without('mynetworks = a, b, c\n', 'a'), 'mynetworks = b, c\n');
    assert.equal(without('mynetworks = a, b, c\n', 'b'), 'mynetworks = a, c\n');
    assert.equal(without('mynetworks = a, b, c\n', 'c'), 'mynetworks = a, b\n');
    assert.equal(without('mynetworks = a,\n  b,\n  c\n', 'b'), 'mynetworks = a,\n  c\n');
    assert.equal(without('mynetworks = a,\n  b', 'b'), 'mynetworks = a,');
  });
});

describe('master.cf', () => {
  const entry = (text: string, index = 0) => parseMasterCf(text, MASTER).services[index]!;

  it('reads options in every spelling, and stops where the daemons stop', () => {
    const text =
      'submission inet n - y - - smtpd\n  -o a=1 -ob=2 -vo c=3\n  -o { d = 4, 5 }\n  -v -D -o e= word -o f=6\nfilter unix - n n - - pipe -o g=7\n  flags=R argv=/bin/x -o h=8\n';
    const submission = entry(text);
    assert.deepEqual(
      submission.overrides.map(({ name, value, nameSpan, at }) => [name, value, cut(text, nameSpan), cut(text, at)]),
      ['a 1', 'b 2', 'c 3', 'd 4, 5', 'e '].map((pair) => {
        const [name = '', value = ''] = /(\w) (.*)/.exec(pair)!.slice(1);
        return [name, value, name, value];
      }),
    );
    assert.deepEqual(
      submission.operands.map((operand) => operand.text),
      ['word'],
    );
    assert.deepEqual(
      entry(text, 1).overrides.map(({ name }) => name),
      ['g'],
    );
  });

  const set = (text: string, name: string, value: string) => {
    const instance = instanceOf('', text);
    return applyEdits(
      text,
      editParameters(instance, { sets: [{ name, value, service: instance.services[0] }], leaving: [] })!,
    );
  };

  it('adds an option as the file writes its options', () => {
    const head = 'submission inet n - y - - smtpd';
    assert.equal(set(`${head}\n    -o a=1\n# end\n`, 'b', '2'), `${head}\n    -o a=1\n    -o b=2\n# end\n`);
    assert.equal(set(`${head} -o a=1\n`, 'b', 'x, y'), `${head} -o a=1 -o b=x,y\n`);
    assert.equal(set(`${head}\r\n`, 'b', '2'), `${head}\r\n  -o b=2\r\n`);
    assert.equal(set(`${head}\n`, 'b', 'x y'), `${head}\n  -o { b = x y }\n`);
    assert.equal(set(`${head}\n  -o b=1\n`, 'b', 'x, y'), `${head}\n  -o b=x,y\n`);
    assert.equal(set(`${head}\n  -o { b = 1 }\n`, 'b', 'x, y'), `${head}\n  -o { b = x, y }\n`);
    assert.equal(
      set('filter unix - n n - - pipe\n  flags=R argv=/bin/x\n', 'b', '2'),
      'filter unix - n n - - pipe\n  -o b=2\n  flags=R argv=/bin/x\n',
    );
  });

  it('takes options out with their line, or alone', () => {
    const text = 'smtp inet n - y - - smtpd -o a=1 -o b=2\n  -o c=3\n  -o d=4 -o e=5\n';
    const removed = (index: number) => applyEdits(text, entry(text).overrides[index]!.editable.remove!()!);
    assert.equal(removed(0), text.replace(' -o a=1', ''));
    assert.equal(removed(2), text.replace('  -o c=3\n', ''));
    assert.equal(removed(4), text.replace(' -o e=5', ''));
  });
});

describe('the evaluator of Postfix', () => {
  it('sees a service with its options over main.cf over the defaults', () => {
    const instance = instanceOf(
      'mine = may\nsmtpd_tls_security_level = $mine\n',
      'a inet n - y - - smtpd -o mine=encrypt\n',
    );
    const service = createSpace(instance, instance.services[0]);
    assert.equal(createSpace(instance).value('smtpd_tls_security_level'), 'may');
    assert.equal(service.value('smtpd_tls_security_level'), 'encrypt');
    assert.equal(service.effective('smtpd_tls_security_level').at.uri, MASTER);
    assert.equal(service.value('smtpd_tls_auth_only'), 'no');
    assert.equal(service.effective('smtpd_tls_auth_only').origin.kind, 'default');
  });

  it('has defaults by release and level', () => {
    const value = (release: string, level: string | undefined, name: string) =>
      createSpace(
        createInstance(parseMainCf(level ? `compatibility_level = ${level}\n` : 'biff = no\n', MAIN), undefined, {
          release,
        }),
      ).value(name);
    assert.equal(value('3.11', '3.6', 'smtp_tls_security_level'), '');
    assert.equal(value('3.11', '3.11', 'smtp_tls_security_level'), 'may');
    assert.equal(value('3.7', undefined, 'smtpd_relay_restrictions'), '');
    assert.equal(
      value('3.2', undefined, 'smtpd_relay_restrictions'),
      'permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination',
    );
    assert.equal(
      value('2.9', undefined, 'smtpd_recipient_restrictions'),
      'permit_mynetworks, reject_unauth_destination',
    );
    assert.equal(value('3.5', '2', 'smtpd_tls_mandatory_protocols'), '!SSLv2, !SSLv3');
  });

  it('does not know what a template, an environment or a part of the file leaves open', () => {
    const unknown = (text: string, name: string) => createSpace(instanceOf(text)).value(name) === undefined;
    assert.ok(unknown('relayhost = {{ relay }}\n', 'relayhost'));
    assert.ok(unknown('relayhost = [${RELAY_HOST}]:587\n', 'relayhost'));
    assert.ok(unknown('{% if x %}\nrelayhost = a\n{% endif %}\n', 'relayhost'));
    assert.ok(unknown('mydestination = a,\n{% for d in x %}\n  {{ d }},\n{% endfor %}\n  b\n', 'mydestination'));
    assert.ok(unknown('{{ name }} = {{ value }}\n', 'smtpd_tls_auth_only'));
    assert.ok(unknown('relayhost = <%= @relay %>\n', 'relayhost'));
    assert.equal(createSpace(instanceOf('relayhost = ${{a} == {a} ? {x} : {y}}\n')).value('relayhost'), 'x');
    assert.equal(
      createSpace(instanceOf('virtual_alias_maps = inline:{{a=b}}\n')).value('virtual_alias_maps'),
      'inline:{{a=b}}',
    );
  });

  it('reads protocol lists as the server was measured to read them', () => {
    const versions = (list: string) =>
      readProtocols(list)
        .allowed.filter((version) => version.startsWith('TLS'))
        .join(' ')
        .replaceAll('TLSv', '');
    assert.equal(versions(''), '1 1.1 1.2 1.3');
    assert.equal(versions('>=TLSv1.2'), '1.2 1.3');
    assert.equal(versions('>= TLSv1.2'), '1.2');
    assert.equal(versions('TLSv1:TLSv1.1'), '1 1.1');
    assert.equal(versions('!TLSv1.1'), '1 1.2 1.3');
    assert.equal(versions('<=TLSv1.1'), '1 1.1');
    assert.equal(versions('>=0303'), '1.2 1.3');
    assert.equal(versions('!SSLv2, !SSLv3, tlsv1.2'), '1.2');
    for (const broken of ['all', 'TLSv1_2', 'TLSv1.4', '-TLSv1', '! TLSv1', 'TLSv1.2+', '# x'])
      assert.ok(readProtocols(broken).broken);
  });

  it('reads networks', () => {
    const read = (word: string) => {
      const pattern = parseNetworkPattern(word);
      return pattern.kind === 'network'
        ? `${pattern.address.toString(16)}/${pattern.prefix}`
        : `${pattern.kind} ${'meant' in pattern ? pattern.meant : ''}`.trim();
    };
    assert.equal(read('10.1.2.0/24'), 'a010200/24');
    assert.equal(read('[2001:db8::]/32'), '20010db8000000000000000000000000/32');
    assert.equal(read('[::ffff:192.0.2.0]/120'), 'ffffc0000200/120');
    assert.equal(read('10.1.2.3/24'), 'broken 10.1.2.0/24');
    assert.equal(read('[2001:db8:0:0:1::1]/80'), 'broken [2001:db8:0:0:1::]/80');
    assert.equal(read('::1/128'), 'broken [::1]/128');
    assert.equal(read('hash:/etc/x'), 'table');
    assert.equal(read('/etc/x'), 'file');
    for (const bad of ['10/8', '10.0.0.0/33', '127.', 'localhost', '[::1', '[::1::]/8', '1.2.3.256'])
      assert.match(read(bad), /^broken|table/);
  });
});

describe('hostile Postfix files', () => {
  const survives = (main: string, master = '') => {
    assertCheap(10, JSON.stringify((main + master).slice(0, 40)), () =>
      lint([
        { uri: MAIN, path: '/project/main.cf', text: main },
        { uri: MASTER, path: '/project/master.cf', text: master },
      ]),
    );
  };

  it('neither throw nor hang', () => {
    const many = (count: number, line: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => line(index)).join('');
    survives(`smtpd_banner = ${'${'.repeat(20_000)}\n`);
    survives(`smtpd_banner = ${'${a?{'.repeat(5000)}${'}}'.repeat(5000)}\n`);
    survives(`smtpd_banner = ${'$'.repeat(50_001)}\n`);
    survives(`smtpd_banner = $a0\n${many(300, (index) => `a${index} = $a${index + 1}$a${index + 1}\n`)}`);
    survives(`smtpd_banner = $a0\n${many(300, (index) => `a${index} = $a${(index + 1) % 300}\n`)}`);
    survives(`mynetworks = ${'10.0.0.1/8, '.repeat(20_000)}\n`);
    survives(`smtpd_recipient_restrictions = ${'{ '.repeat(20_000)}\n`);
    survives(`smtpd_recipient_restrictions = ${'# '.repeat(20_000)}\n`);
    survives(many(20_000, (index) => `smtpd_banner = ${index}\n`));
    survives(many(5000, (index) => `unknown_name_${index} = ${index}\n`));
    survives(`smtpd_banner = x\n${many(20_000, () => '   biff = no\n')}`);
    survives(
      'biff = no\n',
      many(3000, (index) => `${index} inet n - y - - smtpd -o smtpd_client_restrictions=a, b\n`),
    );
    survives('biff = no\n', `smtp inet n - y - - smtpd ${'-o a=b '.repeat(20_000)}\n`);
    survives('smtpd_restriction_classes = a, b\na = b\nb = a\nsmtpd_client_restrictions = a\n');
    survives('\uFEFFsmtpd_banner = \u0000\u2028\uD800\r\r\n  \n=\n==\n$=$\n');
  });
});
