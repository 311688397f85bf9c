/** The configurations of documents as the extension asks for them: lenses, pickers, connection tests. */
import type { CodeLens } from 'vscode-languageserver';
import { summary } from '../analyzer/explain';
import type { ConnectionChange, Edit, MailConfig, Place, SourceDocument } from '../analyzer/model';
import { showingFor } from '../analyzer/showing';
import { credentialsOf, type Places, type Tokens, tokensOf } from '../analyzer/target';
import { targetOf } from '../analyzer/target-of';
import type { Workspace } from '../workspace/workspace';
import { type ConfigurationSummary, TEST_CONNECTION_COMMAND } from './protocol';
import { serviceInWords } from './service-lens';
import { type ClientDocuments, lineIndex, rangeOf } from './translate';

/** Configurations that send somewhere: a server, and a client without a smarthost, have nothing to connect to. */
export const sending = (config: MailConfig) => config.role !== 'server' && config.host !== undefined;

/** So that a client sees that a password has changed, and not to what. */
const passwordMarks = new Map<string, number>();

function markOf(password: string | undefined): number | undefined {
  if (!password) return undefined;
  const mark = passwordMarks.get(password) ?? passwordMarks.size + 1;
  passwordMarks.set(password, mark);
  return mark;
}

export const idOf = (uri: string, index: number) => `${index} ${uri}`;

/** Files by their path in the workspace. */
const placesIn =
  (workspace: Workspace): Places =>
  ({ uri, span }) => {
    const document = workspace.document(uri);
    const line = document ? lineIndex(document).positionAt(span.start).line + 1 : 1;
    return { file: document?.path ?? uri, line };
  };

/** `.env:2`, with the line from 1. */
export const inWords =
  (workspace: Workspace) =>
  (place: Place): string => {
    const { file, line } = placesIn(workspace)(place);
    return `${file}:${line}`;
  };

export function summaries(workspace: Workspace, uri: string, documents: ClientDocuments): ConfigurationSummary[] {
  const places = placesIn(workspace);
  return workspace.configs(uri).flatMap((config, index) => {
    if (!sending(config)) return [];
    const { label, world } = config;
    const { show } = showingFor([config]);
    const { password } = credentialsOf(config);
    return [
      {
        id: idOf(uri, index),
        uri: documents.clientUri(config.anchor.uri),
        range: rangeOf(documents, config.extent),
        label: show(label),
        summary: summary(config),
        role: config.role,
        world: world === undefined ? undefined : show(world),
        target: workspace.around(config.anchor.uri, (project) => targetOf(config, places, project)),
        hasPassword: password !== undefined,
        passwordMark: markOf(password),
      },
    ];
  });
}

function configOf(workspace: Workspace, id: string): MailConfig | undefined {
  const space = id.indexOf(' ');
  return workspace.configs(id.slice(space + 1))[Number(id.slice(0, space))];
}

export function passwordOf(workspace: Workspace, id: string): string | null {
  const config = configOf(workspace, id);
  return (config && credentialsOf(config).password) ?? null;
}

export function tokensFor(workspace: Workspace, id: string): Tokens {
  const config = configOf(workspace, id);
  return config ? tokensOf(config) : {};
}

export function changeEdits(workspace: Workspace, id: string, change: ConnectionChange): Edit[] | undefined {
  const config = configOf(workspace, id);
  return config && workspace.edits(config, { kind: 'connection', ...change });
}

/** Over each service of master.cf what its clients meet: a text, and nothing to run. */
const serviceLenses = (workspace: Workspace, document: SourceDocument, documents: ClientDocuments): CodeLens[] =>
  workspace.configs(document.uri).flatMap((config) => {
    const title = serviceInWords(config);
    if (title === undefined || config.anchor.uri !== document.uri) return [];
    return [{ range: rangeOf(documents, config.anchor), command: { title, command: '' } }];
  });

/** Where a connection can be tested, and what services of Postfix do. */
export const codeLenses = (workspace: Workspace, document: SourceDocument, documents: ClientDocuments): CodeLens[] => [
  ...testLenses(workspace, document, documents),
  ...serviceLenses(workspace, document, documents),
];

/** One lens a place, however many worlds share it. */
function testLenses(workspace: Workspace, document: SourceDocument, documents: ClientDocuments): CodeLens[] {
  const anchors = new Map<string, MailConfig>();
  for (const config of workspace.configs(document.uri)) {
    if (sending(config) && config.anchor.uri === document.uri) anchors.set(String(config.anchor.span.start), config);
  }
  return [...anchors.values()].map((config) => {
    const range = rangeOf(documents, config.anchor);
    return {
      range,
      command: {
        title: 'Test Mail Connection',
        command: TEST_CONNECTION_COMMAND,
        arguments: [documents.clientUri(document.uri), range.start],
      },
    };
  });
}
