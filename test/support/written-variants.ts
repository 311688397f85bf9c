/** What each line of a fixture counts for, as lines of a golden file: only what makes a difference is written. */
import type { SourceDocument } from '../../src/analyzer/model';
import { LineIndex } from '../../src/workspace/lines';
import { type Fixture, lint } from './fixture';

/** What stands for the opposite, or for another kind of connection. */
const TURNED: Readonly<Record<string, string>> = {
  true: 'false',
  false: 'true',
  True: 'False',
  False: 'True',
  yes: 'no',
  no: 'yes',
  on: 'off',
  off: 'on',
  25: '587',
  465: '587',
  587: '465',
  2525: '465',
  ssl: 'tls',
  tls: 'ssl',
  smtps: 'smtp',
  smtp: 'smtps',
  none: 'starttls',
  starttls: 'none',
  may: 'encrypt',
  encrypt: 'may',
};

const VALUE = new RegExp(`(?<=[=:"'\\s,])(?:${Object.keys(TURNED).join('|')})(?=["'\\s,;:})\\]]|$)`);

const IS_SAID = /^\s*(?:[^\s#/*;]|#\w)/;

/** As many lines of a fixture are taken out, and as many turned round, spread over all of it. */
const MOST = 5;

function spread(lines: readonly number[]): number[] {
  const step = Math.ceil(lines.length / MOST);
  return lines.filter((_, index) => index % step === 0);
}

/** How often each rule speaks of a line, by the numbers that lines have in the fixture. */
function lineFindings(document: SourceDocument, isTakenOut: number): Map<string, number> {
  const lines = new LineIndex(document.text);
  const found = new Map<string, number>();
  for (const { at, rule, severity } of lint([document])) {
    const line = lines.positionAt(at.span.start).line + 1;
    const key = `${rule}:${line + (line >= isTakenOut ? 1 : 0)}${severity === 'error' ? '!' : ''}`;
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}

function difference(before: Map<string, number>, after: Map<string, number>): string[] {
  const differ = (key: string) => (before.get(key) ?? 0) !== (after.get(key) ?? 0);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter(differ)
    .sort()
    .map((key) => `${(before.get(key) ?? 0) > (after.get(key) ?? 0) ? '-' : '+'}${key}`);
}

const NOWHERE = Number.POSITIVE_INFINITY;

export function variantsOf({ documents }: Fixture): string[] {
  const [document, ...others] = documents;
  // Of a project every document would have to be read again for each line.
  if (!document || others.length > 0) return [];
  const before = lineFindings(document, NOWHERE);
  const lines = document.text.split('\n');
  const said = [...lines.keys()].filter((index) => IS_SAID.test(lines[index]!));
  const turned = (index: number) => lines[index]!.replace(VALUE, (word) => TURNED[word]!);
  const withLines = (index: number, own: readonly string[], isTakenOut: number) => {
    const text = [...lines.slice(0, index), ...own, ...lines.slice(index + 1)].join('\n');
    return difference(before, lineFindings({ ...document, text }, isTakenOut)).join(' ');
  };
  return [
    ...spread(said).map((index) => [`${index + 1} without`, withLines(index, [], index + 1)]),
    ...spread(said.filter((index) => turned(index) !== lines[index])).map((index) => [
      `${index + 1} as \`${turned(index).trim()}\``,
      withLines(index, [turned(index)], NOWHERE),
    ]),
  ].flatMap(([what, change]) => (change ? [`  ${what}: ${change}`] : []));
}
