/**
 * An MCP server on standard streams, for assistants that write code which sends mail (Model Context Protocol, 2025-06-18):
 * it lints texts and files of the working directory, and explains rules. It connects to no mail server and changes no file;
 * what it answers comes through the reports of the command line, which hold no secret.
 */
import path from 'node:path';
import readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { version } from '../../package.json';
import { pageText } from './commands';
import { checkPaths, LintSession } from './lint-session';
import { nameOf } from './output';
import { REPORTERS } from './reporters/index';

/** The newest one first, which is answered where the client asks for another. */
const PROTOCOLS = ['2025-06-18', '2025-03-26', '2024-11-05'];

/** JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const UNKNOWN_METHOD = -32601;

/** In UTF-16 code units. */
const LONGEST_TEXT = 2_000_000;

type Arguments = Readonly<Record<string, unknown>>;

interface Tool {
  readonly description: string;
  /** By name: what each argument is. All are texts. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly optional?: readonly string[];
  /** Throws an `Error` whose message is for the assistant. */
  call(given: Readonly<Record<string, string>>): Promise<string>;
}

const TOOLS: Readonly<Record<string, Tool>> = {
  lint_text: {
    description:
      'Finds insecure and broken mail settings (SMTP host, port, TLS, login) in a text before it is saved. Returns findings as JSON.',
    arguments: {
      path: 'Path of the file that the text is meant for, such as src/mailer.ts or .env: it decides how the text is read.',
      text: 'The whole text of the file.',
    },
    async call({ path: file = '', text = '' }) {
      if (text.length > LONGEST_TEXT) throw new Error('the text is too long');
      const session = new LintSession(() => {});
      session.addText(within(file), text, () => {});
      return report(session);
    },
  },
  lint_files: {
    description:
      'Finds insecure and broken mail settings in a file or folder of the working directory. Returns findings as JSON, with the fixes that were tried.',
    arguments: { path: 'A file or folder; the working directory without it.' },
    optional: ['path'],
    async call({ path: given = '.' }) {
      const full = within(given);
      checkPaths([full]);
      const session = new LintSession(() => {});
      await session.add([full], () => {});
      return report(session);
    },
  },
  explain_rule: {
    description: 'Explains a rule of Mail Config Lint: what it checks, why it matters, and how to fix it.',
    arguments: { rule: 'The id, such as starttls-not-required.' },
    call: async ({ rule = '' }) => pageText(rule),
  },
};

/** Keeps the assistant in the folder that the user has started the server in. */
function within(given: string): string {
  const full = path.resolve(given);
  const relative = path.relative(process.cwd(), full);
  if (relative.split(path.sep)[0] === '..' || path.isAbsolute(relative))
    throw new Error('the path lies outside of the working directory');
  return full;
}

function report(session: LintSession): string {
  return REPORTERS.json({
    findings: session.findings(),
    ...session.sources(),
    errorsOnly: false,
    notes: [],
    nameOf,
    colour: false,
  });
}

const listed = () =>
  Object.entries(TOOLS).map(([name, { description, arguments: named, optional = [] }]) => ({
    name,
    description,
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(named).map(([argument, means]) => [argument, { type: 'string', description: means }]),
      ),
      required: Object.keys(named).filter((argument) => !optional.includes(argument)),
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  }));

function textsOf({ arguments: named, optional = [] }: Tool, given: Arguments): Record<string, string> {
  return Object.fromEntries(
    Object.keys(named).flatMap((name) => {
      const value = given[name];
      if (typeof value === 'string') return [[name, value]];
      if (value === undefined && optional.includes(name)) return [];
      throw new Error(`'${name}' takes a text`);
    }),
  );
}

/** An error of a tool is its result, so that the assistant learns of it. */
async function called(name: unknown, given: Arguments): Promise<object> {
  try {
    const tool = typeof name === 'string' && Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
    if (!tool) throw new Error('there is no such tool');
    const text = await tool.call(textsOf(tool, given));
    return { content: [{ type: 'text', text }], isError: false };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { content: [{ type: 'text', text }], isError: true };
  }
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of an answer beside `jsonrpc` and `id`. */
async function answer(method: unknown, params: Arguments): Promise<object> {
  switch (method) {
    case 'initialize': {
      const asked = PROTOCOLS.find((one) => one === params.protocolVersion);
      const serverInfo = { name: 'mail-config-lint', title: 'Mail Config Lint', version };
      return { result: { protocolVersion: asked ?? PROTOCOLS[0], capabilities: { tools: {} }, serverInfo } };
    }
    case 'ping':
      return { result: {} };
    case 'tools/list':
      return { result: { tools: listed() } };
    case 'tools/call':
      return { result: await called(params.name, isMap(params.arguments) ? params.arguments : {}) };
    default:
      return { error: { code: UNKNOWN_METHOD, message: 'there is no such method' } };
  }
}

/** Answers one line; undefined where it wants no answer. */
async function respond(line: string): Promise<object | undefined> {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return { jsonrpc: '2.0', id: null, error: { code: PARSE_ERROR, message: 'this is no JSON' } };
  }
  if (!isMap(message) || typeof message.method !== 'string')
    return { jsonrpc: '2.0', id: null, error: { code: INVALID_REQUEST, message: 'this is no request' } };
  const { id, method, params } = message;
  if (id === undefined) return undefined;
  return { jsonrpc: '2.0', id, ...(await answer(method, isMap(params) ? params : {})) };
}

/** Serves until the input ends; one message a line, answered in their order. */
export async function serveMcp(input: Readable, output: Writable): Promise<number> {
  for await (const line of readline.createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const response = await respond(line);
    if (response) output.write(`${JSON.stringify(response)}\n`);
  }
  return 0;
}
