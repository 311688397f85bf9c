/** The settings of one dialect in one source, field by field, as they are gathered. */
import type { Field, MapPlaces, TableDialect } from '../../data/dialects-shape';
import type { Service } from '../../libraries/nodemailer/services';
import type { Setting } from '../../model';
import type { Lookup } from './conditions';
import type { UrlParts } from './connection-url';
import type { Located, Source } from './located';

/** One key of the table that is written in the source. */
export interface Found {
  /** The key as the table has it. */
  readonly key: string;
  readonly field: Field;
  readonly located: Located;
  readonly setting: Setting<string>;
}

/** A connection URL in its parts, each a setting of its own. */
export interface UrlSettings {
  readonly whole: Setting<string>;
  readonly text: string;
  readonly parts: UrlParts;
  readonly scheme: Setting<string>;
  readonly host?: Setting<string>;
  readonly port?: Setting<number>;
  readonly user?: Setting<string>;
  readonly password?: Setting<string>;
  readonly parameters: ReadonlyMap<string, Setting<string>>;
}

export interface Gathered {
  readonly dialect: TableDialect;
  readonly source: Source;
  /** How the map spells the table's keys. */
  readonly place?: MapPlaces;
  readonly found: readonly Found[];
  /** The name of a provider of which nobody knows what it means to the program: its port and mode may win. */
  readonly preset?: Setting<string>;
  /** The name that fills in, or wins over, what is written. */
  readonly service?: { readonly setting: Setting<string>; readonly preset: Service; readonly wins: boolean };
  /** A name that is none of the program's presets. */
  readonly unknownService?: Setting<string>;
  readonly url?: UrlSettings;
  /** A URL is set, and it cannot be known. */
  readonly unknownUrl?: Setting<string>;
  /** What it begins with all the same. */
  readonly scheme?: string;
  readonly host?: Setting<string>;
  readonly port?: Setting<number>;
  readonly user?: Setting<string>;
  readonly password?: Setting<string>;
  readonly lookup: Lookup;
}
