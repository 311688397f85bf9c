/** What every way of writing findings is given. */
import type { Finding, Fix, Place, SourceDocument } from '../../analyzer/model';
import type { Shown } from '../../show/shown';
import { type Region, regions } from '../../workspace/report';

/** Something that went wrong beside the findings: a file that was skipped or not fixed, a bug of this program. */
export interface Note {
  readonly severity: 'warning' | 'error';
  readonly message: Shown;
}

/** What was looked at. */
export interface Looked {
  /** Files with a mail configuration. */
  readonly files: number;
  readonly configurations: number;
}

export interface Reported {
  /** Sorted by document, place and rule. */
  readonly findings: readonly Finding[];
  /** What may be done about one of them, the best first; takes a while. */
  fixes(finding: Finding): readonly Fix[];
  /** True for a fix that `--fix` would apply. */
  isApplicable(fix: Fix): boolean;
  /** Only errors are among the findings, whatever else was found. */
  readonly errorsOnly: boolean;
  readonly notes: readonly Note[];
  readonly looked: Looked;
  document(uri: string): SourceDocument | undefined;
  /** The name of a document for people: relative to the working directory. */
  nameOf(uri: string): string;
  readonly colour: boolean;
  /** The line of a place with a mark below it, free of secrets; absent where what is written may be kept. */
  frame?(place: Place): readonly string[];
}

/**
 * What is written may end in the log of a CI system. Nothing in it but a `frame` is a line of the source, which might hold a secret, and
 * every text of a finding has come through `Shown`; names of files are still to be made visible.
 */
export type Reporter = (reported: Reported) => string;

/** Headline and detail, for formats that have one text a finding. */
export const textOf = ({ headline, detail }: Finding): string => (detail ? `${headline}. ${detail}` : headline);

interface Located {
  readonly finding: Finding;
  readonly region: Region;
}

/** The findings of each file, by its name; both in the order that they are reported in. */
export function byFile(reported: Reported): [file: string, found: Located[]][] {
  const region = regions(reported);
  const files = new Map<string, Located[]>();
  for (const finding of reported.findings) {
    const located = { finding, region: region(finding.at) };
    const found = files.get(located.region.file);
    if (found) found.push(located);
    else files.set(located.region.file, [located]);
  }
  return [...files];
}
