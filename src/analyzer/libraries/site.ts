/** A place in code where mail transports are made. */
import type { Evaluator } from '../javascript/evaluate';
import type { Node } from '../javascript/syntax';
import type { Value } from '../javascript/values';

/** The settings of one transport in one world. */
export interface Given {
  readonly options: Value;
  /** The key that holds the settings, where they are one among others. */
  readonly holder?: Node;
  /** The address that messages come from where they name none: a text, or an object with a name beside it. */
  readonly sender?: Value;
}

export interface Site {
  /** What a person would call it: "nodemailer transport". */
  readonly label: string;
  /** The call, or the document for files that are all settings. */
  readonly node: Node;
  /** The name of what is called: where a lens stands, and what explains a default best. */
  readonly anchor: Node;
  /** The transports that are made here in one world. */
  given(evaluator: Evaluator): readonly Given[];
  /** True where a login may be set beside the options: in the defaults, or message by message. */
  readonly loginElsewhere?: boolean;
  /** What this way in sets where the options do not. */
  readonly defaults?: { readonly port?: number; readonly host?: string };
  /** The library that reads the options; nodemailer where nothing is said. Old plug-ins bring the reader of version 2. */
  readonly reader?: 'emailjs' | 'nodemailer 2';
  /** The first argument of nodemailer 0.7's `createTransport('SMTP', options)`. */
  readonly oldForm?: Node;
  /** The function that nodemailer has, where what is called is none. */
  readonly meant?: string;
}
