/** Postfix's receiving side: each smtpd of master.cf, or the stock one where there is no master.cf. */
import type { LoginRefusal, MailConfig, PostfixService, Project, Setting } from '../../model';
import type { Space } from './evaluate';
import { written } from './instance';
import { wordsOf } from './lists';
import { acceptsOwnMail, loginRefusal, relayVerdict, trustedMayRelay } from './relay';
import { scriptsOf } from './scripts';
import { isChrooted, isLoopbackOnly, listenerOf, portOfService } from './services';
import { hasSubmission } from './submission';
import { booleanOf, ciphersOf, serverTls, versionsOf } from './tls';
import { writeServer } from './write';

export function serverConfigs(main: Space, spaces: readonly Space[], project: Project): MailConfig[] {
  const receiving = main.instance.master
    ? spaces.filter(({ service }) => service?.program.text === 'smtpd' && service.certain)
    : [main];
  const common: Common = {
    main,
    submission: hasSubmission(main),
    logins: loginsOf(receiving),
    back: returning(receiving),
    inScript: scriptsOf((main.instance.main ?? main.instance.master)!.uri, project),
  };
  return receiving.map((space) => serverConfig(space, common));
}

/** What the services of one Postfix have to know of each other. */
interface Common {
  readonly main: Space;
  readonly submission: boolean | undefined;
  /** By service: what refuses its logins. Absent: no login, or one that may be of use. */
  readonly logins: ReadonlyMap<Space, ReturnType<typeof loginRefusal>>;
  /** By service that takes mail back from the content filter and has it set, too. */
  readonly back: ReadonlyMap<Space, Setting<string>>;
  readonly inScript: (parameter: string) => boolean;
}

const loginsOf = (receiving: readonly Space[]): Common['logins'] =>
  new Map(
    receiving
      .filter((space) => booleanOf(space, 'smtpd_sasl_auth_enable') !== false)
      .map((space) => [space, loginRefusal(space)]),
  );

/** Ports of loopback services that are there for clients on this machine. */
const FOR_CLIENTS: ReadonlySet<number> = new Set([25, 465, 587]);

/** A service on an address of this machine alone, where filters hand their mail back. */
function isDoorForFilters(space: Space): boolean {
  const { instance, service: entry } = space;
  if (entry?.type.text !== 'inet' || !listenerOf(entry.service.text).host || !isLoopbackOnly(space, entry))
    return false;
  const port = portOfService(instance, entry);
  return port !== undefined && !FOR_CLIENTS.has(port);
}

/** Where no service on loopback does without the filter of main.cf, none can take mail back from it. */
function returning(receiving: readonly Space[]): Common['back'] {
  const doors = receiving.filter(isDoorForFilters);
  const found = new Map<Space, Setting<string>>();
  for (const name of ['content_filter', 'smtpd_proxy_filter']) {
    const filters = doors.map((space) => space.effective(name));
    if (!filters.every(({ value }) => value)) continue;
    for (const [index, space] of doors.entries()) {
      const filter = filters[index]!;
      if (!space.definition(name)?.service && leadsOverSmtp(space, filter.value!) && !found.has(space))
        found.set(space, filter);
    }
  }
  return found;
}

/** A filter that is a server speaks SMTP when it hands mail back; a program may call sendmail(1). */
function leadsOverSmtp({ instance }: Space, filter: string): boolean {
  const [, transport, host] = /^([\w-]+):(.+)$/.exec(filter) ?? [];
  if (host === undefined) return false;
  const entry = instance.services.find(({ service }) => service.text === transport);
  return entry === undefined || /^(?:smtp|lmtp)$/.test(entry.program.text);
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
    chroot: isChrooted(space),
  };
}

/** Puts the permission in front of the word, as words are separated where it stands. */
function refusesLogins(space: Space, { logins }: Common): LoginRefusal | undefined {
  const refusal = logins.get(space);
  if (!refusal) return undefined;
  const { list, at } = refusal;
  const separator = space.definition(list)?.service ? ',' : ', ';
  const value = `permit_sasl_authenticated${separator}${at.raw}`;
  return {
    list: { ...space.effective(list), name: list },
    at,
    servedElsewhere: [...logins].some(([other, refused]) => other !== space && !refused),
    fix: at.editable && {
      title: 'Let clients that have logged in send',
      change: { kind: 'replace', setting: at, value },
      suggestion: true,
    },
  };
}

function serverConfig(space: Space, common: Common): MailConfig {
  const { main, submission } = common;
  const { instance, service: entry } = space;
  const tls = serverTls(space);
  const postfix = {
    ...service(space, 'smtpd', main),
    hasSubmission: submission,
    trustedMayRelay: trustedMayRelay(space),
    acceptsOwnMail: acceptsOwnMail(space),
    refusesLogins: refusesLogins(space, common),
    filtersAgain: common.back.get(space),
    inScript: common.inScript,
  };
  return {
    dialect: 'postfix',
    label: `Postfix service ${entry?.service.text ?? 'smtp'}`,
    role: 'server',
    extent: entry
      ? { uri: instance.master!.uri, span: entry.extent }
      : { uri: instance.main!.uri, span: instance.main!.extent ?? { start: 0, end: instance.main!.text.length } },
    anchor: space.anchor,
    tls,
    versions: versionsOf(space, 'smtpd', tls.value),
    ciphers: ciphersOf(space, 'smtpd', tls.value),
    expressible: ['off', 'opportunistic', 'starttls', 'implicit'],
    secretsBelong: false,
    reading: instance.whole ? 'whole' : 'part',
    settings: entry ? (instance.overrides.get(entry) ?? []).map(written) : [],
    observations: [],
    postfix,
    write: (change) => writeServer(space, change),
  };
}
