/** LoopBack 2 to 4: data sources whose connector is mail. */
import type { Value } from '../javascript/values';
import type { MailLibrary } from './library';
import { asOptions, each, inside, textAt } from './pick';
import type { Given } from './site';

const transportsOf = (source: Value): readonly Given[] =>
  textAt(source, 'connector') === 'mail' || textAt(source, 'connector') === 'loopback-connector-mail'
    ? [...each(inside(source, 'transports')?.options), ...asOptions(inside(source, 'transport'))].filter(
        ({ options }) => textAt(options, 'type')?.toLowerCase() === 'smtp',
      )
    : [];

export const loopback: MailLibrary = {
  files: [
    {
      label: 'LoopBack mail connector',
      path: /(?:^|\/)datasources(?:\.[\w-]+)*\.(?:json|js)$/,
      pick: (exported) => each(exported).flatMap(({ options }) => transportsOf(options)),
      owns: (exported) => each(exported).some(({ options }) => textAt(options, 'connector') !== undefined),
    },
  ],
};
