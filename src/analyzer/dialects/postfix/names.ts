/** Which names of parameters mean anything in an instance, and what was meant by those that do not. */
import { hasServiceSuffix, PARAMETERS } from '../../data/postfix-parameters';
import type { ServiceEntry } from '../../formats/master-cf-tree';
import { LIST_SEPARATORS, splitWords } from '../../formats/postfix-lines';
import { finderOf } from '../../nearest';
import { type Definition, hasAllServices, type Instance } from './instance';

/** Parameters of a table that is configured in main.cf itself, by table type (ldap_table(5), mysql_table(5), ...). */
const SQL =
  'hosts user password dbname domain query expansion_limit table select_field where_field additional_conditions select_function result_format';
const TABLE_SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  ldap: 'server_host server_port search_base domain query_filter result_filter result_format result_attribute leaf_result_attribute terminal_result_attribute special_result_attribute scope bind bind_dn bind_pw cache cache_expiry cache_size chase_referrals expansion_limit size_limit recursion_limit timeout dereference debuglevel version start_tls tls_ca_cert_dir tls_ca_cert_file tls_cert tls_key tls_require_cert tls_random_file tls_cipher_suite sasl_mechs sasl_realm sasl_authz_id sasl_minssf'.split(
    ' ',
  ),
  mysql:
    `${SQL} charset option_file option_group tls_cert_file tls_key_file tls_CAfile tls_CApath tls_ciphers tls_verify_cert require_result_set retry_interval idle_interval`.split(
      ' ',
    ),
  pgsql: `${SQL} encoding retry_interval idle_interval`.split(' '),
  sqlite:
    'dbpath query result_format expansion_limit domain table select_field where_field additional_conditions'.split(' '),
  memcache:
    'memcache backup flags ttl data_size_limit line_size_limit max_try timeout retry_pause key_format domain'.split(
      ' ',
    ),
};

const TABLE_ENDINGS = Object.entries(TABLE_SUFFIXES).flatMap(([type, suffixes]) =>
  suffixes.map((suffix) => [type, `_${suffix}`] as const),
);

export interface Names {
  /** True where a setting of this name can have an effect in the place where it stands. */
  isUsed(definition: Definition): boolean;
  /** True where `$name` stands for something. */
  isDefined(name: string, service?: ServiceEntry): boolean;
  /** True where some value refers to a name. */
  isReferenced(name: string): boolean;
}

/** The last definition of each name. */
const winners = (definitions: readonly Definition[]) => new Map(definitions.map((one) => [one.name, one]));

/** The names that some definitions of one scope refer to, and what else their values bring into being. */
function mentioned(definitions: Iterable<Definition>) {
  const references = new Set<string>();
  const members = new Set<string>();
  const tables = new Set<string>();
  for (const { name, raw, macros } of definitions) {
    if (PARAMETERS.get(name)?.type !== 'raw') {
      for (const reference of macros.references) references.add(reference.name);
    }
    if (name === 'smtpd_restriction_classes')
      for (const { text } of splitWords(raw, LIST_SEPARATORS)) members.add(text);
    if (!raw.includes(':')) continue;
    for (const [, type, table] of raw.matchAll(/\b(ldap|mysql|pgsql|sqlite|memcache):([A-Za-z]\w*)/g)) {
      tables.add(`${type}:${table}`);
    }
  }
  return { references, has: (name: string) => references.has(name) || members.has(name) || isOfTable(name, tables) };
}

/** `people_search_base` where a value names `ldap:people`. */
const isOfTable = (name: string, tables: ReadonlySet<string>): boolean =>
  tables.size > 0 &&
  TABLE_ENDINGS.some(
    ([type, ending]) => name.endsWith(ending) && tables.has(`${type}:${name.slice(0, -ending.length)}`),
  );

export function namesOf(instance: Instance): Names {
  const main = mentioned(instance.settings.values());
  const services = [...instance.overrides].map(([entry, overrides]) => {
    const own = winners(overrides);
    return { entry, own, mentions: mentioned(own.values()) };
  });
  // Without its master.cf, or with a part of it, nobody can tell which services there are.
  const allServices = hasAllServices(instance);
  const isServiceName = (name: string) =>
    instance.serviceDefaults.has(name) || (!allServices && hasServiceSuffix(name));

  return {
    isUsed: ({ name, service }) => {
      if (PARAMETERS.has(name) || main.has(name) || isServiceName(name)) return true;
      // A service sees its own definition of a name before that of main.cf.
      return services.some(({ entry, own, mentions }) =>
        service ? entry === service && mentions.has(name) : !own.has(name) && mentions.has(name),
      );
    },
    isDefined: (name, service) =>
      PARAMETERS.has(name) ||
      instance.settings.has(name) ||
      (service !== undefined && (instance.overrides.get(service) ?? []).some((override) => override.name === name)) ||
      isServiceName(name),
    isReferenced: (name) => main.references.has(name) || services.some(({ mentions }) => mentions.references.has(name)),
  };
}

const find = finderOf(PARAMETERS.keys());

/** Answers of `nearestParameter`, which is asked for the same names at every keystroke. */
const answers = new Map<string, string | undefined>();
const MOST_ANSWERS = 5000;

/** The parameter that was meant by a name that Postfix does not know. */
export function nearestParameter(name: string): string | undefined {
  if (!answers.has(name)) {
    if (answers.size >= MOST_ANSWERS) answers.clear();
    answers.set(name, find(name));
  }
  return answers.get(name);
}
