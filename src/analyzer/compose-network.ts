/** Hosts that exist only in the network of a Docker Compose project, and where their ports are published. */
import { isMap, isSeq, type Node } from 'yaml';
import { Aliases, Allowance } from './formats/yaml-aliases';
import { documentsIn } from './formats/yaml-documents';
import { nodeAt, textOf } from './formats/yaml-nodes';
import type { Project, SourceDocument } from './model';

export interface ComposeHost {
  /** The file that has the service. */
  readonly file: SourceDocument;
  /** Where this machine reaches the port; absent where it is not published. */
  readonly published?: { readonly host: string; readonly port: number };
}

/** In the order in which Docker Compose looks for them. */
const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** How many folders above a file its project may begin. */
const MOST_FOLDERS = 4;

/** Compose files in the folder of a document, then in those above. */
function composeFiles(uri: string, { read }: Project): SourceDocument[] {
  const found: SourceDocument[] = [];
  let folder = uri.slice(0, uri.lastIndexOf('/'));
  for (let above = 0; above < MOST_FOLDERS && folder.length > 'file://'.length; above++) {
    for (const name of NAMES) {
      const document = read(`${folder}/${name}`);
      if (document) found.push(document);
    }
    folder = folder.slice(0, folder.lastIndexOf('/'));
  }
  return found;
}

/** `1025`, `8025:1025`, `127.0.0.1:1025:1025/tcp`, and `${PORT:-8025}:1025` by its default. */
const SHORT =
  /^(?:(?<host>[\d.]+|\[[\da-f:]+\]):)?(?:(?:(?<published>\d+)|\$\{\w+:?-(?<standard>\d+)\}):)(?<target>\d+)(?:\/tcp)?$/i;

const EVERYWHERE = /^(?:0\.0\.0\.0|\[::\])$/;

/** What one entry of `ports` publishes of a container's port. */
function publishes(source: Parameters<typeof nodeAt>[0], entry: Node | null, port: number): ComposeHost['published'] {
  if (isMap(entry)) {
    const text = (name: string) => textOf(nodeAt(source, entry, name));
    const published = Number(text('published'));
    if (Number(text('target')) !== port || !Number.isInteger(published) || published === 0) return undefined;
    return { host: text('host_ip') ?? '127.0.0.1', port: published };
  }
  const { host, published, standard, target } = SHORT.exec(textOf(entry) ?? '')?.groups ?? {};
  if (Number(target) !== port) return undefined;
  const own = host && !EVERYWHERE.test(host) ? host : '127.0.0.1';
  return { host: own, port: Number(published ?? standard) };
}

function serviceIn(file: SourceDocument, name: string, port: number): ComposeHost | undefined {
  for (const document of documentsIn(file.text)) {
    const source = { aliases: new Aliases(document, new Allowance()) };
    if (!isMap(document.contents)) continue;
    const services = nodeAt(source, document.contents, 'services');
    const service = isMap(services) ? nodeAt(source, services, name) : undefined;
    if (!isMap(service)) continue;
    const ports = nodeAt(source, service, 'ports');
    const entries = isSeq(ports) ? (ports.items as (Node | null)[]) : [];
    const published = entries.map((entry) => publishes(source, entry, port)).find((each) => each !== undefined);
    return { file, ...(published && { published }) };
  }
  return undefined;
}

/** The service of a compose file around one of `uris` whose name is `host`; undefined for hosts with a dot, and all others. */
export function composeHost(
  uris: readonly string[],
  host: string,
  port: number,
  project: Project,
): ComposeHost | undefined {
  if (!/^[a-z0-9][\w-]*$/i.test(host) || host === 'localhost') return undefined;
  const files = [...new Set(uris.flatMap((uri) => composeFiles(uri, project)))];
  for (const file of files) {
    const found = serviceIn(file, host, port);
    if (found) return found;
  }
  return undefined;
}

export const composeName = ({ file }: ComposeHost): string => file.path.slice(file.path.lastIndexOf('/') + 1);
