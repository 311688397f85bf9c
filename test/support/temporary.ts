/** Temporary folders of tests. Who makes one removes it; a run that is broken off removes those that are left. */
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const left = new Set<string>();

const remove = (folder: string) => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });

function removeAll(): void {
  for (const folder of left) remove(folder);
}

/** The names of this process's folders begin with it. */
const prefix = () => `mail-config-lint-${process.pid}-`;

/** A new folder, by its real path, as programs report that. */
export function makeTemporaryFolder(): string {
  if (left.size === 0) process.once('exit', removeAll);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix())));
  left.add(folder);
  return folder;
}

export function removeTemporaryFolder(folder: string): void {
  remove(folder);
  left.delete(folder);
  if (left.size === 0) process.off('exit', removeAll);
}

/** The folders of this process that are still there. */
export const temporaryFoldersLeft = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith(prefix()));
