/** Which files git says have changed. Runs git, which the user asks for with `--changed-since`. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { UsageError } from './usage';

/** Git may run programs that a repository names; these options and `--no-ext-diff` keep it from that. */
const SAFE = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];

function git(folder: string, ...args: string[]): string[] {
  const text = execFileSync('git', [...SAFE, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return text.split('\0').filter((name) => name !== '');
}

/** Absolute paths of files below a folder that differ from a revision, and of those that git does not know. Throws `UsageError`. */
export function changedFiles(folder: string, revision: string): ReadonlySet<string> {
  if (revision.startsWith('-')) throw new UsageError('--changed-since takes a revision of git');
  try {
    const changed = git(folder, 'diff', '-z', '--name-only', '--relative', '--no-ext-diff', revision, '--');
    const fresh = git(folder, 'ls-files', '-z', '--others', '--exclude-standard');
    return new Set([...changed, ...fresh].map((name) => path.resolve(folder, name)));
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new UsageError(`git cannot tell what has changed since '${revision}': ${stderr.split('\n')[0]}`);
  }
}
