/**
 * Writes what is made of the list of rules: the table in README.md, between its markers, the schema of the project's
 * settings file, and the names that the editor's setting completes. With --check it only compares, and fails on a
 * difference.
 */
const fs = require('node:fs');
const { loadSource } = require('./load-source');

const FIX = { safe: '🔧', suggestion: '💡', none: '' };

/** Patterns of ids that the editor's settings complete beside the ids: its schemas cannot offer ids and take any pattern. */
const FAMILIES = ['postfix-*', 'tls-*', '*-auth', 'invalid-*', 'unknown-*'];

const rules = async () => (await loadSource('src/analyzer/rules/index.ts')).RULES;

/** For editors, which complete and check `.mail-config-lint.json` and `.yaml` by it. */
function schemaOf(list) {
  const all = [
    ...list,
    { id: 'unused-suppression', summary: 'a comment that disables nothing', severity: 'warning' },
    { id: '*', summary: 'all other rules' },
  ];
  const choice = { $ref: '#/definitions/choice' };
  const described = ({ id, summary, severity }) => [
    id,
    { description: severity ? `${summary} (${severity})` : summary, allOf: [choice] },
  ];
  const patterns = (description) => ({ description, type: ['array', 'string'], items: { type: 'string' } });
  const port = { type: 'integer', minimum: 1, maximum: 65535 };
  const severity = { enum: ['error', 'warning', 'information', 'hint', 'off', 'default'] };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of Mail Config Lint for a project',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      extends: patterns(
        'Settings files, relative to this one and in the same repository, whose settings hold where this one says nothing.',
      ),
      rules: { $ref: '#/definitions/rules' },
      ignore: {
        description: 'Files without findings: patterns as in .gitignore, from the folder of this file.',
        type: 'array',
        items: { type: 'string' },
      },
      overrides: {
        description: 'Settings for some files only, which go before `rules`; a later entry goes before an earlier one.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files', 'rules'],
          properties: {
            files: patterns('Patterns as in .gitignore, from the folder of this file.'),
            rules: { $ref: '#/definitions/rules' },
          },
        },
      },
    },
    definitions: {
      rules: {
        description: 'Severity of rules by id, or by a pattern of ids: postfix-*.',
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(all.map(described)),
        patternProperties: { '\\*': choice },
      },
      choice: {
        anyOf: [
          severity,
          {
            type: 'object',
            additionalProperties: false,
            properties: {
              severity,
              exceptHosts: patterns(
                'Hosts that the rule does not speak of; `*` stands for any text: `*.internal.example.com`.',
              ),
              exceptPorts: {
                description: 'Ports that the rule does not speak of; beside `exceptHosts`, those of these hosts only.',
                type: ['array', 'integer'],
                minimum: port.minimum,
                maximum: port.maximum,
                items: port,
              },
            },
          },
        ],
      },
    },
  };
}

/** Each file with what it should hold. */
function outcome(list) {
  const rows = list.map(
    ({ id, severity, summary, fix }) => `| [${id}](docs/rules/${id}.md) | ${severity} | ${FIX[fix]} | ${summary} |`,
  );
  const table = ['| rule | severity | | flags |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const readme = fs.readFileSync('README.md', 'utf8');
  const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  const schema = schemaOf(list);
  const ids = Object.keys(schema.definitions.rules.properties);
  const settings = manifest.contributes.configuration.properties;
  const { type, additionalProperties } = settings['mailConfigLint.rules'];
  const propertyNames = { enum: [...ids, ...FAMILIES] };
  Object.assign(settings['mailConfigLint.rules'], { propertyNames });
  settings['mailConfigLint.overrides'].items.properties.rules = { type, additionalProperties, propertyNames };
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    'README.md': readme.replace(/(<!-- rules: .*? -->\n)[\s\S]*?(<!-- \/rules -->)/, `$1\n${table}\n\n$2`),
    'package.json': json(manifest),
    'media/settings.schema.json': json(schema),
  };
}

async function main() {
  for (const [file, text] of Object.entries(outcome(await rules()))) {
    if (!process.argv.includes('--check')) fs.writeFileSync(file, text);
    else if (text !== fs.readFileSync(file, 'utf8'))
      throw new Error(`${file} does not tell the rules as they are; run: node scripts/rules.js`);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
