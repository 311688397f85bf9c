/** Filters that mail cannot get to: sockets outside of the chroot, and TLS that a filter on this machine does not speak. */
import type { Space } from './evaluate';
import { wordsOf } from './lists';
import { type Fatal, fatal, replace } from './service-faults';
import { isChrooted, isLoopback } from './services';

/** Which program talks to the milters of a list. */
const MILTERS = { smtpd_milters: 'smtpd', non_smtpd_milters: 'cleanup' } as const;

/** An absolute path; what is below `private` or `public` was meant for a chroot. */
const SOCKET = /^(?:unix|local):(\/(?!private\/|public\/)\S+)$/;

const pathOf = (value: string | undefined) => SOCKET.exec(value ?? '')?.[1];

/** The sockets that programs outside of any chroot connect to. */
function reachedFromOutside(spaces: readonly Space[]): ReadonlySet<string | undefined> {
  return new Set(
    Object.entries(MILTERS).flatMap(([name, program]) =>
      spaces
        .filter((space) => space.service?.program.text === program && isChrooted(space) === false)
        .flatMap((space) => (wordsOf(space, name) ?? []).map(({ value }) => pathOf(value))),
    ),
  );
}

/**
 * `unix:/run/opendkim/opendkim.sock` where the program sees nothing but the queue directory. Many let the filter listen
 * at this path below it, so that it is wrong for certain only where another program goes there from outside.
 */
export function unreachableMilters(spaces: readonly Space[]): Fatal[] {
  const told = new Set<number>();
  const outside = reachedFromOutside(spaces);
  return Object.entries(MILTERS).flatMap(([name, program]) =>
    spaces.flatMap((space): Fatal[] => {
      if (space.service?.program.text !== program || isChrooted(space) !== true) return [];
      const isPassing = space.value('milter_default_action') === 'accept';
      const queue = space.value('queue_directory')?.replace(/(?<!\/)\/*$/, '/');
      return (wordsOf(space, name) ?? []).flatMap((word): Fatal[] => {
        const path = pathOf(word.value);
        if (path === undefined || told.has(word.at.span.start)) return [];
        const relative = queue && path.startsWith(queue) ? path.slice(queue.length) : undefined;
        if (relative === undefined && !outside.has(path)) return [];
        told.add(word.at.span.start);
        const fix =
          relative && word.raw.endsWith(path) ? replace(word, word.raw.slice(0, -path.length) + relative) : undefined;
        return [fatal(word, { code: 'milter-in-chroot', path, program, relative, isPassing }, fix)];
      });
    }),
  );
}

/** Levels at which a client delivers nothing to a server without STARTTLS. */
const COMPULSORY = /^(?:encrypt|dane-only|fingerprint|verify|secure)$/i;

/** Where mail servers listen, which may well offer TLS to a client on the same machine. */
const MAIL_PORTS: ReadonlySet<string> = new Set(['24', '25', '465', '587', 'smtp', 'smtps', 'submission', 'lmtp']);

/** A client that requires TLS of all servers, and so of the content filter beside it. */
export function filtersWithoutTls(spaces: readonly Space[]): Fatal[] {
  const told = new Set<string>();
  return spaces.flatMap((space): Fatal[] => {
    const filter = space.value('content_filter') ?? '';
    const [, name, bracketed, plain, port] = /^([\w-]+):(?:\[([^\]]+)\]|([^:[\]]+)):([\w-]+)$/.exec(filter) ?? [];
    const client = spaces.find(({ service }) => service?.service.text === name && service?.type.text === 'unix');
    const program = client?.service?.program.text;
    if (!client || !name || !port || told.has(name) || (program !== 'smtp' && program !== 'lmtp')) return [];
    if (!isLoopback(bracketed ?? plain!) || MAIL_PORTS.has(port)) return [];
    const parameter = `${program}_tls_security_level`;
    const level = client.effective(parameter);
    if (!COMPULSORY.test(level.value ?? '') || client.value(`${program}_tls_policy_maps`) !== '') return [];
    told.add(name);
    const service = `${name}/unix`;
    return [
      fatal(
        level,
        { code: 'filter-without-tls', level: level.value!, service: name, filter: `${bracketed ?? plain}:${port}` },
        {
          title: `Set \`${parameter} = may\` for \`${name}\``,
          change: { kind: 'parameter', name: parameter, value: 'may', service },
          suggestion: true,
        },
      ),
    ];
  });
}
