/**
 * The live connection test. Node only; knows no editor and no configuration file.
 *
 * - `probe` tests one endpoint stage by stage. It never rejects: whatever happens is in the report.
 * - `findWorking` tries other ports and modes without credentials.
 * - `toMarkdown` and `toText` render a report; its JSON form is the report itself.
 */
export { exitCodeOf } from './exit-codes';
export { toMarkdown, workingToMarkdown } from './markdown';
export { DEFAULT_TIMEOUTS, probe } from './probe';
export type * from './report';
export { LOGIN_METHODS, STAGE_IDS } from './report';
export { type TextOptions, toText, workingToText } from './text';
export { candidatesFor, findWorking } from './working';
