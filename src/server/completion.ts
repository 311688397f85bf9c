/** Completion: of Postfix files by their own service, of all others by what is known of options and applications. */
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import type { Edit, MailConfig, SourceDocument } from '../analyzer/model';
import { optionsAt } from '../language/nodemailer';
import type { Offer } from '../language/offer';
import { settingsAt, withoutHalfTypedKey } from '../language/settings';
import type { Workspace } from '../workspace/workspace';
import type { ClientAbilities } from './capabilities';
import { type ClientDocuments, rangeOf, toMarkup } from './translate';

/** What is needed to complete an item once the user looks at it. */
interface HostData {
  readonly kind: 'host';
  readonly uri: string;
  readonly offset: number;
  readonly endpoint: NonNullable<Offer['endpoint']>;
}

const KINDS: Readonly<Record<Offer['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  host: CompletionItemKind.Value,
};

export interface CompletionHost {
  readonly workspace: Workspace;
  readonly documents: ClientDocuments;
  readonly abilities: ClientAbilities;
  /** The configurations that a document would have with another text. */
  imagined(document: SourceDocument): readonly MailConfig[];
}

export function completions(host: CompletionHost, document: SourceDocument, offset: number): CompletionItem[] {
  const configs = host.workspace.configs(document.uri);
  const found = [...optionsAt(document, offset), ...settingsAt(document, offset, configs)];
  const whole = found.length === 0 ? withoutHalfTypedKey(document, offset) : undefined;
  const offers = whole ? settingsAt(document, offset, host.imagined(whole)) : found;
  const distinct = new Map(offers.map((offer) => [offer.label, offer]));
  return [...distinct.values()].map((offer) => toItem(host, document, offset, offer));
}

function toItem(
  { documents, abilities }: CompletionHost,
  document: SourceDocument,
  offset: number,
  offer: Offer,
): CompletionItem {
  const { label, kind, detail, insert, replace, about, rank = 5, endpoint } = offer;
  const data: HostData | undefined = endpoint && { kind: 'host', uri: document.uri, offset, endpoint };
  return {
    label,
    kind: KINDS[kind],
    detail,
    insertTextFormat: InsertTextFormat.PlainText,
    textEdit: { range: rangeOf(documents, { uri: document.uri, span: replace }), newText: insert },
    // Before what a language offers anywhere, such as every global of TypeScript.
    sortText: `0${rank} ${label}`,
    ...(about && { documentation: toMarkup(about, abilities.markdownCompletion) }),
    ...(data && { data }),
  };
}

const isHostData = (data: unknown): data is HostData =>
  typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'host';

/** Adds to a host what else its provider needs: port and encryption, where they can be written in the same document. */
export function resolveHost(
  { workspace, documents }: CompletionHost,
  item: CompletionItem,
): CompletionItem | undefined {
  if (!isHostData(item.data)) return undefined;
  const { uri, offset, endpoint } = item.data;
  const config = workspace.configs(uri).find((each) => hasHostAt(each, uri, offset));
  const { port, tls } = endpoint;
  const edits = config && workspace.edits(config, { kind: 'connection', port, tls });
  if (!config || !edits?.every((edit) => isBeside(edit, config, uri))) return item;
  return {
    ...item,
    additionalTextEdits: edits.map(({ span, text }) => ({ range: rangeOf(documents, { uri, span }), newText: text })),
  };
}

const hasHostAt = ({ host }: MailConfig, uri: string, offset: number) =>
  host !== undefined && host.at.uri === uri && host.at.span.start <= offset && offset <= host.at.span.end;

/** Edits of one completion must not touch each other. */
const isBeside = (edit: Edit, { host }: MailConfig, uri: string) =>
  edit.uri === uri && host !== undefined && (edit.span.end < host.at.span.start || edit.span.start > host.at.span.end);
