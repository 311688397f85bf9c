/** What is noticed about the two files as such, whatever the services do: the base of all configurations tells it. */
import type { Observation, Project } from '../../model';
import { missingServices, sizeLimits, unreachableSockets } from './delivery';
import { domainClasses, wildcardDomains } from './domains';
import type { Space } from './evaluate';
import { fatalValues } from './fatal';
import { filtersWithoutTls, unreachableMilters } from './filters';
import { heldBy } from './held';
import { baseImageOf } from './image';
import { namesOf } from './names';
import { policyFaults, unusedLogins } from './next-hop-tables';
import { missingBehindPostscreen, postscreenFaults } from './postscreen';
import { scriptsOf } from './scripts';
import { duplicates, ignoredSettings, obsoleteSettings, unknownNames } from './settings';
import { replacedCertificates, unreachableWords } from './shadowed';
import { shutOutNetworks } from './shut-out';
import { syntaxOf } from './syntax';
import { unreadableTables } from './table-types';
import type { Tables } from './tables';

export function observe(main: Space, spaces: readonly Space[], tables: Tables, project: Project): Observation[] {
  const { instance } = main;
  const held = heldBy(instance, main, spaces);
  const names = namesOf(instance);
  const syntax = syntaxOf(instance, held);
  const { uri } = (instance.main ?? instance.master)!;
  const image = baseImageOf(uri, project);
  const readable = held.filter(({ definition }) => !syntax.explained.has(definition));
  return [
    ...syntax.observations,
    ...unknownNames(instance, names, scriptsOf(uri, project)),
    ...duplicates(instance),
    ...obsoleteSettings(instance),
    ...ignoredSettings(instance, names, main, spaces),
    ...replacedCertificates(instance, names),
    ...unreachableWords(held),
    ...fatalValues(readable, main, spaces, names),
    ...unreadableTables(readable, image),
    ...unreachableMilters(spaces),
    ...filtersWithoutTls(spaces),
    ...postscreenFaults(spaces),
    ...shutOutNetworks(main, spaces),
    ...unusedLogins(main, tables),
    ...policyFaults(main, tables),
    ...domainClasses(main, tables),
    ...wildcardDomains(main),
    ...missingServices(readable, main, tables),
    ...missingBehindPostscreen(main, spaces),
    ...unreachableSockets(readable, spaces),
    ...sizeLimits(main),
  ];
}
