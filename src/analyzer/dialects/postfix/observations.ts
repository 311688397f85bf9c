/** What is noticed about the two files as such, whatever the services do: the base of all configurations tells it. */
import type { Observation } from '../../model';
import type { Space } from './evaluate';
import { fatalValues } from './fatal';
import { heldBy } from './held';
import type { Instance } from './instance';
import { namesOf } from './names';
import { duplicates, ignoredSettings, obsoleteSettings, unknownNames } from './settings';
import { replacedCertificates, unreachableWords } from './shadowed';
import { syntaxOf } from './syntax';

export function observe(instance: Instance, main: Space, spaces: readonly Space[]): Observation[] {
  const held = heldBy(instance, main, spaces);
  const names = namesOf(instance);
  const syntax = syntaxOf(instance, held);
  return [
    ...syntax.observations,
    ...unknownNames(instance, names),
    ...duplicates(instance),
    ...obsoleteSettings(instance),
    ...ignoredSettings(instance, names, main, spaces),
    ...replacedCertificates(instance, names),
    ...unreachableWords(held),
    ...fatalValues(
      held.filter(({ definition }) => !syntax.explained.has(definition)),
      main,
      spaces,
    ),
  ];
}
