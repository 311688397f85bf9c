/** Settings and words that another one leaves without effect. */
import { PARAMETERS } from '../../data/postfix-parameters';
import type { Observation } from '../../model';
import type { Held } from './held';
import { type Instance, written } from './instance';
import type { Names } from './names';
import { restrictionsOf } from './restrictions';

type Ignored = Extract<Observation, { kind: 'ignored' }>;

const LEGACY_FILES = ['cert_file', 'key_file', 'eccert_file', 'eckey_file', 'dcert_file', 'dkey_file'] as const;

/** Certificates in the old settings beside the new one, in which Postfix 3.4 and later look alone. */
export function replacedCertificates(instance: Instance, names: Names): Ignored[] {
  return (['smtpd', 'smtp', 'lmtp'] as const).flatMap((program) => {
    const chain = `${program}_tls_chain_files`;
    const winner = instance.settings.get(chain);
    // A service may go without the chain, and so come back to the old settings.
    const overridden = [...instance.overrides.values()].flat().some(({ name }) => name === chain);
    if (!winner?.certain || winner.raw === '' || overridden) return [];
    return LEGACY_FILES.flatMap((file): Ignored[] => {
      const loser = instance.settings.get(`${program}_tls_${file}`);
      if (!loser?.certain || loser.raw === '' || names.isReferenced(loser.name)) return [];
      const at = written(loser);
      return [
        {
          kind: 'ignored',
          at,
          fact: { code: 'replaced-by', name: chain },
          by: winner.at,
          fix: { title: `Remove \`${at.name}\``, change: { kind: 'remove', settings: [at] }, suggestion: true },
        },
      ];
    });
  });
}

/** The first word behind one that ends its list for everyone. */
export function unreachableWords(held: readonly Held[]): Ignored[] {
  return held.flatMap(({ definition, space }): Ignored[] => {
    if (PARAMETERS.get(definition.name)?.kind !== 'restrictions') return [];
    const list = restrictionsOf(space, definition.name) ?? [];
    const end = list.findIndex(({ word, onlyWarns }) => /^(?:permit|reject|defer)$/.test(word) && !onlyWarns);
    const behind = end < 0 ? undefined : list.slice(end + 1).find(({ known }) => known);
    if (!behind) return [];
    const { word, at } = list[end]!;
    const reached = { ...behind.at, name: behind.at.value ?? '' };
    return [
      { kind: 'ignored', at: reached, fact: { code: 'unreachable', after: word, list: definition.name }, by: at.at },
    ];
  });
}
