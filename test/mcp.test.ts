/** Assistants that speak MCP: what they are offered, what they get, and what they do not. */
import assert from 'node:assert/strict';
import { CliFolder } from './support/cli-folder';

const WRONG = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=qkzvrmtnwbxpdhgs\n';

describe('MCP server', () => {
  let folder: CliFolder;
  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  /** Sends lines, and gives the answers; the server has to end by itself at the end of its input. */
  function talk(...lines: (string | object)[]) {
    const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify({ jsonrpc: '2.0', ...line })));
    const { status, stdout, stderr } = folder.pipe(`${input.join('\n')}\n`, 'mcp');
    assert.deepEqual([status, stderr], [0, '']);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  function call(name: string, given: object) {
    const [{ result }] = talk({ id: 1, method: 'tools/call', params: { name, arguments: given } });
    return { isError: result.isError, text: result.content[0].text };
  }

  it('agrees on a version of the protocol, and lists tools that only read', () => {
    const params = { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'a', version: '1' } };
    const answers = talk(
      { id: 1, method: 'initialize', params },
      { method: 'notifications/initialized' },
      { id: 'two', method: 'initialize', params: { ...params, protocolVersion: '1999-01-01' } },
      { id: 3, method: 'tools/list' },
      { id: 4, method: 'ping' },
    );
    assert.deepEqual(
      answers.map(({ id }) => id),
      [1, 'two', 3, 4],
    );
    assert.equal(answers[0].result.protocolVersion, '2025-03-26');
    assert.equal(answers[1].result.protocolVersion, '2025-06-18');
    const { tools } = answers[2].result;
    assert.deepEqual(
      tools.map(({ name }: { name: string }) => name),
      ['lint_text', 'lint_files', 'explain_rule'],
    );
    for (const { inputSchema, annotations } of tools) {
      assert.equal(annotations.readOnlyHint, true);
      for (const name of inputSchema.required) assert.ok(inputSchema.properties[name].description);
    }
  });

  it('lints a text that is not saved, beside the files that it refers to', () => {
    folder.write('.env', WRONG);
    const text = `require('nodemailer').createTransport({ host: process.env.SMTP_HOST, port: 587, secure: true });`;
    const { isError, text: answer } = call('lint_text', { path: 'mailer.js', text });
    assert.equal(isError, false);
    assert.deepEqual(
      JSON.parse(answer).map(({ file, rule }: { file: string; rule: string }) => [file, rule]),
      [
        ['.env', 'missing-auth'],
        ['mailer.js', 'tls-port-mismatch'],
      ],
    );
    assert.deepEqual(folder.names(), ['.env']);
  });

  it('lints the working directory, and shows no secret', () => {
    folder.write('app/.env', WRONG);
    folder.write(
      'app/mail.js',
      `require('nodemailer').createTransport('smtp://shop:Zk7wQx2Lm9vB@smtp.acme-mail.org:25');`,
    );
    const { isError, text } = call('lint_files', {});
    assert.equal(isError, false);
    assert.match(text, /port-25-submission/);
    assert.match(text, /hardcoded-password/);
    assert.doesNotMatch(text, /qkzvrmtnwbxpdhgs|Zk7wQx2Lm9vB/);
  });

  it('explains a rule', () => {
    assert.match(call('explain_rule', { rule: 'weak-cipher' }).text, /^# weak-cipher\n/);
    assert.deepEqual(call('explain_rule', { rule: '../../package' }).isError, true);
  });

  it('stays in the working directory', () => {
    for (const path of ['..', '/etc', 'a/../../b', folder.outside]) {
      assert.match(call('lint_files', { path }).text, /outside of the working directory/);
      assert.match(call('lint_text', { path, text: '' }).text, /outside of the working directory/);
    }
  });

  it('answers what is wrong, and goes on', () => {
    const answers = talk(
      '{',
      '[]',
      '',
      { id: 1, method: 'no/such' },
      { id: 2, method: 'tools/call', params: { name: 'constructor', arguments: {} } },
      { id: 3, method: 'tools/call', params: { name: 'lint_text', arguments: { path: 1 } } },
      { id: 4, method: 'tools/call', params: { name: 'lint_files', arguments: { path: 'not-there' } } },
      { id: 5, method: 'ping' },
    );
    assert.deepEqual(
      answers.map(({ id, error, result }) => [id, error?.code ?? result.isError]),
      [
        [null, -32700],
        [null, -32600],
        [1, -32601],
        [2, true],
        [3, true],
        [4, true],
        [5, undefined],
      ],
    );
  });
});
