/** One line a dialect; the first that knows a document reads it. */
import type { Dialect } from '../dialect';
import type { Tree } from '../formats/index';
import { TABLE_DIALECTS } from './variables';

/** A dialect that is loaded with the first tree that it may read: most of this program serves one or two kinds of files. */
const deferred = (id: string, formats: readonly Tree['format'][], load: () => Dialect): Dialect => ({
  id,
  read: (tree, document, project) => (formats.includes(tree.format) ? load().read(tree, document, project) : undefined),
  beside: (tree, project) => (formats.includes(tree.format) ? (load().beside?.(tree, project) ?? []) : []),
});

export const DIALECTS: readonly Dialect[] = [
  deferred(
    'nodemailer',
    ['javascript', 'json'],
    () => (require('../libraries/read') as typeof import('../libraries/read')).javascript,
  ),
  deferred('postfix', ['main.cf', 'master.cf'], () => (require('./postfix') as typeof import('./postfix')).postfix),
  ...TABLE_DIALECTS,
];
