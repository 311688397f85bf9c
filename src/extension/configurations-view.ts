/** The view "Mail Configurations": what each configuration comes to, where its values come from, what is wrong with it. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { OVERVIEW, type OverviewItem } from '../server/protocol';
import { count } from '../show/count';

const VIEW = 'mailConfigLint.configurations';

/** How long changes pause before the view follows. In milliseconds. */
const PAUSE = 300;

/** What the last connection test of a configuration came to. */
export interface LastTest {
  readonly words: string;
  readonly hasFailed: boolean;
  /** Shows the report. */
  readonly show: vscode.Command;
  /** Writes what was seen to work, where the test found it. */
  readonly apply?: vscode.Command;
}

/** Where the view learns of connection tests; none in a browser. */
export interface Tests {
  readonly onDidChange: vscode.Event<void>;
  lastOf(item: OverviewItem): LastTest | undefined;
}

/** A line of the view. */
interface Node {
  readonly label: string;
  readonly description?: string;
  readonly icon: vscode.ThemeIcon;
  readonly tooltip?: string;
  readonly command?: vscode.Command;
  readonly children?: Node[];
  /** The configuration that the line stands for. */
  readonly item?: OverviewItem;
}

const icon = (id: string, colour?: string) =>
  new vscode.ThemeIcon(id, colour === undefined ? undefined : new vscode.ThemeColor(colour));

const SEVERITY_ICONS = {
  error: icon('error', 'list.errorForeground'),
  warning: icon('warning', 'list.warningForeground'),
  information: icon('info'),
  hint: icon('lightbulb'),
} as const;

const FACT_ICONS: Readonly<Record<string, string>> = {
  Server: 'server',
  Port: 'symbol-number',
  Encryption: 'lock',
  Certificate: 'verified',
  'TLS versions': 'versions',
  Login: 'account',
  Password: 'key',
};

const opening = (
  { uri, range: { start, end } }: Pick<OverviewItem, 'uri' | 'range'>,
  title: string,
): vscode.Command => ({
  title,
  command: 'vscode.open',
  arguments: [
    vscode.Uri.parse(uri),
    { selection: new vscode.Range(start.line, start.character, end.line, end.character) },
  ],
});

const placeOf = ({ uri, range }: Pick<OverviewItem, 'uri' | 'range'>): string =>
  `${vscode.workspace.asRelativePath(vscode.Uri.parse(uri))}:${range.start.line + 1}`;

const startOf = ({ uri, range: { start } }: OverviewItem) => ({ uri, range: { start, end: start } });

function nodeOf(item: OverviewItem, test: LastTest | undefined): Node {
  const [worst] = item.problems;
  const problems = item.problems.map(({ headline, rule, severity, at }) => ({
    label: headline,
    description: rule,
    icon: SEVERITY_ICONS[severity],
    tooltip: `${headline} (${placeOf(at)})`,
    command: opening(at, 'Go to Problem'),
  }));
  const facts = item.facts.map(({ label, value, from, at }) => ({
    label: `${label}: ${value}`,
    description: from,
    icon: icon(FACT_ICONS[label] ?? 'symbol-property'),
    command: at && opening(at, 'Go to Setting'),
  }));
  return {
    label: item.title,
    description: [item.title === item.label ? undefined : item.label, item.world, placeOf(item)]
      .filter(Boolean)
      .join(' · '),
    icon: worst ? SEVERITY_ICONS[worst.severity] : icon('mail'),
    tooltip: worst ? `${item.title}: ${worst.headline}` : `${item.title}: no problems`,
    command: opening(startOf(item), 'Go to Configuration'),
    children: [...problems, ...facts, ...(test ? testNodes(test) : [])],
    item,
  };
}

function testNodes({ words, hasFailed, show, apply }: LastTest): Node[] {
  const last = {
    label: `Last test: ${words}`,
    icon: hasFailed
      ? icon('testing-failed-icon', 'testing.iconFailed')
      : icon('testing-passed-icon', 'testing.iconPassed'),
    command: show,
  };
  return apply ? [last, { label: apply.title, icon: icon('wand'), command: apply }] : [last];
}

/** "3 configurations, 2 servers, 1 error, 2 warnings" */
export function summaryOf(items: readonly OverviewItem[]): string {
  const some = (number: number, word: string) => (number === 0 ? [] : [count(number, word)]);
  const servers = new Set(items.filter(({ isTestable }) => isTestable).map(({ title }) => title));
  const problems = new Map(
    items.flatMap(({ problems: own }) => own).map((problem) => [JSON.stringify([problem.rule, problem.at]), problem]),
  );
  const withSeverity = (...severities: readonly string[]) =>
    [...problems.values()].filter(({ severity }) => severities.includes(severity)).length;
  return [
    ...some(items.length, 'configuration'),
    ...some(servers.size, 'server'),
    ...some(withSeverity('error'), 'error'),
    ...some(withSeverity('warning'), 'warning'),
    ...some(withSeverity('information', 'hint'), 'hint'),
  ].join(', ');
}

export class ConfigurationsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: vscode.Disposable[];
  private pausing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: BaseLanguageClient,
    private readonly tests?: Tests,
  ) {
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [
      this.changed,
      this.view,
      { dispose: () => clearTimeout(this.pausing) },
      vscode.languages.onDidChangeDiagnostics(() => this.refresh()),
      ...(tests ? [tests.onDidChange(() => this.refresh())] : []),
    ];
  }

  /** After a pause. */
  refresh(): void {
    this.pausing ??= setTimeout(() => {
      this.pausing = undefined;
      this.changed.fire();
    }, PAUSE);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return node.children ?? [];
    // Asking a client that does not run would start it.
    const items = this.client.isRunning() ? await this.client.sendRequest<OverviewItem[]>(OVERVIEW) : [];
    this.view.message = items.length > 0 ? summaryOf(items) : undefined;
    return items.map((item) => nodeOf(item, this.tests?.lastOf(item)));
  }

  getTreeItem({ label, description, icon: iconPath, tooltip, command, children, item }: Node): vscode.TreeItem {
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    return {
      label,
      description,
      iconPath,
      tooltip,
      command,
      collapsibleState: children?.length ? Collapsed : None,
      ...(item && { id: `${item.uri} ${item.id}`, contextValue: item.isTestable ? 'testable' : 'configuration' }),
    };
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

/** The configuration that a line of the view stands for, which its menu hands to a command. */
export const itemOfNode = (node: unknown): OverviewItem | undefined =>
  typeof node === 'object' && node !== null && 'item' in node ? (node as Node).item : undefined;
