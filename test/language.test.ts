/**
 * What is told and offered at every word of the files in `test/language`, in golden files beside them: hovers,
 * completions, definitions, references, outline, and the effective settings of services. `UPDATE=1` rewrites the files,
 * to be reviewed as a diff.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../src/analyzer/analyze';
import { explain, settingAt } from '../src/analyzer/explain';
import type { Place, Project, SourceDocument } from '../src/analyzer/model';
import { optionHoverAt, optionsAt } from '../src/language/nodemailer';
import * as postfix from '../src/language/postfix';
import { settingsAt } from '../src/language/settings';
import { projectOf } from './support/fixture';
import { compareWithGolden } from './support/golden';
import { inLine, placesIn } from './support/written-findings';

const FOLDER = 'test/language';

const documentsOf = (folder: string): SourceDocument[] =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => !name.endsWith('.txt'))
    .sort()
    .map((name) => ({
      uri: `file:///project/${name}`,
      path: `/project/${name}`,
      text: readFileSync(join(FOLDER, folder, name), 'utf8'),
    }));

/** Where a word begins, a letter behind that, and where a line ends. */
const offsetsOf = (text: string): number[] => [
  ...new Set(
    Array.from(text.matchAll(/[\w$.:/[-]+|$/gm), ({ index, 0: { length } }) => [
      index,
      index + Math.min(1, length),
    ]).flat(),
  ),
];

/** As many of a long list as show its order. */
const FIRST = 12;

interface Offered {
  readonly label: string;
  readonly insert: string;
  readonly replace: { readonly start: number; readonly end: number };
  readonly detail?: string;
  readonly rank?: number;
}

function offered(text: string, offers: readonly Offered[]): string {
  if (offers.length === 0) return '';
  const sorted = [...offers].sort((a, b) => (a.rank ?? 5) - (b.rank ?? 5));
  const words = sorted.slice(0, FIRST).map(({ label, insert, detail }) => {
    const written = insert === label ? '' : ` as ${JSON.stringify(insert)}`;
    return `${label}${detail ? ` (${inLine(detail)})` : ''}${written}`;
  });
  const { start, end } = sorted[0]!.replace;
  return `completion of ${JSON.stringify(text.slice(start, end))}: ${words.join(' | ')}${offers.length > FIRST ? ' and more' : ''}`;
}

/** The texts at each place where they change; one that was written before is named by its first place. */
function collect(document: SourceDocument, at: (place: Place) => string, ask: (offset: number) => readonly string[]) {
  const seen = new Map<string, string>();
  let last = '';
  return offsetsOf(document.text).flatMap((offset) => {
    const place = at({ uri: document.uri, span: { start: offset, end: offset } }).replace(/-\d+$/, '');
    const texts = ask(offset).filter((text) => text !== '');
    const here = texts.join('\n');
    if (here === last) return [];
    last = here;
    if (here === '') return [`${place} nothing`];
    return texts.map((text) => {
      const earlier = seen.get(text);
      if (earlier === undefined) seen.set(text, place);
      return `${place} ${earlier === undefined ? text : `${text.split(' ', 1)} as at ${earlier}`}`;
    });
  });
}

function settingsAndPrograms(document: SourceDocument, project: Project, at: (place: Place) => string) {
  const { configs } = analyze(document, project);
  const written = (place: Place) => at(place);
  return collect(document, at, (offset) => {
    const hovers = configs.flatMap((config) => {
      const setting = settingAt(config, document.uri, offset);
      return (setting && explain(config, setting, written)?.text) ?? [];
    });
    const option = optionHoverAt(document, offset);
    return [
      ...new Set([...hovers, option?.markdown.text ?? ''].map((text) => text && `hover ${inLine(text)}`)),
      offered(document.text, optionsAt(document, offset)),
      offered(document.text, settingsAt(document, offset, configs)),
    ];
  });
}

function ofPostfix(document: SourceDocument, project: Project, at: (place: Place) => string): string[] {
  const { services } = postfix.servicesOf(document, project, 0);
  const settings = (id: string | undefined) => {
    const text = postfix.effectiveSettings(document, project, id) ?? '';
    // The defaults are hundreds of lines of data.
    return [`effective settings of ${id}`, ...text.slice(0, text.indexOf('# Defaults\n') >>> 0).split('\n')];
  };
  const outline = (items: readonly postfix.OutlineItem[], indent: string): string[] =>
    items.flatMap(({ name, kind, detail, extent, children }) => [
      `${indent}${at({ uri: document.uri, span: extent })} ${kind} ${name}: ${detail}`,
      ...outline(children, `${indent}  `),
    ]);
  return [
    ...collect(document, at, (offset) => {
      const hover = postfix.hoverAt(document, project, offset)?.markdown.text ?? '';
      const definitions = postfix.definitionAt(document, project, offset).map(at);
      const references = postfix.referencesAt(document, project, offset).map(({ at: place }) => at(place));
      return [
        hover && `hover ${inLine(hover)}`,
        definitions.length > 0 ? `defined at ${definitions.join(' ')}` : '',
        references.length > 0 ? `named at ${references.join(' ')}` : '',
        offered(document.text, postfix.completionsAt(document, project, offset)),
      ];
    }),
    ...outline(postfix.outlineOf(document, project), ''),
    ...(document.path.endsWith('master.cf') ? [undefined, ...services.map(({ id }) => id)].flatMap(settings) : []),
  ];
}

describe('what is told and offered at every word', () => {
  for (const folder of ['postfix', 'program', 'settings']) {
    const documents = documentsOf(folder);
    const at = placesIn(documents);
    for (const document of documents.filter(({ path }) => !path.endsWith('/transport'))) {
      it(`of ${folder}${document.path.slice('/project'.length)} is as the golden file has it`, () => {
        const tell = document.path.endsWith('.cf') ? ofPostfix : settingsAndPrograms;
        const lines = tell(document, projectOf(documents), at);
        assert.ok(!lines.some((line) => line.includes('zq-Velvet-71')), 'a secret is shown');
        compareWithGolden(`${join(FOLDER, folder, document.path.split('/').at(-1)!)}.txt`, lines);
      });
    }
  }
});
