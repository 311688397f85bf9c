/** A long day of the language server: edits, requests that nobody waits for, files that come and go; and what is left of it. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { below, mutated, oneOf, type Random } from '../fuzz/mutate';
import { generator } from '../support/generator';
import { Client } from '../support/language-client';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary';

export interface Plan {
  readonly edits: number;
  readonly cancelled: number;
}

export interface Outcome {
  /** The heap after a collection, with the first texts again, in MB: once a tenth of the edits. */
  readonly heap: readonly number[];
  readonly edits: number;
  /** Requests that were cancelled as soon as they were sent, and those of them that were answered all the same. */
  readonly cancelled: number;
  readonly answered: number;
}

const TEXTS: Readonly<Record<string, string>> = {
  '.env': 'HARBOUR_HOST=smtp.gmail.com\nHARBOUR_PORT=587\nHARBOUR_USER=shop\nHARBOUR_PASS=qhztwkbdpvmexrsl\n',
  'mailer.ts': `import { createTransport } from 'nodemailer';
const { HARBOUR_HOST, HARBOUR_PORT, HARBOUR_USER, HARBOUR_PASS } = process.env;
export const mail = createTransport({
  host: HARBOUR_HOST,
  port: Number(HARBOUR_PORT),
  secure: true,
  auth: { user: HARBOUR_USER, pass: HARBOUR_PASS },
});
`,
  'compose.yml': `services:
  wiki:
    image: requarks/wiki
    environment: &mail
      SMTP_HOST: mail.acme-mail.org
      SMTP_PORT: 465
      SMTP_SECURE: "false"
      SMTP_USER: wiki
      SMTP_PASS: \${WIKI_PASS}
  board:
    environment:
      <<: *mail
      SMTP_PORT: 25
`,
  'main.cf': `myhostname = mx.acme-mail.org
relayhost = [smtp.gmail.com]:587
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = static:robot:secret
smtp_tls_security_level = may
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
`,
  'master.cf': `smtp inet n - y - - smtpd
submission inet n - y - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_security_level=may
`,
};

const NAMES = Object.keys(TEXTS);

const SAMPLES = 10;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MEGABYTE = 2 ** 20;

/** The part of a text that another one has otherwise, as an editor tells it. */
function edit(before: TextDocument, after: string) {
  const text = before.getText();
  let start = 0;
  while (start < text.length && start < after.length && text[start] === after[start]) start++;
  let kept = 0;
  const most = Math.min(text.length, after.length) - start;
  while (kept < most && text.at(-1 - kept) === after.at(-1 - kept)) kept++;
  // No editor tells of half a line end.
  while (start > 0 && /[\r\n]/.test(text[start - 1]!)) start--;
  while (kept > 0 && /[\r\n]/.test(text[text.length - kept]!)) kept--;
  const range = { start: before.positionAt(start), end: before.positionAt(text.length - kept) };
  return { range, text: after.slice(start, after.length - kept) };
}

/** The documents as the client has them open, in its own copy. */
class Editor {
  private readonly open = new Map<string, TextDocument>();

  constructor(
    private readonly client: Client,
    private readonly folder: string,
  ) {}

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  async begin(name: string): Promise<void> {
    this.open.set(name, TextDocument.create(this.uri(name), 'plaintext', 1, TEXTS[name]!));
    await this.client.open(this.uri(name), TEXTS[name]!);
  }

  async write(name: string, text: string): Promise<void> {
    const before = this.open.get(name)!;
    const version = before.version + 1;
    const changes = [edit(before, text)];
    this.open.set(name, TextDocument.update(before, changes, version));
    assert.equal(this.open.get(name)!.getText(), text);
    const textDocument = { uri: before.uri, version };
    await this.client.connection.sendNotification('textDocument/didChange', { textDocument, contentChanges: changes });
  }

  text(name: string): string {
    return this.open.get(name)!.getText();
  }

  place(name: string, random: Random) {
    const document = this.open.get(name)!;
    return document.positionAt(below(random, document.getText().length + 1));
  }
}

const METHODS = [
  'hover',
  'completion',
  'documentSymbol',
  'codeLens',
  'diagnostic',
  'definition',
  'codeAction',
] as const;

/** A request, cancelled before the server can have read it whole. True where it was answered all the same. */
async function cancelledRequest(client: Client, editor: Editor, random: Random): Promise<boolean> {
  const name = oneOf(random, NAMES);
  const position = editor.place(name, random);
  const range = { start: position, end: position };
  const params = { textDocument: { uri: editor.uri(name) }, position, range, context: { diagnostics: [] } };
  const source = new CancellationTokenSource();
  const asked = client.connection.sendRequest(`textDocument/${oneOf(random, METHODS)}`, params, source.token);
  source.cancel();
  return asked.then(
    () => true,
    () => false,
  );
}

async function findings(client: Client, editor: Editor): Promise<unknown[]> {
  const all = [];
  for (const name of NAMES) all.push(await client.diagnostics(editor.uri(name)));
  return all;
}

/** A file that is made, told of, asked for and gone before the answer. */
async function vanish(client: Client, editor: Editor, folder: string, number: number): Promise<void> {
  const name = `gone${number % 7}.env`;
  writeFileSync(join(folder, name), TEXTS['.env']!);
  await client.report(editor.uri(name));
  const asked = client.diagnostics(editor.uri(name));
  rmSync(join(folder, name));
  await client.report(editor.uri(name));
  await asked;
}

export async function soak({ edits, cancelled }: Plan): Promise<Outcome> {
  const folder = makeTemporaryFolder();
  const client = Client.inMemory();
  const editor = new Editor(client, folder);
  const random = generator(1);
  const heap: number[] = [];
  const waiting: Promise<boolean>[] = [];
  try {
    for (const [name, text] of Object.entries(TEXTS)) writeFileSync(join(folder, name), text);
    await client.start([folder]);
    for (const name of NAMES) await editor.begin(name);
    const first = await findings(client, editor);
    for (let number = 0; number < edits; number++) {
      const name = oneOf(random, NAMES);
      const base = random() < 0.7 ? editor.text(name) : TEXTS[name]!;
      const { text } = mutated(base, TEXTS[oneOf(random, NAMES)]!, random);
      await editor.write(name, text.length > 4000 ? TEXTS[name]! : text);
      const due = Math.floor(((number + 1) * cancelled) / edits);
      while (waiting.length < due) waiting.push(cancelledRequest(client, editor, random));
      if (number % 10 === 0) await client.diagnostics(editor.uri(name));
      if (number % 100 === 0) await vanish(client, editor, folder, number);
      if ((number + 1) % Math.ceil(edits / SAMPLES) === 0) {
        for (const each of NAMES) await editor.write(each, TEXTS[each]!);
        assert.deepEqual(
          await findings(client, editor),
          first,
          'what is found is not what was found of the same texts',
        );
        await Promise.all(waiting);
        collect();
        heap.push(process.memoryUsage().heapUsed / MEGABYTE);
      }
    }
    const answers = await Promise.all(waiting);
    assert.deepEqual(
      client.log.filter((message) => /failed|error/i.test(message)),
      [],
    );
    await client.stop();
    return { heap, edits, cancelled: answers.length, answered: answers.filter(Boolean).length };
  } finally {
    removeTemporaryFolder(folder);
  }
}

/** By how much the heap may have grown between the first samples and the last, in MB. */
const SLACK = 6;

/** What is left of the second half is no more than of the first one. */
export function assertFlat(heap: readonly number[]): void {
  const [warm, ...others] = heap.slice(1);
  assert.ok(warm !== undefined);
  const half = others.length >> 1;
  const early = Math.max(warm, ...others.slice(0, half));
  const late = Math.min(...others.slice(half));
  assert.ok(late <= early + SLACK, `the heap grows: ${heap.map((size) => size.toFixed(1)).join(' ')} MB`);
}
