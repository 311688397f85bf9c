/** What the container image is made of into which the files go. */
import type { Project } from '../../model';
import type { Held } from './held';
import type { Instance } from './instance';
import { wordsOf } from './lists';
import { type Fatal, fatal, replace } from './service-faults';

/** A Dockerfile that copies the files is not farther up than this. */
const MOST_LEVELS = 5;

/** The first release of Alpine Linux whose Postfix has no Berkeley DB. */
const SINCE = [3, 13] as const;

/** The base of the last stage: `alpine:3.20`, or the image that a stage of that name is made of. */
function baseImage(text: string): string | undefined {
  const defaults = new Map<string, string>();
  const stages = new Map<string, string>();
  let base: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*ARG\s+(\w+)=["']?([^"'\s]+)/i.exec(line) ?? [];
    if (name !== undefined && base === undefined) defaults.set(name, value!);
    const [, image, stage] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    if (image === undefined) continue;
    const known = image.replace(/\$\{?(\w+)(?::-[^}]*)?\}?/g, (mark, argument) => defaults.get(argument) ?? mark);
    base = stages.get(known.toLowerCase()) ?? known;
    if (stage !== undefined) stages.set(stage.toLowerCase(), base);
  }
  return base;
}

function isAlpine(image: string): boolean {
  const [, tag = 'latest'] = /^(?:docker\.io\/)?(?:library\/)?alpine(?::([^@]+))?(?:@.*)?$/.exec(image) ?? [undefined];
  if (!/^(?:docker\.io\/)?(?:library\/)?alpine(?:[:@]|$)/.test(image)) return false;
  if (/^(?:latest|edge|3)$/.test(tag)) return true;
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(tag) ?? [];
  return major !== undefined && (Number(major) > SINCE[0] || (Number(major) === SINCE[0] && Number(minor) >= SINCE[1]));
}

/** True where a Dockerfile beside the files, or above them, makes an image of an Alpine Linux without Berkeley DB. */
export function lacksBerkeleyDb({ main, master }: Instance, project: Project): boolean {
  let folder = (main ?? master)!.uri;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const slash = folder.lastIndexOf('/');
    if (slash < 0 || folder.endsWith('//')) return false;
    folder = folder.slice(0, slash);
    const document = project.read(`${folder}/Dockerfile`);
    if (document) return isAlpine(baseImage(document.text) ?? '');
  }
  return false;
}

const BERKELEY = /^(proxy:)?(hash|btree):/;

/** Tables of Berkeley DB where Postfix is built without it: each program that opens one stops. */
export function berkeleyTables(held: readonly Held[]): Fatal[] {
  return held.flatMap(({ definition, space }) => {
    if (!/(?:hash|btree):/.test(definition.raw)) return [];
    return (wordsOf(space, definition.name) ?? []).flatMap((word) => {
      const type = BERKELEY.exec(word.raw)?.[2];
      if (type === undefined || word.origin.kind === 'default') return [];
      return [fatal(word, { code: 'berkeley', type }, replace(word, word.raw.replace(BERKELEY, '$1lmdb:'), true))];
    });
  });
}
