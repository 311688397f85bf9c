/** What extension and server say to each other beyond LSP. Types only, shared by both. */
import type { Location, Position, Range, WorkspaceEdit } from 'vscode-languageserver';
import type { ConnectionChange, Role, Severity } from '../analyzer/model';
import type { Target, Tokens } from '../analyzer/target';

/** Given in `initializationOptions`. */
export interface ServerOptions {
  /** The client has the command that a "Test Mail Connection" lens calls. */
  readonly testConnection?: boolean;
  /** The client has the command that shows the page of a rule. */
  readonly explain?: boolean;
  /** The client has the command that copies a text. */
  readonly copy?: boolean;
  /** The client shows what the server is doing. */
  readonly status?: boolean;
  /** Schemes of the documents that the client sends; `file` and `untitled` if absent. */
  readonly schemes?: readonly string[];
}

/** `mailConfigLint/readFile`: asked of a client in a browser; null where there is no such file or no text in it. */
export const READ_FILE = 'mailConfigLint/readFile';
/** `mailConfigLint/readFolder`: asked likewise; the names in a folder. */
export const READ_FOLDER = 'mailConfigLint/readFolder';
export interface ReadParams {
  readonly uri: string;
}

/** Shows the page of a rule, by its id. */
export const EXPLAIN_COMMAND = 'mailConfigLint.explain';

/** Puts a text into the clipboard. */
export const COPY_COMMAND = 'mailConfigLint.copy';

export const TEST_CONNECTION_COMMAND = 'mailConfigLint.testConnection';

/** One configuration, without secrets. Unknown values are absent. */
export interface ConfigurationSummary {
  /** Names the configuration until a document changes. */
  readonly id: string;
  readonly uri: string;
  readonly range: Range;
  readonly label: string;
  readonly summary: string;
  readonly role: Role;
  readonly world?: string;
  /** What a connection test connects to. */
  readonly target: Target;
  readonly hasPassword: boolean;
  /** The same number for the same password as long as the server runs. */
  readonly passwordMark?: number;
}

/** `mailConfigLint/configurations`: those of a document, or of the whole workspace without one. */
export const CONFIGURATIONS = 'mailConfigLint/configurations';
export interface ConfigurationsParams {
  readonly uri?: string;
}

/** `mailConfigLint/overview`: every configuration of the workspace, and what is found in it, for a view. */
export const OVERVIEW = 'mailConfigLint/overview';
export interface OverviewFact {
  readonly label: string;
  readonly value: string;
  /** Where the value comes from, in words. */
  readonly from?: string;
  /** Where it is written; absent for a default. */
  readonly at?: Location;
}
export interface OverviewProblem {
  readonly rule: string;
  readonly severity: Severity;
  readonly headline: string;
  readonly at: Location;
}
export interface OverviewItem {
  /** As in `ConfigurationSummary`. */
  readonly id: string;
  readonly uri: string;
  readonly range: Range;
  /** `smtp.example.com:587`, or what the configuration is called where it connects to nothing. */
  readonly title: string;
  readonly label: string;
  readonly world?: string;
  /** It names a server that can be tested. */
  readonly isTestable: boolean;
  readonly facts: readonly OverviewFact[];
  /** The gravest first. */
  readonly problems: readonly OverviewProblem[];
}

/** `mailConfigLint/status`: sent by the server. */
export const STATUS = 'mailConfigLint/status';
export interface StatusParams {
  readonly isScanning: boolean;
  /** Documents with mail settings that are known. */
  readonly documents: number;
}

/** `mailConfigLint/lintWorkspace`: reads all folders again; from then on the findings of all files are shown. */
export const LINT_WORKSPACE = 'mailConfigLint/lintWorkspace';
export interface LintWorkspaceResult {
  /** By document and place. */
  readonly problems: readonly OverviewProblem[];
  /** Documents with mail settings. */
  readonly documents: number;
  readonly configurations: number;
}

/**
 * `mailConfigLint/report`: the findings, with the fixes that were tried, as `--format json` of the command line has them. Of
 * the whole workspace, of one document or folder, or of a text in place of a document's own.
 */
export const REPORT = 'mailConfigLint/report';
export interface ReportParams {
  readonly uri?: string;
  readonly text?: string;
}

/** `mailConfigLint/fixWorkspace`: the safe fixes of all files, each to be confirmed; null where there are none. */
export const FIX_WORKSPACE = 'mailConfigLint/fixWorkspace';
export type FixWorkspaceResult = WorkspaceEdit | null;

/** `mailConfigLint/password`: asked only after the user agreed to a login; null where the files do not tell it. */
export const PASSWORD = 'mailConfigLint/password';
export interface PasswordParams {
  readonly id: string;
}

/** `mailConfigLint/tokens`: asked only after the user agreed to a login by OAuth2. */
export const TOKENS = 'mailConfigLint/tokens';
export type TokensResult = Tokens;

/** `mailConfigLint/change`: spells a change of a configuration; null where its dialect has no words for it. */
export const CHANGE = 'mailConfigLint/change';
export interface ChangeParams {
  readonly id: string;
  readonly change: ConnectionChange;
}
export type ChangeResult = WorkspaceEdit | null;

/** `mailConfigLint/postfixServices`: the services of the Postfix instance of a document, and the one at a position. */
export const POSTFIX_SERVICES = 'mailConfigLint/postfixServices';
export interface PostfixServicesParams {
  readonly uri: string;
  readonly position: Position;
}
export interface PostfixServicesResult {
  readonly services: readonly { readonly id: string; readonly program: string; readonly overrides: number }[];
  readonly current?: string;
}

/** `mailConfigLint/effectiveSettings`: a text in the form of main.cf; null where there is no such service. */
export const EFFECTIVE_SETTINGS = 'mailConfigLint/effectiveSettings';
export interface EffectiveSettingsParams {
  readonly uri: string;
  /** `submission/inet`; absent for main.cf alone. */
  readonly service?: string;
}
