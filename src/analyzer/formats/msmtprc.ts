/**
 * Configuration of msmtp: `command argument` in lines, below `defaults` and `account NAME`. Keys are called
 * `defaults.host` and `account.NAME.host`.
 */
import { isTemplated } from '../marks';
import type { Edit, Editable, Scalar, Span } from '../model';
import type { Entry, Scope, SettingsTree } from './scope';

interface Command extends Entry {
  readonly line: Span;
}

const SECTION = /^[ \t]*(defaults|account)(?:[ \t]([^:]*))?(:.*)?$/s;
const COMMAND = /^([ \t]*)([a-z_]+)(?:([ \t]+)([^ \t].*))?$/s;

/** What the switches are without an argument. */
const ON_ALONE: ReadonlySet<string> = new Set(['tls', 'tls_starttls', 'tls_certcheck', 'auth']);

/** A line of a template engine: which of the lines around it stay, nobody knows. */
const TEMPLATE_LINE = /^[ \t]*(?:\{%|<%)/m;

class CommandEditable implements Editable {
  constructor(
    private readonly text: string,
    private readonly uri: string,
    private readonly keySpan: Span,
    private readonly line: Span,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const argument = spell(value);
    const { end: start } = this.keySpan;
    const gap = /^[ \t]*/.exec(this.text.slice(start, this.line.end))![0];
    return argument === undefined
      ? undefined
      : { uri: this.uri, span: { start, end: this.line.end }, text: (gap || ' ') + argument };
  }

  remove(): Edit[] {
    const { start, end } = this.line;
    const lineBreak = /^\r?\n/.exec(this.text.slice(end, end + 2))?.[0].length ?? 0;
    return [{ uri: this.uri, span: { start, end: end + lineBreak }, text: '' }];
  }
}

function spell(value: Scalar): string | undefined {
  const text = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
  return /[\r\n\0"]/.test(text) || text === '' ? undefined : /^\s|\s$/.test(text) ? `"${text}"` : text;
}

function commandAt(text: string, uri: string, section: string, line: Span): Command | undefined {
  const [, indent = '', name, gap = '', argument = ''] = COMMAND.exec(text.slice(line.start, line.end).trimEnd()) ?? [];
  if (name === undefined) return undefined;
  const keySpan = { start: line.start + indent.length, end: line.start + indent.length + name.length };
  const isQuoted = /^".*"$/.test(argument);
  const start = keySpan.end + gap.length + (isQuoted ? 1 : 0);
  const at = { start, end: start + argument.length - (isQuoted ? 2 : 0) };
  const raw = text.slice(at.start, at.end);
  return {
    key: `${section}.${name}`,
    keySpan,
    value: isTemplated(raw) ? undefined : raw === '' && ON_ALONE.has(name) ? 'on' : raw,
    raw,
    at: raw === '' ? keySpan : at,
    quote: isQuoted ? '"' : undefined,
    line,
    editable: new CommandEditable(text, uri, keySpan, line),
  };
}

/** The commands of a file; none where defaults follow upon accounts. */
function commandsOf(text: string, uri: string): Command[] {
  const commands: Command[] = [];
  let section: string | undefined;
  for (const { index: start, 0: whole } of text.matchAll(/[^\r\n]+/g)) {
    const header = SECTION.exec(whole);
    if (header) {
      const [, word, name = '', base] = header;
      // Defaults hold for what follows them, and an account on top of another one for itself: neither is followed.
      if (word === 'defaults' && commands.length > 0) return [];
      section =
        word === 'defaults' ? word : base === undefined ? `account.${name.trim().replaceAll('.', '_')}` : undefined;
    } else if (section !== undefined) {
      const command = commandAt(text, uri, section, { start, end: start + whole.length });
      if (command) commands.push(command);
    }
  }
  return commands;
}

/** Reads a configuration of msmtp. */
export function parseMsmtprc(text: string, uri: string): SettingsTree {
  const entries = TEMPLATE_LINE.test(text) ? [] : commandsOf(text, uri);
  const scope: Scope = {
    kind: 'map',
    name: '',
    holdsSecrets: true,
    extent: { start: 0, end: text.length },
    entries,
    insert(key, value, after) {
      const section = key.slice(0, key.lastIndexOf('.') + 1);
      const like = entries.find((entry) => entry === after);
      const argument = spell(value);
      if (!like?.key.startsWith(section) || argument === undefined) return undefined;
      const { start, end } = like.line;
      const indent = text.slice(start, like.keySpan.start);
      const gap = text.slice(like.keySpan.end, like.at.start - (like.quote ? 1 : 0)) || ' ';
      const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
      return { uri, span: { start: end, end }, text: lineBreak + indent + key.slice(section.length) + gap + argument };
    },
  };
  return { format: 'msmtprc', scopes: [scope] };
}
