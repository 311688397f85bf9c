/**
 * Applies safe fixes until none is left, first in memory: what is written has settled. Each fix is applied as a whole or
 * not at all, and each file is replaced as a whole or left as it is.
 */
import { constants } from 'node:os';
import { applyEdits } from '../analyzer/edits';
import type { Edit, Fix } from '../analyzer/model';
import { errorInWords } from '../io/errors';
import { checkReplaceable, NotReplaceable, type StagedFile, stageFile } from '../io/write-file';
import { fileOf } from '../workspace/disk';
import { type NotRewritable, type Rewritable, rewritable } from '../workspace/rewriting';
import type { LintSession } from './lint-session';

/** More rounds than any chain of fixes needs. */
const MOST_ROUNDS = 12;

export interface Change {
  readonly uri: string;
  readonly before: string;
  readonly after: string;
}

/** A file whose fixes were not applied. */
export interface LeftOut {
  readonly uri: string;
  /** The end of a sentence: "it is read-only". */
  readonly because: string;
  /** True where the file could not be read or written; false where it is left alone on purpose. */
  readonly failed: boolean;
}

export interface Fixed {
  readonly changes: readonly Change[];
  readonly leftOut: readonly LeftOut[];
}

/** What fixing needs of a session. */
export type FixableSession = Pick<
  LintSession,
  'roots' | 'findings' | 'fixes' | 'fixAll' | 'isLeftOut' | 'document' | 'original' | 'replace' | 'restore'
>;

/** What the fixes would do. The session then holds the fixed texts; nothing is written. */
export function planFixes(session: FixableSession): Fixed {
  const plan = new Plan(session);
  return { changes: plan.settle(), leftOut: plan.leftOut() };
}

/** Fixes files. The session then holds what is on disk. */
export function writeFixes(session: FixableSession): Fixed {
  const plan = new Plan(session);
  for (;;) {
    const changes = plan.settle();
    const written = plan.write(changes);
    // Otherwise a file cannot be written, and what the others become without its fixes is to be found out first.
    if (written) return { changes: written, leftOut: plan.leftOut() };
  }
}

/** What became of one file so far. */
interface Texts {
  /** The name by which it was changed last. */
  readonly uri: string;
  readonly seen: Set<string>;
}

class Plan {
  /** By URI. */
  private readonly excluded = new Map<string, LeftOut>();
  /** By URI, which several may be of one file: symbolic links lead to it. */
  private readonly files = new Map<string, Rewritable | NotRewritable>();

  constructor(private readonly session: FixableSession) {}

  /** The files that safe fixes would still change if they were not excluded. */
  leftOut(): LeftOut[] {
    const fixes = this.session.findings().flatMap((finding) => this.session.fixes(finding).filter(({ safe }) => safe));
    const wanted = new Set(fixes.flatMap(({ edits }) => edits.map(({ uri }) => uri)));
    return [...this.excluded.values()].filter(({ uri }) => wanted.has(uri));
  }

  /** Applies fixes in memory until nothing changes any more. Files that never come to rest are left out. */
  settle(): Change[] {
    for (;;) {
      this.session.restore();
      const changed = new Map<string, Texts>();
      const restless = this.applyRounds(changed);
      if (restless.length === 0) return [...changed.values()].map(({ uri }) => this.changeOf(uri));
      for (const uri of restless) this.leaveOut(uri, 'its fixes undo each other');
    }
  }

  /** Returns the files that a fix would bring back to an earlier text, or that still change in the last round. */
  private applyRounds(changed: Map<string, Texts>): string[] {
    for (const { at } of this.session.findings()) this.examined(at.uri);
    for (let round = 1; ; round++) {
      const names = new Map<string, string>();
      const edits = this.session.fixAll((fix) => this.isApplicable(fix, names));
      const changes = [...new Set(edits.map(({ uri }) => uri))].map((uri) => this.edited(uri, edits));
      if (changes.length === 0) return [];
      const isOld = ({ uri, after }: Change) => changed.get(this.realFile(uri))?.seen.has(after);
      const restless = changes.filter((change) => round === MOST_ROUNDS || isOld(change));
      if (restless.length > 0) return restless.map(({ uri }) => uri);
      for (const { uri, before, after } of changes) {
        const file = this.realFile(uri);
        const { seen } = changed.get(file) ?? { seen: new Set([before]) };
        changed.set(file, { uri, seen: seen.add(after) });
        for (const name of this.namesOf(file)) this.session.replace(name, after);
      }
    }
  }

  /** True for a fix that touches no file which must not be written, nor one by another name than `names` has for it. */
  private isApplicable({ edits }: Fix, names: Map<string, string>): boolean {
    return edits.every(({ uri }) => {
      if (!this.mayEdit(uri)) return false;
      const file = this.realFile(uri);
      if (!names.has(file)) names.set(file, uri);
      return names.get(file) === uri;
    });
  }

  private mayEdit(uri: string): boolean {
    if (this.excluded.has(uri)) return false;
    const found = this.examined(uri);
    if (found.kind === 'rewritable') return true;
    this.leaveOut(uri, found.because, found.failed);
    return false;
  }

  private examined(uri: string): Rewritable | NotRewritable {
    const found = this.files.get(uri) ?? this.open(uri);
    this.files.set(uri, found);
    return found;
  }

  /** The path of the file itself, behind all links. */
  private realFile(uri: string): string {
    const found = this.examined(uri);
    return found.kind === 'rewritable' ? found.file : uri;
  }

  private namesOf(file: string): string[] {
    return [...this.files.keys()].filter((uri) => this.realFile(uri) === file);
  }

  private open(uri: string): Rewritable | NotRewritable {
    if (this.session.isLeftOut(uri)) return LEFT_OUT;
    const found = rewritable(fileOf(uri) ?? '', this.session.roots);
    if (found.kind === 'refused') return found;
    if (found.text !== this.session.original(uri)) return failed('it has changed since it was read');
    try {
      checkReplaceable(found.file);
      return found;
    } catch (error) {
      return failed(reasonOf(error));
    }
  }

  private edited(uri: string, edits: readonly Edit[]): Change {
    const before = this.session.document(uri)?.text ?? '';
    const own = edits.filter((edit) => edit.uri === uri);
    return { uri, before, after: applyEdits(before, own) };
  }

  private changeOf(uri: string): Change {
    const after = this.session.document(uri)?.text ?? '';
    return { uri, before: this.session.original(uri) ?? '', after };
  }

  private leaveOut(uri: string, because: string, failed = false): void {
    this.excluded.set(uri, { uri, because, failed });
  }

  /** Returns the changes that took place; undefined where nothing was written, as one file cannot be. */
  write(changes: readonly Change[]): Change[] | undefined {
    const release = deferSignals();
    try {
      const staged = this.stage(changes);
      return staged && this.commit(changes, staged);
    } finally {
      release();
    }
  }

  /** Writes all new contents beside their files; undefined where one cannot be written, which is left out from now on. */
  private stage(changes: readonly Change[]): StagedFile[] | undefined {
    const staged: StagedFile[] = [];
    for (const { uri, after } of changes) {
      const found = this.open(uri);
      try {
        if (found.kind === 'refused') throw new NotReplaceable(found.because);
        staged.push(stageFile(found.file, Buffer.from((found.byteOrderMark ? '\ufeff' : '') + after)));
      } catch (error) {
        for (const one of staged) one.discard();
        this.leaveOut(uri, reasonOf(error), true);
        return undefined;
      }
    }
    return staged;
  }

  private commit(changes: readonly Change[], staged: readonly StagedFile[]): Change[] {
    return changes.filter(({ uri }, index) => {
      try {
        staged[index]!.commit();
        return true;
      } catch (error) {
        this.leaveOut(uri, reasonOf(error), true);
        for (const name of this.namesOf(this.realFile(uri))) this.session.restore(name);
        return false;
      }
    });
  }
}

const LEFT_OUT: NotRewritable = {
  kind: 'refused',
  because: 'the settings of the project leave it out',
  failed: false,
};

const failed = (because: string): NotRewritable => ({ kind: 'refused', because, failed: true });

const reasonOf = (error: unknown) => (error instanceof NotReplaceable ? error.message : errorInWords(error));

/** Lets no signal end the process between a temporary file and its removal; one that came ends it afterwards. */
function deferSignals(): () => void {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const end = (name: NodeJS.Signals) => process.exit(128 + constants.signals[name]);
  for (const name of names) process.on(name, end);
  // Signals are told of in the next turn of the event loop.
  return () =>
    void setImmediate(() => {
      for (const name of names) process.off(name, end);
    });
}
