/** The stock submission service that stands in a comment, put to use by a quick fix, and read by the real Postfix. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits } from '../src/analyzer/edits';
import { commentedServices } from '../src/analyzer/formats/postfix-comments';
import { fixesOf, lint } from './support/fixture';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

const MAIN = `compatibility_level = 3.6
myhostname = mail.acme-shop.org
mydestination = acme-shop.org
smtpd_tls_chain_files = /etc/postfix/key-and-chain.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
`;

const documents = (main: string, master: string) =>
  Object.entries({ 'main.cf': main, 'master.cf': master }).map(([name, text]) => ({
    uri: `file:///project/${name}`,
    path: `/project/${name}`,
    text,
  }));

/** master.cf with the submission service put to use; undefined where that is not offered. */
function enabled(main: string, master: string): string | undefined {
  const finding = lint(documents(main, master)).find(({ rule }) => rule === 'port-25-submission');
  const [fix] = finding ? fixesOf(finding) : [];
  assert.ok(!fix?.safe);
  return fix && applyEdits(master, fix.edits);
}

/** Enough services to be a whole file. */
const SERVICES = 'pickup cleanup qmgr tlsmgr rewrite bounce defer trace verify flush proxymap'
  .split(' ')
  .map((name) => `${name} unix n - y - - ${name}\n`)
  .join('');
const SMTP = 'smtp inet n - y - - smtpd\n';
const SOUND = '#  -o smtpd_tls_security_level=encrypt\n#  -o smtpd_sasl_auth_enable=yes\n';
const OWN_USERS = '#  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject\n';

describe('the submission service in a comment', () => {
  const mended = (block: string, main = MAIN) => {
    const master = `${SMTP}${block}${SERVICES}`;
    return enabled(main, master)?.slice(SMTP.length, -SERVICES.length);
  };

  it('is put to use with its options, whatever stands between them', () => {
    assert.equal(
      mended(
        `#submission inet n - y - - smtpd\n${SOUND}#  Lists for users:\n#-o smtpd_helo_restrictions=\n  # -o biff=no\n`,
      ),
      'submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n' +
        '#  Lists for users:\n  -o smtpd_helo_restrictions=\n   -o biff=no\n',
    );
    assert.equal(
      mended(`# 587 inet n - y - - smtpd\r\n${SOUND.replaceAll('\n', '\r\n')}`),
      '587 inet n - y - - smtpd\r\n  -o smtpd_tls_security_level=encrypt\r\n  -o smtpd_sasl_auth_enable=yes\r\n',
    );
  });

  it('loses references to lists that main.cf does not define, and keeps those that it does', () => {
    const block = `#submission inet n - y - - smtpd\n${SOUND}#  -o smtpd_client_restrictions=$mua_client_restrictions\n${OWN_USERS}`;
    assert.match(mended(block)!, /^ {2}-o smtpd_client_restrictions=$/m);
    assert.match(
      mended(block, `${MAIN}mua_client_restrictions = permit_sasl_authenticated, reject\n`)!,
      /^ {2}-o smtpd_client_restrictions=\$mua_client_restrictions$/m,
    );
  });

  it('is left alone where it would not be sound, or take lines from the service above', () => {
    assert.equal(mended('#submission inet n - y - - smtpd\n#  -o smtpd_sasl_auth_enable=yes\n'), undefined);
    assert.equal(mended(`#127.0.0.1:587 inet n - y - - smtpd\n${SOUND}`), undefined);
    assert.equal(mended(`#submission inet n - y - - smtpd\n${SOUND}  -o smtpd_banner=x\n`), undefined);
    assert.equal(
      mended(`#submission inet n - y - - smtpd\n${SOUND}#  -o smtpd_relay_restrictions=permit\n`),
      undefined,
    );
    assert.equal(mended(`#submission inet n - y - - smtpd\n\n${SOUND}`), undefined);
    assert.equal(
      mended(`#submission inet n - y - - smtpd\n${SOUND}`, MAIN.replace(/^.*chain_files.*\n/m, '')),
      undefined,
    );
  });

  it('is no sentence in a comment', () => {
    assert.deepEqual(commentedServices('# use submission inet for that\n#  -o x=y\n#smtp inet smtpd\n', 'x'), []);
  });
});

describe('the submission service in the stock master.cf', () => {
  const stock = ['/usr/share/postfix/master.cf.dist', '/etc/postfix/master.cf.proto'].find(existsSync);
  let folder = '';

  before(function () {
    if (!stock) {
      console.log('    SKIPPED: Postfix is not installed (Debian package postfix)');
      this.skip();
    }
    folder = makeTemporaryFolder();
  });
  after(() => {
    if (folder) removeTemporaryFolder(folder);
  });

  const postconf = (...options: string[]) => {
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
    return spawnSync('postconf', ['-c', folder, ...options], { encoding: 'utf8', env });
  };

  it('is accepted by postconf, requires TLS and takes logins, and nothing is left to say', () => {
    const master = enabled(MAIN, readFileSync(stock!, 'utf8'));
    assert.ok(master);
    writeFileSync(join(folder, 'main.cf'), MAIN);
    writeFileSync(join(folder, 'master.cf'), master);
    const services = postconf('-M', 'submission/inet');
    assert.equal(services.stderr, '');
    assert.match(services.stdout, /^submission +inet +n +- +[yn-] +- +- +smtpd/);
    const { stdout, stderr } = postconf('-Px', 'submission/inet');
    assert.equal(stderr, '');
    assert.match(stdout, /^submission\/inet\/smtpd_tls_security_level = encrypt$/m);
    assert.match(stdout, /^submission\/inet\/smtpd_sasl_auth_enable = yes$/m);
    assert.deepEqual(lint(documents(MAIN, master)), []);
  });
});
