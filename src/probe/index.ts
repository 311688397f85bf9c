/**
 * The live connection test. Node only; knows no editor and no configuration file.
 *
 * - `probe` tests one endpoint stage by stage. It never rejects: whatever happens is in the report.
 * - `findWorking` tries other ports and modes without credentials.
 * - `checkDomain` reads what the DNS says of a sender's domain.
 * - `toMarkdown` and `toText` render a report; its JSON form is the report itself.
 */
export { toMarkdown } from './markdown';
export { DEFAULT_TIMEOUTS, probe } from './probe';
export type * from './report';
export { LOGIN_METHODS, STAGE_IDS } from './report';
export { toText } from './text';
export { findWorking } from './working';
