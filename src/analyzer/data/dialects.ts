/** All tables. Those with `recognise.value` are connection URLs and are chosen by the name of their variable. */
import type { TlsLibrary } from '../model';
import { FRAMEWORKS } from './dialects-frameworks';
import { GO } from './dialects-go';
import { JAVA } from './dialects-java';
import { NODE_A_K } from './dialects-node-a-k';
import { NODE_L_Z } from './dialects-node-l-z';
import { OTHER } from './dialects-other';
import { PHP } from './dialects-php';
import { PYTHON_A_L } from './dialects-python-a-l';
import { PYTHON_M_Z } from './dialects-python-m-z';
import { PYTHON_WEB } from './dialects-python-web';
import { RELAY } from './dialects-relay';
import { RUBY } from './dialects-ruby';
import { RUST } from './dialects-rust';
import { type TableDialect, type TableEntry, tableOf } from './dialects-shape';
import { WORDPRESS } from './dialects-wordpress';

/** Frameworks in PHP, Python and Ruby, among those of other languages. */
const SYSTEM_FRAMEWORKS =
  /^(?:laravel|symfony|django|flask|rails|wordpress|craft|drupal|codeigniter|cakephp|alertmanager)/;

export const ENTRIES: readonly TableEntry[] = [
  ...FRAMEWORKS,
  ...NODE_A_K,
  ...NODE_L_Z,
  ...PHP,
  ...WORDPRESS,
  ...PYTHON_A_L,
  ...PYTHON_M_Z,
  ...PYTHON_WEB,
  ...RUBY,
  ...JAVA,
  ...GO,
  ...RUST,
  ...OTHER,
  ...RELAY,
];

/** OpenSSL as distributions build it, and Go; what is written in Java, JavaScript or Rust brings a list of its own, or may. */
const SYSTEM_STORE: ReadonlySet<TableEntry> = new Set([
  ...PHP,
  ...WORDPRESS,
  ...PYTHON_A_L,
  ...PYTHON_M_Z,
  ...PYTHON_WEB,
  ...RUBY,
  ...GO,
  ...RELAY,
]);

const OF_GO: ReadonlySet<TableEntry> = new Set(GO);
const OF_JAVA: ReadonlySet<TableEntry> = new Set(JAVA);

/** Distributions build msmtp with GnuTLS. */
function tlsLibraryOf(entry: TableEntry): TlsLibrary | undefined {
  if (OF_GO.has(entry) || entry.id === 'alertmanager') return 'go';
  if (OF_JAVA.has(entry) || entry.id === 'spring-boot') return 'java';
  return entry.id === 'msmtp' ? 'gnutls' : undefined;
}

function ofItsLanguage(entry: TableEntry): TableEntry {
  const systemStore = SYSTEM_STORE.has(entry) || SYSTEM_FRAMEWORKS.test(entry.id);
  const tlsLibrary = tlsLibraryOf(entry);
  return { ...entry, ...(systemStore && { systemStore }), ...(tlsLibrary && { tlsLibrary }) };
}

export const TABLES: readonly TableDialect[] = ENTRIES.map((entry) => tableOf(ofItsLanguage(entry)));

export const URL_TABLES: readonly TableDialect[] = TABLES.filter(({ recognise }) => recognise.value !== undefined);
