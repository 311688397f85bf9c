/** What is done with all findings of a workspace at once. */
import { TextDocumentEdit, type WorkspaceEdit } from 'vscode-languageserver';
import type { Finding, MailConfig, SourceDocument } from '../analyzer/model';
import type { Workspace } from '../workspace/workspace';
import type { ClientAbilities } from './capabilities';
import type { LintWorkspaceResult } from './protocol';
import { type ClientDocuments, rangeOf, toWorkspaceEdit } from './translate';

export interface WholeWorkspaceHost {
  readonly workspace: Workspace;
  readonly documents: ClientDocuments;
  readonly abilities: ClientAbilities;
  /** The findings of a document as the user and the project want them. */
  findings(uri: string): Promise<readonly Finding[]>;
  /** The configurations that a document would have with another text. */
  imagined(document: SourceDocument): readonly MailConfig[];
}

async function allFindings({ workspace, findings }: WholeWorkspaceHost): Promise<Finding[]> {
  const all: Finding[] = [];
  for (const uri of workspace.found()) all.push(...(await findings(uri)));
  return all;
}

export async function problemsOf(host: WholeWorkspaceHost): Promise<LintWorkspaceResult> {
  const { workspace, documents } = host;
  const mail = workspace.mailDocuments();
  const problems = (await allFindings(host)).map(({ rule, severity, headline, at }) => ({
    rule,
    severity,
    headline,
    at: { uri: documents.clientUri(at.uri), range: rangeOf(documents, at) },
  }));
  const configurations = mail.reduce((sum, uri) => sum + workspace.configs(uri).length, 0);
  return { problems, documents: mail.length, configurations };
}

const ANNOTATION = 'safe-fix';

/** Undefined where nothing can be fixed. Clients that know annotations show the edits before they make them. */
export async function fixesOf(host: WholeWorkspaceHost): Promise<WorkspaceEdit | undefined> {
  const { workspace, documents, abilities } = host;
  const mayEdit = ({ edits }: { readonly edits: readonly { readonly uri: string }[] }) =>
    edits.every(({ uri }) => documents.mayEdit(uri));
  const edits = workspace.fixAll(await allFindings(host), mayEdit);
  const whole = edits.length > 0 ? toWorkspaceEdit(edits, documents, abilities) : undefined;
  return whole && abilities.annotates ? annotated(whole) : whole;
}

const annotated = ({ documentChanges }: WorkspaceEdit): WorkspaceEdit => ({
  changeAnnotations: { [ANNOTATION]: { label: 'Safe fixes of Mail Config Lint', needsConfirmation: true } },
  documentChanges: documentChanges?.map((change) =>
    TextDocumentEdit.is(change)
      ? { ...change, edits: change.edits.map((edit) => ({ ...edit, annotationId: ANNOTATION })) }
      : change,
  ),
});
