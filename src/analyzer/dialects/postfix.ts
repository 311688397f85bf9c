/** Postfix: main.cf and the master.cf beside it, read as one. */
import type { Dialect } from '../dialect';
import { clientConfigs } from './postfix/client';
import { createSpace } from './postfix/evaluate';
import { instanceOf } from './postfix/instance';
import { observe } from './postfix/observations';
import { serverConfigs } from './postfix/server';
import { tablesOf } from './postfix/tables';

export const postfix: Dialect = {
  id: 'postfix',
  read(tree, document, project) {
    if (tree.format !== 'main.cf' && tree.format !== 'master.cf') return undefined;
    const instance = instanceOf(tree, document, project);
    if (!instance) return [];
    const main = createSpace(instance);
    const spaces = instance.services.map((service) => createSpace(instance, service, main));
    const tables = tablesOf(instance, project);
    return [
      ...clientConfigs(main, spaces, observe(main, spaces, tables, project), tables),
      ...serverConfigs(main, spaces, project),
    ];
  },
};
