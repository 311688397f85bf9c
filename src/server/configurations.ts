/** The configurations of documents as the extension asks for them: lenses, pickers, connection tests. */
import type { CodeLens } from 'vscode-languageserver';
import { explain, placeAt, settingAt, summary, verificationInUse } from '../analyzer/explain';
import { maskValue } from '../analyzer/mask';
import type { ConnectionChange, Edit, MailConfig, Setting, SourceDocument } from '../analyzer/model';
import { showingFor } from '../analyzer/showing';
import type { Workspace } from '../workspace/workspace';
import { type ConfigurationSummary, TEST_CONNECTION_COMMAND } from './protocol';
import { type ClientDocuments, type MarkdownHover, offsetOf, rangeOf } from './translate';

/** Configurations that send somewhere: a server, and a client without a smarthost, have nothing to connect to. */
const sending = (config: MailConfig) => config.role !== 'server' && config.host !== undefined;

/** So that a client sees that a password has changed, and not to what. */
const passwordMarks = new Map<string, number>();

function markOf(password: string | undefined): number | undefined {
  if (!password) return undefined;
  const mark = passwordMarks.get(password) ?? passwordMarks.size + 1;
  passwordMarks.set(password, mark);
  return mark;
}

/** Without the password of a URL that stands there by mistake: nothing can be connected to with it anyway. */
const masked = (setting: Setting<string> | undefined): string | undefined =>
  setting?.value === undefined ? undefined : maskValue(setting.value);

/** Undefined where it cannot be told without a secret, as a login with another name would be wrong. */
const userOf = ({ auth }: MailConfig): string | undefined =>
  masked(auth?.user) === auth?.user?.value ? auth?.user?.value : undefined;

const idOf = (uri: string, index: number) => `${index} ${uri}`;

export function summaries(workspace: Workspace, uri: string, documents: ClientDocuments): ConfigurationSummary[] {
  return workspace.configs(uri).flatMap((config, index) => {
    if (!sending(config)) return [];
    const { host, port, tls, servername, versions, ciphers, auth, sender, label, world } = config;
    const { show } = showingFor([config]);
    return [
      {
        id: idOf(uri, index),
        uri: documents.clientUri(config.anchor.uri),
        range: rangeOf(documents, config.extent),
        label: show(label),
        summary: summary(config),
        role: config.role,
        world: world === undefined ? undefined : show(world),
        host: masked(host),
        port: Number.isNaN(port?.value) ? undefined : port?.value,
        tls: tls.value,
        verify: verificationInUse(config),
        servername: masked(servername),
        versions: versions?.value,
        ciphers: masked(ciphers),
        user: userOf(config) || undefined,
        sender: masked(sender) || undefined,
        hasPassword: Boolean(auth?.password?.value),
        passwordMark: markOf(auth?.password?.value),
      },
    ];
  });
}

function configOf(workspace: Workspace, id: string): MailConfig | undefined {
  const space = id.indexOf(' ');
  return workspace.configs(id.slice(space + 1))[Number(id.slice(0, space))];
}

export const passwordOf = (workspace: Workspace, id: string): string | null =>
  configOf(workspace, id)?.auth?.password?.value || null;

export function changeEdits(workspace: Workspace, id: string, change: ConnectionChange): Edit[] | undefined {
  const config = configOf(workspace, id);
  return config && workspace.edits(config, { kind: 'connection', ...change });
}

/** One lens a place, however many worlds share it. */
export function codeLenses(workspace: Workspace, document: SourceDocument, documents: ClientDocuments): CodeLens[] {
  const anchors = new Map<string, MailConfig>();
  for (const config of workspace.configs(document.uri)) {
    if (sending(config) && config.anchor.uri === document.uri) anchors.set(String(config.anchor.span.start), config);
  }
  return [...anchors.values()].map((config) => {
    const range = rangeOf(documents, config.anchor);
    return {
      range,
      command: {
        title: 'Test connection',
        command: TEST_CONNECTION_COMMAND,
        arguments: [documents.clientUri(document.uri), range.start],
      },
    };
  });
}

export function hoverAt(
  workspace: Workspace,
  document: SourceDocument,
  position: { line: number; character: number },
  documents: ClientDocuments,
): MarkdownHover | null {
  const offset = offsetOf(document, position);
  for (const source of [document.uri, ...workspace.dependents(document.uri)]) {
    for (const config of workspace.configs(source)) {
      const setting = settingAt(config, document.uri, offset);
      const place = setting && placeAt(setting, document.uri, offset);
      const markdown = setting && explain(config, setting);
      if (place && markdown) return { markdown, range: rangeOf(documents, place) };
    }
  }
  return null;
}
