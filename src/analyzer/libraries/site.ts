/** A place in code where mail transports are made. */
import type { JavaScriptTree } from '../formats/javascript';
import type { Evaluator } from '../javascript/evaluator';
import { type Node, placeOf } from '../javascript/syntax';
import type { Value } from '../javascript/values';
import type { MailConfig, Project } from '../model';
import type { Version } from './nodemailer/version';

/** The settings of one transport in one world. */
export interface Given {
  readonly options: Value;
  /** The key that holds the settings, where they are one among others. */
  readonly holder?: Node;
  /** The address that messages come from where they name none: a text, or an object with a name beside it. */
  readonly sender?: Value;
  /** The defaults of messages that stand beside the settings. */
  readonly beside?: Value;
}

/** What a run of the evaluator works with. */
export interface World {
  readonly tree: JavaScriptTree;
  readonly evaluator: Evaluator;
  readonly version: Version;
  readonly project: Project;
}

/** What a library makes of the settings; undefined where it opens no SMTP connection of its own. */
export type Reader = (site: Site, given: Given, world: World) => MailConfig | undefined;

export interface Site {
  /** What a person would call it: "nodemailer transport". */
  readonly label: string;
  /** The call, or the document for files that are all settings. */
  readonly node: Node;
  /** The name of what is called: where a lens stands, and what explains a default best. */
  readonly anchor: Node;
  /** The transports that are made here in one world. */
  given(evaluator: Evaluator): readonly Given[];
  /** What reads the options; nodemailer where nothing is said. */
  readonly read?: Reader;
  /** True where a login may be set beside the options: in the defaults, or message by message. */
  readonly loginElsewhere?: boolean;
  /** What this way in sets where the options do not. */
  readonly defaults?: { readonly port?: number; readonly host?: string };
  /** The old plug-ins bring the reader of nodemailer 2. */
  readonly isVersion2?: boolean;
  /** The first argument of nodemailer 0.7's `createTransport('SMTP', options)`. */
  readonly oldForm?: Node;
  /** The function that nodemailer has, where what is called is none. */
  readonly meant?: string;
  /** Who reads another file in place of this one, and which. */
  readonly misnamed?: { readonly program: string; readonly file: string };
}

type Frame = Pick<MailConfig, 'dialect' | 'label' | 'role' | 'extent' | 'anchor' | 'secretsBelong'>;

/** What every configuration of a site has. */
export const frameOf = (site: Site): Frame => ({
  dialect: 'nodemailer',
  label: site.label,
  role: 'submission',
  extent: placeOf(site.node),
  anchor: placeOf(site.anchor),
  secretsBelong: false,
});
