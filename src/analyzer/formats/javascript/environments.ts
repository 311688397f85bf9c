/** What JavaScript's runtimes and frameworks call the environment of a program. */
import type { External } from './values';

const STAGE = /^(?:NODE_ENV|APP_ENV|APP_STAGE|STAGE|VERCEL_ENV|CI)$/;

/** Which stage a program runs in is told from outside, whatever a file says. */
export const isStage = (name: string): boolean => STAGE.test(name);

const GLOBAL_ENVIRONMENTS: ReadonlySet<string> = new Set([
  'process.env',
  'globalThis.process.env',
  'global.process.env',
  'import.meta.env',
  'Bun.env',
]);

/** The object that holds a program's environment, by the names that runtimes and frameworks give it. */
export const isEnvironment = ({ module, path }: External): boolean =>
  module === undefined
    ? GLOBAL_ENVIRONMENTS.has(path.join('.'))
    : /^(?:node:)?process$/.test(module)
      ? path.filter((part) => part !== 'default').join('.') === 'env'
      : /^\$env\/(?:static|dynamic)\//.test(module)
        ? path.join('.') === (module.includes('dynamic') ? 'env' : '')
        : module === 'astro:env/server' && path.length === 0;
