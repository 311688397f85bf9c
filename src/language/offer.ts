/** What can be completed outside of Postfix files: plain values with offsets. Nothing here knows LSP or an editor. */
import type { Span } from '../analyzer/model';
import type { Markdown } from '../show/markdown';

export interface Offer {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'host';
  /** A few words beside the label. */
  readonly detail?: string;
  readonly insert: string;
  readonly replace: Span;
  readonly about?: Markdown;
  /** Smaller stands higher; absent: 5. */
  readonly rank?: number;
  /** The endpoint that belongs to a host: what else is to be written where the host is taken. */
  readonly endpoint?: { readonly host: string; readonly port: number; readonly tls: 'implicit' | 'starttls' };
}
