/** The order of the stages, which the TLS mode decides. */
import type { ProbeOptions, ProbeTarget } from '../report';
import { auth } from './auth';
import { certificate } from './certificate';
import { dns } from './dns';
import { ehlo } from './ehlo';
import { envelope } from './envelope';
import { greeting } from './greeting';
import { mechanisms } from './mechanisms';
import { message } from './message';
import { oldVersions } from './old-versions';
import { quit } from './quit';
import { settings } from './settings';
import type { Stage } from './stage';
import { starttls } from './starttls';
import { tcp } from './tcp';
import { tls } from './tls';

export function stagesFor({ tls: mode }: ProbeTarget, options: ProbeOptions): Stage[] {
  const dialogue =
    mode === 'implicit'
      ? [tls, certificate, greeting, ehlo]
      : mode === 'off'
        ? [greeting, ehlo, starttls]
        : [greeting, ehlo, starttls, tls, certificate];
  return [
    settings,
    dns,
    tcp,
    ...dialogue,
    mechanisms,
    auth,
    ...(options.envelope ? [envelope] : []),
    ...(options.message ? [message] : []),
    quit,
    ...(options.oldVersions && mode !== 'off' ? [oldVersions] : []),
  ];
}

export type { Stage } from './stage';
