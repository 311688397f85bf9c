/** An array of findings; docs/ci.md tells its fields. */
import { jsonText } from '../../show/shown';
import { rowsOf } from '../../workspace/report';
import type { Reporter } from './reporter';

export const json: Reporter = (reported) =>
  `${jsonText(rowsOf(reported.findings, reported, (finding) => reported.fixes(finding)))}\n`;
