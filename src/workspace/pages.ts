/** Where the documentation of a rule stands. */
import { homepage } from '../../package.json';
import { UNUSED_SUPPRESSION } from './suppressions';

const REPOSITORY = homepage.replace(/#.*$/s, '');

export const pageOf = (rule: string): string =>
  `${REPOSITORY}/blob/main/docs/${rule === UNUSED_SUPPRESSION ? 'silencing' : `rules/${rule}`}.md`;
