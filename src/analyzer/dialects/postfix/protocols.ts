/** TLS protocol lists of *_tls_protocols and *_tls_mandatory_protocols (postconf(5)). */
import { TLS_VERSIONS, type TlsVersion } from '../../model';

export interface Protocols {
  /** The versions that the list lets through; empty where it is broken. */
  readonly allowed: readonly TlsVersion[];
  /** Versions that the list asks for by name or as its floor. */
  readonly named: readonly TlsVersion[];
  /** The first word that Postfix does not know: it disables TLS then. */
  readonly broken?: string;
  /** A sign that a blank cut off from its version: `>= TLSv1.2` allows only TLS 1.2. */
  readonly loose?: string;
}

/** Hexadecimal version numbers that may stand behind `>=` and `<=` since Postfix 3.6. */
const BY_NUMBER: Readonly<Record<string, TlsVersion>> = {
  '0002': 'SSLv2',
  '0300': 'SSLv3',
  '0301': 'TLSv1',
  '0302': 'TLSv1.1',
  '0303': 'TLSv1.2',
  '0304': 'TLSv1.3',
};

const versionOf = (word: string): TlsVersion | undefined =>
  TLS_VERSIONS.find((version) => version.toLowerCase() === word.toLowerCase());

const numbered = (word: string): TlsVersion | undefined => BY_NUMBER[word.toLowerCase().replace(/^0x/, '')];

export function readProtocols(list: string): Protocols {
  const included = new Set<TlsVersion>();
  const excluded = new Set<TlsVersion>();
  const named = new Set<TlsVersion>();
  let floor = 0;
  let ceiling = TLS_VERSIONS.length - 1;
  let loose: string | undefined;
  for (const word of list.split(/[\s,:]+/).filter(Boolean)) {
    const [, sign = '', rest = ''] = /^(>=|<=|!)?(.*)$/s.exec(word)!;
    const bound = sign === '>=' || sign === '<=';
    if (bound && (rest === '' || rest.toLowerCase() === 'none')) {
      if (rest === '') loose ??= sign;
      continue;
    }
    const version = versionOf(rest) ?? (bound ? numbered(rest) : undefined);
    if (!version) return { allowed: [], named: [], broken: word };
    if (sign === '>=') floor = TLS_VERSIONS.indexOf(version);
    else if (sign === '<=') ceiling = TLS_VERSIONS.indexOf(version);
    else if (sign === '!') excluded.add(version);
    else included.add(version);
    if (sign === '' || sign === '>=') named.add(version);
  }
  const allowed = TLS_VERSIONS.filter(
    (version, index) =>
      (included.size === 0 || included.has(version)) && !excluded.has(version) && index >= floor && index <= ceiling,
  );
  return { allowed, named: [...named], loose };
}
