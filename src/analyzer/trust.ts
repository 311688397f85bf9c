/** How sure a value is, and what may be concluded from it. Rules ask here and never look at where a value comes from. */
import { CATCHER_PORTS, isLocalHost, isPlaceholderHost } from './hosts';
import type { MailConfig, Setting } from './model';
import { isTemplateFile } from './paths';

/**
 * `certain`: written for the program that reads it, or its default. `possible`: a fallback, a value of a template that
 * is copied and filled in, or what somebody has to switch on. `presumed`: names alone say what the value means.
 * `unknown`: set, or possibly set, to something that no file says.
 */
export type Trust = 'certain' | 'possible' | 'presumed' | 'unknown';

export function trustOf({ value, origin, at, doubt }: Setting<unknown>): Trust {
  if (value === undefined) return 'unknown';
  if (doubt) return doubt;
  return origin.kind === 'fallback' || (origin.kind === 'variable' && isTemplateFile(at.uri)) ? 'possible' : 'certain';
}

/** True for a value that may be another one where the program runs: it proves nothing. */
export const isPossible = (setting: Setting<unknown>): boolean => trustOf(setting) === 'possible';

/** True for what somebody has to switch on: as the program is left, it does not hold. */
export const isOptional = ({ doubt }: Setting<unknown>): boolean => doubt === 'possible';

/** True where the meaning of the value rests on names alone: what it says is no error. */
export const isPresumed = (setting: Setting<unknown>): boolean => trustOf(setting) === 'presumed';

/** True where the whole configuration rests on names alone. */
export const isReadByNames = ({ reading }: MailConfig): boolean => reading === 'names';

/** True where an absent setting is certainly not set. */
export const provesAbsence = ({ reading }: MailConfig): boolean => reading === 'whole';

const isGiven = (setting: Setting<string> | undefined) => setting !== undefined && setting.value !== '';

/** True where a user name or a password is set, be it to something unknown. */
const hasLogin = ({ auth }: MailConfig): boolean => isGiven(auth?.user) || isGiven(auth?.password);

/** True where the program logs in, or may do so with credentials that the files do not show. */
export function hasCredentials(config: MailConfig): boolean {
  // A blank that is filled in later is no login yet.
  const isBlank = config.auth?.user?.value === '';
  return hasLogin(config) || (config.auth?.elsewhere === true && !isBlank);
}

/** What host and port say of the server by themselves. */
function written({ host, port, remote }: MailConfig): 'local' | 'remote' | 'unknown' {
  if (port?.value !== undefined && CATCHER_PORTS.has(port.value) && !isPossible(port)) return 'local';
  if (host?.value === undefined) return remote ? 'remote' : 'unknown';
  if (isPlaceholderHost(host.value)) return 'unknown';
  if (isLocalHost(host.value)) return isPossible(host) ? 'unknown' : 'local';
  return 'remote';
}

/**
 * True where the host is unknown and a login makes it a remote one: a mail catcher on the own machine needs no password.
 * Not where names alone say that the settings belong together. What rests on it is no error.
 */
export function isTakenForRemote(config: MailConfig): boolean {
  const { host, role } = config;
  const isOpen = host !== undefined && (host.value === undefined || isPlaceholderHost(host.value));
  return isOpen && role === 'submission' && !isReadByNames(config) && hasLogin(config) && written(config) === 'unknown';
}

/** Where the configuration connects to; `unknown` where neither the files nor a login tell. */
export function reach(config: MailConfig): 'local' | 'remote' | 'unknown' {
  return isTakenForRemote(config) ? 'remote' : written(config);
}
