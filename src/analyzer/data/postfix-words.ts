/** What Postfix's parameters, values, restrictions, programs and table types do, in our own words. */
import words from './postfix-words.json';

const PARAMETERS: ReadonlyMap<string, string> = new Map(Object.entries(words.parameters));
const RESTRICTIONS: ReadonlyMap<string, string> = new Map(Object.entries(words.restrictions));
const SUFFIXES: readonly (readonly [suffix: string, text: string])[] = Object.entries(words.suffixes);

/** Program of master.cf → what it does, as the rest of a sentence. */
export const PROGRAMS: ReadonlyMap<string, string> = new Map(Object.entries(words.programs));

/** Lookup table type → what stands behind it. */
export const TABLE_TYPES: ReadonlyMap<string, string> = new Map(Object.entries(words.tables));

const VALUES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.values(words.values).flatMap(({ of, words: values }) => {
    const list = new Map(Object.entries(values as Record<string, string>));
    return of.map((name) => [name, list] as const);
  }),
);

/** Parameters of one program that repeat those of another. */
const RELATIVES: readonly (readonly [prefix: string, base: string, program: string])[] = [
  ['lmtp_', 'smtp_', 'LMTP client'],
  ['tlsproxy_tls_', 'smtpd_tls_', 'tlsproxy'],
  ['tlsproxy_client_', 'smtp_tls_', 'tlsproxy'],
];

/** What a parameter is for: a sentence or two. Undefined for a name that Postfix does not know. */
export function wordsOfParameter(name: string): string | undefined {
  const own = PARAMETERS.get(name);
  if (own !== undefined) return own;
  for (const [prefix, base, program] of RELATIVES) {
    const text = name.startsWith(prefix) ? PARAMETERS.get(base + name.slice(prefix.length)) : undefined;
    if (text !== undefined) return `${program}: ${text.replaceAll(base, prefix)}`;
  }
  for (const [suffix, text] of SUFFIXES) {
    const service = name.endsWith(suffix) && name.slice(0, -suffix.length);
    if (service)
      return `${text}, ${service === 'default' ? 'for all transports' : `for the transport \`${service}\``}.`;
  }
  const service = /^(\w+)_service_name$/.exec(name)?.[1];
  return service && `Name of the service in master.cf that other programs find \`${service}\` by.`;
}

export const wordsOfRestriction = (name: string): string | undefined => RESTRICTIONS.get(name.toLowerCase());

/** Parameters whose values above are proposals among many others. */
const OPEN: ReadonlySet<string> = new Set(
  Object.values(words.values).flatMap((group) => ('open' in group ? group.of : [])),
);

const NO_VALUES: ReadonlyMap<string, string> = new Map();

/** The values, or words of a list, that a parameter takes; each with what it does, which may be empty. */
export const valuesOf = (name: string): ReadonlyMap<string, string> => VALUES.get(name) ?? NO_VALUES;

/** True where `valuesOf` names all that a parameter takes. */
export const hasFixedValues = (name: string): boolean => VALUES.has(name) && !OPEN.has(name);
