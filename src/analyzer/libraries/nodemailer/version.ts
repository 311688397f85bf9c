/** Which nodemailer a project runs, where its releases differ. */
import type { Project } from '../../model';
import { packageFolder } from '../surroundings';

/** Undefined answers mean that the files do not tell. */
export interface Version {
  /** Siblings of `url` count (10.0.0); before, they are dropped. */
  readonly keepsUrlSiblings?: boolean;
  /** `requireTLS` beats `ignoreTLS` and `opportunisticTLS` (10.0.12); before, mail goes out in the clear. */
  readonly requireTlsWins?: boolean;
  /** `createTransport('SMTP', options)` works: up to 2.x. */
  readonly takesTransportName?: boolean;
}

const atLeast = (version: readonly number[], wanted: readonly number[]): boolean => {
  for (const [index, part] of wanted.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
};

const numbers = (text: string) => text.split('.').map(Number);

/** The exact version of a package-lock.json (v2 or v3), without parsing all of it. */
function locked(text: string): readonly number[] | undefined {
  const at = text.indexOf('"node_modules/nodemailer"');
  const found = at < 0 ? undefined : /"version":\s*"(\d+\.\d+\.\d+)/.exec(text.slice(at, at + 300))?.[1];
  return found === undefined ? undefined : numbers(found);
}

/** A caret, tilde or exact range keeps its major version. */
function ranged(text: string): { least: readonly number[]; exact: boolean } | undefined {
  const found = /"nodemailer":\s*"([\^~=v]*)(\d+(?:\.\d+){0,2})"/.exec(text);
  return found?.[2] === undefined ? undefined : { least: numbers(found[2]), exact: !/[\^~]/.test(found[1] ?? '') };
}

export function versionOf(uri: string, project: Project): Version {
  const folder = packageFolder(uri, project);
  if (folder === undefined) return {};
  const lock = project.read(`${folder}package-lock.json`);
  const exact = lock && locked(lock.text);
  if (exact)
    return {
      keepsUrlSiblings: atLeast(exact, [10]),
      requireTlsWins: atLeast(exact, [10, 0, 12]),
      takesTransportName: !atLeast(exact, [3]),
    };
  const range = ranged(project.read(`${folder}package.json`)?.text ?? '');
  if (!range) return {};
  const { least } = range;
  const wins = atLeast(least, [10, 0, 12]);
  return {
    keepsUrlSiblings: atLeast(least, [10]),
    takesTransportName: !atLeast(least, [3]),
    // `^10.0.0` may have installed either.
    requireTlsWins: wins || (least[0] ?? 0) < 10 || range.exact ? wins : undefined,
  };
}
