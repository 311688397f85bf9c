/** Looks for mail settings in whole folders, in slices that leave the server awake. */
import { withoutMessage } from '../show/error';
import type { Workspace } from '../workspace/workspace';
import { slices } from './slices';

export interface ScanLog {
  /** What was found, and which files were skipped. */
  info(message: string): void;
  /** What is a bug of ours. */
  error(message: string): void;
}

export class Scan {
  private readonly stopping = new AbortController();

  constructor(
    private readonly workspace: Workspace,
    private readonly log: ScanLog,
  ) {}

  /** All of some folders. True where the scan has come to its end and folders were scanned. */
  async all(folders: readonly string[]): Promise<boolean> {
    const started = Date.now();
    await this.run(folders);
    if (this.stopping.signal.aborted || folders.length === 0) return false;
    const found = this.workspace.mailDocuments().length;
    this.log.info(`documents with mail settings: ${found}, found in ${Date.now() - started} ms`);
    return true;
  }

  /** Some files and folders in those folders. True where one may hold mail settings. */
  async some(folders: readonly string[], paths: ReadonlySet<string>): Promise<boolean> {
    return (await this.run(folders, paths)) > 0;
  }

  stop(): void {
    this.stopping.abort();
  }

  private async run(folders: readonly string[], paths?: ReadonlySet<string>): Promise<number> {
    const breathe = slices();
    const problem = (file: string, because: string) => this.log.info(`${file}: skipped, ${because}`);
    let looked = 0;
    try {
      for (const folder of folders)
        looked += await this.workspace.scan(folder, { signal: this.stopping.signal, breathe, problem }, paths);
    } catch (error) {
      this.log.error(`the scan failed: ${withoutMessage(error)}`);
    }
    return looked;
  }
}
