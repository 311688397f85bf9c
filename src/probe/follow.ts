/** Follows what a configuration names beside the connection: files of authorities and of the client's own certificate. */
import { readdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { NamedText } from '../analyzer/target';
import { LARGEST_CA_FILE, readRegularFile } from '../io/read-file';
import type { ProbeTarget } from './report';
import { systemRoots } from './roots';

/** More files than a folder of authorities has (c_rehash makes two names of each). */
const MOST_FILES = 1000;

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;
const KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

interface Read {
  readonly pem?: string;
  /** Why it was not read: the end of a sentence. */
  readonly because?: string;
}

/** A program may start at the root of its project, with its settings some folders below: `config/environments`. */
const FOLDERS_ABOVE = 3;

/** Where a relative path may start: beside the file that names it, and in the folders above. */
function candidates({ text, uri }: NamedText, folder: string): string[] {
  if (isAbsolute(text)) return [text];
  let own = folder;
  try {
    own = dirname(fileURLToPath(uri));
  } catch {
    // A document without a file.
  }
  const starts = [own];
  while (starts.length <= FOLDERS_ABOVE && dirname(starts.at(-1)!) !== starts.at(-1))
    starts.push(dirname(starts.at(-1)!));
  return [...new Set([...starts, folder].map((start) => join(start, text)))];
}

function read(named: NamedText, folder: string, kind: RegExp): Read {
  if (named.text.includes('-----BEGIN')) return { pem: named.text };
  for (const file of candidates(named, folder)) {
    const found = readRegularFile(file, LARGEST_CA_FILE);
    if (found.kind === 'bytes') {
      const pem = found.bytes.toString();
      return kind.test(pem) ? { pem } : { because: `${named.text} holds nothing of that kind in PEM form` };
    }
    const all = kind === CERTIFICATE ? certificatesIn(file) : undefined;
    if (all) return { pem: all };
  }
  return { because: `${named.text} cannot be read on this machine` };
}

/** The authorities in a folder, as `CApath` has them; undefined where it is none, or has none. */
function certificatesIn(folder: string): string | undefined {
  try {
    const texts = readdirSync(folder)
      .slice(0, MOST_FILES)
      .flatMap((name) => {
        const found = readRegularFile(join(folder, name), LARGEST_CA_FILE);
        const text = found.kind === 'bytes' ? found.bytes.toString() : '';
        return CERTIFICATE.test(text) ? [text] : [];
      });
    return texts.length > 0 ? [...new Set(texts)].join('\n') : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The target with what its files hold. `folder` is where relative paths may start beside the document that names them.
 * What the caller gives itself goes before the configuration. What cannot be followed is listed.
 */
export function followed(target: ProbeTarget, folder: string): ProbeTarget {
  const { authorities, certificate, key, systemStore } = target;
  const missed: string[] = [];
  const take = (named: NamedText | undefined, kind: RegExp): string | undefined => {
    if (!named) return undefined;
    const { pem, because } = read(named, folder, kind);
    if (because) missed.push(`${named.name}: ${because}`);
    return pem;
  };
  const ca = target.ca === undefined ? take(authorities, CERTIFICATE) : undefined;
  const own = target.clientCertificate === undefined && certificate && key;
  const [cert, secret] = own ? [take(certificate, CERTIFICATE), take(key, KEY)] : [];
  const system = ca === undefined && target.ca === undefined && systemStore ? systemRoots() : undefined;
  return {
    ...target,
    ...(ca !== undefined && authorities && { ca, rootsInWords: `those of ${authorities.name}` }),
    ...(system && { ca: system, rootsInWords: 'those of this system' }),
    ...(cert !== undefined && secret !== undefined && { clientCertificate: { cert, key: secret } }),
    ...(missed.length > 0 && { notFollowed: [...(target.notFollowed ?? []), ...missed] }),
  };
}

/** Roots that are trusted beside those that a target brings along. */
export const besides = (target: ProbeTarget, more: readonly string[]): readonly string[] => {
  const { ca = rootCertificates } = target;
  return [...(typeof ca === 'string' ? [ca] : ca), ...more];
};
