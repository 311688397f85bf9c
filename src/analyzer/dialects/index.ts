/** One line a dialect. */
import type { Dialect } from './dialect';

export const DIALECTS: readonly Dialect[] = [];
