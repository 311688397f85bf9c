import type { PostfixService, Proposal, Setting } from '../model';
import type { Message } from './message';
import { isYes, publicServer, setBeside } from './postfix-service';
import type { Report, Rule } from './rule';

/** Where Dovecot's packages put the socket, below the queue directory. */
const USUAL = 'private/auth';

const MESSAGES = {
  chroot: (relative: string | undefined): Message => ({
    headline: '`smtpd_sasl_path` is an absolute path, but smtpd runs in a chroot',
    detail:
      'It looks for the path below the queue directory, finds nothing and stops with "no SASL authentication mechanisms". ' +
      (relative
        ? `Write the path from there: \`${relative}\`.`
        : `Let Dovecot listen below the queue directory and write \`${USUAL}\`, or write \`n\` as the fifth field of the service.`),
  }),
  type: (isDefault: boolean): Message => ({
    headline: `\`smtpd_sasl_path\` is a socket, but \`smtpd_sasl_type\` is \`cyrus\`${isDefault ? ' by default' : ''}`,
    detail:
      'Cyrus SASL reads the path as the name of an application, so every login fails. Set `smtpd_sasl_type = dovecot`.',
  }),
  path: {
    headline: '`smtpd_sasl_type = dovecot` needs `smtpd_sasl_path`, the socket of Dovecot',
    detail:
      'The default, `smtpd`, is a name for Cyrus SASL. smtpd finds no such socket and stops with "no SASL authentication mechanisms". ' +
      `Set \`smtpd_sasl_path = ${USUAL}\`, where Dovecot listens there.`,
  },
} as const;

/** An absolute path in a chroot: smtpd looks for it below the queue directory. */
function chrootReport(service: PostfixService, path: Setting<string>): Report | undefined {
  // `/private/auth` is there in the chroot, too.
  const absolute = /^(?:unix:)?(\/(?!private\/|public\/).*)$/.exec(path.value ?? '')?.[1];
  if (service.chroot !== true || absolute === undefined || path.origin.kind === 'default') return undefined;
  const queue = service.effective('queue_directory').value?.replace(/(?<!\/)\/*$/, '/');
  const relative = queue && absolute.startsWith(queue) ? absolute.slice(queue.length) : undefined;
  return {
    at: path,
    ...MESSAGES.chroot(relative),
    fixes: [
      {
        title: `Change to \`${relative ?? USUAL}\``,
        change: { kind: 'replace', setting: path, value: relative ?? USUAL },
        suggestion: relative === undefined,
        asWritten: relative !== undefined,
      },
    ],
  };
}

/** A socket for Cyrus SASL, which takes the name of an application. */
function typeReport(path: Setting<string>, type: Setting<string>, fix: Proposal): Report | undefined {
  if (path.origin.kind === 'default' || !/^(?:inet|unix):|\//.test(path.value ?? '')) return undefined;
  return { at: path, ...MESSAGES.type(type.origin.kind === 'default'), fixes: [fix] };
}

/** Dovecot without its socket: the default names a file that no Dovecot makes. */
function pathReport(path: Setting<string>, type: Setting<string>, fix: Proposal): Report | undefined {
  if (path.origin.kind !== 'default' || path.value !== 'smtpd') return undefined;
  return { at: type, ...MESSAGES.path, fixes: [fix] };
}

export const postfixSaslBackend: Rule = {
  id: 'postfix-sasl-backend',
  severity: 'warning',
  category: 'postfix',
  summary: 'the server cannot reach what checks its logins',
  fix: 'safe',
  check(config, report) {
    const service = publicServer(config);
    if (!service || isYes(service.effective('smtpd_sasl_auth_enable')) !== true) return;
    const path = service.effective('smtpd_sasl_path');
    const type = service.effective('smtpd_sasl_type');
    const found =
      type.value === 'cyrus'
        ? typeReport(path, type, setBeside(config, path, 'smtpd_sasl_type', 'dovecot'))
        : type.value === 'dovecot'
          ? (chrootReport(service, path) ??
            pathReport(path, type, setBeside(config, type, 'smtpd_sasl_path', USUAL, true)))
          : undefined;
    if (found) report(found);
  },
};
