/** Programs of the project that may write into the files before Postfix reads them. */
import type { Project } from '../../model';

/** Where such programs are, beside the files or up to two folders above them. */
const FOLDERS = ['', 'scripts/'] as const;

/** What they are called. */
const USUAL =
  'Dockerfile Makefile bootstrap.sh configure.sh docker-entrypoint.sh entrypoint.sh init.sh install.sh run.sh setup.sh start.sh'.split(
    ' ',
  );
const MOST_LEVELS = 3;

/** The programs that a Dockerfile copies or starts, by their paths in the project or in the image, which are often alike. */
const named = (text: string): string[] =>
  text.split(/[\s"',;[\]]/).filter((word) => /\.(?:sh|py|pl)$|^\/usr\/local\/s?bin\/./.test(word));

const texts = (uri: string, project: Project): string[] => {
  const found = new Map<string, string>();
  let folder = uri;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const slash = folder.lastIndexOf('/');
    if (slash < 0 || folder.endsWith('//')) break;
    folder = folder.slice(0, slash);
    const read = (name: string) => {
      const path = `${folder}/${name.replace(/^(?:\.?\/)+/, '')}`;
      const text = found.has(path) ? undefined : project.read(path)?.text;
      if (text !== undefined) found.set(path, text);
      return text;
    };
    for (const place of FOLDERS) for (const name of USUAL) read(place + name);
    for (const script of named(found.get(`${folder}/Dockerfile`) ?? '')) read(script);
  }
  return [...found.values()];
};

/** Tells of a name whether such a program has it, which may then give it its value. */
export function scriptsOf(uri: string, project: Project): (name: string) => boolean {
  let known: readonly string[] | undefined;
  return (name) => {
    known ??= texts(uri, project);
    const word = new RegExp(`(?<!\\w)${name.replace(/\W/g, '\\$&')}(?!\\w)`);
    return known.some((text) => word.test(text));
  };
}
