/** Every rule, in the order of the catalogue; one line a rule. */
import type { Rule } from './rule';

export const RULES: readonly Rule[] = [];
