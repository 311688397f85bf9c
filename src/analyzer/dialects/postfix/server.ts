/** Postfix's receiving side: each smtpd of master.cf, or the stock one where there is no master.cf. */
import type { MailConfig, PostfixService } from '../../model';
import type { Space } from './evaluate';
import { written } from './instance';
import { wordsOf } from './lists';
import { acceptsOwnMail, relayVerdict, trustedMayRelay } from './relay';
import { isLoopbackOnly, portOfService } from './services';
import { hasSubmission } from './submission';
import { ciphersOf, serverTls, versionsOf } from './tls';
import { writeServer } from './write';

export function serverConfigs(main: Space, spaces: readonly Space[]): MailConfig[] {
  const receiving = main.instance.master
    ? spaces.filter(({ service }) => service?.program.text === 'smtpd' && service.certain)
    : [main];
  const submission = hasSubmission(main);
  return receiving.map((space) => serverConfig(space, main, submission));
}

/** A service as its rules see it; without master.cf the stock entry `smtp inet ... smtpd` of port 25. */
export function service(space: Space, program: string, main?: Space): PostfixService {
  const { instance, service: entry } = space;
  return {
    name: entry ? `${entry.service.text}/${entry.type.text}` : program === 'smtpd' ? 'smtp/inet' : 'smtp/unix',
    program,
    port: entry ? portOfService(instance, entry) : program === 'smtpd' ? 25 : undefined,
    declared: entry !== undefined,
    loopback: isLoopbackOnly(space, entry),
    at: space.anchor,
    effective: space.effective,
    words: (parameter) => wordsOf(space, parameter),
    relaying: main && relayVerdict(space, main),
  };
}

function serverConfig(space: Space, main: Space, submission: boolean | undefined): MailConfig {
  const { instance, service: entry } = space;
  const tls = serverTls(space);
  const postfix = {
    ...service(space, 'smtpd', main),
    hasSubmission: submission,
    trustedMayRelay: trustedMayRelay(space),
    acceptsOwnMail: acceptsOwnMail(space),
  };
  return {
    dialect: 'postfix',
    label: `Postfix service ${entry?.service.text ?? 'smtp'}`,
    role: 'server',
    extent: entry
      ? { uri: instance.master!.uri, span: entry.extent }
      : { uri: instance.main!.uri, span: { start: 0, end: instance.main!.text.length } },
    anchor: space.anchor,
    tls,
    versions: versionsOf(space, 'smtpd', tls.value),
    ciphers: ciphersOf(space, 'smtpd', tls.value),
    expressible: ['off', 'opportunistic', 'starttls', 'implicit'],
    secretsBelong: false,
    complete: instance.whole,
    settings: entry ? (instance.overrides.get(entry) ?? []).map(written) : [],
    observations: [],
    postfix,
    write: (change) => writeServer(space, change),
  };
}
