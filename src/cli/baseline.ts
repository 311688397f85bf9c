/**
 * Findings that a project knows of and lives with for now. They are told apart by file, rule and headline, and counted, so
 * that a baseline holds while lines come and go around them; no line of a file is kept, as it might hold a secret.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Finding } from '../analyzer/model';
import { errorInWords } from '../io/errors';
import { jsonText } from '../show/shown';
import { fileOf } from '../workspace/disk';
import { UsageError } from './usage';

const VERSION = 1;

interface Entry {
  /** From the folder of the baseline, with slashes. */
  readonly file: string;
  readonly rule: string;
  readonly headline: string;
  readonly count: number;
}

const keyOf = ({ file, rule, headline }: Omit<Entry, 'count'>) => JSON.stringify([file, rule, headline]);

function entryOf({ at, rule, headline }: Finding, folder: string): Omit<Entry, 'count'> {
  const file = path.relative(folder, fileOf(at.uri) ?? at.uri).replaceAll(path.sep, '/');
  return { file, rule, headline };
}

/** Writes these findings as the baseline. Throws `UsageError`. */
export function writeBaseline(file: string, findings: readonly Finding[]): void {
  const counts = new Map<string, Entry>();
  for (const finding of findings) {
    const entry = entryOf(finding, path.dirname(path.resolve(file)));
    const key = keyOf(entry);
    counts.set(key, { ...entry, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  try {
    fs.writeFileSync(file, `${jsonText({ version: VERSION, findings: [...counts.values()] })}\n`);
  } catch (error) {
    throw new UsageError(`the baseline ${file} cannot be written: ${errorInWords(error)}`);
  }
}

export interface Compared {
  readonly fresh: readonly Finding[];
  /** How many entries of the baseline are found no more, counted one by one. */
  readonly gone: number;
}

/** The findings that a baseline does not hold. Throws `UsageError`. */
export function compareWithBaseline(file: string, findings: readonly Finding[]): Compared {
  const left = new Map(read(file).map((entry) => [keyOf(entry), entry.count]));
  const fresh = findings.filter((finding) => {
    const key = keyOf(entryOf(finding, path.dirname(path.resolve(file))));
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
  return { fresh, gone: [...left.values()].reduce((sum, count) => sum + count, 0) };
}

function read(file: string): readonly Entry[] {
  let data: unknown;
  try {
    data = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`the baseline ${file} cannot be read: ${errorInWords(error)}; --update-baseline writes one`);
  }
  if (isBaseline(data)) return data.findings;
  throw new UsageError(`${file} is not a baseline of this version; --update-baseline writes one`);
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isEntry = (value: unknown): value is Entry =>
  isMap(value) &&
  [value.file, value.rule, value.headline].every((text) => typeof text === 'string') &&
  Number.isInteger(value.count);

const isBaseline = (data: unknown): data is { readonly findings: readonly Entry[] } =>
  isMap(data) && data.version === VERSION && Array.isArray(data.findings) && data.findings.every(isEntry);
