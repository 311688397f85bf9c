import type { Spellings } from '../data/dialects-booleans';
import type { DotenvReader } from '../data/dotenv-readers';
import type { TruncatedFact } from '../facts';
import type { Format } from '../kinds';
import type { Edit, Editable, Scalar, SourceDocument, Span } from '../model';
import type { MainCfTree } from './main-cf';

/**
 * One `key: value` of a flat list of settings, wherever it is written: a line of a .env file, an item of a compose
 * environment, a leaf of a YAML map with its dotted path.
 */
export interface Entry {
  /** `MAIL_PORT`, or the dotted path from the scope's root: `properties.mail.smtp.auth`. */
  readonly key: string;
  readonly keySpan: Span;
  /** What the file's reader gives the program, as text; undefined where it cannot be known. */
  readonly value: string | undefined;
  /** The value as written, without quotes. */
  readonly raw: string;
  /** The value's span without quotes; empty behind the separator where nothing is written. */
  readonly at: Span;
  /**
   * `$X` or `${X:-fallback}` as the whole value: the variable, and the text beside it; with `ifUnset` (`${X-fallback}`)
   * that text does not stand for an empty variable. In code the text is a value of its own, and a conversion may stand
   * around it all.
   */
  readonly reference?: {
    readonly name: string;
    readonly fallback?: string;
    readonly ifUnset?: true;
    readonly literal?: { readonly at: Span; readonly type: Entry['type']; readonly editable: Editable };
    /** How the code makes a boolean of the text. */
    readonly reads?: Spellings;
    /** What reads the variable makes booleans of the words for them. */
    readonly isConverted?: true;
  };
  /** The ConfigMap or Secret, and its key, that has the value. */
  readonly from?: { readonly kind: 'ConfigMap' | 'Secret'; readonly name: string; readonly key: string };
  /** The value stands in a Secret. */
  readonly isInSecret?: true;
  /** How YAML types the scalar; absent in formats that know only text. */
  readonly type?: 'string' | 'number' | 'boolean' | 'null';
  /** Quotes around the value in the file. */
  readonly quote?: "'" | '"' | '`';
  /** How readers of this format change or cut the value; absent where all of them agree with the writer. */
  readonly misread?: readonly Misreading[];
  readonly editable: Editable;
}

/** A value that some reader does not take as it is written. */
export interface Misreading {
  readonly fact: TruncatedFact;
  /** The readers that do so; absent: the only reader of the format. */
  readonly readers?: readonly DotenvReader[];
  /** What the writer meant, where that is plain; writing it anew quotes it as needed. */
  readonly meant?: string;
  /** How the meaning is written, where quotes alone do not help: `$$` for a dollar. */
  readonly written?: string;
}

/** A text read as lists of settings. */
export interface SettingsTree {
  readonly format: Exclude<Format, 'javascript' | 'main.cf' | 'master.cf'>;
  readonly scopes: readonly Scope[];
  /** Files that stand within this one, each with its name. */
  readonly embedded?: readonly SourceDocument[];
  /** What the file writes into a main.cf of Postfix, one for each that it writes to. */
  readonly postfix?: readonly MainCfTree[];
}

/** A list of settings that one program reads together. */
export interface Scope {
  /** `file`: the whole .env file. `environment`: variables of one container. `map`: what is nested in maps. */
  readonly kind: 'file' | 'environment' | 'map';
  /** Name of the container, path of the map; empty for a file. */
  readonly name: string;
  /** Container image without registry and tag, where the file names one. */
  readonly image?: string;
  /** Made of the project's own files, whatever its image is called: `build` in Compose. */
  readonly isBuilt?: boolean;
  /** Secrets belong here: an environment file, which version control leaves out. */
  readonly holdsSecrets?: boolean;
  /** Secrets do not belong here, and come from another place: a ConfigMap beside its Secret. */
  readonly isWithoutSecrets?: boolean;
  /** More comes from places that the file only names: an absent entry proves nothing. */
  readonly isPartial?: boolean;
  /** Of a template's branches one is left out, so that a key may stand here twice. */
  readonly hasBranches?: boolean;
  /** Docker Compose: `${NAME}` in a value stands for a variable of the .env beside the file. */
  readonly interpolates?: boolean;
  /** Paths of further environment files that the container reads, in order, relative to this file. */
  readonly files?: readonly string[];
  /** What stands in those files goes before what stands here, as with systemd. */
  readonly filesWin?: boolean;
  readonly extent: Span;
  /** In the order of the file; a key may come twice. */
  readonly entries: readonly Entry[];
  /** Writes a new entry behind `after` (else at the end) in the style of its neighbours. Variables are always text. */
  insert(key: string, value: Scalar, after?: Entry): Edit | undefined;
}
