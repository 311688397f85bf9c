/** Replies of servers, changed and cut into pieces: each text is understood in one way, or refused in words of ours. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { capabilitiesOf } from '../../src/probe/capabilities';
import { Conversation } from '../../src/probe/conversation';
import { Failure } from '../../src/probe/failure';
import { meaningOf } from '../../src/probe/refusals';
import type { Reply } from '../../src/probe/reply';
import { below, mutated, oneOf, type Random } from './mutate';

const REPLIES = (
  JSON.parse(readFileSync(join(process.cwd(), 'test/probe-replies.json'), 'utf8')) as {
    host?: string;
    reply: string[];
  }[]
).map(({ host = 'mail.acme-mail.org', reply }) => ({ host, text: `${reply.join('\r\n')}\r\n` }));

const HELLO = '250-mail.acme-mail.org\r\n250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n250-AUTH=PLAIN\r\n250 STARTTLS\r\n';

const GREETING = '220-mail.acme-mail.org ESMTP\r\n220 ready\r\n';

/** More than a text of some kilobytes can hold. */
const MOST_REPLIES = 60;

interface Heard {
  readonly replies: readonly Reply[];
  /** The code of the failure that ended it. */
  readonly failed: string;
}

/** All that a server says, in pieces, and then hangs up. */
async function heard(pieces: readonly Buffer[]): Promise<Heard> {
  const socket = new Duplex({ read() {}, write: (_, __, done) => done() });
  const conversation = new Conversation(socket, () => {});
  for (const piece of pieces) socket.emit('data', piece);
  socket.emit('end');
  const replies: Reply[] = [];
  for (;;) {
    try {
      replies.push(await conversation.read(new AbortController().signal));
      assert.ok(replies.length <= MOST_REPLIES + 10, 'replies without end');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { replies, failed: error.code };
    }
  }
}

export async function fuzzReplies(random: Random, step: (how: string, text: string) => void): Promise<number> {
  const { host, text: first } = oneOf(random, REPLIES);
  const base = random() < 0.3 ? GREETING + HELLO : first;
  const { text, how } = mutated(base, oneOf(random, REPLIES).text + HELLO, random);
  step(how, text);
  const bytes = Buffer.from(text, random() < 0.8 ? 'utf8' : 'latin1');
  const whole = await heard([bytes]);
  const cuts = Array.from({ length: below(random, 6) }, () => below(random, bytes.length + 1)).sort((a, b) => a - b);
  const pieces = [0, ...cuts].map((start, index) => bytes.subarray(start, cuts[index] ?? bytes.length));
  assert.deepEqual(await heard(pieces), whole, 'another answer in other pieces');
  for (const reply of whole.replies) {
    assert.ok(200 <= reply.code && reply.code <= 599, `code ${reply.code}`);
    assert.deepEqual(capabilitiesOf(reply).mechanisms, capabilitiesOf(reply).mechanisms);
    for (const asked of ['hello', 'starttls', 'login', 'transaction'] as const)
      assert.deepEqual(meaningOf(asked, reply, { host }), meaningOf(asked, reply, { host }));
  }
  return 1;
}
