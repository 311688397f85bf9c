/** Checkstyle's XML (version 4.3), which Jenkins and many other systems read. */
import type { Severity } from '../../analyzer/model';
import { visible } from '../../show/shown';
import { byFile, type Reporter, textOf } from './reporter';
import { attributes } from './xml';

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'info',
  hint: 'info',
};

export const checkstyle: Reporter = (reported) => {
  const files = byFile(reported).map(([file, found]) => {
    const errors = found.map(({ finding, region: { line, column } }) => {
      const source = `mail-config-lint.${finding.rule}`;
      const values = { line, column, severity: LEVELS[finding.severity], message: textOf(finding), source };
      return `    <error${attributes(values)}/>\n`;
    });
    return `  <file${attributes({ name: visible(file) })}>\n${errors.join('')}  </file>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${files.join('')}</checkstyle>\n`;
};
