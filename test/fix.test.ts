/** How fixes settle: whatever they propose, the text comes to rest or stays as it was. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compatible, editsOf } from '../src/analyzer/edits';
import type { Edit, Finding, Fix } from '../src/analyzer/model';
import { shown } from '../src/analyzer/showing';
import { type FixableSession, planFixes, writeFixes } from '../src/cli/fix';
import { disk, uriOf } from '../src/workspace/disk';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

/** Proposes an edit of the whole text of some files, by their present texts; undefined: nothing is wrong. */
type Rule = (texts: Readonly<Record<string, string>>) => Readonly<Record<string, string>> | undefined;

describe('fixes that are applied', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const onDisk = (name: string) => readFileSync(at(name), 'utf8');

  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => removeTemporaryFolder(folder));

  /** Files on disk and rules for them, in place of a workspace and the analyzer. */
  function sessionOf(files: Readonly<Record<string, string>>, ...rules: Rule[]): FixableSession & { rounds: number } {
    const texts = { ...files };
    for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
    const nameOf = (uri: string) => Object.keys(files).find((name) => uriOf(at(name)) === uri)!;
    const replaced = (changes: Readonly<Record<string, string>>): Fix => ({
      title: shown(''),
      safe: true,
      edits: Object.entries(changes).map(
        ([name, text]): Edit => ({ uri: uriOf(at(name)), span: { start: 0, end: texts[name]!.length }, text }),
      ),
    });
    const fixes = new Map<Finding, Fix[]>();
    const session = {
      rounds: 0,
      roots: [folder],
      findings(): Finding[] {
        session.rounds++;
        return rules.flatMap((rule) => {
          const changes = rule(texts);
          const place = { uri: uriOf(at(Object.keys(files)[0]!)), span: { start: 0, end: 0 } };
          const about = {
            rule: 'test',
            severity: 'error',
            headline: shown(''),
            related: [],
            tags: [],
            subjects: [],
          } as const;
          if (!changes) return [];
          const finding = { ...about, at: place };
          fixes.set(finding, [replaced(changes)]);
          return [finding];
        });
      },
      fixes: (finding: Finding) => fixes.get(finding)!,
      fixAll(isWanted: (fix: Fix) => boolean) {
        const wanted = session.findings().flatMap((finding) => fixes.get(finding)!.filter(isWanted));
        return editsOf(compatible(wanted));
      },
      isLeftOut: (uri: string) => nameOf(uri) === 'ignored',
      document: (uri: string) => ({ uri, path: nameOf(uri), text: texts[nameOf(uri)]! }),
      original: (uri: string) => files[nameOf(uri)],
      replace(uri: string, text: string) {
        texts[nameOf(uri)] = text;
      },
      restore(only?: string) {
        for (const [name, text] of Object.entries(files)) if (!only || nameOf(only) === name) texts[name] = text;
      },
    };
    return session;
  }

  const reasons = (session: FixableSession) =>
    writeFixes(session).leftOut.map(({ uri, because }) => [uri.slice(uri.lastIndexOf('/') + 1), because]);

  const step =
    (name: string, from: string, to: string): Rule =>
    (texts) =>
      texts[name] === from ? { [name]: to } : undefined;

  it('follow each other until none is left', () => {
    const session = sessionOf({ a: '1' }, step('a', '1', '2'), step('a', '2', '3'));
    assert.deepEqual(reasons(session), []);
    assert.equal(onDisk('a'), '3');
  });

  it('leave a file alone in which they undo each other, however long the way round', () => {
    for (const length of [2, 3, 5]) {
      const circle = Array.from({ length }, (_, index) => step('a', `${index}`, `${(index + 1) % length}`));
      const session = sessionOf({ a: '0', b: 'x' }, ...circle, step('b', 'x', 'y'));
      assert.deepEqual(reasons(session), [['a', 'its fixes undo each other']]);
      assert.deepEqual([onDisk('a'), onDisk('b')], ['0', 'y']);
    }
  });

  it('leave a file alone that only returns to an earlier text after others', () => {
    const session = sessionOf({ a: 'x' }, step('a', 'x', '0'), step('a', '0', '1'), step('a', '1', '0'));
    assert.deepEqual(reasons(session), [['a', 'its fixes undo each other']]);
    assert.equal(onDisk('a'), 'x');
  });

  it('leave a file alone that never stops changing, after a few rounds', () => {
    const session = sessionOf({ a: '' }, ({ a }) => ({ a: `${a}x` }));
    assert.deepEqual(reasons(session), [['a', 'its fixes undo each other']]);
    assert.equal(onDisk('a'), '');
    assert.ok(session.rounds < 20, String(session.rounds));
  });

  it('leave a file alone that they would not change', () => {
    const session = sessionOf({ a: 'x' }, () => ({ a: 'x' }));
    assert.deepEqual(reasons(session), [['a', 'its fixes undo each other']]);
  });

  it('of several files are applied as a whole or not at all', () => {
    const both: Rule = ({ a }) => (a === '1' ? { a: '2', b: '2' } : undefined);
    const session = sessionOf({ a: '1', b: '1' }, both);
    rmSync(at('b'));
    symlinkSync('/dev/null', at('b'));
    assert.deepEqual(reasons(session), [['b', 'it is reached by a symbolic link that leads out of the given folders']]);
    assert.equal(onDisk('a'), '1');
  });

  it('of one file that has two names follow each other', () => {
    const session = sessionOf({ a: '1', b: '1' }, step('a', '1', '2'), step('b', '1', '3'), step('b', '2', '4'));
    rmSync(at('b'));
    symlinkSync('a', at('b'));
    const { changes, leftOut } = writeFixes(session);
    assert.deepEqual([changes.length, leftOut], [1, []]);
    assert.equal(onDisk('a'), '4');
    assert.equal(readlinkSync(at('b')), 'a');
    assert.equal(session.document(uriOf(at('a')))?.text, '4');
  });

  it('touch no file that the settings of the project leave out', () => {
    const both: Rule = ({ a }) => (a === '1' ? { a: '2', ignored: '2' } : undefined);
    const session = sessionOf({ a: '1', ignored: '1' }, both);
    assert.deepEqual(reasons(session), [['ignored', 'the settings of the project leave it out']]);
    assert.deepEqual([onDisk('a'), onDisk('ignored')], ['1', '1']);
  });

  it('are planned without writing, and leave no temporary file behind when they are written', () => {
    const session = sessionOf({ a: '1' }, step('a', '1', '2'));
    const [change] = planFixes(session).changes;
    assert.deepEqual([change?.before, change?.after, onDisk('a')], ['1', '2', '1']);
    writeFixes(session);
    assert.equal(onDisk('a'), '2');
    assert.deepEqual(readdirSync(folder), ['a']);
  });
});

describe('files that edits may change', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const why = (name: string, ...roots: string[]) => disk.whyNotEdited!(at(name), roots.map(at));

  beforeEach(() => {
    folder = makeTemporaryFolder();
    for (const name of ['in', 'in/sub', 'out', 'inside']) mkdirSync(at(name));
    for (const name of ['in/a', 'in/sub/a', 'out/a', 'inside/a']) writeFileSync(at(name), 'x');
  });
  afterEach(() => removeTemporaryFolder(folder));

  it('lie in the given folders', () => {
    assert.equal(why('in/a', 'in'), undefined);
    assert.equal(why('in/sub/a', 'in'), undefined);
    assert.equal(why('out/a', 'in', 'out'), undefined);
    assert.equal(why('in/a', '.'), undefined);
    assert.match(why('out/a', 'in')!, /outside the given folders/);
    assert.match(why('inside/a', 'in')!, /outside the given folders/, 'a name that begins alike');
    assert.match(why('in/../out/a', 'in')!, /outside the given folders/);
  });

  it('are followed through links', () => {
    symlinkSync('sub/a', at('in/to-inside'));
    symlinkSync('../out/a', at('in/to-outside'));
    symlinkSync('../out', at('in/folder'));
    symlinkSync('in', at('root'));
    symlinkSync('nowhere', at('in/dangling'));
    assert.equal(why('in/to-inside', 'in'), undefined);
    assert.equal(why('root/a', 'root'), undefined, 'the given folder is a link itself');
    for (const name of ['in/to-outside', 'in/folder/a'])
      assert.match(why(name, 'in')!, /a symbolic link that leads out/);
    assert.match(why('in/dangling', 'in')!, /does not exist/);
  });

  it('may be made, but not outside', () => {
    symlinkSync('../out', at('in/folder'));
    assert.equal(why('in/new', 'in'), undefined);
    assert.match(why('out/new', 'in')!, /outside/);
    assert.match(why('in/folder/new', 'in')!, /a symbolic link that leads out/);
  });

  it('are UTF-8 text', () => {
    writeFileSync(at('in/latin1'), Buffer.from('größe', 'latin1'));
    writeFileSync(at('in/utf16'), Buffer.from('\ufeffx', 'utf16le'));
    writeFileSync(at('in/utf8'), '\ufeffgröße');
    assert.match(why('in/latin1', 'in')!, /not valid UTF-8/);
    assert.match(why('in/utf16', 'in')!, /UTF-16/);
    assert.equal(why('in/utf8', 'in'), undefined);
    assert.match(why('in/sub', 'in')!, /directory/);
  });
});
