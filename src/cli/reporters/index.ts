/** One line a format. */
import { checkstyle } from './checkstyle';
import { concise } from './concise';
import { github } from './github';
import { gitlab } from './gitlab';
import { json } from './json';
import { junit } from './junit';
import { markdown } from './markdown';
import { pretty } from './pretty';
import type { Reporter } from './reporter';
import { sarif } from './sarif';

export const REPORTERS = {
  pretty,
  concise,
  json,
  sarif,
  github,
  gitlab,
  junit,
  checkstyle,
  markdown,
} satisfies Record<string, Reporter>;

export type Format = keyof typeof REPORTERS;

export const isFormat = (name: string): name is Format => Object.hasOwn(REPORTERS, name);
