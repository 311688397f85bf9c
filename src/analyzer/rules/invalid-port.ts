import { explained } from './connection';
import { inTwo } from './message';
import type { Rule } from './rule';

export const invalidPort: Rule = {
  id: 'invalid-port',
  severity: 'error',
  category: 'addresses',
  summary: 'the port is not a whole number from 1 to 65535',
  fix: 'none',
  check(config, report) {
    const { port } = config;
    if (port?.value === undefined || (Number.isInteger(port.value) && port.value >= 1 && port.value <= 65535)) return;
    const written = port.raw.length > 0 && port.raw.length <= 40 ? `\`${port.raw}\`` : 'This';
    report({
      at: port,
      ...inTwo(
        explained(
          port,
          `${written} is no port: a whole number from 1 to 65535 is needed.`,
          'Some programs silently use another port instead. Use 587 with STARTTLS, or 465 with implicit TLS.',
        ),
      ),
    });
  },
};
