/** The small commands: what each is asked for, and what it does. */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { RULES } from '../analyzer/rules/index';
import { errorInWords } from '../io/errors';
import { jsonText } from '../show/shown';
import { pageOf } from '../workspace/pages';
import { SETTINGS_FILE } from '../workspace/project-settings';
import { UNUSED_SUPPRESSION } from '../workspace/suppressions';
import { completionFor, SHELLS, type Usages } from './completion';
import { HELP, parsed, UsageError } from './usage';

export type CommandOptions =
  | { readonly kind: 'print'; readonly text: string }
  /** The caller loads the server, which reads the arguments itself. */
  | { readonly kind: 'lsp' }
  /** The caller serves assistants. */
  | { readonly kind: 'mcp' }
  | { readonly kind: 'init'; readonly folder: string }
  | FindOptions;

export interface FindOptions {
  readonly kind: 'find';
  /** A mail address, or its domain. */
  readonly address: string;
  /** The DNS may be asked. */
  readonly network: boolean;
  readonly json: boolean;
}

interface Command {
  readonly usage: string;
  readonly options?: Readonly<Record<string, { readonly type: 'boolean' }>>;
  read(positionals: readonly string[], options: Readonly<Record<string, unknown>>, usages: Usages): CommandOptions;
}

const print = (text: string): CommandOptions => ({ kind: 'print', text });

function none(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new Error(`it takes no argument '${positionals[0]}'`);
}

const COMMANDS: Readonly<Record<string, Command>> = {
  explain: {
    usage: 'mail-config-lint explain RULE\n\nPrints the page of a rule, as Markdown.\n',
    read([rule, ...more]) {
      if (rule === undefined || more.length > 0) throw new Error('it takes one rule');
      return print(pageText(rule));
    },
  },
  rules: {
    usage: 'mail-config-lint rules [--json]\n\nLists all rules, with default severity and the kind of fix they have.\n',
    options: { json: { type: 'boolean' } },
    read(positionals, { json }) {
      none(positionals);
      return print(json ? jsonOfRules() : tableOfRules());
    },
  },
  find: {
    usage: `mail-config-lint find [--network] [--json] ADDRESS

Names the server that takes mail from an address, by what is known of its provider. Connects to nothing.

  --network  ask where the provider is not known: the DNS for SRV records of the domain (RFC 6186, RFC 8314), then its web
             server and Mozilla's database for Thunderbird's autoconfig (they learn the domain, not the address), then its MX
  --json     print the result as JSON

Exit status: 0 found, 1 nothing found, 2 usage error.
`,
    options: { network: { type: 'boolean' }, json: { type: 'boolean' } },
    read([address, ...more], { network, json }) {
      if (address === undefined || more.length > 0) throw new Error('it takes one address');
      return { kind: 'find', address, network: network === true, json: json === true };
    },
  },
  init: {
    usage: `mail-config-lint init [FOLDER]\n\nWrites a ${SETTINGS_FILE} to start with. Overwrites nothing.\n`,
    read([folder = '.', ...more]) {
      none(more);
      return { kind: 'init', folder };
    },
  },
  lsp: {
    usage: 'mail-config-lint lsp --stdio | --socket=PORT | --pipe=NAME\n\nServes an editor that speaks LSP.\n',
    read: () => ({ kind: 'lsp' }),
  },
  mcp: {
    usage:
      'mail-config-lint mcp\n\nServes assistants that speak the Model Context Protocol, on standard input and output: they lint texts\nand files of the working directory, and have rules explained. Connects to nothing and changes no file.\n',
    read(positionals) {
      none(positionals);
      return { kind: 'mcp' };
    },
  },
  completion: {
    usage: `mail-config-lint completion ${SHELLS.join('|')}\n\nPrints a script that completes the command in that shell.\n`,
    read([shell = '', ...more], _, usages) {
      none(more);
      const script = completionFor(shell, { commands: ['lint', 'test', ...Object.keys(COMMANDS)], ...usages });
      if (script === undefined) throw new Error(`it takes one of ${SHELLS.join(', ')}`);
      return print(script);
    },
  },
};

export const isCommand = (name: string): boolean => Object.hasOwn(COMMANDS, name);

/** Throws `UsageError`. */
export function readCommand(name: string, args: readonly string[], usages: Usages): CommandOptions {
  const { usage, options, read } = COMMANDS[name]!;
  // The server reads its own arguments.
  if (name === 'lsp' && !args.includes('--help') && !args.includes('-h')) return read([], {}, usages);
  return parsed(`mail-config-lint ${name} --help`, () => {
    const found = parseArgs({ args: [...args], allowPositionals: true, options: { ...options, ...HELP } });
    const values: Readonly<Record<string, unknown>> = found.values;
    return values.help ? print(`Usage: ${usage}`) : read(found.positionals, values, usages);
  });
}

/** The page of a rule; the pages are packed beside the bundle. Throws an `Error` where there is no such rule. */
export function pageText(rule: string): string {
  if (rule !== UNUSED_SUPPRESSION && !RULES.some(({ id }) => id === rule))
    throw new Error(`there is no rule '${rule}'; \`mail-config-lint rules\` lists them`);
  const name = rule === UNUSED_SUPPRESSION ? 'silencing.md' : `rules/${rule}.md`;
  try {
    return fs.readFileSync(path.join(__dirname, '../docs', name), 'utf8');
  } catch {
    return `${RULES.find(({ id }) => id === rule)?.summary ?? rule}\n${pageOf(rule)}\n`;
  }
}

const jsonOfRules = () =>
  `${jsonText(RULES.map(({ id, severity, category, fix, summary }) => ({ id, severity, category, fix, summary, page: pageOf(id) })))}\n`;

function tableOfRules(): string {
  const width = Math.max(...RULES.map(({ id }) => id.length));
  return RULES.map(({ id, severity, summary }) => `${id.padEnd(width)}  ${severity.padEnd(11)}  ${summary}\n`).join('');
}

const FIRST_SETTINGS = `{
  "rules": {
  },
  "ignore": [
  ]
}
`;

/** Returns the name of the file that was written. Throws `UsageError`. */
export function writeFirstSettings(folder: string): string {
  const file = path.join(folder, SETTINGS_FILE);
  try {
    fs.writeFileSync(file, FIRST_SETTINGS, { flag: 'wx' });
    return file;
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${errorInWords(error)}`);
  }
}
