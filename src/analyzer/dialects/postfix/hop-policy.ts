/** What the client demands of the next hop of relayhost: by smtp_tls_policy_maps, else by main.cf (postconf(5), TLS_README). */
import type { HopPolicy, Setting } from '../../model';
import { trustsAuthorities } from './authorities';
import type { Space } from './evaluate';
import { entryForHop, policyTable } from './next-hop-tables';
import type { Tables } from './tables';
import { CHECKED, modeOfLevel } from './tls';

/** Attributes of an entry of the table: `match=nexthop:dot-nexthop`, `servername=hostname`. */
function attributesOf(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    words.flatMap((word): [string, string][] => {
      const [, name, value] = /^([a-z]+)=(.*)$/i.exec(word) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
    }),
  );
}

const split = (text: string, separators: RegExp) => text.split(separators).filter((word) => word !== '');

/** The names of which a certificate must bear one, at a level that looks at names. */
function namesAt(space: Space, level: string, match: string | undefined): readonly string[] | undefined {
  if (level !== 'secure' && level !== 'verify') return undefined;
  if (match !== undefined) return split(match, /:/);
  const names = space.value(`smtp_tls_${level}_cert_match`);
  return names === undefined ? undefined : split(names, /[\s,:]+/);
}

/** Undefined where mail goes to no relay, or its level is unknown. */
export function hopPolicy(space: Space, tables: Tables): HopPolicy | undefined {
  const table = policyTable(space);
  const entry = entryForHop(space, tables);
  const isUnread = table !== undefined && entry === 'unknown';
  const found = entry === 'unknown' ? undefined : entry;
  const words = split(found?.value.value ?? '', /[\s,]+/);
  const main = space.effective('smtp_tls_security_level');
  const level = (found ? words[0] : main.value)?.toLowerCase();
  if (!level) return undefined;
  const tls = modeOfLevel(space, 'smtp', level);
  const attributes = attributesOf(words.slice(1));
  const names = namesAt(space, level, attributes.get('match'));
  const origin: Setting<string> = found ? { ...found.value, name: 'smtp_tls_policy_maps' } : main;
  return {
    level: { ...origin, value: level },
    ...(tls && { tls }),
    checks: CHECKED.has(level),
    ...(names && { names }),
    ...(attributes.has('servername') && { servername: attributes.get('servername') }),
    ...(isUnread && { unread: table }),
    ...(!attributes.has('tafile') && trustsAuthorities(space, 'smtp') === false && { trustsNone: true }),
  };
}
