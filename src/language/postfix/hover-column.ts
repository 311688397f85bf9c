/** The eight columns of master.cf (master(5)). */
import { PROGRAMS } from '../../analyzer/data/postfix-words';
import { listenerOf } from '../../analyzer/dialects/postfix/services';
import type { ServiceEntry } from '../../analyzer/formats/master-cf';
import { compareLevels } from '../../analyzer/formats/postfix-macros';
import { inCode } from './shown';
import type { Column } from './token';
import type { View } from './view';

const TYPES: Readonly<Record<string, string>> = {
  inet: 'a TCP port',
  unix: 'a socket in the queue directory',
  'unix-dgram': 'a datagram socket in the queue directory',
  fifo: 'a named pipe in the queue directory',
  pass: 'connections that another service hands over, as postscreen does to smtpd',
};

/** Paragraphs of Markdown. */
export function columnText(view: View, entry: ServiceEntry, column: Column): string[] {
  const text = entry[column].text;
  switch (column) {
    case 'service':
      return ['**Service**', serviceText(view, entry)];
    case 'type':
      return ['**Type**', TYPES[text] ? `Listens on ${TYPES[text]}.` : `${inCode(text)} is no type of service.`];
    case 'private':
      return [
        '**Private**: whether only Postfix itself reaches the service.',
        entry.type.text === 'inet' ? 'A TCP port cannot be private: `n`.' : said(text, 'y'),
      ];
    case 'unprivileged':
      return ['**Unprivileged**: whether it runs as `$mail_owner`, not as root.', said(text, 'y')];
    case 'chroot':
      return ['**Chroot**: whether it is locked into the queue directory.', said(text, chrootDefault(view))];
    case 'wakeup':
      return [
        '**Wakeup**: after how many seconds it is woken up, again and again; with `?` only once it was used.',
        said(text, '0', ', never'),
      ];
    case 'processes':
      return [
        '**Process limit**: how many processes run at a time; `0` for no limit.',
        said(text, view.main.value('default_process_limit') ?? '100'),
      ];
    case 'program': {
      const words = PROGRAMS.get(text);
      return words ? [`**${text}**(8) ${words}.`] : [];
    }
  }
}

const said = (text: string, absent: string, note = '') =>
  text === '-' ? `\`-\` stands for \`${absent}\`${note}.` : '';

/** `y` below compatibility level 1, as in every release before Postfix 3.0. */
function chrootDefault({ main, instance }: View): string {
  if (!instance.whole) return 'n';
  const level = main.value('compatibility_level') ?? '';
  return (compareLevels(level || '0', '1') ?? 0) < 0 ? 'y' : 'n';
}

function serviceText({ main }: View, { service, type, private: isPrivate }: ServiceEntry): string {
  if (type.text !== 'inet') {
    const folder = isPrivate.text === 'n' ? 'public' : 'private';
    return `The socket \`${folder}/${service.text}\` in the queue directory.`;
  }
  const { port, host } = listenerOf(service.text);
  const where = host
    ? `at \`${host}\``
    : main.value('inet_interfaces') === undefined
      ? 'at the addresses of inet_interfaces'
      : `at the addresses of inet_interfaces: ${inCode(main.value('inet_interfaces') ?? '')}`;
  return `TCP port ${port ?? inCode(service.text)} ${where}.`;
}
