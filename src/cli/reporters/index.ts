/** One line a format. */
import { github } from './github';
import { json } from './json';
import { pretty } from './pretty';
import type { Reporter } from './reporter';
import { sarif } from './sarif';

export const REPORTERS = { pretty, json, sarif, github } satisfies Record<string, Reporter>;

export type Format = keyof typeof REPORTERS;

export const isFormat = (name: string): name is Format => Object.hasOwn(REPORTERS, name);
