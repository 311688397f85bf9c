/** The documents of a workspace, what is known of them, and how they depend on each other. */
import { type Analysis, analyze, concernsMail, findingsOf, LONGEST_TEXT } from '../analyzer/analyze';
import { formatOf, isOfEnvironment, mayConcernMail } from '../analyzer/kinds';
import type { Finding, MailConfig, Project, SourceDocument } from '../analyzer/model';
import { isTestFile } from '../analyzer/paths';
import type { FileStore } from './file-store';
import { KnownFiles } from './known-files';
import { applySuppressions } from './suppressions';

/** An analysis and everything it looked at; it holds as long as all of that is the same. */
interface Remembered {
  readonly document: SourceDocument;
  readonly analysis: Analysis;
  readonly reads: ReadonlyMap<string, SourceDocument | undefined>;
  readonly environment: readonly SourceDocument[] | undefined;
  readonly tracked: ReadonlyMap<string, boolean | undefined>;
}

export interface ScanProgress {
  /** Told of files that cannot be read; the scan goes on. */
  problem?(file: string, because: string): void;
  /** Called between files; a scan that waits for it lets other work through. */
  breathe?(): Promise<void> | undefined;
  readonly signal?: AbortSignal;
}

export class Workspace {
  private readonly opened = new Map<string, SourceDocument>();
  private readonly known: KnownFiles;
  private readonly remembered = new Map<string, Remembered>();
  /** URI → documents whose analysis looked at it. */
  private readonly readers = new Map<string, Set<string>>();
  private roots: readonly string[] = [];

  constructor(private readonly files: FileStore) {
    this.known = new KnownFiles(files, isOfEnvironment);
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
      if (file !== undefined && this.isWithin(file, folder)) this.remembered.delete(uri);
    }
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

  /** True where git tracks other files than it did when their documents were analysed. */
  trackingChanged(): boolean {
    return [...this.remembered.values()].some(({ tracked }) => this.tracksOthers(tracked));
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
    return file !== undefined && this.mayRead(file, this.limitsFor(this.files.fileOf(reader)))
      ? this.document(uri)
      : undefined;
  }

  private limitsFor(reader: string | undefined): readonly string[] {
    return reader === undefined || this.rootOf(reader) ? this.roots : [this.files.folderOf(reader)];
  }

  private mayRead(file: string, limits: readonly string[]): boolean {
    if (!limits.some((limit) => this.isWithin(file, limit))) return false;
    const real = this.known.realPath(file);
    // What is not saved yet lies where its path says.
    if (real === undefined) return this.opened.has(this.files.uriOf(file));
    return limits.some((limit) => this.isWithin(real, this.known.realPath(limit) ?? limit));
  }

  private isWithin(file: string, folder: string): boolean {
    const { separator } = this.files;
    return file === folder || file.startsWith(folder.endsWith(separator) ? folder : folder + separator);
  }

  /** The workspace's folder that a file lies in. */
  rootOf(file: string): string | undefined {
    return this.roots.find((root) => this.isWithin(file, root));
  }

  /** The path that the analyzer sees: from the root, so that what lies above it has no say. */
  nameOf(file: string): string {
    const root = this.rootOf(file);
    const { separator } = this.files;
    return (root ? file.slice(root.length + separator.length) : file).replaceAll(separator, '/');
  }

  /** The .env family of a folder and those above it, up to the workspace's root. */
  private environmentFiles(uri: string): SourceDocument[] {
    const file = this.files.fileOf(uri);
    const start = file ? this.files.folderOf(file) : this.roots[0];
    if (!start) return [];
    const root = this.rootOf(start);
    const result: SourceDocument[] = [];
    for (let folder = start; ; folder = this.files.folderOf(folder)) {
      for (const name of this.known.names(folder)) {
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
    if (known && document === known.document && this.stillHolds(known)) return known.analysis;
    this.remembered.delete(uri);
    if (!document) return undefined;
    const reads = new Map<string, SourceDocument | undefined>();
    const tracked = new Map<string, boolean | undefined>();
    let environment: readonly SourceDocument[] | undefined;
    const project: Project = {
      read: (other) => {
        const found = this.read(other, uri);
        reads.set(other, found);
        return found;
      },
      environmentFiles: (from) => {
        environment = this.environmentFiles(from);
        return environment;
      },
      tracked: (other) => {
        const answer = this.isTracked(other);
        tracked.set(other, answer);
        return answer;
      },
    };
    const analysis = analyze(document, project);
    this.remembered.set(uri, { document, analysis, reads, environment, tracked });
    for (const other of [...reads.keys(), ...(environment ?? []).map((file) => file.uri)]) this.addReader(other, uri);
    return analysis;
  }

  private stillHolds(known: Remembered): boolean {
    const { uri: reader } = known.document;
    for (const [uri, document] of known.reads) if (this.read(uri, reader) !== document) return false;
    if (this.tracksOthers(known.tracked)) return false;
    if (!known.environment) return true;
    const now = this.environmentFiles(known.document.uri);
    return now.length === known.environment.length && now.every((file, index) => file === known.environment?.[index]);
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
    const reads = this.remembered.get(uri);
    return [
      ...(this.readers.get(uri) ?? []),
      ...(reads?.reads.keys() ?? []),
      ...(reads?.environment ?? []).map((file) => file.uri),
    ];
  }

  /** Every document that was looked into and found to concern mail. */
  mailDocuments(): string[] {
    return [...this.remembered].filter(([, { analysis }]) => analysis.configs.length > 0).map(([uri]) => uri);
  }

  /** Dialects and rules that threw: bugs of ours, with the document that shows them. */
  failures(): Error[] {
    return [...this.remembered].flatMap(([uri, { analysis }]) =>
      analysis.failures.map(({ part, error }) => new Error(`${part} failed on ${uri}`, { cause: error })),
    );
  }

  /** Every document that was analysed, or that an analysis has findings in. */
  touched(): string[] {
    const uris = new Set(this.remembered.keys());
    for (const { analysis } of this.remembered.values())
      for (const finding of analysis.findings) uris.add(finding.at.uri);
    return [...uris].sort();
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
      this.analysis(uri);
      return;
    }
    // A link may lead anywhere: it is followed where somebody names it, as in a walk it is not.
    if (!asked && !this.mayRead(file, this.limitsFor(file))) return;
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
    this.analysis(uri);
  }
}
