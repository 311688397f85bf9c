/**
 * What the files in `test/trees` are parsed to, and what edits of their entries come to, in golden files beside them.
 * Whatever is written is read again: an edit that reads as anything else fails, whatever the golden file says.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits } from '../src/analyzer/edits';
import { parse } from '../src/analyzer/formats';
import type { Entry, Scope } from '../src/analyzer/formats/scope';
import { formatOf } from '../src/analyzer/kinds';
import type { Edit, Scalar, SourceDocument, Span } from '../src/analyzer/model';
import { LineIndex } from '../src/workspace/lines';
import { compareWithGolden } from './support/golden';
import { inLine } from './support/written-findings';

const FOLDER = 'test/trees';

const WRITTEN: readonly Scalar[] = ['mail.example', 'a b#c', "it's", 'say "x" $Y', '', '587', 587, true, false];

/** How formats and programs spell a value. */
const spelt = (value: Scalar): string[] =>
  typeof value === 'boolean' ? [String(value), value ? 'on' : 'off'] : [String(value)];

const scopesOf = (document: SourceDocument): readonly Scope[] => {
  const tree = parse(formatOf(document)!, document);
  return 'scopes' in tree ? tree.scopes : [];
};

/** All keys and values, to compare what an edit leaves as it was. */
const valuesOf = (scopes: readonly Scope[], isLeftOut: (scope: number, entry: number) => boolean) =>
  scopes.map(({ entries }, at) =>
    entries.flatMap(({ key, value, reference }, index) =>
      isLeftOut(at, index) ? [] : [`${key}=${reference ? '?' : value}`],
    ),
  );

class Sample {
  private readonly lines: LineIndex;
  readonly scopes: readonly Scope[];

  constructor(private readonly document: SourceDocument) {
    this.lines = new LineIndex(document.text);
    this.scopes = scopesOf(document);
  }

  written(): string[] {
    return this.scopes.flatMap((scope, at) => {
      const { kind, name, image, extent, entries, insert: _, ...others } = scope;
      const flags = Object.entries(others).filter(([, value]) => value !== undefined && value !== false);
      return [
        `${this.place(extent)} ${[kind, name, image].filter(Boolean).join(' ')} ${JSON.stringify(Object.fromEntries(flags))}`,
        ...entries.flatMap((entry, index) => [
          `  ${this.described(entry)}`,
          ...this.edits(entry, at, index).map((line) => `    ${line}`),
        ]),
        ...this.inserts(scope).map((line) => `  ${line}`),
      ];
    });
  }

  private place({ start, end }: Span): string {
    const [from, to] = [this.lines.positionAt(start), this.lines.positionAt(end)];
    return `${from.line + 1}:${from.character + 1}-${to.line === from.line ? '' : `${to.line + 1}:`}${to.character + 1}`;
  }

  private described({
    key,
    keySpan,
    value,
    raw,
    at,
    reference,
    from,
    isInSecret,
    type,
    quote,
    misread,
  }: Entry): string {
    const others = { reference, from, isInSecret, type, quote, misread };
    const rest = JSON.stringify(others, (name, each) => (name === 'editable' ? undefined : each));
    const own = raw === value ? '' : ` written ${inLine(raw)}`;
    return `${this.place(keySpan)} ${key} ${this.place(at)} = ${value === undefined ? 'unknown' : JSON.stringify(value)}${own} ${rest}`;
  }

  /** The lines that an edit changes. */
  private outcome(edits: readonly Edit[]): { text: string; changed: string } {
    const before = this.document.text;
    const text = applyEdits(before, edits);
    const [old, now] = [before.split('\n'), text.split('\n')];
    const start = now.findIndex((line, index) => line !== old[index]);
    if (start < 0) return { text, changed: 'nothing' };
    let end = 0;
    while (end < Math.min(old.length, now.length) - start && now.at(-1 - end) === old.at(-1 - end)) end++;
    return {
      text,
      changed: `${start + 1}: ${
        now
          .slice(start, now.length - end)
          .join('⏎')
          .trim() || 'gone'
      }`,
    };
  }

  private edits({ editable, key, value: before, reference }: Entry, scope: number, index: number): string[] {
    const { at: here } = this.scopes[scope]!.entries[index]!;
    const all = this.scopes.flatMap(({ entries }) => entries);
    // `NAME=value` of a list is an entry of the environment, which is no longer one.
    if (all.some(({ at }) => here.start < at.start && at.end <= here.end)) return [];
    // What an anchor shares is an entry of several scopes.
    const isOwn = (at: number, entry: number) => {
      const there = this.scopes[at]?.entries[entry]?.at;
      return there !== undefined && there.start <= here.start && here.end <= there.end;
    };
    const left = valuesOf(this.scopes, isOwn);
    const again = (text: string) => scopesOf({ ...this.document, text });
    const replaced = WRITTEN.flatMap((value) => {
      const edit = editable.replace(value);
      if (!edit) return [`replace ${JSON.stringify(value)}: no`];
      const { text, changed } = this.outcome([edit]);
      const read = again(text);
      const found = read[scope]?.entries[index];
      // What is written elsewhere, too, stays unknown, and a dollar may stand for a variable.
      const isKnown = (before !== undefined || reference !== undefined) && !String(value).includes('$');
      if (isKnown) assert.ok(spelt(value).includes(found?.value ?? ''), `${key} = ${value}: ${found?.value}\n${text}`);
      assert.deepEqual(valuesOf(read, isOwn), left, `${key} = ${value}\n${text}`);
      return [`replace ${JSON.stringify(value)}: ${changed}`];
    });
    const removal = editable.remove?.();
    const renaming = editable.rename?.('OTHER_NAME');
    return [
      ...new Set(replaced),
      ...(removal ? [`remove: ${this.outcome(removal).changed}`] : []),
      ...(renaming ? [`rename: ${this.outcome([renaming]).changed}`] : []),
    ];
  }

  private inserts(scope: Scope): string[] {
    return [undefined, scope.entries[0]].flatMap((after) => {
      const edit = scope.insert('NEW_KEY', 'a b', after);
      const where = after ? `behind ${after.key}` : 'at the end';
      return [`insert ${where}: ${edit ? this.outcome([edit]).changed : 'no'}`];
    });
  }
}

describe('trees and their edits', () => {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /(?:^|\/)[^/]*(?:\.\w+|file|rc)$/.test(name) && !name.endsWith('.txt'))
    .sort();
  for (const name of names) {
    it(`of ${name} are as the golden file has them`, () => {
      const document = {
        uri: `file:///project/${name}`,
        path: `/project/${name}`,
        text: readFileSync(join(FOLDER, name), 'utf8'),
      };
      compareWithGolden(`${join(FOLDER, name)}.txt`, new Sample(document).written());
    });
  }
});
