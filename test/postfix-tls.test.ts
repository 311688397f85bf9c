/**
 * What we say of TLS and logins against a real smtpd: a client looks at the offers, tries to log in without TLS, and to
 * begin TLS. Skipped, aloud, without Postfix or root.
 */
import assert from 'node:assert/strict';
import { analyze } from '../src/analyzer/analyze';
import type { SourceDocument, TlsMode } from '../src/analyzer/model';
import { issue } from './support/certificates';
import { projectOf, textOf } from './support/fixture';
import { converse, obstacle, startPostfix } from './support/postfix-server';

const HEAD = `compatibility_level = 3.6
myhostname = mail.local.test
mydestination = local.test
mynetworks = 127.0.0.3/32
`;
const CERTIFICATE = 'smtpd_tls_chain_files = $folder/key-and-chain.pem\n';
const LOGIN = 'smtpd_sasl_auth_enable = yes\n';

const level = (word: string, more = '') => `${CERTIFICATE}${LOGIN}smtpd_tls_security_level = ${word}\n${more}`;

const CASES: readonly string[] = [
  LOGIN,
  '',
  `${LOGIN}smtpd_tls_auth_only = yes\n`,
  level('none'),
  level('none', 'smtpd_tls_auth_only = yes\n'),
  level('may'),
  level('May'),
  level('may', 'smtpd_tls_auth_only = yes\n'),
  level('may', 'smtpd_sasl_auth_enable = no\n'),
  level('encrypt'),
  level('encrypt', 'smtpd_tls_auth_only = no\n'),
  level('ENCRYPT'),
  level('verify'),
  level('secure'),
  level('fingerprint'),
  level('', 'smtpd_use_tls = yes\n'),
  level('', 'smtpd_enforce_tls = yes\n'),
  level('', 'smtpd_use_tls = yes\nsmtpd_enforce_tls = yes\n'),
  level('none', 'smtpd_use_tls = yes\n'),
  level('may', 'smtpd_enforce_tls = yes\n'),
  level(
    'may',
    'smtpd_sasl_security_options = noanonymous, noplaintext\nsmtpd_sasl_tls_security_options = noanonymous\n',
  ),
  level('may', 'smtpd_sasl_security_options = noanonymous\n'),
  level('may', 'smtpd_sasl_security_options =\n'),
  level('may', 'smtpd_discard_ehlo_keywords = auth\n'),
  level('may', 'smtpd_tls_wrappermode = yes\n'),
  level('none', 'smtpd_tls_wrappermode = yes\n'),
  level('$mine', 'mine = encrypt\n'),
  level('${mine?{encrypt}:{may}}', 'mine =\n'),
  `${LOGIN}smtpd_tls_security_level = may\n`,
  `${LOGIN}smtpd_tls_security_level = encrypt\n`,
  level('may', 'smtpd_tls_protocols = TLSv1_2\n'),
  level('may', 'smtpd_tls_protocols = >=TLSv1.2\n'),
  level('may', 'smtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n'),
  level('may', 'smtpd_tls_protocols = all\n'),
  level('encrypt', 'smtpd_tls_mandatory_protocols = TLSv1.4\n'),
  level('dane'),
  level('yes'),
  level('may', 'smtpd_tls_auth_only = true\n'),
  level('may', 'smtpd_tls_auth_only =\n'),
  level('may', 'smtpd_tls_ask_ccert = on\n'),
  level('may', 'smtpd_error_sleep_time = 5 s\n'),
  level('may', 'smtpd_error_sleep_time = 5S\n'),
  level('may', 'smtpd_error_sleep_time =\n'),
  level('may', 'smtpd_error_sleep_time = 2m\n'),
  level('may', 'smtpd_hard_error_limit = 20x\n'),
  level('may', 'smtpd_hard_error_limit =\n'),
  level('may', 'smtpd_hard_error_limit = 99999999999\n'),
  level('may', 'smtpd_recipient_limit = 0\n'),
  level('may', 'message_size_limit = 50M\n'),
  level('may', 'message_size_limit = 99999999999\n'),
  level('may', 'smtpd_restriction_classes = mine\n'),
  level('may', 'smtpd_sasl_security_options = noanonymous, nonsense\n'),
];

const AT_A_TIME = 4;

interface Verdict {
  readonly mode: TlsMode | 'unknown';
  readonly cleartextLogin: boolean;
  readonly tlsWorks: boolean;
}

/** What the analyzer says of the stock service on port 25; undefined where it says that smtpd does not work. */
function ours(main: string): Verdict | undefined {
  const document: SourceDocument = { uri: 'file:///project/main.cf', path: '/project/main.cf', text: main };
  const { configs, findings } = analyze(document, projectOf([document]));
  const mode = configs.find(({ role }) => role === 'server')?.tls.value ?? 'unknown';
  const said = (rule: string, part = '') =>
    findings.some((found) => found.rule === rule && textOf(found).includes(part));
  if (said('postfix-fatal-value') && !said('postfix-fatal-value', 'TLS protocol')) return undefined;
  return {
    mode,
    cleartextLogin: said('postfix-sasl-without-tls'),
    tlsWorks: mode !== 'off' && !said('postfix-missing-certificate') && !said('postfix-fatal-value', 'TLS protocol'),
  };
}

/** "\0robot\0secret", as AUTH PLAIN wants it (RFC 4616). */
const PLAIN = 'AHJvYm90AHNlY3JldA==';

/** What a client finds; undefined where the server hangs up. `said`: what we expect. */
async function theirs(port: number, said: Verdict | undefined): Promise<Verdict | undefined> {
  const client = { from: '127.0.0.2', expected: said !== undefined && said.mode !== 'implicit' };
  const ehlo = 'EHLO client.stranger.test';
  const [greeting, offers = ''] = await converse(port, client, [ehlo]);
  if (!greeting?.startsWith('2')) {
    const [inside] = await converse(port, { ...client, implicit: true, expected: said?.mode === 'implicit' }, [ehlo]);
    return inside ? { mode: 'implicit', cleartextLogin: false, tlsWorks: true } : undefined;
  }
  const [, , mail = ''] = await converse(port, client, [ehlo, 'MAIL FROM:<someone@sender.de>']);
  const [, , login = ''] = await converse(port, client, [ehlo, `AUTH PLAIN ${PLAIN}`]);
  const [, , begin = ''] = await converse(port, client, [ehlo, 'STARTTLS']);
  const offered = /STARTTLS/.test(offers);
  return {
    mode: mail.startsWith('530') ? 'starttls' : offered ? 'opportunistic' : 'off',
    cleartextLogin: /^250[- ]AUTH/m.test(offers) && login.startsWith('235'),
    tlsWorks: begin.startsWith('220'),
  };
}

describe('TLS and logins, judged by a real smtpd', () => {
  before(function () {
    const reason = obstacle();
    if (reason === undefined) return;
    console.log(`    SKIPPED: ${reason}`);
    this.skip();
  });

  it(`agrees on ${CASES.length} configurations`, async () => {
    const { key, cert } = issue({ commonName: 'mail.local.test' });
    const server = await startPostfix(HEAD, CASES, key + cert);
    try {
      const said = CASES.map((text) => ours(HEAD + text));
      const truths: (Verdict | undefined)[] = [];
      // A few at a time: a silent server is told from a busy one by how long it is silent.
      while (truths.length < server.ports.length) {
        const first = truths.length;
        const next = server.ports.slice(first, first + AT_A_TIME);
        truths.push(...(await Promise.all(next.map((port, index) => theirs(port, said[first + index])))));
      }
      const problems = CASES.flatMap((text, index) => {
        const found = truths[index];
        return JSON.stringify(said[index]) === JSON.stringify(found)
          ? []
          : [`${text}we say ${JSON.stringify(said[index])}\nit is ${JSON.stringify(found)}`];
      });
      assert.equal(
        problems.length,
        0,
        `${problems.join('\n\n')}\n${server
          .log()
          .split('\n')
          .filter((line) => /fatal/.test(line))
          .slice(0, 9)
          .join('\n')}`,
      );
    } finally {
      await server.stop();
    }
  });
});
