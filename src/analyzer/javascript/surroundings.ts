import type { JavaScriptTree } from '../formats/javascript';
import type { SettingsTree } from '../formats/scope';
import type { Place, Setting } from '../model';

/** What the evaluator may ask of the world around a document. */
export interface Surroundings {
  /** An environment variable as a file defines it; its value is unknown where the file does not tell it either. */
  variable(name: string, read: Place): (Setting<string> & { readonly isSample?: boolean }) | undefined;
  /** A module of the workspace, by the text of the import. */
  module(specifier: string, from: JavaScriptTree): JavaScriptTree | undefined;
  /** Files of settings at a path in the package's folder, without their ending; the first counts over the others. */
  settings(name: string, from: JavaScriptTree): readonly SettingsFile[];
}

/** A file of settings that code reads by keys. */
export interface SettingsFile {
  readonly uri: string;
  readonly tree: JavaScriptTree | SettingsTree;
}
