/** Whether users have a port of their own, and the stock service for it that master.cf holds as a comment. */
import { parseMasterCf } from '../../formats/master-cf';
import { commentedServices } from '../../formats/postfix-comments';
import { soleReference } from '../../formats/postfix-macros';
import type { Edit } from '../../model';
import { createSpace, type Space } from './evaluate';
import { createInstance, hasAllServices, type Instance } from './instance';
import { relayVerdict } from './relay';
import { isLoopbackOnly, portOfService } from './services';
import { booleanOf, serverTls } from './tls';

/** True where smtpd also listens on another port than that between servers; undefined where that cannot be known. */
export function hasSubmission(main: Space): boolean | undefined {
  const { instance } = main;
  const others = instance.services.filter(
    (entry) =>
      entry.type.text === 'inet' &&
      /^(?:smtpd|postscreen)$/.test(entry.program.text) &&
      portOfService(instance, entry) !== 25 &&
      !isLoopbackOnly(main, entry),
  );
  if (others.length > 0) return true;
  return hasAllServices(instance) ? false : undefined;
}

/**
 * Puts the stock service to use, where it takes logins, requires TLS and refuses strangers as it stands there. Its
 * `$mua_...` lists are empty texts unless main.cf defines them, which postconf warns of.
 */
export function enableSubmission(instance: Instance): Edit[] | undefined {
  const { main, master } = instance;
  if (!main || !master) return undefined;
  for (const lines of commentedServices(master.text, master.uri)) {
    const edits = lines.map((edit) => ({ ...edit, text: withoutUndefined(instance, edit.text) }));
    const alone = createInstance(main, parseMasterCf(edits.map(({ text }) => text).join('\n'), master.uri), instance);
    const entry = alone.services[0];
    if (entry?.faults.length === 0 && isSound(createSpace(alone, entry), createSpace(alone))) return edits;
  }
  return undefined;
}

function withoutUndefined(instance: Instance, line: string): string {
  const value = line.slice(line.indexOf('=') + 1);
  const name = soleReference(value);
  return name === undefined || instance.settings.has(name) || !/^mua_/.test(name) ? line : line.slice(0, -value.length);
}

function isSound(space: Space, main: Space): boolean {
  const { instance, service } = space;
  if (service?.program.text !== 'smtpd' || isLoopbackOnly(main, service)) return false;
  const port = portOfService(instance, service);
  const mode = serverTls(space).value;
  return (
    ((port === 587 && mode === 'starttls') || (port === 465 && mode === 'implicit')) &&
    booleanOf(space, 'smtpd_sasl_auth_enable') === true &&
    relayVerdict(space, main)?.kind === 'refused'
  );
}
