/** Fixture files and folders as projects for the analyzer. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Analysis, analyze, findingsOf } from '../../src/analyzer/analyze';
import { applyEdits, compatible, editsOf } from '../../src/analyzer/edits';
import { grade, type Surroundings, together } from '../../src/analyzer/grade';
import type { Edit, Finding, Fix, Project, SourceDocument } from '../../src/analyzer/model';
import { isPlatformFile } from '../../src/analyzer/platforms';
import { joined } from '../../src/show/shown';
import { extractMarkers, type Marker } from './markers';

export const FIXTURES = join(process.cwd(), 'test/fixtures');

export interface Fixture {
  /** Path below test/fixtures. */
  readonly name: string;
  /** One document for a file, all of a folder for a project; marker lines are taken out. */
  readonly documents: readonly SourceDocument[];
  readonly markers: ReadonlyMap<string, readonly Marker[]>;
  /** File or folder with the outcome of all safe fixes, and of the first fix of every finding; may be absent. */
  readonly fixed: string;
  readonly mended: string;
}

const isGolden = (name: string) => /\.(?:fixed|mended)(?:\.|$)/.test(name);

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** Golden names keep the extension, so that the format stays the same: `x.env` → `x.fixed.env`. */
function golden(path: string, word: string): string {
  if (statSync(path).isDirectory()) return `${path}.${word}`;
  const dot = path.lastIndexOf('.', path.length - (path.endsWith('.cf') ? 4 : 1));
  const base = path.slice(path.lastIndexOf('/') + 1);
  const cut = path.endsWith('.cf') ? path.length - (/(?:main|master)\.cf$/.exec(base)?.[0].length ?? 0) : dot;
  return path.endsWith('.cf')
    ? `${path.slice(0, cut)}${word}.${path.slice(cut)}`
    : `${path.slice(0, cut)}.${word}${path.slice(cut)}`;
}

function load(path: string): Fixture {
  const folder = statSync(path).isDirectory();
  const files = folder ? walk(path) : [path];
  const markers = new Map<string, readonly Marker[]>();
  const documents = files.map((file) => {
    const { clean, markers: found } = extractMarkers(readFileSync(file, 'utf8'));
    const uri = folder
      ? `file:///project/${relative(path, file)}`
      : `file:///project/${file.slice(file.lastIndexOf('/') + 1)}`;
    markers.set(uri, found);
    return { uri, path: uri.slice('file://'.length), text: clean };
  });
  return {
    name: relative(FIXTURES, path),
    documents,
    markers,
    fixed: golden(path, 'fixed'),
    mended: golden(path, 'mended'),
  };
}

/** Every fixture: single files below each rule's folder and ok/, folders below projects/ and ok/projects/. */
export function allFixtures(): Fixture[] {
  const paths: string[] = [];
  for (const group of readdirSync(FIXTURES).sort()) {
    const folder = join(FIXTURES, group);
    if (group === 'projects') paths.push(...children(folder));
    else {
      paths.push(...walk(folder).filter((file) => !relative(folder, file).startsWith('projects/')));
      if (existsSync(join(folder, 'projects'))) paths.push(...children(join(folder, 'projects')));
    }
  }
  return paths.filter((path) => !isGolden(path)).map(load);
}

const children = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => join(folder, name))
        .filter((path) => !isGolden(path))
    : [];

/**
 * A project over some documents, with the .env rule of the workspace: files of the same folder and of those above. Git
 * tracks the paths that `tracked-files` lists in its folder, one a line; without such a list nobody knows.
 */
export function projectOf(documents: readonly SourceDocument[]): Project {
  const byUri = new Map(documents.map((document) => [document.uri, document]));
  const folderOf = (uri: string) => uri.slice(0, uri.lastIndexOf('/') + 1);
  const list = documents.find(({ path }) => path.endsWith('/tracked-files'));
  const tracked = list && new Set(list.text.split(/\r?\n/).map((path) => folderOf(list.uri) + path));
  return {
    today: '2026-11-30',
    platformFiles: (uri) =>
      documents.filter(
        ({ uri: other }) => isPlatformFile(other.slice(other.lastIndexOf('/') + 1)) && uri.startsWith(folderOf(other)),
      ),
    tracked: (uri) => tracked?.has(uri),
    read: (uri) => byUri.get(uri),
    environmentFiles: (uri) =>
      documents
        .filter((document) => /\/\.env(?:\.[^/]*)?$/.test(document.path) && uri.startsWith(folderOf(document.uri)))
        .sort((a, b) => folderOf(b.uri).length - folderOf(a.uri).length || (a.path < b.path ? -1 : 1)),
  };
}

/** The documents as a workspace that reads each of them for all others. */
function surroundingsOf(documents: readonly SourceDocument[]): Surroundings {
  const project = projectOf(documents);
  const known = new Map<string, Analysis | undefined>();
  const analysis = (uri: string) => {
    const document = project.read(uri);
    if (!known.has(uri)) known.set(uri, document && analyze(document, project));
    return known.get(uri);
  };
  return { ...project, analysis, readersOf: () => documents.map(({ uri }) => uri) };
}

const surroundings = new WeakMap<Finding, Surroundings>();

export function lint(documents: readonly SourceDocument[]): Finding[] {
  const around = surroundingsOf(documents);
  const findings = findingsOf(
    documents.map(({ uri, path }) => {
      const analysis = around.analysis(uri);
      for (const failure of analysis?.failures ?? [])
        throw new Error(`${failure.part} threw on ${path}`, { cause: failure.error });
      return analysis!;
    }),
  );
  for (const finding of findings) surroundings.set(finding, around);
  return findings;
}

const graded = new WeakMap<Finding, readonly Fix[]>();

/** What may be done about a finding of `lint`. */
export function fixesOf(finding: Finding): readonly Fix[] {
  let fixes = graded.get(finding);
  if (!fixes) {
    fixes = grade(finding, surroundings.get(finding)!);
    graded.set(finding, fixes);
  }
  return fixes;
}

/** All safe fixes, or the first fix of every finding, as far as they go together. */
function editsFor(findings: readonly Finding[], safeOnly: boolean): Edit[] {
  const chosen = findings.flatMap((finding) => {
    const fix = fixesOf(finding).find(({ safe }) => safe || !safeOnly);
    return fix ? [{ finding, fix }] : [];
  });
  const [first] = chosen;
  if (!first) return [];
  return safeOnly
    ? together(chosen, surroundings.get(first.finding)!)
    : editsOf(compatible(chosen.map(({ fix }) => fix)));
}

export function apply(documents: readonly SourceDocument[], edits: readonly Edit[]): SourceDocument[] {
  const known = new Set(documents.map((document) => document.uri));
  const created = [...new Set(edits.map((edit) => edit.uri))].filter((uri) => !known.has(uri));
  return [...documents, ...created.map((uri) => ({ uri, path: uri.slice('file://'.length), text: '' }))].map(
    (document) => {
      const own = edits.filter((edit) => edit.uri === document.uri);
      return own.length > 0 ? { ...document, text: applyEdits(document.text, own) } : document;
    },
  );
}

/** Applies fixes until none is left; throws where that does not end. */
export function mend(documents: readonly SourceDocument[], safeOnly: boolean): SourceDocument[] {
  let current = [...documents];
  for (let pass = 0; pass < 20; pass++) {
    const edits = editsFor(lint(current), safeOnly);
    if (edits.length === 0) return current;
    current = apply(current, edits);
  }
  throw new Error('fixes do not settle after 20 passes');
}

/** All that a finding says. */
export const textOf = ({ headline, detail }: Finding): string => joined('\n', headline, detail);
