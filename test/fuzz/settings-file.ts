/** Texts of the project's own settings file: any text is read, what is wrong in it is told at its place, the rest holds. */
import assert from 'node:assert/strict';
import { ProjectSettingsFiles } from '../../src/workspace/project-settings';
import { readSettings } from '../../src/workspace/settings-reader';
import { withRuleOff } from '../../src/workspace/settings-tree';
import { memoryStore } from '../support/memory-store';
import { mutated, oneOf, type Random } from './mutate';

const JSON_TEXTS = [
  `// ours
{
  "$schema": "https://acme-mail.org/schema.json",
  "extends": ["./shared/base.json", "../other.yaml"],
  "rules": {
    "port-25-submission": "off",
    "postfix-*": "error",
    "tls-disabled": { "severity": "hint", "exceptHosts": ["*.acme-mail.org", "10.0.0.1"] }
  },
  "ignore": ["vendor/", "*.tmp", "!keep.env"],
  "overrides": [{ "files": ["*.env", "app/**"], "rules": { "*": "default" } }]
}
`,
  '{}\n',
  '{ "rules": { "missing-auth": "information" }, }\n',
];

const YAML_TEXTS = [
  `# ours
extends: ./shared/base.yaml
rules:
  port-25-submission: off
  tls-disabled: { severity: hint, exceptHosts: '*.acme-mail.org' }
ignore: [vendor/, "*.tmp"]
overrides:
  - files: '*.env'
    rules:
      "*": error
`,
  '# nothing\nrules:\n',
];

const RULE = 'tls-disabled';

export function fuzzSettingsFile(random: Random, step: (how: string, text: string) => void): number {
  const isJson = random() < 0.5;
  const path = `/project/.mail-config-lint.${isJson ? 'json' : 'yaml'}`;
  const texts = isJson ? JSON_TEXTS : YAML_TEXTS;
  const { text, how } = mutated(oneOf(random, texts), oneOf(random, texts), random);
  step(how, text);
  const read = readSettings(text, path);
  const again = readSettings(text, path);
  for (const key of ['extends', 'ignore', 'parts', 'mistakes'] as const) assert.deepEqual(read[key], again[key]);
  for (const { at, because } of read.mistakes)
    assert.ok(0 <= at.start && at.start <= at.end && at.end <= text.length, `outside of the text: ${because}`);

  const store = memoryStore([{ uri: `file://${path}`, path, text }]);
  const files = new ProjectSettingsFiles(store, () => {});
  const settings = files.of('/project/app/.env');
  settings.choices('/project/app/.env');
  settings.ignores('/project/vendor/.env');
  files.mistakes(path, text);

  const off = withRuleOff(text, path, RULE);
  if (off === undefined) return 1;
  const written = readSettings(off, path);
  assert.ok(written.mistakes.length <= read.mistakes.length, 'turning a rule off makes a mistake');
  const choices = written.parts.filter((part) => part.files === undefined).map((part) => part.choices[RULE]);
  assert.ok(choices.includes('off'), 'the rule that was turned off is not');
  return 1;
}
