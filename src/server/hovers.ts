/** What is told where the user points: the value, where it is set, what it means, what is wrong with it, what the option is. */
import { explain, explainWhole, isAtHead, placeAt, settingAt, settingWithin } from '../analyzer/explain';
import type { Finding, Place, SourceDocument, Span } from '../analyzer/model';
import { optionHoverAt } from '../language/nodemailer';
import { code, md, paragraphs } from '../show/markdown';
import type { Workspace } from '../workspace/workspace';
import { inWords, sending } from './configurations';
import { type ClientDocuments, type MarkdownHover, offsetOf, rangeOf } from './translate';

/** A hover, and where the setting is written that it speaks of, if that is elsewhere. */
export interface SettingHover extends MarkdownHover {
  readonly written?: Place;
}

/** `option`: the key of an option that the position lies in, and what it is given. */
function settingHover(
  workspace: Workspace,
  document: SourceDocument,
  position: { line: number; character: number },
  documents: ClientDocuments,
  option: { readonly span: Span; readonly value?: Span } | undefined,
): SettingHover | undefined {
  const offset = offsetOf(document, position);
  const { uri } = document;
  for (const source of [uri, ...workspace.dependents(uri)]) {
    for (const config of workspace.configs(source)) {
      const here = settingAt(config, uri, offset);
      const given = option?.value && settingWithin(config, { uri, span: option.value });
      const setting = here ?? given;
      const place = (here && placeAt(here, uri, offset)) ?? (option && { uri, span: option.span });
      const isElsewhere = setting !== undefined && (place?.uri !== setting.at.uri || setting === given);
      const markdown = setting && explain(config, setting, isElsewhere ? inWords(workspace) : undefined);
      if (place && markdown)
        return { markdown, range: rangeOf(documents, place), written: isElsewhere ? setting.at : undefined };
    }
  }
  const whole = workspace
    .configs(uri)
    .find((config) => config.role === 'submission' && sending(config) && isAtHead(config, uri, offset));
  return whole ? { markdown: explainWhole(whole), range: rangeOf(documents, whole.anchor) } : undefined;
}

export function hoverAt(
  workspace: Workspace,
  document: SourceDocument,
  position: { line: number; character: number },
  documents: ClientDocuments,
): SettingHover | null {
  const option = optionHoverAt(document, offsetOf(document, position));
  const known = settingHover(workspace, document, position, documents, option);
  if (!option) return known ?? null;
  const range = known?.range ?? rangeOf(documents, { uri: document.uri, span: option.span });
  const markdown = known ? paragraphs([known.markdown, option.markdown]) : option.markdown;
  return { range, markdown, written: known?.written };
}

/** A hover with what is wrong with the value, where that is written in another place, and nothing shows it here. */
export async function withFaults(
  hover: SettingHover,
  findingsOf: (uri: string) => Promise<readonly Finding[]>,
): Promise<MarkdownHover> {
  const { range, markdown, written } = hover;
  if (!written) return hover;
  const found = (await findingsOf(written.uri)).filter(
    ({ at }) => at.span.start === written.span.start && at.span.end === written.span.end,
  );
  const faults = found.flatMap(({ rule, headline, detail }) => [
    md`**${headline}** (${code(rule)})`,
    ...(detail ? [md`${detail}`] : []),
  ]);
  return { range, markdown: paragraphs([markdown, ...faults]) };
}
