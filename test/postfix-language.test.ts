/** The language service for main.cf and master.cf. A `|` in a text says where the cursor is. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { analyze } from '../src/analyzer/analyze';
import { PARAMETERS, RESTRICTIONS } from '../src/analyzer/data/postfix-parameters';
import {
  PROGRAMS,
  TABLE_TYPES,
  valuesOf,
  wordsOfParameter,
  wordsOfRestriction,
} from '../src/analyzer/data/postfix-words';
import type { Edit, Place, Project, SourceDocument } from '../src/analyzer/model';
import {
  type Completion,
  completionsAt,
  definitionAt,
  describe as describeSubject,
  effectiveSettings,
  foldsOf,
  hoverAt,
  outlineOf,
  referencesAt,
  renamableAt,
  renameAt,
  servicesOf,
} from '../src/language/postfix';

interface Files {
  readonly main?: string;
  readonly master?: string;
}

interface Case {
  readonly document: SourceDocument;
  readonly project: Project;
  readonly offset: number;
  readonly documents: ReadonlyMap<string, SourceDocument>;
}

const uriOf = (name: string) => `file:///etc/postfix/${name}`;

/** One project of the files; the cursor mark is taken out of the one that has it, else stands at its start. */
function project(files: Files): Case {
  const documents = new Map<string, SourceDocument>();
  let marked: { uri: string; offset: number } | undefined;
  for (const [key, text] of Object.entries(files)) {
    const uri = uriOf(`${key}.cf`);
    const offset = text.indexOf('|');
    if (offset >= 0) marked = { uri, offset };
    documents.set(uri, { uri, path: `etc/postfix/${key}.cf`, text: text.replace('|', '') });
  }
  const first = [...documents.keys()][0]!;
  const { uri, offset } = marked ?? { uri: first, offset: 0 };
  return {
    document: documents.get(uri)!,
    project: { read: (other) => documents.get(other), environmentFiles: () => [] },
    offset,
    documents,
  };
}

function complete(files: Files): Completion[] {
  const { document, project: all, offset } = project(files);
  return completionsAt(document, all, offset);
}

const labels = (files: Files) =>
  complete(files)
    .sort((a, b) => (a.rank ?? 5) - (b.rank ?? 5))
    .map(({ label }) => label);

/** The text after a completion was accepted, with its snippet as it is written. */
function accept(files: Files, label: string): string {
  const { document } = project(files);
  const found = complete(files).find((each) => each.label === label);
  assert.ok(found, `${label} is offered; found ${labels(files).slice(0, 20).join(', ')}`);
  return document.text.slice(0, found.replace.start) + found.insert + document.text.slice(found.replace.end);
}

function hover(files: Files): string {
  const { document, project: all, offset } = project(files);
  return hoverAt(document, all, offset)?.markdown ?? '';
}

/** The text that a hover is about. */
function hovered(files: Files): string {
  const { document, project: all, offset } = project(files);
  const span = hoverAt(document, all, offset)?.span;
  return span ? document.text.slice(span.start, span.end) : '';
}

const show = ({ documents }: Case, { uri, span }: Place) => {
  const { text } = documents.get(uri)!;
  const line = text.slice(0, span.start).split('\n').length;
  return `${uri.split('/').at(-1)}:${line} ${text.slice(span.start, span.end)}`;
};

function definition(files: Files): string[] {
  const all = project(files);
  return definitionAt(all.document, all.project, all.offset).map((place) => show(all, place));
}

function references(files: Files): string[] {
  const all = project(files);
  return referencesAt(all.document, all.project, all.offset).map(
    ({ at, isDefinition }) => show(all, at) + (isDefinition ? ' (definition)' : ''),
  );
}

function apply(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, text: next }) => result.slice(0, span.start) + next + result.slice(span.end), text);
}

/** Both files after a rename, or why there is none. */
function rename(files: Files, next: string): Files | string {
  const { document, project: all, offset, documents } = project(files);
  const renaming = renameAt(document, all, offset, next);
  if ('because' in renaming) return renaming.because;
  const edited = (name: string) => {
    const own = documents.get(uriOf(name));
    return (
      own &&
      apply(
        own.text,
        renaming.edits.filter(({ uri }) => uri === own.uri),
      )
    );
  };
  return { main: edited('main.cf'), master: edited('master.cf') };
}

const MASTER = `smtp      inet  n       -       y       -       -       smtpd
submission inet n       -       y       -       -       smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_client_restrictions=$mua_client_restrictions
cleanup   unix  n       -       y       -       0       cleanup
amavis    unix  -       -       n       -       2       smtp
`;

describe('postfix language: completion', () => {
  it('offers parameters that are not set yet, where a line begins', () => {
    const main = 'myhostname = mx.acme-mail.org\nsmtpd_tls_security_level = may\nsmtpd_tls_|\n';
    const offered = labels({ main });
    assert.ok(offered.includes('smtpd_tls_auth_only'));
    assert.ok(!offered.includes('smtpd_tls_security_level'));
    assert.ok(!offered.includes('myhostname'));
    assert.ok(labels({ main: '|' }).includes('myhostname'), 'in an empty file');
    assert.ok(labels({ main: 'relayhost = a\n|' }).includes('myorigin'), 'at the end of a file');
  });

  it('writes a parameter in the style of the file', () => {
    assert.equal(accept({ main: 'a = b\nmyori|' }, 'myorigin'), 'a = b\nmyorigin = ');
    assert.equal(accept({ main: 'myhostname=b\nmyori|' }, 'myorigin'), 'myhostname=b\nmyorigin=');
    assert.equal(accept({ main: 'myhostname = b\nmyor|gn = a' }, 'myorigin'), 'myhostname = b\nmyorigin = a');
  });

  it('offers the values of a switch with the name, the unusual one first', () => {
    assert.equal(accept({ main: 'disable_vrf|' }, 'disable_vrfy_command'), 'disable_vrfy_command = ${1|yes,no|}');
    assert.equal(
      accept({ main: 'smtpd_tls_security_l|' }, 'smtpd_tls_security_level'),
      'smtpd_tls_security_level = ${1|none,may,encrypt|}',
    );
  });

  it('marks what is deprecated, and leaves out what is gone', () => {
    const offered = complete({ main: 'smtpd_use|' });
    assert.equal(offered.find(({ label }) => label === 'smtpd_use_tls')?.deprecated, true);
    assert.ok(!labels({ main: 'tls_dane|' }).includes('tls_dane_digest_agility'));
    assert.ok(!labels({ main: 'process|' }).includes('process_name'));
  });

  it('offers names that are referred to and not defined', () => {
    const offered = labels({ main: 'myhostname = a\nmua|', master: MASTER });
    assert.equal(offered[0], 'mua_client_restrictions');
    assert.ok(
      labels({ main: 'myhostname = a\namavis_dest|', master: MASTER }).includes('amavis_destination_concurrency_limit'),
    );
  });

  it('offers nothing in comments and behind nothing', () => {
    assert.deepEqual(labels({ main: '# smtpd_|' }), []);
    assert.deepEqual(labels({ main: '  |' }), []);
    assert.deepEqual(labels({ main: 'my hostname |' }), []);
    assert.deepEqual(labels({ master: '#submission inet n - |' }), []);
  });

  it('offers values', () => {
    assert.deepEqual(labels({ main: 'disable_vrfy_command = |' }), ['yes', 'no']);
    assert.deepEqual(labels({ main: 'smtpd_tls_security_level=|' }), ['none', 'may', 'encrypt']);
    assert.equal(labels({ main: 'smtp_tls_security_level = e|' }).includes('dane-only'), true);
    assert.deepEqual(labels({ main: 'smtp_sasl_security_options = noplaintext, |' }).includes('noplaintext'), false);
    assert.ok(labels({ main: 'smtpd_tls_protocols = |' }).includes('>=TLSv1.2'));
    assert.equal(
      accept({ main: 'smtpd_tls_mandatory_protocols = !SSLv2:!SS|' }, '!SSLv3'),
      'smtpd_tls_mandatory_protocols = !SSLv2:!SSLv3',
    );
    assert.ok(labels({ main: 'mynetworks = |' }).includes('127.0.0.0/8'));
    assert.ok(labels({ main: 'receive_override_options = |' }).includes('no_address_mappings'));
    assert.deepEqual(labels({ main: 'disable_vrfy_command = yes |' }), []);
    assert.equal(accept({ main: 'relayhost = |' }, '[host]:587'), 'relayhost = [${1:smtp.example.org}]:587');
  });

  it('offers restrictions, those of the stage first', () => {
    const main = 'smtpd_sender_restrictions = permit_mynetworks,\n  |';
    const offered = labels({ main });
    assert.ok(!offered.includes('permit_mynetworks'));
    assert.ok(offered.indexOf('reject_unknown_sender_domain') < offered.indexOf('reject_unknown_recipient_domain'));
    assert.ok(!offered.includes('check_relay_domains'), 'it is gone');
    assert.equal(
      accept({ main: 'smtpd_sender_restrictions =\n  check_sender_acc|' }, 'check_sender_access'),
      'smtpd_sender_restrictions =\n  check_sender_access ',
    );
  });

  it('offers table types where a restriction takes a table', () => {
    const offered = labels({ main: 'smtpd_recipient_restrictions = check_sender_access |' });
    assert.ok(offered.includes('hash:'));
    assert.ok(!offered.includes('reject'));
    assert.equal(accept({ main: 'virtual_alias_maps = proxy:my|' }, 'mysql:'), 'virtual_alias_maps = proxy:mysql:');
    assert.deepEqual(labels({ main: 'virtual_alias_maps = hash:/etc|' }), []);
  });

  it('offers restriction classes', () => {
    const main = 'smtpd_restriction_classes = own_users\nown_users = reject\nsmtpd_relay_restrictions = own|';
    assert.ok(labels({ main }).includes('own_users'));
    assert.deepEqual(labels({ main: 'own_users = reject\nsmtpd_restriction_classes = |' }), ['own_users']);
    assert.ok(labels({ main: 'mua_sender_restrictions = |' }).includes('reject'));
  });

  it('offers names behind a dollar', () => {
    const main = 'mylevel = may\nsmtpd_tls_security_level = $|';
    assert.equal(labels({ main })[0], 'mylevel');
    assert.equal(accept({ main: 'mydestination = ${myh|}' }, 'myhostname'), 'mydestination = ${myhostname}');
    assert.equal(accept({ main: 'mydestination = $myh|ost, b' }, 'myhostname'), 'mydestination = $myhostname, b');
  });

  it('offers services for transports', () => {
    const offered = complete({ main: 'content_filter = |', master: MASTER });
    assert.deepEqual(
      offered.map(({ insert }) => insert),
      ['cleanup:', 'amavis:'],
    );
  });

  it('offers services that are not there, with what they need', () => {
    const offered = labels({ master: `${MASTER}sub|` });
    assert.equal(offered[0], 'submissions inet');
    assert.ok(!offered.includes('submission inet'));
    const text = accept({ master: 'smtp inet n - y - - smtpd\n|' }, 'submission inet');
    assert.match(text, /^submission inet {2}n {7}- {7}y {7}- {7}- {7}smtpd\n {2}-o syslog_name=postfix\/submission\n/m);
  });

  it('writes a submission block with which nothing is wrong', () => {
    const main =
      'compatibility_level = 3.6\nmyhostname = mx.acme-mail.org\nsmtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = may\n';
    const start = 'smtp inet n - y - - smtpd\n';
    const once = accept({ main, master: `${start}|` }, 'submission inet');
    const master = accept({ main, master: `${once}\n|` }, 'submissions inet');
    const all = project({ main, master });
    const findings = [...all.documents.values()].flatMap((document) => analyze(document, all.project).findings);
    assert.deepEqual(
      findings.map(({ rule, message }) => `${rule}: ${message}`),
      [],
    );
  });

  it('offers the columns of master.cf', () => {
    assert.deepEqual(labels({ master: 'smtp |' }), ['inet', 'unix', 'unix-dgram', 'fifo', 'pass']);
    assert.deepEqual(labels({ master: 'smtp inet |' }), ['n']);
    assert.deepEqual(labels({ master: 'smtp inet n - y|' }), ['-', 'n', 'y']);
    assert.equal(labels({ master: 'cleanup unix n - y - 0 |' })[0], 'cleanup');
    assert.ok(labels({ master: 'x unix - - n - - pi|' }).includes('pipe'));
  });

  it('offers options of the program', () => {
    const master = `${MASTER}submissions inet n - y - - smtpd\n  -o smtpd_tls_wrappermode=yes\n  -o |\n`;
    const offered = labels({ master });
    assert.ok(offered.includes('smtpd_sasl_auth_enable'));
    assert.ok(offered.includes('syslog_name'));
    assert.ok(!offered.includes('smtpd_tls_wrappermode'), 'it is set already');
    assert.ok(!offered.includes('smtp_tls_security_level'), 'smtpd does not read it');
    assert.ok(accept({ master: `${MASTER}  -o smtp_helo_n|` }, 'smtp_helo_name').endsWith('  -o smtp_helo_name='));
    assert.ok(accept({ master: `${MASTER}  |` }, 'smtp_helo_name').endsWith('  -o smtp_helo_name='));
    assert.ok(accept({ master: `${MASTER}  -|` }, 'smtp_helo_name').endsWith('  -o smtp_helo_name='));
    assert.deepEqual(labels({ master: `${MASTER}  -o smtp_tls_wrappermode=|` }), ['yes', 'no']);
    assert.ok(
      labels({ master: 'a inet n - n - - smtpd -o { smtpd_relay_restrictions = permit_mynetworks, |' }).includes(
        'reject',
      ),
    );
    assert.deepEqual(labels({ master: 'a unix - n n - - pipe flags=R |' }), []);
    assert.ok(
      accept({ master: `${MASTER}  -o smtpd_client_restrictions=check_cl|` }, 'check_client_access').endsWith(
        '=check_client_access,',
      ),
      'a blank would end the option',
    );
  });

  it('tells about an item when it is asked', () => {
    assert.match(describeSubject({ kind: 'parameter', name: 'relayhost' }), /Next hop for all mail/);
    assert.match(describeSubject({ kind: 'restriction', name: 'reject' }), /never permits/);
    assert.equal(describeSubject({ kind: 'parameter', name: 'no_such' }), '');
  });
});

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
      '# smtpd_banner is not known',
      'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination',
      'smtpd_helo_restrictions =',
    ]) {
      assert.ok(text.split('\n').includes(line), `${line} in:\n${text}`);
    }
    assert.ok(!/^smtp_tls_security_level/m.test(text), 'smtpd does not read it');
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
