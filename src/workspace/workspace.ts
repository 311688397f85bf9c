/** The documents of a workspace, what is known of them, and how they depend on each other. */
import { type Analysis, analyze, findingsOf } from '../analyzer/analyze';
import { concernsMail, LONGEST_TEXT, mayConcernMail } from '../analyzer/concern';
import { type Chosen, grade, type Surroundings, together } from '../analyzer/grade';
import { formatOf, isOfEnvironment } from '../analyzer/kinds';
import type { Change, Edit, Finding, Fix, MailConfig, Project, SourceDocument } from '../analyzer/model';
import { isTestFile } from '../analyzer/paths';
import { isPlatformFile } from '../analyzer/platforms';
import { spell } from '../analyzer/spelling';
import type { FileStore } from './file-store';
import { KnownFiles } from './known-files';
import { applySuppressions } from './suppressions';

/** What was made of documents, and everything that was looked at for it; it holds as long as all of that is the same. */
interface Remembered<T> {
  readonly made: T;
  /** The URI of the document for which it was looked at, and the document. */
  readonly reader: string;
  readonly document: SourceDocument | undefined;
  readonly reads: ReadonlyMap<string, SourceDocument | undefined>;
  /** By the document that they apply to. */
  readonly environments: ReadonlyMap<string, readonly SourceDocument[]>;
  readonly platforms: ReadonlyMap<string, readonly SourceDocument[]>;
  readonly tracked: ReadonlyMap<string, boolean | undefined>;
}

interface Graded extends Remembered<readonly Fix[]> {
  /** By document: those that read it. */
  readonly readers: ReadonlyMap<string, string>;
}

export interface ScanProgress {
  /** Told of files that cannot be read; the scan goes on. */
  problem?(file: string, because: string): void;
  /** Called between files; a scan that waits for it lets other work through. */
  breathe?(): Promise<void> | undefined;
  readonly signal?: AbortSignal;
}

const uris = (environments: ReadonlyMap<string, readonly SourceDocument[]>): string[][] =>
  [...environments.values()].map((files) => files.map(({ uri }) => uri));

export class Workspace {
  private readonly opened = new Map<string, SourceDocument>();
  private readonly known: KnownFiles;
  private readonly remembered = new Map<string, Remembered<Analysis>>();
  /** By rule and place of the finding. */
  private readonly graded = new Map<string, Graded>();
  /** URI → documents whose analysis looked at it. */
  private readonly readers = new Map<string, Set<string>>();
  /** By URI, as `trackingChanged` has answered last. */
  private readonly tracked = new Map<string, boolean | undefined>();
  /** Documents that a scan found and looked into. */
  private readonly scanned = new Set<string>();
  private roots: readonly string[] = [];
  private surrounding: SourceDocument | undefined;

  constructor(private readonly files: FileStore) {
    this.known = new KnownFiles(files, (name) => isOfEnvironment(name) || isPlatformFile(name));
  }

  /** Folders, as absolute paths, outside of which nothing is read. */
  setRoots(roots: readonly string[]): void {
    const { separator } = this.files;
    this.roots = roots.map((root) => (root.endsWith(separator) ? root.slice(0, -separator.length) : root));
  }

  /** Forgets the mail documents that a scan has found below a folder which is a root no more. */
  leave(folder: string): void {
    for (const uri of this.remembered.keys()) {
      const file = this.files.fileOf(uri);
      if (file === undefined || !this.isWithin(file, folder)) continue;
      this.remembered.delete(uri);
      this.scanned.delete(uri);
    }
  }

  /** Variables that count where no file defines them: a document in the form of an environment file. */
  addEnvironment(document: SourceDocument): void {
    this.open(document);
    this.surrounding = document;
  }

  /** A document in an editor: its text goes before the file's. Called again for each new version. */
  open(document: SourceDocument): void {
    this.opened.set(document.uri, document);
  }

  close(uri: string): void {
    this.opened.delete(uri);
    const file = this.files.fileOf(uri);
    if (file !== undefined) this.pathChanged(file);
  }

  /**
   * A file or folder, by its path, was made, changed or deleted behind the editor's back, with all that lies in it. False
   * where nothing that was looked at can be other than it was.
   */
  pathChanged(path: string): boolean {
    return this.known.changed(path);
  }

  /** The names in a folder are not what they were. */
  folderChanged(folder: string): void {
    this.known.listingChanged(folder);
  }

  /** Any file may be other than it was. */
  anythingChanged(): void {
    this.known.anythingChanged();
  }

  /** True where git tracks other files than when this was asked last, or when the first document asked for them. */
  trackingChanged(): boolean {
    const changed = [...this.tracked].filter(([uri, answer]) => this.isTracked(uri) !== answer);
    for (const [uri] of changed) this.tracked.set(uri, this.isTracked(uri));
    return changed.length > 0;
  }

  /** The newest version of a document: the editor's, else the file's; undefined where there is none. */
  document(uri: string): SourceDocument | undefined {
    const opened = this.opened.get(uri);
    if (opened) return opened;
    const file = this.files.fileOf(uri);
    if (file === undefined) return undefined;
    return this.known.document(uri, () => {
      const read = this.files.read(file);
      return read.kind === 'text' ? { uri, path: this.nameOf(file), text: read.text } : undefined;
    });
  }

  /**
   * A document as the analysis of another one may read it: nothing outside of the workspace's folders, be the way there
   * `..` or a link. For a document that lies in none of them its own folder is the limit.
   */
  read(uri: string, reader = uri): SourceDocument | undefined {
    const file = this.files.fileOf(uri);
    return file !== undefined && this.mayRead(uri, file, this.limitsFor(this.files.fileOf(reader)))
      ? this.document(uri)
      : undefined;
  }

  private limitsFor(reader: string | undefined): readonly string[] {
    return reader === undefined || this.rootOf(reader) ? this.roots : [this.files.folderOf(reader)];
  }

  private mayRead(uri: string, file: string, limits: readonly string[]): boolean {
    if (!limits.some((limit) => this.isWithin(file, limit))) return false;
    const real = this.known.realPath(file);
    // What is not saved yet lies where its path says.
    if (real === undefined) return this.opened.has(uri);
    return limits.some((limit) => this.isWithin(real, this.known.realPath(limit) ?? limit));
  }

  private isWithin(file: string, folder: string): boolean {
    const { separator } = this.files;
    return file === folder || file.startsWith(folder.endsWith(separator) ? folder : folder + separator);
  }

  /** The workspace's folder that a file lies in, the innermost of several. */
  rootOf(file: string): string | undefined {
    return this.roots.filter((root) => this.isWithin(file, root)).sort((one, other) => other.length - one.length)[0];
  }

  /** The path that the analyzer sees: from the root, so that what lies above it has no say. */
  nameOf(file: string): string {
    const root = this.rootOf(file);
    const { separator } = this.files;
    return (root ? file.slice(root.length + separator.length) : file).replaceAll(separator, '/');
  }

  /** The .env family of a folder and those above it, up to the workspace's root. */
  private environmentFiles(uri: string): SourceDocument[] {
    const files = this.filesAround(uri, isOfEnvironment);
    return this.surrounding ? [...files, this.surrounding] : files;
  }

  /** Files by their names in the folder of a document and in those above it, up to the workspace's root. */
  private filesAround(uri: string, isMeant: (name: string) => boolean): SourceDocument[] {
    const file = this.files.fileOf(uri);
    const start = file ? this.files.folderOf(file) : this.roots[0];
    if (!start) return [];
    const root = this.rootOf(start);
    const result: SourceDocument[] = [];
    for (let folder = start; ; folder = this.files.folderOf(folder)) {
      for (const name of this.known.names(folder).filter(isMeant)) {
        const document = this.read(this.files.uriOf(folder + this.files.separator + name), uri);
        if (document) result.push(document);
      }
      if (!root || folder === root || folder === this.files.folderOf(folder)) return result;
    }
  }

  /** What the analyzer makes of a document, from memory where nothing that it looked at has changed. */
  analysis(uri: string): Analysis | undefined {
    const document = this.document(uri);
    const known = this.remembered.get(uri);
    if (known && this.stillHolds(known)) return known.made;
    this.remembered.delete(uri);
    if (!document) return undefined;
    const remembered = this.remember(uri, (project) => analyze(document, project));
    this.remembered.set(uri, remembered);
    const { reads, environments, platforms } = remembered;
    for (const files of [[...reads.keys()], ...uris(environments), ...uris(platforms)])
      for (const other of files) if (other !== uri) this.addReader(other, uri);
    return remembered.made;
  }

  private remember<T>(uri: string, make: (project: Project) => T): Remembered<T> {
    const reads = new Map<string, SourceDocument | undefined>();
    const document = this.document(uri);
    const environments = new Map<string, readonly SourceDocument[]>();
    const platforms = new Map<string, readonly SourceDocument[]>();
    const tracked = new Map<string, boolean | undefined>();
    const made = make({
      read: (other) => {
        const found = this.read(other, uri);
        reads.set(other, found);
        return found;
      },
      environmentFiles: (from) => {
        const files = this.environmentFiles(from);
        environments.set(from, files);
        return files;
      },
      platformFiles: (from) => {
        const files = this.filesAround(from, isPlatformFile);
        platforms.set(from, files);
        return files;
      },
      tracked: (other) => {
        const answer = this.isTracked(other);
        tracked.set(other, answer);
        if (!this.tracked.has(other)) this.tracked.set(other, answer);
        return answer;
      },
      today: new Date().toISOString().slice(0, 10),
    });
    return { made, reader: uri, document, reads, environments, platforms, tracked };
  }

  private stillHolds({ reader, document, reads, environments, platforms, tracked }: Remembered<unknown>): boolean {
    if (this.document(reader) !== document) return false;
    for (const [uri, found] of reads) if (this.read(uri, reader) !== found) return false;
    if (this.tracksOthers(tracked)) return false;
    const isSame = (now: readonly SourceDocument[], files: readonly SourceDocument[]) =>
      now.length === files.length && now.every((file, index) => file === files[index]);
    for (const [uri, files] of environments) if (!isSame(this.environmentFiles(uri), files)) return false;
    for (const [uri, files] of platforms) if (!isSame(this.filesAround(uri, isPlatformFile), files)) return false;
    return true;
  }

  /**
   * What may be done about a finding of this workspace, the best first; found out anew only where something that it rests
   * on has changed.
   */
  fixes(finding: Finding): readonly Fix[] {
    const { uri, span } = finding.at;
    const key = `${finding.rule} ${span.start}-${span.end} ${uri}`;
    const known = this.graded.get(key);
    if (known && this.stillHolds(known) && this.hasReaders(known)) return known.made;
    const readers = new Map<string, string>();
    const graded = this.remember(uri, (project) => grade(finding, this.surroundings(project, readers)));
    this.graded.set(key, { ...graded, readers });
    return graded.made;
  }

  private hasReaders({ readers }: Graded): boolean {
    return [...readers].every(([uri, names]) => names === [...this.readersOf(uri)].join());
  }

  /** The edits of as many safe fixes as can be applied at once. */
  fixAll(findings: readonly Finding[], isWanted: (fix: Fix) => boolean = () => true): Edit[] {
    const chosen = findings.flatMap((finding): Chosen[] => {
      const fix = this.fixes(finding).find((candidate) => candidate.safe && isWanted(candidate));
      return fix ? [{ finding, fix }] : [];
    });
    const [first] = chosen;
    if (!first) return [];
    return this.remember(first.finding.at.uri, (project) => together(chosen, this.surroundings(project))).made;
  }

  /** What `ask` finds out with the files around a document. */
  around<T>(uri: string, ask: (project: Project) => T): T {
    return this.remember(uri, ask).made;
  }

  /** The edits for a change of a configuration, whatever becomes of it; undefined where they cannot be made. */
  edits(config: MailConfig, change: Change): Edit[] | undefined {
    return this.remember(config.anchor.uri, (project) => spell({ change }, config, project)).made;
  }

  private surroundings(project: Project, readers = new Map<string, string>()): Surroundings {
    return {
      ...project,
      analysis: (uri) => {
        project.read(uri);
        return this.analysis(uri);
      },
      readersOf: (uri) => {
        const found = this.readersOf(uri);
        readers.set(uri, [...found].join());
        return found;
      },
    };
  }

  /** A file of variables that is not there yet would be read by everything that looks for such files around it. */
  private readersOf(uri: string): Set<string> {
    const found = new Set(this.readers.get(uri));
    const slash = uri.lastIndexOf('/') + 1;
    if (this.document(uri) || !isOfEnvironment(uri.slice(slash))) return found;
    for (const [reader, { environments }] of this.remembered)
      if (environments.size > 0 && reader.startsWith(uri.slice(0, slash))) found.add(reader);
    return found;
  }

  private tracksOthers(known: ReadonlyMap<string, boolean | undefined>): boolean {
    return [...known].some(([uri, answer]) => this.isTracked(uri) !== answer);
  }

  private isTracked(uri: string): boolean | undefined {
    const file = this.files.fileOf(uri);
    return file === undefined ? undefined : this.files.isTracked?.(file);
  }

  private addReader(uri: string, reader: string): void {
    const readers = this.readers.get(uri);
    if (readers) readers.add(reader);
    else this.readers.set(uri, new Set([reader]));
  }

  /** A document's findings: its own, and those of documents that read values from it. Suppressions are applied. */
  findings(uri: string): Finding[] {
    const document = this.document(uri);
    if (!document) return [];
    const sources = new Set([uri, ...(this.readers.get(uri) ?? [])]);
    const analyses = [...sources].flatMap((source) => this.analysis(source) ?? []);
    const own = findingsOf(analyses).filter((finding) => finding.at.uri === uri);
    return applySuppressions(document, own);
  }

  configs(uri: string): readonly MailConfig[] {
    return this.analysis(uri)?.configs ?? [];
  }

  /** Documents whose findings may change when this one changes. */
  dependents(uri: string): string[] {
    const known = this.remembered.get(uri);
    const own = known
      ? [...known.reads.keys(), ...uris(known.environments).flat(), ...uris(known.platforms).flat()]
      : [];
    return [...(this.readers.get(uri) ?? []), ...own.filter((other) => other !== uri)];
  }

  /** Every document that was looked into and found to concern mail. */
  mailDocuments(): string[] {
    return [...this.remembered].filter(([, { made }]) => made.configs.length > 0).map(([uri]) => uri);
  }

  /** Dialects and rules that threw: bugs of ours, with the document that shows them. */
  failures(): Error[] {
    return [...this.remembered].flatMap(([uri, { made }]) =>
      made.failures.map(({ part, error }) => new Error(`${part} failed on ${uri}`, { cause: error })),
    );
  }

  /** Documents of the folders that a scan found, and those in which it has findings, sorted. */
  found(): string[] {
    const found = new Set<string>();
    for (const uri of this.scanned) {
      const analysis = this.analysis(uri);
      if (!analysis) this.scanned.delete(uri);
      else for (const other of [uri, ...analysis.findings.map(({ at }) => at.uri)]) found.add(other);
    }
    return [...found].sort();
  }

  /** Every document that was analysed, or that an analysis has findings in. */
  touched(): string[] {
    const found = new Set(this.remembered.keys());
    for (const { made } of this.remembered.values()) for (const finding of made.findings) found.add(finding.at.uri);
    return [...found].sort();
  }

  /**
   * Looks for mail settings in every file below a folder, or only in some `paths`, be they files or folders. Gives how many
   * files were looked into.
   */
  async scan(root: string, progress: ScanProgress = {}, paths?: ReadonlySet<string>): Promise<number> {
    let looked = 0;
    for (const candidate of this.files.walk(root, (file, because) => progress.problem?.(file, because), paths)) {
      if (progress.signal?.aborted) break;
      if (this.files.mayConcernMail(candidate)) {
        this.look(candidate.file, progress);
        looked++;
      }
      const breath = progress.breathe?.();
      if (breath) await breath;
    }
    return looked;
  }

  /** Analyses one file; tells where it cannot be read. `asked`: somebody named this very file, be it a test or not. */
  look(file: string, progress: ScanProgress = {}, asked = false): void {
    const uri = this.files.uriOf(file);
    if (asked && !formatOf({ path: file })) progress.problem?.(file, 'it is none of the files that hold mail settings');
    if (this.opened.has(uri)) {
      this.scanned.add(uri);
      this.analysis(uri);
      return;
    }
    // A link may lead anywhere: it is followed where somebody names it, as in a walk it is not.
    if (!asked && !this.mayRead(uri, file, this.limitsFor(file))) return;
    const read = this.files.read(file);
    if (read.kind !== 'text') {
      progress.problem?.(file, read.kind === 'missing' ? 'there is no such file' : read.because);
      return;
    }
    const name = this.nameOf(file);
    const document = {
      uri,
      path: asked && isTestFile(name) ? name.slice(name.lastIndexOf('/') + 1) : name,
      text: read.text,
    };
    const format = formatOf(document);
    if (format && document.text.length > LONGEST_TEXT && mayConcernMail(format, document.text)) {
      progress.problem?.(file, `it is longer than ${LONGEST_TEXT / 1e6} million characters`);
    }
    if (!concernsMail(document)) return;
    this.known.keep(uri, document);
    this.scanned.add(uri);
    this.analysis(uri);
  }
}
