/** The container image into which the files go. */
import { packedInImage } from '../../data/postfix-packages';
import { repositoryOf } from '../../formats/image';
import type { Project, SourceDocument } from '../../model';

/** A Dockerfile that copies the files is not farther up than this. */
const MOST_LEVELS = 5;

export interface BaseImage {
  /** `alpine`, `php`. */
  readonly repository: string;
  readonly tag: string;
  /** True where the commands install Postfix from packages, and nothing has the name of another one. */
  lacks(name: string): boolean;
}

/** Images of distributions without Postfix, into which packages bring it. */
const BARE: ReadonlySet<string> = new Set(['alpine', 'debian', 'ubuntu']);

/** Commands that install the package `postfix`, as far as the text shows all of their words. */
const installs = (line: string) => /\b(?:apt|apt-get|apk|aptitude)\s/.test(line) && /\s(?:install|add)\s/.test(line);

function installsPostfix(text: string): boolean {
  const commands = text
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
    .filter((line) => installs(line));
  return commands.some((line) => /\spostfix(?:[\s=]|$)/.test(line)) && !commands.some((line) => /[$*]/.test(line));
}

/** The base of the last stage: `alpine:3.20`, or the image that a stage of that name is made of. */
function baseOf(text: string): string | undefined {
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

const known = new WeakMap<SourceDocument, BaseImage | undefined>();

/** What a Dockerfile makes an image of; read once, as every request about the files beside it asks. */
function imageMadeBy(document: SourceDocument): BaseImage | undefined {
  if (!known.has(document)) known.set(document, readImage(document));
  return known.get(document);
}

function readImage({ text }: SourceDocument): BaseImage | undefined {
  const reference = baseOf(text);
  if (reference === undefined) return undefined;
  const repository = repositoryOf(reference).replace(/^library\//, '');
  return {
    repository,
    tag: /:([^/:@]+)(?:@|$)/.exec(reference)?.[1] ?? 'latest',
    lacks: (name) => BARE.has(repository) && !text.includes(name) && installsPostfix(text),
  };
}

/** What the nearest Dockerfile beside a file, or above it, makes an image of. */
export function baseImageOf(uri: string, project: Project): BaseImage | undefined {
  let folder = uri;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const slash = folder.lastIndexOf('/');
    if (slash < 0 || folder.endsWith('//')) return undefined;
    folder = folder.slice(0, slash);
    const document = project.read(`${folder}/Dockerfile`);
    if (document) return imageMadeBy(document);
  }
  return undefined;
}

/** The first release of Alpine Linux whose Postfix has no Berkeley DB. */
const SINCE = [3, 13] as const;

/** True for an image of an Alpine Linux whose Postfix has no Berkeley DB. */
export function lacksBerkeleyDb({ repository, tag }: BaseImage): boolean {
  if (repository !== 'alpine') return false;
  if (/^(?:latest|edge|3)$/.test(tag)) return true;
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(tag) ?? [];
  return major !== undefined && (Number(major) > SINCE[0] || (Number(major) === SINCE[0] && Number(minor) >= SINCE[1]));
}

/** The Postfix release of the image's packages. */
export const releaseIn = ({ repository, tag }: BaseImage): string | undefined => packedInImage(repository, tag);
