/** The pipeline up to the findings: text → tree → configurations → findings. What may be done about them is graded later. */

import { shortened } from '../show/shown';
import { concernsMail } from './concern';
import { MOST_CONFIGS } from './dialect';
import { DIALECTS } from './dialects/index';
import { parse, type Tree } from './formats/index';
import { type Format, formatOf } from './kinds';
import type { Finding, MailConfig, Place, Project, Setting, SourceDocument } from './model';
import { isTestFile } from './paths';
import { RULES } from './rules/index';
import type { Report, Rule } from './rules/rule';
import { type Showing, showingFor } from './showing';
import { isReadByNames } from './trust';

export interface Analysis {
  readonly configs: readonly MailConfig[];
  /** Sorted by document, place and rule; may lie in other documents than the one that was analysed. */
  readonly findings: readonly Finding[];
  /** Rules or dialects that threw: a bug of ours, reported and survived. */
  readonly failures: readonly { readonly part: string; readonly error: unknown }[];
}

/** Tests talk to servers of their own, with logins that are no secrets. */
const RULES_FOR_TESTS = RULES.filter(({ category }) => category !== 'encryption' && category !== 'authentication');

const NOTHING: Analysis = { configs: [], findings: [], failures: [] };

/** Reads a document's mail configurations and judges them. Never throws; unknown formats and huge texts give nothing. */
export function analyze(document: SourceDocument, project: Project): Analysis {
  const format = formatOf(document);
  if (!format || !concernsMail(document)) return NOTHING;
  const failures: { part: string; error: unknown }[] = [];
  const configs = readConfigs(format, document, project, failures);
  const rules = isTestFile(document.path) ? RULES_FOR_TESTS : RULES;
  const around: Project = { ...project, read: (uri) => (uri === document.uri ? document : project.read(uri)) };
  const showing = showingFor(configs);
  const findings = [
    ...configs.flatMap((config) => judge(config, rules, around, showing, failures)),
    ...judgeBeside(format, document, rules, around, showing, failures),
  ];
  return { configs, findings: tidy(findings), failures };
}

/** Those of the files within a document follow its own. */
function readConfigs(
  format: Format,
  document: SourceDocument,
  project: Project,
  failures: { part: string; error: unknown }[],
): MailConfig[] {
  const tree = parse(format, document);
  const configs = [...readTree(tree, document, project, failures)];
  if ('postfix' in tree)
    for (const main of tree.postfix ?? []) configs.push(...readTree(main, document, project, failures));
  const files = 'embedded' in tree && !document.part ? (tree.embedded ?? []) : [];
  for (const file of files.filter(concernsMail)) {
    if (configs.length >= MOST_CONFIGS) break;
    configs.push(...readConfigs(formatOf(file)!, file, project, failures));
  }
  return configs;
}

function readTree(
  tree: Tree,
  document: SourceDocument,
  project: Project,
  failures: { part: string; error: unknown }[],
): MailConfig[] {
  for (const dialect of DIALECTS) {
    try {
      const configs = dialect.read(tree, document, project);
      if (configs) return configs;
    } catch (error) {
      failures.push({ part: dialect.id, error });
    }
  }
  return [];
}

/** What the document does with mail beside its configurations. */
function judgeBeside(
  format: Format,
  document: SourceDocument,
  rules: readonly Rule[],
  project: Project,
  showing: Showing,
  failures: { part: string; error: unknown }[],
): Finding[] {
  const found: Finding[] = [];
  for (const { id, beside } of DIALECTS) {
    try {
      for (const seen of beside?.(parse(format, document), project) ?? [])
        for (const rule of rules) rule.note?.(seen, (report) => found.push(foundIn(undefined, rule, report, showing)));
    } catch (error) {
      failures.push({ part: id, error });
    }
  }
  return found;
}

function judge(
  config: MailConfig,
  rules: readonly Rule[],
  project: Project,
  showing: Showing,
  failures: { part: string; error: unknown }[],
): Finding[] {
  const reports: { rule: Rule; report: Report }[] = [];
  for (const rule of rules) {
    try {
      rule.check?.(config, (report) => reports.push({ rule, report }), project);
    } catch (error) {
      failures.push({ part: rule.id, error });
    }
  }
  const replaced = new Set(reports.flatMap(({ rule }) => rule.replaces ?? []));
  return reports
    .filter(({ rule }) => !replaced.has(rule.id))
    .map(({ rule, report }) => foundIn(config, rule, report, showing));
}

function isSetting(at: Setting<unknown> | Place): at is Setting<unknown> {
  return 'origin' in at;
}

/** Lists of problems show about as many characters of a line. */
const LONGEST_HEADLINE = 90;

/** The only place where rules' reports become findings: from here on every text is fit to be shown. */
function foundIn(config: MailConfig | undefined, rule: Rule, report: Report, { show }: Showing): Finding {
  const { at } = report;
  const place = isSetting(at) ? at.at : at;
  const read =
    isSetting(at) && at.origin.kind === 'variable' && !holds(place, at.origin.read)
      ? [{ at: at.origin.read, message: `read here by the ${config?.label ?? 'program'}` }]
      : [];
  return {
    rule: rule.id,
    severity: report.severity ?? rule.severity,
    at: place,
    headline: shortened(show(report.headline), LONGEST_HEADLINE),
    ...(report.detail && { detail: show(report.detail) }),
    related: [...read, ...(report.related ?? [])].map((other) => ({ at: other.at, message: show(other.message) })),
    tags: report.tags ?? [],
    subjects: [{ ...(config && { config }), proposals: report.fixes ?? [] }],
  };
}

const holds = (outer: Place, inner: Place) =>
  outer.uri === inner.uri && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end;

export const placeKey = (place: Place) => `${place.uri}#${place.span.start}-${place.span.end}`;

/** Sorts, and makes one of findings that several worlds or readers share. */
function tidy(findings: readonly Finding[]): Finding[] {
  const same = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = `${finding.rule} ${placeKey(finding.at)}`;
    const earlier = same.get(key);
    if (earlier) earlier.push(finding);
    else same.set(key, [finding]);
  }
  return Array.from(same.values(), merge).sort(compareFindings);
}

/** A program that is known to read the settings has the word; the names alone only add what it does not say. */
function merge(findings: readonly [Finding, ...Finding[]]): Finding {
  const first = findings.find((finding) => !isPresumed(finding)) ?? findings[0];
  if (findings.length === 1) return first;
  const seen = new Set(first.related.map(({ at }) => placeKey(at)));
  const others = findings.filter((finding) => finding !== first);
  const added = others.flatMap(({ related }) => {
    const fresh = related.filter(({ at }) => !seen.has(placeKey(at)));
    for (const { at } of fresh) seen.add(placeKey(at));
    return fresh;
  });
  return {
    ...first,
    related: [...first.related, ...added],
    subjects: [first, ...others].flatMap(({ subjects }) => subjects),
  };
}

const isPresumed = ({ subjects }: Finding) =>
  subjects.every(({ config }) => config !== undefined && isReadByNames(config));

/** By document, then place, then rule. */
export function compareFindings(a: Finding, b: Finding): number {
  const texts = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return (
    texts(a.at.uri, b.at.uri) ||
    a.at.span.start - b.at.span.start ||
    a.at.span.end - b.at.span.end ||
    texts(a.rule, b.rule)
  );
}

/** What these rules say rests on how the settings work together, what the others say on one value or name. */
const OF_THE_WHOLE: ReadonlySet<string> = new Set(
  RULES.filter(({ category }) => category === 'encryption' || category === 'authentication').map(({ id }) => id),
);

/**
 * What several documents of a workspace have to say: where one of them holds a program that reads a variable, or a value of
 * another file, what was presumed of the group that it belongs to is left to that program.
 */
export function findingsOf(analyses: readonly Analysis[]): Finding[] {
  const found = unite(analyses.map(({ findings }) => findings));
  const mayBeLeft = (finding: Finding) => OF_THE_WHOLE.has(finding.rule) && isPresumed(finding);
  if (!found.some(mayBeLeft)) return found;
  const programs = analyses.flatMap(({ configs }) => configs.filter((config) => !isReadByNames(config)));
  // Values in code are read by code alone.
  const read = new Set(
    programs.flatMap(({ settings, dialect }) =>
      settings.map(({ at, origin }) => `${origin.kind === 'variable' ? '' : dialect} ${placeKey(at)}`),
    ),
  );
  const isRead = ({ settings, dialect }: MailConfig) =>
    settings.some(({ at }) => read.has(` ${placeKey(at)}`) || read.has(`${dialect} ${placeKey(at)}`));
  return found.filter(
    (finding) => !mayBeLeft(finding) || !finding.subjects.some(({ config }) => config && isRead(config)),
  );
}

/** Findings of several lists as one: sorted, shared ones merged. */
export function unite(lists: Iterable<readonly Finding[]>): Finding[] {
  return tidy([...lists].flat());
}
