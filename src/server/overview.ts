/** Every configuration of the workspace with what it comes to and what is found in it. */
import { type Fact, factsOf } from '../analyzer/explain';
import { type Finding, type MailConfig, type Place, SEVERITIES } from '../analyzer/model';
import { showingFor } from '../analyzer/showing';
import type { Workspace } from '../workspace/workspace';
import { idOf, inWords, sending } from './configurations';
import type { OverviewFact, OverviewItem, OverviewProblem } from './protocol';
import { type ClientDocuments, rangeOf } from './translate';

export interface OverviewHost {
  readonly workspace: Workspace;
  readonly documents: ClientDocuments;
  /** The findings of a document as the user and the project want them. */
  findings(uri: string): Promise<readonly Finding[]>;
}

export async function overview(host: OverviewHost): Promise<OverviewItem[]> {
  const items = new Map<string, OverviewItem>();
  for (const uri of host.workspace.mailDocuments().sort()) {
    const findings = await findingsAbout(host, uri);
    for (const [index, config] of host.workspace.configs(uri).entries()) {
      const item = itemOf(host, idOf(uri, index), config, findings);
      // Worlds that come to the same are one.
      const key = JSON.stringify([item.uri, item.range, item.title, item.facts.map(({ value }) => value)]);
      if (!items.has(key)) items.set(key, item);
    }
  }
  return [...items.values()];
}

/** Findings that the analysis of a document leads to, wherever they lie. */
async function findingsAbout({ workspace, findings }: OverviewHost, uri: string): Promise<Finding[]> {
  const places = new Set(workspace.analysis(uri)?.findings.map(({ at }) => at.uri));
  const found: Finding[] = [];
  for (const place of places) found.push(...(await findings(place)));
  return found;
}

function itemOf(host: OverviewHost, id: string, config: MailConfig, findings: readonly Finding[]): OverviewItem {
  const { show } = showingFor([config]);
  const { documents } = host;
  const isTestable = sending(config);
  return {
    id,
    uri: documents.clientUri(config.anchor.uri),
    range: rangeOf(documents, config.extent),
    title: show(isTestable ? endpoint(config) : config.label),
    label: show(config.label),
    world: config.world === undefined ? undefined : show(config.world),
    isTestable,
    facts: factsOf(config).map((fact) => factFrom(host, config, fact)),
    problems: findings
      .filter(({ subjects }) => subjects.some((subject) => subject.config === config))
      .map((finding) => problemFrom(host, finding))
      .sort((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity)),
  };
}

function endpoint({ host, port }: MailConfig): string {
  const name = host?.value ?? `(${host?.name})`;
  if (!port) return name;
  return `${name}:${port.value ?? `(${port.name})`}`;
}

function factFrom(
  { workspace, documents }: OverviewHost,
  config: MailConfig,
  { label, value, setting }: Fact,
): OverviewFact {
  const { show } = showingFor([config]);
  const { origin, at } = setting;
  const isElsewhere = at.uri !== config.anchor.uri;
  const written = isElsewhere ? ` in ${inWords(workspace)(at)}` : '';
  const from =
    origin.kind === 'default'
      ? 'default'
      : origin.kind === 'variable'
        ? `${origin.name}${written}`
        : origin.kind === 'fallback'
          ? `if ${origin.name} is not set`
          : origin.kind === 'environment'
            ? `${origin.name}, which no file defines`
            : written.trim();
  return {
    label,
    value,
    ...(from && { from: show(from) }),
    ...(origin.kind !== 'default' && { at: locationOf(documents, at) }),
  };
}

const problemFrom = ({ documents }: OverviewHost, { rule, severity, headline, at }: Finding): OverviewProblem => ({
  rule,
  severity,
  headline,
  at: locationOf(documents, at),
});

const locationOf = (documents: ClientDocuments, at: Place) => ({
  uri: documents.clientUri(at.uri),
  range: rangeOf(documents, at),
});
