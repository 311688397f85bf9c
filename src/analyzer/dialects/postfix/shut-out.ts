/** A relay that refuses the very clients for which it is there: those of `mynetworks`. */
import type { Observation } from '../../model';
import { parseNetworkPattern } from '../../networks';
import type { Space } from './evaluate';
import { written } from './instance';
import { wordsOf } from './lists';
import { networkRefusal } from './relay';
import { isLoopback, isLoopbackOnly } from './services';
import { booleanOf } from './tls';

type Ignored = Extract<Observation, { kind: 'ignored' }>;

/** Lists of domains for which a server takes mail from anyone. */
const FOR_OTHERS = ['relay_domains', 'virtual_alias_domains', 'virtual_mailbox_domains'] as const;

const MACHINE = /^localhost(?:\..*)?$/;

/** True where mail can only go on to the relay: the server has no domain but its own name. */
function hasNoDomains(main: Space): boolean {
  const own = wordsOf(main, 'mydestination');
  return (
    main.definition('mydestination') !== undefined &&
    own?.every(({ value = '' }) => MACHINE.test(value) || value === main.value('myhostname')) === true &&
    FOR_OTHERS.every((name) => main.value(name) === '')
  );
}

/** Somebody names networks of other machines; those of this one are there for its own programs. */
const namesOthers = (main: Space): boolean =>
  (wordsOf(main, 'mynetworks') ?? []).some(({ value }) => {
    const pattern = value === undefined ? undefined : parseNetworkPattern(value);
    return pattern?.kind === 'network' && !pattern.negated && !isLoopback(value!.replace(/\/\d+$/, ''));
  });

export function shutOutNetworks(main: Space, spaces: readonly Space[]): Ignored[] {
  const { instance } = main;
  const networks = instance.settings.get('mynetworks');
  if (!networks?.certain || !instance.whole || !main.value('relayhost')) return [];
  if (!hasNoDomains(main) || !namesOthers(main)) return [];
  const doors = instance.master
    ? spaces.filter(({ service }) => service?.program.text === 'smtpd' && !isLoopbackOnly(main, service))
    : [main];
  const refusals = doors.map((space) =>
    booleanOf(space, 'smtpd_sasl_auth_enable') === false && space.service?.certain !== false
      ? networkRefusal(space)
      : undefined,
  );
  const [first] = refusals;
  if (!first || refusals.includes(undefined)) return [];
  const { at, list } = first;
  return [
    {
      kind: 'ignored',
      at: written(networks),
      fact: { code: 'shut-out', word: at.value ?? '', list },
      by: at.at,
      fix: at.editable && {
        title: 'Let the clients in `mynetworks` send',
        change: { kind: 'replace', setting: at, value: `permit_mynetworks, ${at.raw}` },
        suggestion: true,
      },
    },
  ];
}
