/** Small projects of main.cf and master.cf for the language service. A `|` in a text says where the cursor is. */
import assert from 'node:assert/strict';
import type { Edit, Place, Project, SourceDocument } from '../../src/analyzer/model';
import {
  type Completion,
  completionsAt,
  definitionAt,
  hoverAt,
  referencesAt,
  renameAt,
} from '../../src/language/postfix';

export interface Files {
  readonly main?: string;
  readonly master?: string;
}

export interface Case {
  readonly document: SourceDocument;
  readonly project: Project;
  readonly offset: number;
  readonly documents: ReadonlyMap<string, SourceDocument>;
}

/** One project of the files; the cursor mark is taken out of the one that has it, else stands at its start. */
export function project(files: Files, folder = 'etc/postfix'): Case {
  const documents = new Map<string, SourceDocument>();
  let marked: { uri: string; offset: number } | undefined;
  for (const [key, text] of Object.entries(files)) {
    const path = `${folder}/${key}.cf`;
    const uri = `file:///${path}`;
    const offset = text.indexOf('|');
    if (offset >= 0) marked = { uri, offset };
    documents.set(uri, { uri, path, text: text.replace('|', '') });
  }
  const first = [...documents.keys()][0]!;
  const { uri, offset } = marked ?? { uri: first, offset: 0 };
  return {
    document: documents.get(uri)!,
    project: { read: (other) => documents.get(other), environmentFiles: () => [] },
    offset,
    documents,
  };
}

export function complete(files: Files, folder?: string): Completion[] {
  const { document, project: all, offset } = project(files, folder);
  return completionsAt(document, all, offset);
}

export const labels = (files: Files, folder?: string) =>
  complete(files, folder)
    .sort((a, b) => (a.rank ?? 5) - (b.rank ?? 5))
    .map(({ label }) => label);

/** The text after a completion was accepted, with its snippet as it is written. */
export function accept(files: Files, label: string): string {
  const { document } = project(files);
  const found = complete(files).find((each) => each.label === label);
  assert.ok(found, `${label} is offered; found ${labels(files).slice(0, 20).join(', ')}`);
  return document.text.slice(0, found.replace.start) + found.insert + document.text.slice(found.replace.end);
}

export function hover(files: Files): string {
  const { document, project: all, offset } = project(files);
  return hoverAt(document, all, offset)?.markdown.text ?? '';
}

/** The text that a hover is about. */
export function hovered(files: Files): string {
  const { document, project: all, offset } = project(files);
  const span = hoverAt(document, all, offset)?.span;
  return span ? document.text.slice(span.start, span.end) : '';
}

const show = ({ documents }: Case, { uri, span }: Place) => {
  const { text } = documents.get(uri)!;
  const line = text.slice(0, span.start).split('\n').length;
  return `${uri.split('/').at(-1)}:${line} ${text.slice(span.start, span.end)}`;
};

export function definition(files: Files): string[] {
  const all = project(files);
  return definitionAt(all.document, all.project, all.offset).map((place) => show(all, place));
}

export function references(files: Files): string[] {
  const all = project(files);
  return referencesAt(all.document, all.project, all.offset).map(
    ({ at, isDefinition }) => show(all, at) + (isDefinition ? ' (definition)' : ''),
  );
}

function apply(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, text: next }) => result.slice(0, span.start) + next + result.slice(span.end), text);
}

/** Both files after a rename, or why there is none. */
export function rename(files: Files, next: string): Files | string {
  const { document, project: all, offset, documents } = project(files);
  const renaming = renameAt(document, all, offset, next);
  if ('because' in renaming) return renaming.because;
  const edited = (name: string) => {
    const own = [...documents.values()].find(({ path }) => path.endsWith(`/${name}`));
    return (
      own &&
      apply(
        own.text,
        renaming.edits.filter(({ uri }) => uri === own.uri),
      )
    );
  };
  return { main: edited('main.cf'), master: edited('master.cf') };
}

export const MASTER = `smtp      inet  n       -       y       -       -       smtpd
submission inet n       -       y       -       -       smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_client_restrictions=$mua_client_restrictions
cleanup   unix  n       -       y       -       0       cleanup
amavis    unix  -       -       n       -       2       smtp
`;
