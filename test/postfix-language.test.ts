/** The language service for main.cf and master.cf. A `|` in a text says where the cursor is. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { PARAMETERS, RESTRICTIONS } from '../src/analyzer/data/postfix-parameters';
import {
  PROGRAMS,
  TABLE_TYPES,
  valuesOf,
  wordsOfParameter,
  wordsOfRestriction,
} from '../src/analyzer/data/postfix-words';
import {
  completionsAt,
  definitionAt,
  effectiveSettings,
  foldsOf,
  hoverAt,
  outlineOf,
  referencesAt,
  renamableAt,
  renameAt,
  servicesOf,
} from '../src/language/postfix';
import {
  type Case,
  complete,
  definition,
  hover,
  hovered,
  labels,
  MASTER,
  project,
  references,
  rename,
} from './support/postfix-cursor';

describe('postfix language: hover', () => {
  it('tells of a parameter', () => {
    const text = hover({ main: 'smtpd_tls_sec|urity_level = may\n', master: MASTER });
    for (const part of [
      '**smtpd_tls_security_level** — postconf(5)',
      'TLS level of the server',
      'Values: `none`, `may`, `encrypt`',
      'Default: *empty*',
      'Since Postfix 2.3',
      'Here: `may`',
      'In submission/inet: `encrypt`',
      'smtpd(8)',
    ]) {
      assert.ok(text.includes(part), `${part} in:\n${text}`);
    }
    assert.ok(!text.includes('smtp/inet'));
    assert.match(
      hover({ main: 'smtpd_use_tls| = yes' }),
      /Deprecated since Postfix 3\.9: use `smtpd_tls_security_level`/,
    );
    assert.match(hover({ main: 'smtpd_tls_ciphers| = high' }), /Default: `medium` since 3\.\d+, `export` before/);
    assert.match(hover({ main: 'amavis_destination_rate_delay| = 1s' }), /for the transport `amavis`/);
  });

  it('tells of defaults by level, and of names that are no parameters', () => {
    assert.match(hover({ main: 'append_dot_my|domain = no' }), /Default: `no`, `yes` below level 1 {2}\n/);
    assert.match(hover({ main: 'smtpd_helo_restriction| = a' }), /No parameter .* Perhaps `smtpd_helo_restrictions`/);
    assert.match(hover({ main: 'virtual_alias_maps = ldap:crew\ncrew_ser|ver_host = a' }), /the lookup table `crew`/);
  });

  it('tells whether the text of a lookup table is in the workspace', () => {
    const text = '# two\na.example smtp:\nb.example smtp:\n';
    const hoverIn = (main: string) => {
      const { document, project: all, offset } = project({ main });
      const table = { uri: document.uri.replace(/[^/]*$/, 'transport'), path: 'transport', text };
      const around = { ...all, read: (uri: string) => (uri === table.uri ? table : all.read(uri)) };
      return hoverAt(document, around, offset)?.markdown.text ?? '';
    };
    const told = hoverIn('transport_maps = hash:/etc/postfix/trans|port\n');
    assert.match(told, /\*\*hash:\*\*/);
    assert.match(told, /`transport`: 2 entries/);
    assert.match(hoverIn('transport_maps = lmdb:/etc/postfix/other|s\n'), /is not in the workspace/);
    assert.doesNotMatch(hoverIn('transport_maps = ldap:cre|w\n'), /workspace/);
  });

  it('tells of an option in its service', () => {
    const text = hover({
      main: 'smtpd_tls_security_level = may\n',
      master: MASTER.replace('smtpd_tls_security_level', 'smtpd_tls_|security_level'),
    });
    assert.ok(text.includes('In this service: `encrypt`'), text);
    assert.ok(text.includes('In main.cf: `may`'), text);
  });

  it('sees what a service changes behind a name', () => {
    const text = hover({
      main: 'mylevel = may\nsmtpd_tls_|security_level = $mylevel\n',
      master: 'smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o mylevel=encrypt\n',
    });
    assert.ok(text.includes('Here: `may`') && text.includes('In submission/inet: `encrypt`'), text);
  });

  it('tells of names in values', () => {
    const main = 'myhostname = mx.acme-mail.org\nmydestination = $my|hostname, localhost';
    assert.ok(hover({ main }).includes('Here: `mx.acme-mail.org`'));
    assert.equal(hovered({ main }), 'myhostname');
    const own = 'mylevel = encrypt\nsmtpd_tls_security_level = ${|mylevel}';
    assert.ok(hover({ main: own }).includes('A parameter of this configuration, used by 1 other.'));
    assert.match(hover({ main: 'mydestination = $nowhe|re' }), /Defined nowhere/);
  });

  it('tells of restrictions', () => {
    const list = (word: string) => hover({ main: `smtpd_relay_restrictions = permit_mynetworks,\n  ${word}` });
    assert.match(list('re|ject_unauth_destination'), /guard against open relays[\s\S]*never permits/);
    assert.match(list('CHECK_sender_access| hash:/etc/x'), /can permit[\s\S]*Takes a table/);
    assert.match(list('check_relay_domains|'), /Gone since Postfix 3\.9: use `reject_unauth_destination`/);
    assert.match(list('check_sender_access ha|sh:/etc/x'), /Berkeley DB/);
    const main =
      'smtpd_restriction_classes = own_users\nown_users = permit_mynetworks, reject\nsmtpd_client_restrictions = ow|n_users';
    assert.match(hover({ main }), /restriction class\n\n`permit_mynetworks, reject`/);
    assert.match(hover({ main: 'mua_relay_restrictions = permit_sasl|_authenticated, reject' }), /logged in/);
  });

  it('tells which TLS versions a list lets through', () => {
    const list = (value: string) => hover({ main: `smtpd_tls_mandatory_protocols = ${value}` });
    assert.match(list('>=TLS|v1.2'), /lets through: TLS 1\.2, TLS 1\.3$/);
    assert.match(list('>= TLS|v1.2'), /lets through: TLS 1\.2$/);
    assert.match(list('!SSLv2, !SSL|v3, !TLSv1'), /lets through: TLS 1\.1, TLS 1\.2, TLS 1\.3$/);
    assert.match(list('TLSv1_|2'), /does not know `TLSv1_2`, and switches TLS off/);
  });

  it('tells how much a network holds', () => {
    const network = (word: string) => hover({ main: `mynetworks = ${word}` });
    assert.match(network('192.168.|1.0/24'), /256 addresses, 192\.168\.1\.0 to 192\.168\.1\.255, private/);
    assert.match(network('0.0.0|.0/0'), /4,294,967,296 addresses.*\*\*public\*\*/);
    assert.match(network('[fd00:|:]/8'), /2\^120 addresses, private/);
    assert.match(network('!10.1.|1.1'), /one address, private, excluded/);
    assert.match(network('10.0.0.1|/8'), /write `10\.0\.0\.0\/8`/);
    assert.match(network('::1|'), /brackets; write `\[::1\]`/);
  });

  it('tells what compatibility_level decides', () => {
    const text = hover({ main: 'compatibility_level = |2' });
    assert.match(text, /\| smtpd_tls_fingerprint_digest \| `md5` \| `sha256` \|/);
    assert.ok(!text.includes('append_dot_mydomain'));
    assert.match(hover({ main: 'compatibility_level = |0' }), /append_dot_mydomain \| `yes` \| `no`/);
    assert.match(hover({ main: 'compatibility_level = |x' }), /is no level/);
  });

  it('tells of single values and next hops', () => {
    assert.match(hover({ main: 'smtp_tls_security_level = enc|rypt' }), /takes any certificate/);
    assert.match(hover({ main: 'relayhost = [smtp.acme-mail.org]:sub|mission' }), /without an MX lookup; port 587/);
  });

  it('tells of the columns of master.cf', () => {
    const column = (line: string, main?: string) =>
      hover(main === undefined ? { master: line } : { main, master: line });
    assert.match(column('subm|ission inet n - y - - smtpd', 'inet_interfaces = all'), /TCP port 587 .*`all`/);
    assert.match(column('127.0.0.1:10|025 inet n - y - - smtpd'), /TCP port 10025 at `127\.0\.0\.1`/);
    assert.match(column('smtp in|et n - y - - smtpd'), /TCP port/);
    assert.match(column('smtp unix |- - y - - smtp'), /stands for `y`/);
    assert.match(column('smtp unix - - |- - - smtp', 'myhostname = a'), /stands for `y`/);
    assert.match(column('smtp unix - - |- - - smtp', 'compatibility_level = 3.6'), /stands for `n`/);
    assert.match(column('qmgr unix n - n 30|0 1 qmgr'), /woken up/);
    assert.match(column('smtp unix - - y - |- smtp'), /stands for `100`/);
    assert.match(column('smtp inet n - y - - smt|pd'), /receives mail by SMTP/);
  });

  it('shows no passwords', () => {
    const main =
      'smtp_sasl_password_maps = static:ann:correct-horse\naccounts_password = correct-battery\nx = $accounts_password';
    for (const place of ['smtp_sasl|_', 'accounts|_', 'x| =', '$accounts|_']) {
      const text = hover({ main: main.replace(place.replace('|', ''), place) });
      assert.ok(text !== '' && !text.includes('correct-'), text);
    }
    assert.ok(labels({ main: `${main}\ny = $acc|` }).includes('accounts_password'));
    assert.ok(!JSON.stringify(complete({ main: `${main}\ny = $acc|` })).includes('correct-'));
    const { document, project: all } = project({ main });
    assert.ok(!JSON.stringify(outlineOf(document, all)).includes('correct-'));
    assert.ok(!effectiveSettings(document, all, undefined)!.includes('correct-'));
  });

  it('says nothing of comments and of files that are no Postfix', () => {
    assert.equal(hover({ main: 'a = b\n# smtpd_|tls' }), '');
    assert.equal(hover({ main: 'hosts = db\nuser = a\npassword = b\nquery| = c' }), '');
  });
});

describe('postfix language: names', () => {
  const main =
    'smtpd_restriction_classes = own_users\nown_users = reject\nmylevel = may\nsmtpd_tls_security_level = $mylevel\n';
  const master =
    'smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o mylevel=encrypt\n  -o smtpd_tls_ciphers=${mylevel?high}\n  -o smtpd_client_restrictions=own_users\n';

  it('goes to the definition', () => {
    assert.deepEqual(definition({ main: main.replace('$my', '$m|y'), master }), ['main.cf:3 mylevel']);
    assert.deepEqual(definition({ main, master: master.replace('${my', '${m|y') }), ['master.cf:3 mylevel']);
    assert.deepEqual(definition({ main, master: master.replace('o mylevel', 'o my|level') }), ['main.cf:3 mylevel']);
    assert.deepEqual(definition({ main: main.replace('\nmylevel', '\nmy|level'), master }), ['master.cf:3 mylevel']);
    assert.deepEqual(definition({ main, master: master.replace('=own', '=ow|n') }), ['main.cf:2 own_users']);
    assert.deepEqual(definition({ main: 'a = $now|here' }), []);
  });

  it('finds the references', () => {
    const found = [
      'main.cf:3 mylevel (definition)',
      'main.cf:4 mylevel',
      'master.cf:3 mylevel (definition)',
      'master.cf:4 mylevel',
    ];
    assert.deepEqual(references({ main: main.replace('$my', '$m|y'), master }), found);
    assert.deepEqual(references({ main, master: master.replace('${my', '${m|y') }), found);
    assert.deepEqual(references({ main: main.replace('= own', '= |own'), master }), [
      'main.cf:1 own_users',
      'main.cf:2 own_users (definition)',
      'master.cf:5 own_users',
    ]);
  });

  it('leads from the name of a transport to its service, and back', () => {
    const master =
      'smtp inet n - y - - smtpd\n  -o content_filter=\nsmtp unix - - y - - smtp\nscan unix - - y - 2 smtp\n' +
      'users inet n - y - - smtpd\n  -o content_filter=scan:[127.0.0.1]:10024\n  -o cleanup_service_name=scan\n';
    const main =
      'content_filter = scan:[127.0.0.1]:10024\nvirtual_transport = scan\nscan_destination_recipient_limit = 1\n' +
      'transport_maps = inline:{{ acme.test = scan:[10.0.0.1] }}, hash:/etc/postfix/scan\ndefault_transport = smtp\n';
    const line = ['master.cf:4 scan'];
    const at = (text: string) => ({ main: main.replace(text.replace('|', ''), text), master });
    assert.deepEqual(definition(at('content_filter = sc|an')), line);
    assert.deepEqual(definition(at('virtual_transport = |scan')), line);
    assert.deepEqual(definition(at('acme.test = scan|')), line);
    assert.deepEqual(definition(at('default_transport = sm|tp')), ['master.cf:3 smtp']);
    assert.deepEqual(definition(at('[127.0.|0.1]')), []);
    assert.deepEqual(definition(at('postfix/sc|an')), []);
    assert.deepEqual(definition({ main: 'local_transport = un|known', master }), []);
    const found = [
      'master.cf:4 scan (definition)',
      'main.cf:1 scan',
      'main.cf:2 scan',
      'main.cf:3 scan_destination_recipient_limit',
      'main.cf:4 scan',
      'master.cf:6 scan',
      'master.cf:7 scan',
    ];
    assert.deepEqual(references({ main, master: master.replace('scan unix', 'sc|an unix') }), found);
    assert.deepEqual(references(at('virtual_transport = sca|n')), found);
    assert.deepEqual(references({ main, master: master.replace('users inet', 'us|ers inet') }), []);
  });

  it('renames what the user defined, in both files', () => {
    assert.deepEqual(rename({ main: main.replace('$my', '$m|y'), master }, 'tls_level'), {
      main: main.replaceAll('mylevel', 'tls_level'),
      master: master.replaceAll('mylevel', 'tls_level'),
    });
    assert.deepEqual(rename({ main: main.replace('\nown', '\now|n'), master }, 'staff'), {
      main: main.replaceAll('own_users', 'staff'),
      master: master.replaceAll('own_users', 'staff'),
    });
  });

  it('renames nothing else', () => {
    const at = (text: string, next = 'b') => rename({ main: text }, next);
    assert.equal(at('myhost|name = a'), '`myhostname` is a parameter of Postfix itself.');
    assert.equal(
      at('relay_destination_rate_|delay = 1'),
      '`relay_destination_rate_delay` is a parameter of Postfix itself.',
    );
    assert.equal(at('own = a\nx = $ow|n', 'myhostname'), '`myhostname` is a parameter of Postfix itself.');
    assert.equal(at('own = a\nx = $ow|n', 'x'), '`x` is in use already.');
    assert.equal(at('own = a\nx = $ow|n', 'a-b'), 'A name is made of letters, digits and `_` only.');
    assert.equal(
      at('virtual_alias_maps = ldap:crew\ncrew_server|_host = a'),
      '`crew_server_host` belongs to a lookup table, whose name it begins with.',
    );
    assert.equal(at('x = wo|rd'), 'There is no name of a parameter here.');
    const { document, project: all, offset } = project({ main: 'own = a\nx = ${ow|n}' });
    assert.deepEqual(renamableAt(document, all, offset), { name: 'own', span: { start: 14, end: 17 } });
  });
});

describe('postfix language: outline and effective settings', () => {
  it('lists parameters, and services with their options', () => {
    const main = project({ main: 'myhostname = mx.acme-mail.org\nown =\n  a,\n# c\n  b\n' });
    assert.deepEqual(
      outlineOf(main.document, main.project).map(({ name, kind, detail, extent }) => [name, kind, detail, extent.end]),
      [
        ['myhostname', 'parameter', 'mx.acme-mail.org', 29],
        ['own', 'user', 'a, b', 48],
      ],
    );
    const master = project({ master: MASTER });
    const services = outlineOf(master.document, master.project);
    assert.deepEqual(
      services.map(({ name, detail, children }) => [name, detail, children.length]),
      [
        ['smtp/inet', 'smtpd', 0],
        ['submission/inet', 'smtpd', 3],
        ['cleanup/unix', 'cleanup', 0],
        ['amavis/unix', 'smtp', 0],
      ],
    );
    for (const { extent, at, children } of services) {
      assert.ok(extent.start <= at.start && at.end <= extent.end);
      for (const child of children) assert.ok(extent.start <= child.extent.start && child.extent.end <= extent.end);
    }
  });

  it('folds values, services and comments', () => {
    const text = '# a\n# b\nx =\n  1,\n  2\ny = 3\n';
    const { document, project: all } = project({ main: text });
    assert.deepEqual(
      foldsOf(document, all).map(({ extent, kind }) => [text.slice(extent.start, extent.end), kind]),
      [
        ['x =\n  1,\n  2', undefined],
        ['# a\n# b', 'comment'],
      ],
    );
    const master = project({ master: MASTER });
    assert.equal(foldsOf(master.document, master.project).length, 1);
  });

  it('says whether a value is the default', () => {
    const { document, project: all } = project({ main: 'smtpd_helo_required = no\nsmtpd_hard_error_limit = 5|\n' });
    const text = effectiveSettings(document, all, undefined)!;
    assert.match(text, /^# main\.cf:1, the default\nsmtpd_helo_required = no$/m);
    assert.match(text, /^# main\.cf:2, default: \S.*\nsmtpd_hard_error_limit = 5$/m);
  });

  it('shows what a service gets', () => {
    const main =
      'compatibility_level = 3.6\nmylevel = may\nsmtpd_tls_security_level = $mylevel\nmydestination = a,\n  b\nrelay_domains = $x\n';
    const master =
      'smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o mylevel=encrypt\n  -|o smtpd_banner=$myhostname\n';
    const { document, project: all, offset } = project({ main, master });
    assert.deepEqual(servicesOf(document, all, offset), {
      services: [
        { id: 'smtp/inet', program: 'smtpd', overrides: 0 },
        { id: 'submission/inet', program: 'smtpd', overrides: 2 },
      ],
      current: 'submission/inet',
    });
    const text = effectiveSettings(document, all, 'submission/inet')!;
    for (const line of [
      'smtpd_tls_security_level = encrypt',
      'mylevel = encrypt',
      '# smtpd_banner is unknown',
      'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination',
      'smtpd_helo_restrictions =',
    ]) {
      assert.ok(text.split('\n').includes(line), `${line} in:\n${text}`);
    }
    assert.ok(!/^smtp_tls_security_level/m.test(text), 'smtpd does not read it');
    assert.match(text, /^# main\.cf:3, default: empty\nsmtpd_tls_security_level = encrypt$/m);
    assert.match(text, /^# master\.cf:3\nmylevel = encrypt$/m);
    assert.match(effectiveSettings(document, all, undefined)!, /^mydestination = a, b$/m);
    assert.equal(effectiveSettings(document, all, 'nobody/inet'), undefined);
  });
});

describe('postfix language: words', () => {
  it('has a sentence for every parameter, restriction and program', () => {
    assert.deepEqual(
      [...PARAMETERS.keys()].filter((name) => !wordsOfParameter(name)),
      [],
    );
    assert.deepEqual(
      [...RESTRICTIONS.keys()].filter((name) => !wordsOfRestriction(name)),
      [],
    );
    const readers = new Set([...PARAMETERS.values()].flatMap(({ readBy = [] }) => readBy));
    const commands =
      /^(?:all.*|post(?:queue|drop|super|multi|fix|conf|log|map|alias|kick|cat|lock|tls-finger)?|sendmail)$/;
    assert.deepEqual(
      [...readers].filter((reader) => !PROGRAMS.has(reader) && !commands.test(reader)),
      [],
    );
    assert.ok(TABLE_TYPES.size > 20);
  });

  it('knows every value that the table of parameters has', () => {
    for (const { name, values = [], kind } of PARAMETERS.values()) {
      if (valuesOf(name).size === 0 || kind === 'bool') continue;
      for (const value of values) assert.ok(value === '' || valuesOf(name).has(value), `${name} = ${value}`);
    }
  });
});

describe('postfix language: half-typed text', () => {
  const everything = ({ document, project: all }: Case, offset: number) => {
    completionsAt(document, all, offset);
    hoverAt(document, all, offset);
    definitionAt(document, all, offset);
    referencesAt(document, all, offset);
    renameAt(document, all, offset, 'other');
  };

  it('never throws, at any place of any prefix', () => {
    const main =
      'smtpd_restriction_classes = a\r\na = ${b?{c}:{d}}, $$ $(e) {f, g\r\n# c\r\n  inline:{ {k = v} } >=\r\nx=\u0000y\n = z\n{% if x %}\n  w\n{% endif %}\nmynetworks = [::1, !/x\n';
    const master =
      'smtp inet n - y - - smtpd -v -o { a = b } -oc=d\n  -o e=$f -o\n  g h -- -o { i\n:::1 inet n - - - - x\n';
    for (let end = 0; end <= main.length; end += 3) everything(project({ main: main.slice(0, end), master }), end);
    for (let end = 0; end <= master.length; end += 3) {
      const all = project({ master: master.slice(0, end), main });
      for (let offset = 0; offset <= end; offset += 7) everything(all, offset);
      outlineOf(all.document, all.project);
      foldsOf(all.document, all.project);
      for (const { id } of servicesOf(all.document, all.project, end).services) {
        effectiveSettings(all.document, all.project, id);
      }
    }
  });

  it('takes the examples as they are', () => {
    const folder = 'examples/postfix';
    assert.ok(existsSync(folder));
    const files = {
      main: readFileSync(`${folder}/main.cf`, 'utf8'),
      master: readFileSync(`${folder}/master.cf`, 'utf8'),
    };
    const all = project(files);
    for (let offset = 0; offset < all.document.text.length; offset += 5) everything(all, offset);
  });
});
