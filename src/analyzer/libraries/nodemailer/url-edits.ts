/** Changes of a connection URL, in place. */
import type { ConnectionChange, Edit } from '../../model';
import { percentEncoded } from '../../percent';
import type { ConnectionUrl } from './connection-url';
import type { Options, UrlReading } from './options';

type UrlChange = Pick<ConnectionChange, 'host' | 'port' | 'tls'> & { readonly remove?: string };

/** Edits of the parts that a change names; undefined where one of them is not written as it is. */
export function urlEdits({ url: reading }: Options, change: UrlChange): Edit[] | undefined {
  if (!reading || change.tls === 'off' || change.tls === 'opportunistic') return undefined;
  const { url } = reading;
  const edits: (Edit | undefined)[] = [];
  const replace = (start: number, end: number, text: string) => {
    const place = reading.place(start, end);
    edits.push(place && { ...place, text });
  };
  const { scheme, host, port } = url;
  const wanted = change.tls === 'implicit' ? 'smtps' : 'smtp';
  if (change.tls && scheme.value?.toLowerCase() !== wanted) replace(scheme.start, scheme.end, wanted);
  if (change.host !== undefined) {
    if (!host) return undefined;
    replace(host.start, host.end, change.host);
  }
  if (change.port !== undefined) {
    if (port) replace(port.start, port.end, String(change.port));
    else replace(url.authorityEnd, url.authorityEnd, `:${change.port}`);
  }
  const dropped = new Set([change.remove, ...(change.tls ? ['ignoreTLS'] : [])]);
  edits.push(...queryEdits(reading, dropped, change.tls === 'starttls'));
  return edits.every((edit) => edit !== undefined) ? edits.flatMap((edit) => edit ?? []) : undefined;
}

const isDropped = (url: ConnectionUrl, dropped: ReadonlySet<string | undefined>) =>
  url.query.some(({ key }) => dropped.has(key));

/** Adds or sets `requireTLS=true` where it is wanted, and takes parameters out. */
function queryEdits(
  reading: UrlReading,
  dropped: ReadonlySet<string | undefined>,
  required: boolean,
): (Edit | undefined)[] {
  const { url, text } = reading;
  const given = url.query.find(({ key }) => key === 'requireTLS')?.part;
  const isThere = !required || given?.value === 'true';
  const edit = (start: number, end: number, replacement: string) => {
    const place = reading.place(start, end);
    return [place && { ...place, text: replacement }];
  };
  if (!isDropped(url, dropped)) {
    if (isThere) return [];
    if (given) return edit(given.start, given.end, text.slice(given.start - 1, given.start) === '=' ? 'true' : '=true');
    return edit(url.end, url.end, `${url.query.length > 0 ? '&' : url.queryStart < url.end ? '' : '?'}requireTLS=true`);
  }
  const kept = url.query
    .filter(({ key }) => !dropped.has(key) && !(required && key === 'requireTLS'))
    .map(({ key, part }) => `${percentEncoded(key)}=${text.slice(part.start, part.end)}`);
  const parameters = [...kept, ...(required ? ['requireTLS=true'] : [])];
  return edit(url.queryStart, url.end, parameters.length > 0 ? `?${parameters.join('&')}` : '');
}
