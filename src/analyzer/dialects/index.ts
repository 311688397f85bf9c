/** One line a dialect; the first that knows a document reads it. */
import type { Dialect } from '../dialect';
import { javascript } from '../libraries/read';
import { postfix } from './postfix';
import { TABLE_DIALECTS } from './variables';

export const DIALECTS: readonly Dialect[] = [javascript, postfix, ...TABLE_DIALECTS];
