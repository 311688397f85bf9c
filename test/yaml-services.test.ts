/** Services of a compose file that are left out before parsing: what is found is the same as if all had been read. */
import assert from 'node:assert/strict';
import { TABLES, URL_TABLES } from '../src/analyzer/data/dialects';
import { serverKeys } from '../src/analyzer/dialects/table/gather';
import { parseYaml } from '../src/analyzer/formats/yaml';
import { withoutOtherServices } from '../src/analyzer/formats/yaml-services';
import { lint, textOf } from './support/fixture';
import { generator } from './support/generator';

const COMPOSE = '/project/compose.yml';

const findingsIn = (text: string) =>
  lint([{ uri: `file://${COMPOSE}`, path: COMPOSE, text }]).map((finding) => ({
    rule: finding.rule,
    at: finding.at.span,
    text: textOf(finding),
  }));

/** What is no reason to read a service, and what is one, of the same length. */
const OTHER = 'tier: none';
const MAIL = 'tier: smtp';

/** Parts of services, some of which are hard to tell from their neighbours by lines alone. */
const PARTS: readonly string[] = [
  '    image: acme/app:1.2\n',
  '    environment:\n      SMTP_HOST: smtp.acme-mail.org\n      SMTP_PORT: 25\n      SMTP_USER: shop\n',
  '    environment:\n      - SMTP_HOST=smtp.acme-mail.org\n      - SMTP_PORT=465\n      - SMTP_SECURE=false\n',
  '    environment:\n      LOG_LEVEL: info\n      WORKERS: "4"\n',
  '    environment: &shared\n      MAIL_HOST: smtp.acme-mail.org\n      MAIL_PORT: 25\n      MAIL_USERNAME: shop\n',
  '    environment: *shared\n',
  '    environment:\n      <<: *shared\n      LOG_LEVEL: info\n',
  '    command: |\n      worker:\n        run: true\n',
  '    command: "one\n      two:\n      three"\n',
  '    labels: { a: b,\n      c: d }\n',
  '    ports:\n    - "80:80"\n',
  '    env_file: .env\n',
  '\n',
  '# at the margin\n',
];

const HEADS: readonly string[] = ['', '', '', ' # a service', ' &app'];

function composeFile(next: () => number): string {
  const pick = <T>(from: readonly T[]) => from[Math.floor(next() * from.length)]!;
  const services = Array.from({ length: 1 + Math.floor(next() * 6) }, (_, index) => {
    const parts = Array.from({ length: Math.floor(next() * 4) }, () => pick(PARTS));
    return `  app${index}:${pick(HEADS)}\n    ${OTHER}\n${parts.join('')}`;
  });
  const text = `${pick(['', 'version: "3"\n', 'x-a: &shared\n  MAIL_PORT: 25\n'])}services:\n${services.join('')}${pick(['', 'volumes:\n  data:\n'])}`;
  return next() < 0.2 ? text.replaceAll('\n', '\r\n') : text;
}

describe('services without mail', () => {
  it('are left out, and every offset stays', () => {
    const text = 'services:\n  a:\n    image: b\n  c:\n    image: d\n  e:\n    image: mailhog\n';
    assert.equal(
      withoutOtherServices(text),
      `services:\n  a:\n    image: b\n  #${' '.repeat(14)}\n  e:\n    image: mailhog\n`,
    );
  });

  it('stay where lines do not tell them apart', () => {
    for (const inner of [
      '  a: {\n  b:\n  }\n',
      '  a:\n  - b:\n',
      '  "a":\n    b: c\n',
      '  a:\n\tb:\n',
      '    a:\n  b:\n',
    ]) {
      const text = `services:\n${inner}`;
      assert.equal(withoutOtherServices(text), text);
    }
  });

  it('change nothing of what is found', () => {
    let left = 0;
    let found = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const text = composeFile(generator(seed));
      const whole = text.replaceAll(OTHER, MAIL);
      assert.equal(withoutOtherServices(whole), whole);
      if (withoutOtherServices(text) !== text) left++;
      const findings = findingsIn(text);
      found += findings.length;
      assert.deepEqual(findings, findingsIn(whole), `seed ${seed}:\n${text}`);
    }
    assert.ok(left > 30 && found > 100, `${left} were shortened, ${found} findings`);
  });

  it('are none that an application reads its server from', () => {
    const names = [...TABLES, ...URL_TABLES]
      .flatMap((table) => serverKeys(table).flatMap((key) => [key, ...(table.also?.[key] ?? [])]))
      .filter((name) => /^[A-Z][A-Z\d]*_[A-Z\d_]+$/.test(name));
    assert.ok(names.length > 100);
    for (const name of names) {
      const text = `services:\n  a:\n    image: b\n  c:\n    environment:\n      ${name}: d\n`;
      assert.equal(withoutOtherServices(text), text, name);
    }
    assert.equal(parseYaml('services:\n  a:\n    image: b\n', '').scopes.length, 1);
  });
});
