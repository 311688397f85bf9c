/** Completion in main.cf and master.cf. A `|` in a text says where the cursor is. */
import assert from 'node:assert/strict';
import { analyze } from '../src/analyzer/analyze';
import { describe as describeSubject } from '../src/language/postfix';
import { accept, complete, labels, MASTER, project } from './support/postfix-cursor';

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

  it('says the default and the meaning of a name in a line', () => {
    const found = complete({ main: 'message_size_l|' }).find(({ label }) => label === 'message_size_limit');
    assert.equal(found?.detail, '10240000');
    const meant = complete({ main: 'smtp_bind_addr|' }).find(({ label }) => label === 'smtp_bind_address');
    assert.equal(meant?.meaning, 'IPv4 source address of the client');
    for (const { meaning = '' } of complete({ main: '|' }))
      assert.ok(meaning.length <= 71 && !/[`\n]/.test(meaning), meaning);
  });

  it('marks what is deprecated, and leaves out what is gone', () => {
    const offered = complete({ main: 'smtpd_use|' });
    assert.equal(offered.find(({ label }) => label === 'smtpd_use_tls')?.deprecated, true);
    assert.ok(!labels({ main: 'tls_dane|' }).includes('tls_dane_digest_agility'));
    assert.ok(!labels({ main: 'process|' }).includes('process_name'));
  });

  it('offers what the release knows that the files name', () => {
    const named = 'readme_directory = /usr/share/doc/postfix-2.10.1/README_FILES\n';
    const newer = 'smtpd_tls_chain_files';
    assert.ok(labels({ main: 'smtpd_tls_ch|' }).includes(newer));
    assert.ok(!labels({ main: `${named}smtpd_tls_ch|` }).includes(newer));
    assert.ok(labels({ main: `${named}smtpd_tls_c|` }).includes('smtpd_tls_cert_file'));
    const list = `smtpd_recipient_restrictions = |`;
    const ofPostfix3 = labels({ main: list }).filter((word) => !labels({ main: named + list }).includes(word));
    assert.ok(ofPostfix3.every((word) => !/^(?:permit_mynetworks|reject_unauth_destination)$/.test(word)));
  });

  it('offers what the release of a distribution knows, which a folder names, and what a level tells of the least', () => {
    const chain = 'smtpd_tls_chain_files';
    assert.ok(
      !labels({ main: 'myhostname = mx.acme-mail.org\nsmtpd_tls_ch|' }, 'roles/postfix/debian-8').includes(chain),
    );
    assert.ok(
      labels({ main: 'myhostname = mx.acme-mail.org\nsmtpd_tls_ch|' }, 'roles/postfix/debian-12').includes(chain),
    );
    // A level is that of a release or of an older one: what newer ones know is offered, too.
    assert.ok(labels({ main: 'compatibility_level = 3.6\nsmtpd_tls_ch|' }).includes(chain));
    // What a release with that level no longer has is not.
    const old = 'check_relay_domains';
    assert.ok(!labels({ main: 'compatibility_level = 3.6\nsmtpd_recipient_restrictions = |' }).includes(old));
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
      findings.map(({ rule, headline }) => `${rule}: ${headline}`),
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
    assert.match(describeSubject({ kind: 'parameter', name: 'relayhost' }).text, /Next hop for all mail/);
    assert.match(describeSubject({ kind: 'restriction', name: 'reject' }).text, /never permits/);
    assert.equal(describeSubject({ kind: 'parameter', name: 'no_such' }).text, '');
  });
});
