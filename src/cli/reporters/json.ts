/** An array of findings; README.md tells its fields. */
import type { Edit } from '../../analyzer/model';
import { jsonText } from '../../show/shown';
import { pageOf } from '../../workspace/pages';
import { type Reporter, regions } from './reporter';

export const json: Reporter = (reported) => {
  const region = regions(reported);
  const edit = ({ uri, span, text, secret }: Edit) => ({ ...region({ uri, span }), text: secret ? null : text });
  const rows = reported.findings.map((finding) => ({
    ...region(finding.at),
    rule: finding.rule,
    page: pageOf(finding.rule),
    severity: finding.severity,
    headline: finding.headline,
    detail: finding.detail ?? null,
    related: finding.related.map(({ at, message }) => ({ ...region(at), message })),
    fixes: reported.fixes(finding).map(({ title, safe, edits }) => ({ title, safe, edits: edits.map(edit) })),
  }));
  return `${jsonText(rows)}\n`;
};
