/** Secrets planted in the settings of every fixture, and everything that the program says of a project. */
import { applyEdits } from '../../src/analyzer/edits';
import type { Edit, Finding, Fix, Place, Setting, SourceDocument } from '../../src/analyzer/model';
import { showingFor } from '../../src/analyzer/showing';
import { frameOf } from '../../src/cli/frame';
import { REPORTERS } from '../../src/cli/reporters/index';
import { reportHtml } from '../../src/extension/report-html';
import {
  completionsAt,
  effectiveSettings,
  outlineOf,
  hoverAt as postfixHoverAt,
  servicesOf,
} from '../../src/language/postfix';
import { probe, toMarkdown, toText } from '../../src/probe';
import { abilitiesOf } from '../../src/server/capabilities';
import { codeActions } from '../../src/server/code-actions';
import { codeLenses, summaries } from '../../src/server/configurations';
import { hoverAt } from '../../src/server/hovers';
import { inlayHints } from '../../src/server/inlay-hints';
import { overview } from '../../src/server/overview';
import type { ConfigurationSummary } from '../../src/server/protocol';
import { type ClientDocuments, lineIndex, rangeOf, toDiagnostic } from '../../src/server/translate';
import { plainText } from '../../src/show/markdown';
import { Workspace } from '../../src/workspace/workspace';
import type { Fixture } from './fixture';
import { memoryStore } from './memory-store';

/** How a secret may stand in a setting. */
export const FORMS = {
  bare: (secret: string) => secret,
  url: (secret: string) => `smtps://app:${secret}@mail.acme-relay.net`,
  'login and host': (secret: string) => `robot:${secret}@mail.acme-relay.net:587`,
  'token in a query': (secret: string) => `https://api.acme-relay.net/v3/send?token=${secret}&tls=on`,
  'cut URL': (secret: string) => `smtp://app:${secret}/x@mail.acme-relay.net:587`,
  'encoded URL': (secret: string) => `smtp%3A%2F%2Fapp%3A${secret}%40mail.acme-relay.net`,
  'half-typed URL': (secret: string) => `smtps://app:${secret}`,
} as const;

export type Form = keyof typeof FORMS;

const NAMES = Object.keys(FORMS) as Form[];

/** A project with a secret in one place. */
export interface Planting {
  readonly fixture: string;
  readonly form: Form;
  readonly setting: string;
  readonly secret: string;
  /** The document that holds it, as it was and as it is. */
  readonly before: SourceDocument;
  readonly after: SourceDocument;
  readonly offset: number;
}

/** Each place where a setting is written, once. */
function settingsOf(workspace: Workspace, documents: readonly SourceDocument[]): Setting<unknown>[] {
  const known = new Set(documents.map(({ uri }) => uri));
  const places = new Map<string, Setting<unknown>>();
  for (const { uri } of documents) {
    for (const { settings } of workspace.configs(uri)) {
      for (const setting of settings) {
        const { at, origin } = setting;
        const key = `${at.uri} ${at.span.start}`;
        if (origin.kind !== 'default' && known.has(at.uri) && !places.has(key)) places.set(key, setting);
      }
    }
  }
  return [...places.values()];
}

/** The edit that puts a text in a setting's place: as a quick fix would write it, else as the file has it. */
function editOf({ editable, at, raw }: Setting<unknown>, text: string, document: SourceDocument): Edit | undefined {
  const edit = editable?.replace(text);
  if (edit?.uri === at.uri && edit.text.includes(text)) return edit;
  const { start, end } = at.span;
  return document.text.slice(start, end) === raw ? { uri: at.uri, span: at.span, text } : undefined;
}

let planted = 0;
let settings = 0;

/** Every setting with every form, or, as that takes minutes, every second setting with one of the forms in turn. */
export function* plantingsOf(fixture: Fixture, workspace: Workspace, every: boolean): Generator<Planting> {
  const documents = new Map(fixture.documents.map((document) => [document.uri, document]));
  for (const setting of settingsOf(workspace, fixture.documents)) {
    const turn = settings++;
    const one = turn % 2 === 0 ? [NAMES[(turn / 2) % NAMES.length]!] : [];
    for (const form of every ? NAMES : one) {
      const before = documents.get(setting.at.uri)!;
      const secret = `PLANTED-S3CRET-${++planted}`;
      const edit = editOf(setting, FORMS[form](secret), before);
      if (!edit) continue;
      const after = { ...before, text: applyEdits(before.text, [edit]) };
      const offset = edit.span.start + edit.text.indexOf(secret);
      yield { fixture: fixture.name, form, setting: setting.name, secret, before, after, offset };
    }
  }
}

export const workspaceOf = ({ documents }: Fixture): Workspace => {
  const workspace = new Workspace(memoryStore(documents));
  workspace.setRoots(['/project']);
  for (const document of documents) workspace.open(document);
  return workspace;
};

const ABILITIES = abilitiesOf({
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
  textDocument: { publishDiagnostics: { relatedInformation: true } },
});

type Outputs = Map<string, string>;

/** Everything that is said of a project: by the command line, and by the editor at one offset of a document. */
export async function outputsOf(workspace: Workspace, uris: readonly string[], planting: Planting): Promise<Outputs> {
  const documents: ClientDocuments = {
    document: (uri) => workspace.document(uri),
    clientUri: (uri) => uri,
    version: () => 1,
    mayEdit: () => true,
  };
  const all = new Map<string, string>();
  const findings = uris.flatMap((uri) => workspace.findings(uri));
  reports(all, findings, workspace);
  all.set('diagnostics', JSON.stringify(findings.map((finding) => toDiagnostic(finding, documents, ABILITIES))));
  actions(all, findings, workspace, documents);
  hovers(all, workspace, documents, planting);
  const named = uris.flatMap((uri) => summaries(workspace, uri, documents));
  const configurations = named.filter(isNotNamed(planting));
  if (configurations.length === named.length) await views(all, workspace, uris, documents);
  all.set('configurations', JSON.stringify(configurations));
  all.set('lenses', JSON.stringify(uris.flatMap((uri) => codeLenses(workspace, workspace.document(uri)!, documents))));
  postfix(all, workspace, planting);
  for (const configuration of configurations) await tested(all, configuration, workspace, planting);
  return all;
}

/** What the view of configurations lists, and what stands in the text of documents. */
async function views(all: Outputs, workspace: Workspace, uris: readonly string[], documents: ClientDocuments) {
  const findings = async (uri: string) => workspace.findings(uri);
  all.set('overview', JSON.stringify(await overview({ workspace, documents, findings })));
  const range = { start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } };
  const hints = uris.map((uri) => inlayHints(workspace, workspace.document(uri)!, range, 'all', documents));
  all.set('inlay hints', JSON.stringify(hints));
}

/**
 * A connection test says where it connects and as whom. What stands bare in the place of a name is taken for the name, for
 * nobody can test a connection to `***`.
 */
const isNotNamed =
  ({ form, secret }: Planting) =>
  ({ target }: ConfigurationSummary): boolean => {
    const { host, servername, ciphers, user, sender, clientName, localAddress, authorities, certificate, key } = target;
    const files = [authorities, certificate, key].map((file) => file?.text);
    const names = [host, servername, ciphers, user, sender, clientName, localAddress, ...files];
    return form !== 'bare' || !names.some((name) => name?.includes(secret));
  };

function reports(all: Outputs, findings: readonly Finding[], workspace: Workspace): void {
  for (const [name, report] of Object.entries(REPORTERS)) {
    const document = (uri: string) => workspace.document(uri);
    const looked = { files: 1, configurations: 1 };
    const fixes = (finding: Finding) => workspace.fixes(finding);
    const isApplicable = ({ safe }: Fix) => safe;
    const reported = {
      findings,
      fixes,
      isApplicable,
      errorsOnly: false,
      notes: [],
      looked,
      document,
      nameOf: (uri: string) => uri,
    };
    const showing = showingFor([...workspace.mailDocuments()].flatMap((uri) => workspace.configs(uri)));
    const frame = (place: Place) => frameOf(workspace.document(place.uri)!, place, showing);
    all.set(name, report({ ...reported, colour: true, frame }));
  }
  const edits = findings.flatMap((finding) => workspace.fixes(finding).flatMap((fix) => fix.edits));
  const open = edits.filter(({ secret }) => !secret);
  all.set('edits that hold no secret', JSON.stringify(open));
}

/** Titles and what is copied: what an action writes may be the secret itself, in another place. */
function actions(all: Outputs, findings: readonly Finding[], workspace: Workspace, documents: ClientDocuments): void {
  const titles = findings.flatMap((finding) => {
    const document = workspace.document(finding.at.uri)!;
    const asked = { range: rangeOf(documents, finding.at), context: { diagnostics: [] } };
    const can = { explains: true, copies: true };
    const host = { findings: [finding], readings: [], fixer: workspace, settingsUri: undefined, ...can };
    return codeActions({ ...host, document, documents, abilities: ABILITIES }, asked).flatMap(({ title, command }) => [
      title,
      ...(command?.arguments ?? []),
    ]);
  });
  all.set('actions', titles.join('\n'));
}

function hovers(all: Outputs, workspace: Workspace, documents: ClientDocuments, { after, offset }: Planting): void {
  const told = hoverAt(workspace, after, lineIndex(after).positionAt(offset), documents);
  if (told) all.set('hover', told.markdown.text).set('plain hover', plainText(told.markdown));
}

function postfix(all: Outputs, workspace: Workspace, { after, offset }: Planting): void {
  if (!after.path.endsWith('.cf')) return;
  const project = { read: (uri: string) => workspace.document(uri), environmentFiles: () => [] };
  const { services } = servicesOf(after, project, offset);
  const lists = [undefined, ...services].map((service) => effectiveSettings(after, project, service?.id));
  all.set('effective settings', lists.join('\n'));
  all.set('outline', JSON.stringify(outlineOf(after, project)));
  all.set('completion', JSON.stringify(completionsAt(after, project, offset)));
  const told = postfixHoverAt(after, project, offset);
  if (told) all.set('hover', told.markdown.text);
}

/** What a connection test says that fails at the first step that leaves this machine; where the secret is part of it. */
async function tested(
  all: Outputs,
  { id, uri, target }: ConfigurationSummary,
  workspace: Workspace,
  { secret }: Planting,
): Promise<void> {
  const { host, port, user } = target;
  if (host === undefined || port === undefined) return;
  const config = workspace.configs(uri)[Number.parseInt(id, 10)]!;
  const { auth } = config;
  const given = [config.host, config.servername, config.ciphers, auth?.user, auth?.password];
  if (!given.some((setting) => setting?.value?.includes(secret))) return;
  const password = auth?.password?.value;
  const report = await probe(
    { ...target, host, port, ...(user && password && { login: { user, password } }) },
    { resolver: { lookup: () => Promise.reject(new Error('no network')), query: async () => [] } },
  );
  const shown = [JSON.stringify(report), toText(report, { transcript: true }), toMarkdown(report)];
  all.set('connection test', [all.get('connection test') ?? '', ...shown, reportHtml(report, {}, '')].join('\n'));
}
