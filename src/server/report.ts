/** Findings for tools that assistants call. */
import { compareFindings } from '../analyzer/analyze';
import type { Finding } from '../analyzer/model';
import { jsonText } from '../show/shown';
import type { FileStore } from '../workspace/file-store';
import { imagined } from '../workspace/imagined';
import { rowsOf } from '../workspace/report';
import type { Workspace } from '../workspace/workspace';
import type { Findings } from './findings';
import type { ReportParams } from './protocol';

export interface ReportHost {
  readonly files: FileStore;
  readonly workspace: Workspace;
  readonly findings: Findings;
  readonly roots: readonly string[];
  canonical(uri: string): string;
}

/** JSON. */
export async function reportOf(host: ReportHost, { uri, text }: ReportParams): Promise<string> {
  const asked = uri === undefined ? undefined : host.canonical(uri);
  if (asked === undefined || text === undefined) return report(host, documentsIn(host.workspace, asked));
  const { files, roots } = host;
  const file = files.fileOf(asked);
  const path = file === undefined ? asked.slice(asked.indexOf(':') + 1) : host.workspace.nameOf(file);
  const workspace = imagined(files, roots, { uri: asked, path, text });
  return report({ ...host, workspace, findings: host.findings.over(workspace) }, [asked]);
}

/** Those with findings, and a document itself, found in the workspace or not. */
function documentsIn(workspace: Workspace, uri: string | undefined): string[] {
  const found = workspace.found();
  if (uri === undefined) return found;
  const inFolder = found.filter((each) => each.startsWith(`${uri.replace(/\/$/, '')}/`));
  return inFolder.length > 0 ? inFolder : [uri];
}

async function report({ files, workspace, findings }: ReportHost, uris: readonly string[]): Promise<string> {
  const found: Finding[] = [];
  for (const uri of uris) found.push(...(await findings.of(uri)));
  const nameOf = (uri: string) => {
    const file = files.fileOf(uri);
    return file === undefined ? uri : workspace.nameOf(file);
  };
  const documents = { document: (uri: string) => workspace.document(uri), nameOf };
  return jsonText(rowsOf(found.sort(compareFindings), documents, (finding) => workspace.fixes(finding)));
}
