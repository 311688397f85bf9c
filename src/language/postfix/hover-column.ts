/** The eight columns of master.cf (master(5)). */
import { PROGRAMS } from '../../analyzer/data/postfix-words';
import { listenerOf } from '../../analyzer/dialects/postfix/services';
import type { ServiceEntry } from '../../analyzer/formats/master-cf-tree';
import { compareLevels } from '../../analyzer/formats/postfix-macros';
import { type Markdown, md, trusted } from '../../show/markdown';
import { effectiveInCode, inCode, shownWord } from './shown';
import type { Column } from './token';
import type { View } from './view';

const TYPES: Readonly<Record<string, string>> = {
  inet: 'a TCP port',
  unix: 'a socket in the queue directory',
  'unix-dgram': 'a datagram socket in the queue directory',
  fifo: 'a named pipe in the queue directory',
  pass: 'connections that another service hands over, as postscreen does to smtpd',
};

export function columnText(view: View, entry: ServiceEntry, column: Column): Markdown[] {
  const text = shownWord(view.instance, entry[column].text);
  switch (column) {
    case 'service':
      return [md`**Service**`, serviceText(view, entry)];
    case 'type':
      return [md`**Type**`, TYPES[text] ? md`Listens on ${TYPES[text]}.` : md`${inCode(text)} is no type of service.`];
    case 'private':
      return [
        md`**Private**: whether only Postfix itself reaches the service.`,
        entry.type.text === 'inet' ? md`A TCP port cannot be private: \`n\`.` : said(text, 'y'),
      ];
    case 'unprivileged':
      return [md`**Unprivileged**: whether it runs as \`$mail_owner\`, not as root.`, said(text, 'y')];
    case 'chroot':
      return [md`**Chroot**: whether it is locked into the queue directory.`, said(text, chrootDefault(view))];
    case 'wakeup':
      return [
        md`**Wakeup**: after how many seconds it is woken up, again and again; with \`?\` only once it was used.`,
        said(text, '0', ', never'),
      ];
    case 'processes':
      return [
        md`**Process limit**: how many processes run at a time; \`0\` for no limit.`,
        said(text, view.main.value('default_process_limit') ?? '100'),
      ];
    case 'program': {
      const words = PROGRAMS.get(text);
      return words ? [md`**${text}**(8) ${trusted(words)}.`] : [];
    }
  }
}

const said = (text: string, absent: string, note = ''): Markdown =>
  text === '-' ? md`\`-\` stands for ${inCode(absent)}${note}.` : md``;

/** `y` below compatibility level 1, as in every release before Postfix 3.0. */
function chrootDefault({ main, instance }: View): string {
  if (!instance.whole) return 'n';
  const level = main.value('compatibility_level') ?? '';
  return (compareLevels(level || '0', '1') ?? 0) < 0 ? 'y' : 'n';
}

function serviceText({ main, instance }: View, { service, type, private: isPrivate }: ServiceEntry): Markdown {
  const shown = (word: string) => inCode(shownWord(instance, word));
  if (type.text !== 'inet') {
    const folder = isPrivate.text === 'n' ? 'public' : 'private';
    return md`The socket ${shown(`${folder}/${service.text}`)} in the queue directory.`;
  }
  const { port, host } = listenerOf(service.text);
  const where = host
    ? md`at ${shown(host)}`
    : main.value('inet_interfaces') === undefined
      ? md`at the addresses of inet_interfaces`
      : md`at the addresses of inet_interfaces: ${effectiveInCode(main, 'inet_interfaces')}`;
  return md`TCP port ${port ?? shown(service.text)} ${where}.`;
}
