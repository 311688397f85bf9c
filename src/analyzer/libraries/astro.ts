import type { MailLibrary } from './library';

export const astro: MailLibrary = {
  // The variables of its schema, each under its own name.
  module: (_, source, node) =>
    source === 'astro:env/server' ? { kind: 'external', path: ['process.env'], node } : undefined,
};
