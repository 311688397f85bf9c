/**
 * Our verdict on relaying against a real smtpd: a stranger from 127.0.0.2 asks for a foreign recipient and for an own
 * one, and a client in mynetworks for a foreign one. Skipped, aloud, without Postfix or root.
 */
import assert from 'node:assert/strict';
import { analyze } from '../src/analyzer/analyze';
import type { MailConfig, SourceDocument } from '../src/analyzer/model';
import { projectOf, textOf } from './support/fixture';
import { RELAY_GROUPS } from './support/postfix-relay-cases';
import { type Client, converse, obstacle, type PostfixServer, startPostfix } from './support/postfix-server';

const STRANGER = '127.0.0.2';
const TRUSTED = '127.0.0.3';
const FOREIGN = 'victim@foreign.de';
const OWN = 'root@local.test';

function configOf(main: string): { config: MailConfig; fatal: boolean } {
  const document: SourceDocument = { uri: 'file:///project/main.cf', path: '/project/main.cf', text: main };
  const { configs, findings } = analyze(document, projectOf([document]));
  const config = configs.find(({ role }) => role === 'server');
  assert.ok(config, main);
  const fatal = findings.some(
    (finding) => finding.rule === 'postfix-fatal-value' && /does not start|smtpd stops/.test(textOf(finding)),
  );
  return { config, fatal };
}

/** What smtpd does with a recipient. */
async function ask(port: number, client: Client, recipient: string): Promise<'relays' | 'refuses' | 'does not run'> {
  const commands = ['EHLO client.stranger.test', 'MAIL FROM:<someone@sender.de>', `RCPT TO:<${recipient}>`];
  const answers = await converse(port, client, commands);
  const last = answers[3];
  if (last === undefined) return 'does not run';
  return last.startsWith('2') ? 'relays' : 'refuses';
}

describe('open relays, judged by a real smtpd', () => {
  let told = 0;

  before(function () {
    const reason = obstacle();
    if (reason === undefined) return;
    console.log(`    SKIPPED: ${reason}`);
    this.skip();
  });

  for (const { name, shared, cases } of RELAY_GROUPS) {
    it(name, async () => {
      const server: PostfixServer = await startPostfix(shared, cases);
      try {
        // What is given to smtpd alone does not reach the resolver of addresses.
        const onlySmtpd = name.endsWith('smtpd alone');
        const said = cases.map((text) => configOf(onlySmtpd ? shared : shared + text));
        const asked = (from: string, recipient: string) =>
          Promise.all(server.ports.map((port, index) => ask(port, { from, expected: !said[index]!.fatal }, recipient)));
        const truths = await asked(STRANGER, FOREIGN);
        const trusted = await asked(TRUSTED, FOREIGN);
        const own = await asked(STRANGER, OWN);
        const problems = cases.flatMap((text, index) => {
          const { config, fatal } = said[index]!;
          const verdict = config.postfix?.relaying?.kind;
          const ours =
            verdict === 'open' ? 'relays' : verdict === 'refused' ? 'refuses' : fatal ? 'does not run' : verdict;
          told++;
          const agreed = ours === truths[index] || (fatal && truths[index] === 'does not run');
          return [
            ...(agreed ? [] : [`${text || '(nothing)'}smtpd ${truths[index]}, we say ${ours}`]),
            ...(config.postfix?.trustedMayRelay === false && trusted[index] === 'relays'
              ? [`${text}smtpd relays for mynetworks, we say it does not`]
              : []),
            ...(config.postfix?.acceptsOwnMail && own[index] === 'refuses'
              ? [`${text}smtpd refuses mail for its own domain, we say it takes it`]
              : []),
          ];
        });
        assert.deepEqual(
          problems,
          [],
          server
            .log()
            .split('\n')
            .filter((line) => /fatal|error/.test(line))
            .slice(0, 20)
            .join('\n'),
        );
      } finally {
        await server.stop();
      }
    });
  }

  after(() => {
    if (told > 0) assert.ok(told >= 40, `${told} configurations`);
  });
});
