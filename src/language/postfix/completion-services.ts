/** Completion of the eight columns of master.cf, and of whole services. */
import { PROGRAMS } from '../../analyzer/data/postfix-words';
import { lineBreakOf } from '../../analyzer/formats/postfix-lines';
import type { Completion } from './results';
import type { Slot } from './slot';
import { STOCK_SERVICES, type StockService } from './stock-services';
import type { View } from './view';

type ColumnSlot = Extract<Slot, { kind: 'column' }>;

const CHOICES: Readonly<Record<number, readonly (readonly [text: string, detail: string])[]>> = {
  1: [
    ['inet', 'TCP port'],
    ['unix', 'socket'],
    ['unix-dgram', 'datagram socket'],
    ['fifo', 'named pipe'],
    ['pass', 'connections of another service'],
  ],
  2: [
    ['-', 'private: y'],
    ['n', 'public'],
    ['y', 'private'],
  ],
  3: [
    ['-', 'unprivileged: y'],
    ['n', 'as root'],
    ['y', 'as $mail_owner'],
  ],
  4: [
    ['-', 'chroot: n'],
    ['n', 'whole file system'],
    ['y', 'queue directory only'],
  ],
  5: [
    ['-', 'never woken up'],
    ['60', 'each minute'],
    ['300', 'each five minutes'],
    ['1000?', 'once used'],
  ],
  6: [
    ['-', '$default_process_limit'],
    ['0', 'no limit'],
    ['1', 'one process'],
  ],
};

export function columnCompletions(view: View, slot: ColumnSlot): Completion[] {
  const { index, replace, fields } = slot;
  if (index === 0) return serviceCompletions(view, slot);
  if (index === 7) {
    const standard = STOCK_SERVICES.find(({ name, type }) => name === fields[0] && type === fields[1])?.program;
    return [...PROGRAMS].map(([label, detail]) => ({
      label,
      kind: 'program',
      detail,
      insert: label,
      replace,
      rank: label === standard ? 1 : 5,
    }));
  }
  // A TCP port cannot be private.
  const choices = (CHOICES[index] ?? []).filter(([text]) => index !== 2 || fields[1] !== 'inet' || text === 'n');
  return choices.map(([label, detail], rank) => ({ label, kind: 'value', detail, insert: label, replace, rank }));
}

/** Services that are not there yet, as whole lines; their names alone where the line goes on. */
function serviceCompletions({ instance, document }: View, { replace }: ColumnSlot): Completion[] {
  const present = new Set(
    instance.services
      .filter(({ service }) => service.span.start !== replace.start)
      .map(({ service, type }) => `${service.text}/${type.text}`),
  );
  const lineEnd = document.text.indexOf('\n', replace.end);
  const isAlone = document.text.slice(replace.end, lineEnd < 0 ? undefined : lineEnd).trim() === '';
  const chroot = usualChroot(instance.services.map((entry) => entry.chroot.text));
  const lineBreak = lineBreakOf(document.text);
  return STOCK_SERVICES.filter(({ name, type }) => !present.has(`${name}/${type}`)).map((service, index) => ({
    label: isAlone ? `${service.name} ${service.type}` : service.name,
    kind: isAlone ? 'snippet' : 'service',
    detail: PROGRAMS.get(service.program),
    insert: isAlone ? lineOf(service, chroot, lineBreak) : service.name,
    replace,
    rank: index < 2 ? 1 : 5,
  }));
}

/** Debian writes `y` where others write `n` or `-`. */
function usualChroot(written: readonly string[]): string {
  const count = (value: string) => written.filter((each) => each === value).length;
  return count('y') > 0 ? 'y' : count('n') > count('-') ? 'n' : '-';
}

function lineOf(service: StockService, chroot: string, lineBreak: string): string {
  const { name, type, isPrivate, unprivileged, mayChroot, wakeup, processes, program, options = [] } = service;
  const columns = [isPrivate, unprivileged, mayChroot ? chroot : 'n', wakeup, processes];
  const head = `${name.padEnd(9)} ${type.padEnd(5)} ${columns.map((column) => column.padEnd(8)).join('')}${program}`;
  return [head, ...options.map((option) => `  -o ${option}`)].join(lineBreak);
}
