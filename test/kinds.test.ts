/** What is read has one answer: by the command line, the watcher, the selectors of the editor, and its languages. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { minimatch } from 'minimatch';
import type { LogOutputChannel } from 'vscode';
import { activationEvents, contributes } from '../package.json';
import { TABLES } from '../src/analyzer/data/dialects';
import { formatOf, KINDS, kindOf, watchPatterns } from '../src/analyzer/kinds';
import { USAGE } from '../src/cli/lint-options';
import { clientOptions } from '../src/extension/client';
import { CliFolder } from './support/cli-folder';
import { FILE_NAMES, type FileName, OTHER_NAMES, wrongText } from './support/file-names';
import { ServerProcess } from './support/language-client';

const matches = (path: string, pattern: string) => minimatch(path, pattern, { dot: true });

/** As an editor decides by the selector that the extension gives it. */
function isSent({ path, languageId }: FileName): boolean {
  const { documentSelector } = clientOptions({} as LogOutputChannel, ['file'], true);
  return documentSelector!.some((filter) => {
    assert.ok(typeof filter !== 'string' && 'scheme' in filter);
    const { scheme, language, pattern } = filter;
    assert.ok(pattern === undefined || typeof pattern === 'string');
    return (
      scheme === 'file' &&
      (language === undefined || language === languageId) &&
      (pattern === undefined || matches(`/project/${path}`, pattern))
    );
  });
}

/** The names that fail a test, which says more than the first of them. */
const failing = (holds: (name: FileName) => boolean) =>
  FILE_NAMES.filter((name) => !holds(name)).map(({ path }) => path);

describe('kinds of files', () => {
  it('are known by their names, in every folder and in capitals, whatever the language is', () => {
    assert.ok(FILE_NAMES.length >= 80, `${FILE_NAMES.length} names`);
    const languages = [undefined, 'plaintext', 'jinja', 'yaml'];
    const isKnown = ({ path, format }: FileName) =>
      languages.every((languageId) =>
        [path, `/project/deploy/${path}`, path.toUpperCase()].every(
          (one) => formatOf({ path: one, languageId }) === format,
        ),
      );
    assert.deepEqual(failing(isKnown), []);
  });

  it('are told from other files', () => {
    const languages = ['plaintext', 'json', 'jsonc', 'ini', 'properties', 'ruby'];
    const found = OTHER_NAMES.filter((path) => languages.some((languageId) => formatOf({ path, languageId })));
    assert.deepEqual(found, []);
  });

  it('are known by a language that no other files have', () => {
    const own = Object.entries(KINDS).flatMap(([format, { languages }]) =>
      languages.map((languageId) => [languageId, format] as const),
    );
    for (const [languageId, format] of own) {
      const expected = kindOf(format as keyof typeof KINDS).byNameOnly ? undefined : format;
      assert.equal(formatOf({ path: 'Untitled-1', languageId }), expected, languageId);
      assert.equal(formatOf({ path: '/project/mail.vars', languageId }), expected, languageId);
    }
  });

  it('are watched by simple globs', () => {
    const patterns = watchPatterns();
    assert.deepEqual(
      failing(({ path }) => patterns.some((pattern) => matches(`/project/${path}`, pattern))),
      [],
    );
    assert.deepEqual(
      failing(({ path }) => patterns.some((pattern) => matches(path.toUpperCase(), pattern))),
      [],
    );
    assert.deepEqual(
      patterns.filter((pattern) => !/^\*\*\/[^{}]+$/.test(pattern)),
      [],
    );
    assert.equal(new Set(patterns).size, patterns.length);
  });

  it('are watched where a star stands for one character at least, as in Eglot', () => {
    const nonEmpty = watchPatterns().map((pattern) => pattern.replace(/(?<!\*)\*(?!\*)/g, '?*'));
    assert.deepEqual(
      failing(({ path }) => nonEmpty.some((pattern) => matches(`/project/${path}`, pattern))),
      [],
    );
  });

  it('are sent to the server by the editor, which starts the extension for them', () => {
    assert.deepEqual(failing(isSent), []);
    assert.deepEqual(
      failing(({ languageId }) => activationEvents.includes(`onLanguage:${languageId}`)),
      [],
    );
  });

  it('have the languages that the extension brings', () => {
    const languageOf = (path: string) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return contributes.languages.find(
        ({ filenames, filenamePatterns }) =>
          filenames.includes(name) || filenamePatterns?.some((pattern) => matches(name, pattern)),
      )?.id;
    };
    assert.deepEqual(
      failing(({ path, languageId }) => (languageOf(path) ?? languageId) === languageId),
      [],
    );
  });

  it('are told by the command line', () => {
    const missing = Object.values(KINDS).filter(({ title }) => !USAGE.replace(/\s+/g, ' ').includes(title));
    assert.deepEqual(missing, []);
  });

  it('include every file that tells an application', () => {
    const names = TABLES.flatMap(({ recognise }) => recognise.files ?? []);
    assert.ok(names.length > 40);
    const samples = names.map((name) => name.replaceAll('*', 'x').replace(/\[(.).*?\]/g, '$1'));
    assert.deepEqual(
      samples.filter((path) => !formatOf({ path })),
      [],
    );
  });
});

describe('each name of a file', () => {
  let folder: CliFolder;
  const files = FILE_NAMES.map((name, index) => ({ ...name, file: `${index}/${name.path}` }));

  before(() => {
    folder = new CliFolder();
    for (const { file, format } of files) folder.write(file, wrongText(file, format));
  });
  after(() => folder.remove());

  it('is linted by the command line, and in the editor to the same effect', async () => {
    const rows = JSON.parse(folder.run('--format', 'json').stdout) as { file: string; rule: string }[];
    const printed = (file: string) => rows.filter((row) => row.file === file).map(({ rule }) => rule);
    assert.deepEqual(
      files.filter(({ file }) => printed(file).length === 0).map(({ path }) => path),
      [],
    );
    const server = new ServerProcess('--stdio');
    try {
      await server.client.start([folder.path]);
      for (const { file, languageId, format } of files) {
        const uri = pathToFileURL(join(folder.path, file)).href;
        await server.client.open(uri, wrongText(uri, format), languageId);
        assert.deepEqual(await server.client.codes(uri), printed(file), file);
      }
    } finally {
      server.kill();
      await server.status();
    }
  });
});
