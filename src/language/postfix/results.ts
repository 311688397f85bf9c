/** What the language service answers: plain values with offsets. Nothing here knows LSP or an editor. */
import type { Place, Span } from '../../analyzer/model';
import type { Markdown } from '../../show/markdown';

/** Something that can be told about; an editor asks for the text only when it shows it. */
export type Subject =
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'restriction'; readonly name: string }
  /** A value of `parameter`, or a word in its list. */
  | { readonly kind: 'value'; readonly name: string; readonly parameter: string };

export interface Completion {
  readonly label: string;
  readonly kind: 'parameter' | 'user' | 'value' | 'restriction' | 'table' | 'service' | 'program' | 'snippet';
  /** A few words beside the label. */
  readonly detail?: string;
  /** What it is for, in a line. */
  readonly meaning?: string;
  readonly insert: string;
  /** `insert` has places to fill in, `${1:text}`; its dollars are escaped. */
  readonly snippet?: true;
  readonly replace: Span;
  /** Smaller stands higher; absent: 5. */
  readonly rank?: number;
  readonly deprecated?: true;
  readonly about?: Subject;
}

export interface Hover {
  readonly span: Span;
  readonly markdown: Markdown;
}

export interface OutlineItem {
  readonly name: string;
  readonly kind: 'parameter' | 'user' | 'service';
  readonly detail: string;
  readonly extent: Span;
  /** The name itself, inside of `extent`. */
  readonly at: Span;
  readonly children: readonly OutlineItem[];
}

/** A place where a name is defined or used. */
export interface Occurrence {
  readonly at: Place;
  readonly isDefinition: boolean;
}
