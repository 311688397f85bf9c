/**
 * Which fixes are sound, found out by trying: a proposal is spelt, applied to the project as it will be, and every
 * configuration that reads an edited text, in whatever document, is read and judged again. That costs some analyses a
 * proposal, so it is done when somebody looks at fixes, and never while typing.
 */
import { type Analysis, analyze, findingsOf, placeKey } from './analyze';
import { connectsDifferently, hasNoHost, hasOtherEndpoint, isKnownToWork } from './connections';
import { compatible, editsOf } from './edits';
import {
  type Edit,
  type Finding,
  type Fix,
  type MailConfig,
  type Place,
  type Project,
  type Proposal,
  SEVERITIES,
  type Setting,
  type SourceDocument,
} from './model';
import { moved, withEdits } from './overlay';
import { showingFor } from './showing';
import { asFix, spell } from './spelling';
import { isReadByNames, reach } from './trust';

/** A project that knows its documents. */
export interface Surroundings extends Project {
  /** What the analyzer makes of a document; undefined where there is none. */
  analysis(uri: string): Analysis | undefined;
  /** Documents whose analysis has looked at this one, or would if it were there. */
  readersOf(uri: string): Iterable<string>;
}

/** The sound fixes of a finding, in the order in which they were proposed. */
export function grade(finding: Finding, around: Surroundings): Fix[] {
  const fixes = new Map<string, Fix>();
  const { show } = showingFor(finding.subjects.flatMap(({ config }) => config ?? []));
  const proposals = finding.subjects.flatMap((subject) => subject.proposals);
  for (const title of new Set(proposals.map((proposal) => proposal.title))) {
    const same = proposals.filter((proposal) => proposal.title === title);
    for (const edits of candidates(finding, title, around)) {
      const key = JSON.stringify(edits);
      const outcome = fixes.has(key) ? undefined : trial([finding], edits, around);
      if (!outcome) continue;
      const needs = outcome.needs === undefined ? '' : `, which needs ${outcome.needs} or newer`;
      fixes.set(key, { title: show(title + needs), safe: isSafe(outcome, same), edits });
      break;
    }
  }
  return [...fixes.values()];
}

const isSafe = ({ isQuiet, isKnown }: Outcome, proposals: readonly Proposal[]) =>
  isQuiet && proposals.every(({ suggestion, asWritten }) => !suggestion && (isKnown || asWritten));

/** A finding with a fix that is to be applied. */
export interface Chosen {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** The edits of as many safe fixes as can be applied at once: each was tried alone, so that all are tried together. */
export function together(fixes: readonly Chosen[], around: Surroundings): Edit[] {
  const free = new Set(compatible(fixes.map(({ fix }) => fix)));
  const chosen = harmonious(
    fixes.filter(({ fix }) => free.has(fix)),
    around,
  );
  return editsOf(chosen.map(({ fix }) => fix));
}

/** Where not all go together, as many of one half as do, and those of the other that do not disturb them. */
function harmonious(fixes: readonly Chosen[], around: Surroundings): readonly Chosen[] {
  const isSound = (some: readonly Chosen[]) => {
    const edits = editsOf(some.map(({ fix }) => fix));
    const findings = some.map(({ finding }) => finding);
    return trial(findings, edits, around)?.isQuiet === true;
  };
  if (fixes.length < 2 || isSound(fixes)) return fixes;
  const middle = Math.ceil(fixes.length / 2);
  const first = harmonious(fixes.slice(0, middle), around);
  const second = harmonious(fixes.slice(middle), around);
  const both = [...first, ...second];
  return both.length < fixes.length && isSound(both) ? both : first;
}

/** No more ways to spell one proposal are tried than this. */
const MOST_CANDIDATES = 4;

/** The edits of a proposal for all configurations that have the finding; then, as these may not agree, those for one. */
function candidates({ subjects }: Finding, wanted: string, around: Surroundings): Edit[][] {
  const each = subjects.flatMap(({ config, proposals }) =>
    proposals.flatMap((proposal) => (proposal.title === wanted ? [spell(proposal, config, around)] : [])),
  );
  const spelt = each.filter((edits) => edits !== undefined);
  const united = spelt.length > 1 ? asFix(spelt.flat(), around) : undefined;
  const all = united ? [united, ...spelt] : spelt;
  return [...new Map(all.map((edits) => [JSON.stringify(edits), edits])).values()].slice(0, MOST_CANDIDATES);
}

interface Outcome {
  /** Nothing new is found, remarks apart, and no other configuration connects differently. */
  readonly isQuiet: boolean;
  /** The servers are known to serve the connections that change. */
  readonly isKnown: boolean;
  /** The release that the new settings need, where an older one may be in use. */
  readonly needs?: string;
}

/** What is found and configured in some documents. */
interface State {
  readonly findings: readonly Finding[];
  readonly configs: readonly MailConfig[];
}

const stateOf = (analyses: readonly Analysis[]): State => ({
  findings: findingsOf(analyses),
  configs: analyses.flatMap(({ configs }) => configs),
});

/** In UTF-16 code units. So much is read again for the findings of one version of a document, and the rest gets no fixes. */
const MOST_READ_AGAIN = 20_000_000;

const readAgain = new WeakMap<SourceDocument, number>();

/** Counts what one more trial reads; false where that is too much. */
function mayRead(document: SourceDocument, uris: readonly string[], around: Surroundings): boolean {
  const lengths = uris.map((uri) => around.read(uri)?.text.length ?? 0);
  const total = lengths.reduce((sum, length) => sum + length, readAgain.get(document) ?? 0);
  if (total <= MOST_READ_AGAIN) readAgain.set(document, total);
  return total <= MOST_READ_AGAIN;
}

/** What becomes of a project with some edits; undefined where one of the findings stays or something gets worse. */
function trial(findings: readonly Finding[], edits: readonly Edit[], around: Surroundings): Outcome | undefined {
  const places = [...findings.map(({ at }) => at.uri), ...edits.map(({ uri }) => uri)];
  const known = places.map((uri) => around.read(uri)).find((document) => document !== undefined);
  if (!known) return undefined;
  const uris = [...affected(places, around)];
  if (findings.length === 1 && !mayRead(known, uris, around)) return undefined;
  const project = withEdits(around, edits, known);
  const analyses = uris.flatMap((uri) => {
    const document = project.read(uri);
    return document ? [analyze(document, project)] : [];
  });
  if (analyses.some(({ failures }) => failures.length > 0)) return undefined;
  const before = stateOf(uris.flatMap((uri) => around.analysis(uri) ?? []));
  return compare(findings, before, stateOf(analyses), edits);
}

function affected(uris: readonly string[], around: Surroundings): Set<string> {
  const found = new Set(uris);
  for (const uri of uris) for (const reader of around.readersOf(uri)) found.add(reader);
  return found;
}

function compare(asked: readonly Finding[], before: State, after: State, edits: readonly Edit[]): Outcome | undefined {
  const findings = asked.map((one) => before.findings.find((other) => isAlike(one, other)) ?? one);
  const judged = new Set(findings.flatMap(({ subjects }) => subjects.flatMap(({ config }) => config ?? [])));
  const pairs = pairsOf(before.configs, after.configs, edits);
  const { kept, fresh } = matched(before.findings, after.findings, edits);
  if (findings.some((finding) => kept.has(finding))) return undefined;
  if (fresh.some((other) => findings.every((finding) => isWorse(other, finding, pairs)))) return undefined;
  if (pairs.some((pair) => isDisturbed(pair, judged) || isVain(pair))) return undefined;

  const isNoNews = (other: Finding) => isRemark(other) && findings.some((finding) => isMilder(other, finding));
  const isPart = partOf(judged);
  const sites = new Set([...judged].map(({ anchor }) => placeKey(anchor)));
  const isOwn = ({ anchor }: MailConfig) => sites.has(placeKey(anchor));
  const clients = pairs.filter(([one, other]) => (one ?? other)?.role !== 'server' && !(one && isPart(one)));
  const isSame = ([one, other]: Pair) => one && other && (isOwn(one) || !connectsDifferently(one, other));
  const isKnown = ([one, other]: Pair) => one && other && (!isOwn(one) || isKnownToWork(one, other));
  const doubted = pairs.find(([one, other]) => other?.tls.needs !== undefined && one?.tls.needs === undefined);
  return {
    isQuiet: fresh.every(isNoNews) && clients.every(isSame),
    isKnown: clients.every(isKnown),
    needs: doubted?.[1]?.tls.needs,
  };
}

const isAlike = (one: Finding, other: Finding) => one.rule === other.rule && placeKey(one.at) === placeKey(other.at);

/** A configuration as it is and as it will be; one of the two is missing where it comes or goes. */
type Pair = readonly [before: MailConfig | undefined, after: MailConfig | undefined];

function pairsOf(before: readonly MailConfig[], after: readonly MailConfig[], edits: readonly Edit[]): Pair[] {
  const left = new Set(after);
  const pairs = before.map((config): Pair => {
    const here = [...left].filter(({ anchor }) => isAt(config.anchor, edits, anchor));
    const same = here.find(({ world, label }) => world === config.world && label === config.label) ?? here[0];
    if (same) left.delete(same);
    return [config, same];
  });
  return [...pairs, ...[...left].map((config): Pair => [undefined, config])];
}

/** True where a place, moved by edits, is still there and has a part of another one. */
function isAt(before: Place, edits: readonly Edit[], { uri, span }: Place): boolean {
  const now = moved(before, edits);
  if (now.uri !== uri) return false;
  const wasEmpty = before.span.start === before.span.end;
  return wasEmpty || span.start === span.end
    ? now.span.start <= span.end && span.start <= now.span.end
    : now.span.start < span.end && span.start < now.span.end;
}

/** True for a server of this machine, which speaks as it speaks, that a change for another one reaches. */
const isDisturbed = ([before, after]: Pair, judged: ReadonlySet<MailConfig>) =>
  before !== undefined &&
  after !== undefined &&
  !judged.has(before) &&
  reach(before) === 'local' &&
  hasOtherEndpoint(before, after);

/** True for a change of port or mode where the host can be none, as it has something around it. */
const isVain = ([before, after]: Pair) =>
  before !== undefined && after !== undefined && hasNoHost(after) && hasOtherEndpoint(before, after);

/**
 * Tells whether a configuration is but a part of those that are judged, which stand in other documents: the file that
 * they include, read by itself, or what names alone make of the variables that they read.
 */
function partOf(judged: ReadonlySet<MailConfig>): (config: MailConfig) => boolean {
  const programs = [...judged].filter((config) => !isReadByNames(config));
  return (config) => {
    const {
      settings,
      extent: { uri },
    } = config;
    const others = programs.filter(({ extent }) => extent.uri !== uri);
    const read = new Set(others.flatMap((program) => program.settings.map(({ at }) => placeKey(at))));
    const isRead = ({ at }: Setting<unknown>) => at.uri === uri && read.has(placeKey(at));
    return isReadByNames(config) ? settings.some(isRead) : settings.length > 0 && settings.every(isRead);
  };
}

/**
 * The findings that stay and those that come. One that only moves, as its place or its configuration tells, stays, and if
 * it grows graver it comes as well.
 */
function matched(before: readonly Finding[], after: readonly Finding[], edits: readonly Edit[]) {
  const kept = new Set<Finding>();
  const fresh = new Set(after);
  const graver = new Set<Finding>();
  const isHere = (one: Finding, other: Finding) => isAt(one.at, edits, other.at);
  const hasMoved = (one: Finding, other: Finding) =>
    !isMilder(other, one) && anchorsOf(one).some((anchor) => anchorsOf(other).some((now) => isAt(anchor, edits, now)));
  for (const isStill of [isHere, hasMoved]) {
    for (const finding of before) {
      if (kept.has(finding)) continue;
      const same = [...fresh].find((other) => other.rule === finding.rule && isStill(finding, other));
      if (!same) continue;
      kept.add(finding);
      fresh.delete(same);
      if (isMilder(finding, same)) graver.add(same);
    }
  }
  return { kept, fresh: [...fresh, ...graver] };
}

const anchorsOf = ({ subjects }: Finding) => subjects.flatMap(({ config }) => (config ? [config.anchor] : []));

const isMilder = (one: Finding, other: Finding) =>
  SEVERITIES.indexOf(one.severity) > SEVERITIES.indexOf(other.severity);

const isRemark = ({ severity }: Finding) => severity === 'information' || severity === 'hint';

/** False where the host is unknown, or where the default stands in for one that is not read. */
const isHostSaid = ({ host }: MailConfig) => host?.value !== undefined && host.origin.kind !== 'default';

/** True for a new finding that weighs as much, unless it was there before and could not be seen. */
function isWorse(fresh: Finding, finding: Finding, pairs: readonly Pair[]): boolean {
  if (isMilder(fresh, finding)) return false;
  // Of what was not known nothing could be said; but an error that is certain is worse than not to know.
  return (
    fresh.severity === 'error' ||
    !fresh.subjects.every(({ config }) => {
      const [before] = pairs.find(([, after]) => after === config) ?? [];
      if (!before || before.role === 'server') return false;
      return before.tls.value === undefined || !isHostSaid(before);
    })
  );
}
