/**
 * "Explain <rule>": the page of a rule, as it comes with the extension. One file holds all pages (`scripts/pages.js`
 * writes it), which is half the size of many; the editor sees them as files of a scheme of their own.
 */
import * as vscode from 'vscode';
import { EXPLAIN_COMMAND } from '../server/protocol';

/** Also in package.json, where a page that is open when a window starts activates the extension. */
const SCHEME = 'mail-config-lint-docs';

/** The page of findings that no rule makes. */
const PAGES: Readonly<Record<string, string>> = { 'unused-suppression': 'silencing.md' };

/** The page of a rule; that of what is no rule does not exist. */
export const pageOf = (rule: string): vscode.Uri =>
  vscode.Uri.from({ scheme: SCHEME, path: `/${PAGES[rule] ?? `rules/${rule}.md`}` });

/** Shows the page of a rule; asks which one where none is given. */
export function rulePages({ extensionUri }: vscode.ExtensionContext): vscode.Disposable {
  const pages = new PackedPages(vscode.Uri.joinPath(extensionUri, 'dist', 'pages.json'));
  return vscode.Disposable.from(
    vscode.workspace.registerFileSystemProvider(SCHEME, pages, { isReadonly: true }),
    vscode.commands.registerCommand(EXPLAIN_COMMAND, async (rule?: unknown) => {
      const chosen = typeof rule === 'string' ? rule : await pickRule();
      // It comes from a document's code action, or from another extension.
      if (chosen && /^[a-z0-9-]+$/.test(chosen)) await show(pageOf(chosen));
    }),
  );
}

/** Files that never change, by paths from the folder `docs`. */
class PackedPages implements vscode.FileSystemProvider {
  private pages: Promise<ReadonlyMap<string, Uint8Array>> | undefined;
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(private readonly file: vscode.Uri) {}

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    this.pages ??= readPages(this.file);
    const page = (await this.pages).get(uri.path.slice(1));
    if (!page) throw vscode.FileSystemError.FileNotFound(uri);
    return page;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const folder = { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    if (!uri.path.endsWith('.md')) return folder;
    return { ...folder, type: vscode.FileType.File, size: (await this.readFile(uri)).length };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    this.pages ??= readPages(this.file);
    const folder = uri.path.replace(/^\/|\/$/g, '');
    const names = [...(await this.pages).keys()].filter((path) => path.startsWith(`${folder}/`));
    return names.map((path) => [path.slice(folder.length + 1), vscode.FileType.File]);
  }

  watch = () => new vscode.Disposable(() => {});
  createDirectory = refuse;
  writeFile = refuse;
  delete = refuse;
  rename = refuse;
}

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

async function readPages(file: vscode.Uri): Promise<ReadonlyMap<string, Uint8Array>> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const pages: Readonly<Record<string, string>> = JSON.parse(text);
  return new Map(Object.entries(pages).map(([path, page]) => [path, new TextEncoder().encode(page)]));
}

async function pickRule(): Promise<string | undefined> {
  const names = await vscode.workspace.fs.readDirectory(vscode.Uri.from({ scheme: SCHEME, path: '/rules' }));
  const rules = names.map(([name]) => name.replace(/\.md$/, ''));
  return vscode.window.showQuickPick(rules, { title: 'Explain Rule', placeHolder: 'Which rule?' });
}

async function show(page: vscode.Uri): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
  } catch {
    // VS Code's own Markdown extension can be disabled.
    await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }
}
