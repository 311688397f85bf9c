/** Lists of `tag=value; tag=value`, as DKIM, DMARC, MTA-STS and TLS-RPT write them (RFC 6376 section 3.2). */

/** Undefined for a text that is no such list, or names a tag twice. Names are case-sensitive, and lower case in use. */
export function parseTags(text: string): ReadonlyMap<string, string> | undefined {
  const tags = new Map<string, string>();
  const parts = text.split(';').map((part) => part.trim());
  if (parts.at(-1) === '') parts.pop();
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim();
    if (equals < 1 || !/^[A-Za-z]\w*$/.test(name) || tags.has(name)) return undefined;
    tags.set(name, part.slice(equals + 1).trim());
  }
  return tags;
}

/** The records that claim to be of a kind, by the version they begin with. */
export const claiming = (records: readonly string[], version: string): string[] =>
  records.filter((record) => {
    const [name, value] = (record.split(';', 1)[0] ?? '').split('=');
    return name?.trim() === 'v' && value?.trim() === version;
  });
