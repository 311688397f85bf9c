/** postscreen(8): one process in front of smtpd, and the services that it hands clients and questions over to. */
import type { Field } from '../../formats/master-cf-tree';
import type { Observation, Setting } from '../../model';
import type { Space } from './evaluate';
import { hasAllServices } from './instance';
import { wordsOf } from './lists';
import { type Fatal, fatal, replace } from './service-faults';

type MissingService = Extract<Observation, { kind: 'missing-service' }>;

const isPostscreen = ({ service }: Space): boolean =>
  service?.program.text === 'postscreen' && service.type.text === 'inet' && service.certain;

const settingOf = ({ text, span }: Field, uri: string): Setting<string> => ({
  value: text,
  raw: text,
  at: { uri, span },
  name: text,
  origin: { kind: 'literal' },
  editable: { replace: (value) => ({ uri, span, text: String(value) }) },
});

/** What stops it (seen in the log of postscreen 3.7): more than one process, and a weight that is no number. */
export function postscreenFaults(spaces: readonly Space[]): Fatal[] {
  const told = new Set<number>();
  return spaces.filter(isPostscreen).flatMap((space): Fatal[] => {
    const { uri } = space.instance.master!;
    const { processes } = space.service!;
    const limit = settingOf(processes, uri);
    const crowd = processes.text === '1' ? [] : [fatal(limit, { code: 'process-limit' }, replace(limit, '1'))];
    const weights = (wordsOf(space, 'postscreen_dnsbl_sites') ?? []).flatMap((site): Fatal[] => {
      const weight = /^[^*]*\*(.*)$/.exec(site.value ?? '')?.[1];
      if (weight === undefined || /^[+-]?\d+$/.test(weight) || told.has(site.at.span.start)) return [];
      told.add(site.at.span.start);
      return [fatal(site, { code: 'site-weight', word: site.value!, weight })];
    });
    return [...crowd, ...weights];
  });
}

/** Services that it needs and a whole master.cf does not have. */
export function missingBehindPostscreen(main: Space, spaces: readonly Space[]): MissingService[] {
  const { instance } = main;
  if (!hasAllServices(instance)) return [];
  const names = new Set(instance.services.map(({ service }) => service.text));
  return spaces.filter(isPostscreen).flatMap((space): MissingService[] => {
    const program = settingOf(space.service!.program, instance.master!.uri);
    const sites = space.effective('postscreen_dnsbl_sites');
    const needed = [
      { at: program, name: space.value('smtpd_service_name') },
      { at: sites, name: sites.value ? space.value('dnsblog_service_name') : undefined },
    ];
    return needed.flatMap(({ at, name }): MissingService[] =>
      !name || names.has(name) ? [] : [{ kind: 'missing-service', at, services: [name], reader: 'postscreen' }],
    );
  });
}
