/**
 * SARIF 2.1.0 (OASIS), for code scanning. Lines and columns from 1, ends exclusive. Without snippets and fingerprints,
 * which hold or are made of lines that may hold a secret.
 */
import type { ArtifactLocation, Location, Log, Region, ReportingDescriptor, Result, Fix as SarifFix } from 'sarif';
import { homepage, version } from '../../../package.json';
import type { Fix, Place, Severity } from '../../analyzer/model';
import { percentEncoded } from '../../analyzer/percent';
import { RULES } from '../../analyzer/rules/index';
import { joined, jsonText, type Shown } from '../../show/shown';
import { pageOf } from '../../workspace/pages';
import { regions } from '../../workspace/report';
import { UNUSED_SUPPRESSION } from '../../workspace/suppressions';
import type { Reporter } from './reporter';

const LEVELS = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
} as const satisfies Record<Severity, Result.level>;

const descriptor = (id: string, severity: Severity, summary: string, tags: string[]): ReportingDescriptor => ({
  id,
  name: id,
  shortDescription: { text: summary },
  fullDescription: { text: summary },
  helpUri: pageOf(id),
  help: { text: `See ${pageOf(id)}.`, markdown: `See [the page of this rule](${pageOf(id)}).` },
  defaultConfiguration: { level: LEVELS[severity] },
  properties: { tags },
});

/** All rules, as SARIF wants those that ran and not those that found something. */
const DESCRIPTORS: readonly ReportingDescriptor[] = [
  ...RULES.map(({ id, severity, summary, category }) => descriptor(id, severity, summary, ['mail', category])),
  descriptor(UNUSED_SUPPRESSION, 'warning', 'a comment that disables nothing', ['mail']),
];

const INDEXES: ReadonlyMap<string, number> = new Map(DESCRIPTORS.map(({ id }, index) => [id, index]));

/** In plain text, `[text](target)` is a link all the same (section 3.11.6). */
const message = (text: Shown) => ({ text: text.replaceAll('](', '] (') });

/** A path from the root of the sources; one outside of it has no such path, and stays a URI. */
const artifact = (name: string, uri: string): ArtifactLocation =>
  name.startsWith('../') ? { uri } : { uri: name.split('/').map(percentEncoded).join('/'), uriBaseId: '%SRCROOT%' };

export const sarif: Reporter = (reported) => {
  const regionOf = regions(reported);
  const region = (place: Place): Region => {
    const { line, column, endLine, endColumn } = regionOf(place);
    return { startLine: line, startColumn: column, endLine, endColumn };
  };
  const artifactOf = (uri: string) => artifact(reported.nameOf(uri), uri);
  const location = (place: Place): Location => ({
    physicalLocation: { artifactLocation: artifactOf(place.uri), region: region(place) },
  });
  // What takes the place of a secret, or moves it, is for the editor and `--fix` alone.
  const fixes = (graded: readonly Fix[]): SarifFix[] =>
    graded
      .filter(({ edits }) => !edits.some(({ secret }) => secret))
      .map(({ title, edits }) => ({
        description: message(title),
        artifactChanges: [...new Set(edits.map(({ uri }) => uri))].map((uri) => ({
          artifactLocation: artifactOf(uri),
          replacements: edits
            .filter((edit) => edit.uri === uri)
            .map((edit) => ({ deletedRegion: region(edit), insertedContent: { text: edit.text } })),
        })),
      }));
  const results = reported.findings.map(
    (finding): Result => ({
      ruleId: finding.rule,
      ruleIndex: INDEXES.get(finding.rule),
      level: LEVELS[finding.severity],
      // Viewers may show the first sentence alone (section 3.11.3).
      message: message(joined('. ', finding.headline, finding.detail)),
      locations: [location(finding.at)],
      relatedLocations: finding.related.map(({ at, message: text }, id) => ({
        ...location(at),
        id: id + 1,
        message: message(text),
      })),
      fixes: fixes(reported.fixes(finding)),
    }),
  );
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Mail Config Lint',
            semanticVersion: version,
            informationUri: homepage,
            rules: [...DESCRIPTORS],
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: !reported.notes.some(({ severity }) => severity === 'error'),
            toolExecutionNotifications: reported.notes.map((note) => ({
              level: note.severity,
              message: message(note.message),
            })),
          },
        ],
        results,
      },
    ],
  };
  return `${jsonText(log)}\n`;
};
