import { isTemplateFile, standsOpen } from '../paths';
import { sentences, type Texts } from './message';
import type { Rule } from './rule';

const messages = {
  invalid: ({ written, why }: { written: string; why: string | undefined }) => ({
    headline: `${written ? `\`${written}\`` : 'This'} is not a valid port`,
    detail: sentences(
      why,
      'A port is a whole number from 1 to 65535; some programs silently use another port instead.',
      'Use 587 with STARTTLS, or 465 with implicit TLS.',
    ),
  }),
} satisfies Texts;

export const invalidPort: Rule = {
  id: 'invalid-port',
  severity: 'error',
  category: 'addresses',
  summary: 'the port is not a whole number from 1 to 65535',
  fix: 'none',
  check(config, report) {
    const { port } = config;
    if (port?.value === undefined || (Number.isInteger(port.value) && port.value >= 1 && port.value <= 65535)) return;
    if (isTemplateFile(port.at.uri) && standsOpen(port.raw)) return;
    report({
      at: port,
      ...messages.invalid({ written: port.raw, why: port.why }),
    });
  },
};
