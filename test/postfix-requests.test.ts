/** Every request of the language service for main.cf and master.cf, at every place of every fixture and of worse texts. */
import assert from 'node:assert/strict';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { formatOf } from '../src/analyzer/kinds';
import type { Edit, Place, SourceDocument, Span } from '../src/analyzer/model';
import {
  completionsAt,
  definitionAt,
  effectiveSettings,
  foldsOf,
  hoverAt,
  type OutlineItem,
  outlineOf,
  referencesAt,
  renamableAt,
  renameAt,
  servicesOf,
  describe as tellOf,
} from '../src/language/postfix';
import { allFixtures, projectOf } from './support/fixture';
import { generator } from './support/generator';
import { mutationsOf } from './support/mutations';
import { runWatched, type Watched } from './support/processor-time';

/** In seconds of processor time; the longest request takes some milliseconds. */
const LONGEST_REQUEST = 10;
/** Places in a mutated text, beside its beginning and end. In the fixtures themselves all are taken. */
const PLACES = 8;

interface Case {
  readonly name: string;
  readonly document: SourceDocument;
  readonly others: readonly SourceDocument[];
  readonly offsets: readonly number[];
}

/** The same in each thread and on each run. */
function cases(): Case[] {
  const random = generator(1);
  return allFixtures().flatMap(({ name, documents }) =>
    documents
      .filter((document) => /^m\w+\.cf$/.test(formatOf(document) ?? ''))
      .flatMap((document) =>
        mutationsOf(document.text, random).map((mutation, index) => ({
          name: `${name} (${document.path}) ${mutation.name}`,
          document: { ...document, text: mutation.text },
          others: documents.filter(({ uri }) => uri !== document.uri),
          offsets: index === 0 ? everyPlace(mutation.text) : somePlaces(mutation.text, random),
        })),
      ),
  );
}

const everyPlace = ({ length }: string) => Array.from({ length: length + 1 }, (_, offset) => offset);

const somePlaces = ({ length }: string, random: () => number) => [
  ...new Set([
    ...[0, 1, 2, 3, length].filter((offset) => offset <= length),
    ...Array.from({ length: PLACES }, () => Math.floor(random() * (length + 1))),
  ]),
];

/** Subjects of completions that were asked for once. */
const told = new Set<string>();

const holds = ({ start, end }: Span, offset: number) => start <= offset && offset <= end;

/** The requests at a place and of a whole document; each one checks its answer. */
function requestsOf({ document, others }: Case) {
  const project = projectOf([document, ...others]);
  const { text } = document;
  /** A name in a value with the `$` and the bracket in front of it. */
  const withOpening = ({ start, end }: Span) => ({
    start: start - (/\$\s*[({]?\s*$/.exec(text.slice(0, start))?.[0].length ?? 0),
    end,
  });
  const assertInside = ({ start, end }: Span, whole = text) =>
    assert.ok(0 <= start && start <= end && end <= whole.length, `${start} to ${end} lies outside of the text`);
  const assertPlace = ({ uri, span }: Place) => assertInside(span, project.read(uri)?.text ?? '');
  const assertApplicable = (edits: readonly Edit[]) => {
    edits.forEach(assertPlace);
    for (const [index, { uri, span }] of edits.entries()) {
      const overlaps = (other: Edit) => other.uri === uri && other.span.start < span.end && span.start < other.span.end;
      assert.ok(!edits.slice(index + 1).some(overlaps), 'edits overlap');
    }
  };
  const assertOutline = ({ extent, at, children }: OutlineItem, within: Span) => {
    assert.ok(holds(within, extent.start) && holds(within, extent.end), 'reaches out of what it belongs to');
    assert.ok(holds(extent, at.start) && holds(extent, at.end), 'the name lies outside');
    for (const child of children) assertOutline(child, extent);
  };

  const atPlace: Readonly<Record<string, (offset: number) => void>> = {
    completion(offset) {
      const found = completionsAt(document, project, offset);
      for (const replace of new Set(found.map((each) => each.replace))) {
        assertInside(replace);
        assert.ok(holds(replace, offset), 'what is typed is not replaced');
        assert.ok(!text.slice(replace.start, replace.end).includes('\n'), 'several lines are replaced');
      }
    },
    hover(offset) {
      const hover = hoverAt(document, project, offset);
      if (!hover) return;
      assertInside(hover.span);
      assert.ok(holds(withOpening(hover.span), offset), 'is about another place');
      assert.notEqual(hover.markdown, '');
    },
    definition: (offset) => definitionAt(document, project, offset).forEach(assertPlace),
    references(offset) {
      for (const { at } of referencesAt(document, project, offset)) assertPlace(at);
    },
    prepareRename(offset) {
      const found = renamableAt(document, project, offset);
      if ('because' in found) return;
      assertInside(found.span);
      assert.ok(holds(withOpening(found.span), offset), 'renames another place');
    },
    rename(offset) {
      const found = renameAt(document, project, offset, 'another_name');
      if ('edits' in found) assertApplicable(found.edits);
    },
  };
  const ofDocument: Readonly<Record<string, () => void>> = {
    completionItemResolve() {
      for (const { about } of completionsAt(document, project, text.length)) {
        const subject = about && `${about.kind} ${about.name}`;
        if (subject === undefined || told.has(subject)) continue;
        told.add(subject);
        assert.notEqual(tellOf(about!), '', subject);
      }
    },
    documentSymbol() {
      for (const item of outlineOf(document, project)) assertOutline(item, { start: 0, end: text.length });
    },
    foldingRange() {
      for (const { extent } of foldsOf(document, project)) assertInside(extent);
    },
    effectiveSettings() {
      for (const { id } of servicesOf(document, project, text.length >> 1).services) {
        assert.notEqual(effectiveSettings(document, project, id), undefined);
      }
      effectiveSettings(document, project, undefined);
    },
  };
  return { atPlace, ofDocument };
}

interface Outcome {
  readonly requests: number;
  readonly faults: readonly string[];
}

function runAll(all: readonly Case[], step: Int32Array): Outcome {
  const faults: string[] = [];
  let requests = 0;
  const run = (numbers: readonly number[], request: () => void) => {
    step.set(numbers);
    requests++;
    try {
      request();
    } catch (error) {
      faults.push(`${nameOf(all, step)}: ${error instanceof Error ? error.stack : error}`);
    }
  };
  for (const [index, each] of all.entries()) {
    const { atPlace, ofDocument } = requestsOf(each);
    for (const [kind, request] of Object.values(ofDocument).entries()) run([index, -1, kind], request);
    for (const offset of each.offsets) {
      for (const [kind, request] of Object.values(atPlace).entries()) {
        run([index, offset, kind], () => request(offset));
      }
    }
  }
  return { requests, faults };
}

function nameOf(all: readonly Case[], step: Int32Array): string {
  const [index, offset, kind] = step as unknown as [number, number, number];
  const each = all[index]!;
  const { atPlace, ofDocument } = requestsOf(each);
  return offset < 0
    ? `${Object.keys(ofDocument)[kind]} of ${each.name}`
    : `${Object.keys(atPlace)[kind]} at ${offset} of ${each.name}`;
}

if (isMainThread) {
  describe('postfix requests', () => {
    it('are answered at every place of every fixture, and of what becomes of them', async () => {
      const all = cases();
      const { requests, faults } = await runWatched<undefined, Outcome>(
        'postfix-requests.test',
        undefined,
        LONGEST_REQUEST,
        (step) => nameOf(all, step),
      );
      assert.deepEqual(faults.slice(0, 5), []);
      assert.ok(requests > 100_000, `${requests} requests`);
    });
  });
} else {
  parentPort!.postMessage(runAll(cases(), (workerData as Watched<undefined>).step));
}
