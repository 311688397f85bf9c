/** Services that cannot start: arguments that no daemon takes, a private network service. */

import type { Field, MasterCfTree, ServiceEntry, ServiceFault } from '../../formats/master-cf-tree';
import type { Edit, Observation, Place, Proposal, Setting, Span } from '../../model';
import type { FatalFact } from '../../postfix-facts';

export type Fatal = Extract<Observation, { kind: 'fatal-value' }>;

export const fatal = (at: Setting<unknown>, fact: FatalFact, fix?: Proposal): Fatal => ({
  kind: 'fatal-value',
  at,
  fact,
  fix,
});

export const replace = (setting: Setting<unknown>, value: string, suggestion = false): Proposal => ({
  title: `Change to \`${value}\``,
  change: { kind: 'replace', setting, value },
  suggestion,
  asWritten: !suggestion,
});

/** The daemons of Postfix: all but pipe and spawn stop at a word that is no option. */
const DAEMONS: ReadonlySet<string> = new Set(
  'anvil bounce cleanup discard dnsblog error flush lmtp local oqmgr pickup postlogd postscreen proxymap qmgr qmqpd scache showq smtp smtpd tlsmgr tlsproxy trivial-rewrite verify virtual'.split(
    ' ',
  ),
);

/** The delivery agents of SMTP take one argument of their own (smtp(8), Postfix 3.5). */
const takesFlags = ({ program, operands }: ServiceEntry) =>
  /^(?:smtp|lmtp)$/.test(program.text) && /^flags=\w*$/i.test(operands[0]?.text ?? '');

export function serviceFaults(entry: ServiceEntry, { uri, text }: MasterCfTree): Fatal[] {
  if (!entry.certain) return [];
  const found: Fatal[] = [];
  const stray = entry.operands[0];
  // A comment and a blank in front of `=` are faults of syntax.
  const told = stray?.text.startsWith('#') || entry.faults.some(({ kind }) => kind === 'missing-equals');
  if (stray && DAEMONS.has(entry.program.text) && !takesFlags(entry) && !told) found.push(strayWord(entry, uri, text));
  if (entry.program.text.startsWith('-')) {
    const { text: name, span } = entry.program;
    const at = amendable({ uri, span }, name, name, (value) => ({ uri, span, text: value }));
    found.push(fatal(at, { code: 'program-missing', word: name }));
  }
  if (entry.type.text === 'inet' && /^[y-]$/.test(entry.private.text)) {
    const { text: flag, span } = entry.private;
    const at = amendable({ uri, span }, 'private', flag, (value) => ({ uri, span, text: value }));
    found.push(fatal(at, { code: 'private-network' }, replace(at, 'n')));
  }
  return found;
}

/** A place with an edit of its own, in the shape of a setting that a Change can name. */
const amendable = (at: Place, name: string, raw: string, edit: (value: string) => Edit): Setting<string> => ({
  value: raw,
  raw,
  at,
  name,
  origin: { kind: 'literal' },
  editable: { replace: (value) => edit(String(value)) },
});

/** `-o x= value` and `-o x=a, b`: the word behind the blank is an argument that no daemon takes. */
function strayWord(entry: ServiceEntry, uri: string, text: string): Fatal {
  const word = entry.operands[0]!;
  const last = entry.overrides.at(-1);
  const at = amendable({ uri, span: word.span }, word.text, word.text, (value) => ({
    uri,
    span: word.span,
    text: value,
  }));
  const torn = last && (last.value === '' || /,$|^["']/.test(last.value) || word.text.startsWith(','));
  return fatal(
    at,
    { code: 'stray-argument', word: word.text, option: last?.name ?? 'name' },
    torn ? joined(uri, text, last.name, last.option, last.value, entry.operands) : undefined,
  );
}

/** `-o name = value`: three words, of which the daemon takes the first for the whole option. */
export function looseEquals(
  entry: ServiceEntry,
  { uri, text }: MasterCfTree,
  fault: ServiceFault,
): Proposal | undefined {
  const [sign, ...rest] = entry.operands;
  if (!fault.name || !fault.option || !sign?.text.startsWith('=')) return undefined;
  const operands = sign.text === '=' ? rest : [{ text: sign.text.slice(1), span: sign.span }, ...rest];
  return operands.length > 0 ? joined(uri, text, fault.name, fault.option, '', operands) : undefined;
}

/** Puts the words behind an option into its value: `-o name= a, b` becomes `-o name=a,b`. */
function joined(
  uri: string,
  text: string,
  name: string,
  option: Span,
  begun: string,
  words: readonly Field[],
): Proposal | undefined {
  const span = { start: option.start, end: words.at(-1)!.span.end };
  // Over a line break there may be comments in between.
  if (text.slice(span.start, span.end).includes('\n')) return undefined;
  const value = [begun, ...words.map((word) => word.text)].filter(Boolean).join(' ');
  const bare = value.replace(/^(["'])(.*)\1$/, '$2');
  const compact = bare
    .split(',')
    .map((word) => word.trim())
    .join(',');
  const written = /\s/.test(compact) ? `-o { ${name} = ${bare} }` : `-o ${name}=${compact}`;
  const setting = amendable({ uri, span }, name, value, (next) => ({ uri, span, text: next }));
  return { title: `Write \`${written}\``, change: { kind: 'replace', setting, value: written }, asWritten: true };
}
