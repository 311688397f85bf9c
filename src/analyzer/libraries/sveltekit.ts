/** SvelteKit's modules of the environment: `$env/static/private` has the variables, `$env/dynamic/private` their object. */
import type { MailLibrary } from './library';

export const sveltekit: MailLibrary = {
  module(_, source, node) {
    const kind = /^\$env\/(static|dynamic)\//.exec(source)?.[1];
    return kind === undefined
      ? undefined
      : { kind: 'external', path: kind === 'static' ? ['process.env'] : ['process'], node };
  },
};
