/**
 * The Postfix release that distributions pack. Keys are the numbers and code names of the releases of a distribution that
 * have it. Compared on 2026-12-01 with Debian's package lists (bullseye to forky), Alpine's package pages (3.11 to 3.14,
 * 3.18, 3.20, 3.22 to 3.24), Ubuntu's package pages (questing, resolute) and its notice USN-8253 (trusty, bionic, jammy);
 * no list of the others was at hand.
 */
const PACKED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  debian: {
    '7 wheezy': '2.9',
    '8 jessie': '2.11',
    '9 stretch': '3.1',
    '10 buster': '3.4',
    '11 bullseye': '3.5',
    '12 bookworm': '3.7',
    '13 trixie': '3.10',
    '14 forky': '3.11',
  },
  ubuntu: {
    '12.04 precise': '2.9',
    '14.04 trusty': '2.11',
    '16.04 xenial': '3.1',
    '18.04 bionic': '3.3',
    '20.04 focal': '3.4',
    '22.04 jammy': '3.6',
    '24.04 noble': '3.8',
    '25.10 questing 26.04 resolute': '3.10',
  },
  alpine: {
    '3.8 3.9': '3.3',
    '3.10 3.11': '3.4',
    '3.12 3.13': '3.5',
    '3.14 3.15': '3.6',
    '3.16 3.17': '3.7',
    '3.18 3.19': '3.8',
    '3.20 3.21': '3.9',
    '3.22 3.23': '3.10',
    '3.24': '3.11',
  },
  centos: { '6': '2.6', '7': '2.10', '8 9': '3.5', '10': '3.8' },
};

/** Others with the packages of one of those. */
const REBUILDS: Readonly<Record<string, string>> = {
  almalinux: 'centos',
  el: 'centos',
  oraclelinux: 'centos',
  redhat: 'centos',
  rhel: 'centos',
  rockylinux: 'centos',
};

const RELEASES = new Map(
  Object.entries(PACKED).flatMap(([name, rows]) =>
    Object.entries(rows).flatMap(([keys, release]) =>
      keys.split(' ').map((key) => [/^\d/.test(key) ? `${name} ${key}` : key, release] as const),
    ),
  ),
);

/** `debian` and `12.5`, `alpine` and `3.20.1`. */
function numbered(name: string, version: string): string | undefined {
  const own = REBUILDS[name] ?? name;
  const [major = '', minor = ''] = version.split('.');
  return RELEASES.get(`${own} ${major}.${minor}`) ?? RELEASES.get(`${own} ${major}`);
}

/** The release in a container image, by its repository and tag: `debian` and `12-slim`, `php` and `8.2-apache-bookworm`. */
export function packedInImage(repository: string, tag: string): string | undefined {
  const words = tag.toLowerCase().split('-');
  const alpine = words.map((word) => /^alpine(\d+\.\d+)/.exec(word)?.[1]).find(Boolean);
  const code = words.map((word) => RELEASES.get(word)).find(Boolean);
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  return (alpine ? numbered('alpine', alpine) : code) ?? numbered(name, words[0] ?? '');
}

const NAMES: ReadonlySet<string> = new Set([...Object.keys(PACKED), ...Object.keys(REBUILDS)]);

const wordsOf = (text: string) => text.toLowerCase().split(/[^a-z\d.]+|\.(?!\d)|(?<=[a-z])(?=\d)/);

/**
 * The release for which a file is, by the names of its folders and its own: `debian-8/main.cf`, `debian/jessie/main.cf`,
 * `main.cf.trusty`. A folder with a code name alone may be somebody's home.
 */
export function packedInPath(path: string): string | undefined {
  const found = new Set<string | undefined>();
  const words = wordsOf(path);
  for (const [index, name] of words.entries()) {
    const next = words[index + 1] ?? '';
    if (NAMES.has(name)) found.add(/^\d/.test(next) ? numbered(name, next) : RELEASES.get(next));
  }
  for (const word of wordsOf(path.slice(path.lastIndexOf('/') + 1))) found.add(RELEASES.get(word));
  found.delete(undefined);
  return found.size === 1 ? [...found][0] : undefined;
}
