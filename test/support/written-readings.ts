/** What the configurations of a fixture were read as, as lines of a golden file. */
import { analyze } from '../../src/analyzer/analyze';
import { factsOf, summary } from '../../src/analyzer/explain';
import type { MailConfig, Place, Setting } from '../../src/analyzer/model';
import { type Fixture, projectOf } from './fixture';
import { inLine, placesIn } from './written-findings';

const flags = ({ reading, remote, secretsBelong }: MailConfig) => [
  `reading: ${reading}`,
  ...Object.entries({ remote, secretsBelong }).flatMap(([name, holds]) => (holds ? [name] : [])),
];

/** Where the value comes from and what may be done to it; the usual is left out. */
function notes({ origin, needs, doubt, editable }: Setting<unknown>): string[] {
  const from = 'name' in origin ? `${origin.kind} ${origin.name}` : origin.kind;
  const fixed = !editable ? 'not editable' : editable.remove ? '' : 'not removable';
  return [
    from === 'literal' ? '' : from,
    needs ? `needs ${needs}` : '',
    doubt ?? '',
    origin.kind === 'default' ? '' : fixed,
  ].filter((note) => note !== '');
}

export function readingsOf({ documents }: Fixture): string[] {
  const place = placesIn(documents);
  // A single file needs no name beside each line.
  const at = (where: Place) => (documents.length > 1 ? place(where) : place(where).replace(/^.*?:(?=\d+:\d+-)/, ''));
  const project = projectOf(documents);
  const written = (setting: Setting<unknown>, value: string) => {
    const [own, ...others] = [setting.name, ...notes(setting)];
    return `    ${at(setting.at)} ${own}${value && ` = ${inLine(value)}`}${others.map((note) => `, ${note}`).join('')}`;
  };
  const linesOf = (config: MailConfig) => {
    const facts = factsOf(config);
    const shown = new Set(facts.map(({ setting }) => `${at(setting.at)} ${setting.name}`));
    const others = config.settings.filter((setting) => !shown.has(`${at(setting.at)} ${setting.name}`));
    const { method, elsewhere, missing } = config.auth ?? {};
    const login = [method, elsewhere && 'elsewhere', ...(missing ?? []).map((name) => `without ${name}`)];
    return [
      `  ${at(config.extent)} ${config.label} (${[config.dialect, config.role, ...flags(config)].join(', ')})`,
      ...(config.world ? [`    ${config.world}`] : []),
      `    ${summary(config)}; can be ${config.expressible.join(', ') || 'nothing else'}`,
      ...(method ? [`    login: ${login.filter(Boolean).join(', ')}`] : []),
      ...facts.map(({ label, value, setting }) => written(setting, `${label}: ${value}`)),
      ...others.map((setting) => written(setting, setting.value === undefined ? 'unknown' : String(setting.value))),
    ];
  };
  return documents.flatMap((document) => analyze(document, project).configs.flatMap(linesOf));
}
