/**
 * The language service for main.cf and master.cf: everything that it can do. Each function takes a document, the project
 * that it lies in and an offset; nothing in it knows a connection, an editor or a file system.
 */
export { COMPLETION_TRIGGERS, completionsAt } from './completion';
export { describe } from './describe';
export { effectiveSettings, type ServiceSummary, type Services, servicesOf } from './effective-settings';
export { hoverAt } from './hover';
export { definitionAt, type Renamable, type Renaming, referencesAt, renamableAt, renameAt } from './names';
export { type Fold, foldsOf, outlineOf } from './outline';
export type { Completion, Hover, Occurrence, OutlineItem, Subject } from './results';
