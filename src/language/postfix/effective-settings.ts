/** What a service's programs get when they ask for their parameters, as a text in the form of main.cf. */
import { isReadBy, PARAMETERS } from '../../analyzer/data/postfix-parameters';
import type { Space } from '../../analyzer/dialects/postfix/evaluate';
import { lineNumberOf } from '../../analyzer/formats/lines';
import { isTemplateText } from '../../analyzer/formats/postfix-templates';
import type { Project, SourceDocument } from '../../analyzer/model';
import { isKnownTo } from './parameters';
import { onOneLine, shownWord, withoutSecrets } from './shown';
import { serviceAt, serviceId, type View, viewOf } from './view';

export interface ServiceSummary {
  /** `submission/inet`. */
  readonly id: string;
  readonly program: string;
  /** How many parameters it overrides. */
  readonly overrides: number;
}

/** The services of the instance that a document belongs to, and the one at an offset of it. */
export interface Services {
  readonly services: readonly ServiceSummary[];
  readonly current?: string;
}

export function servicesOf(document: SourceDocument, project: Project, offset: number): Services {
  const view = viewOf(document, project);
  if (!view) return { services: [] };
  const at = serviceAt(view, offset);
  return {
    services: view.instance.services.map((entry) => ({
      id: serviceId(entry),
      program: entry.program.text,
      overrides: entry.overrides.length,
    })),
    current: at && serviceId(at),
  };
}

/** Of main.cf alone without a service; undefined where there is no such service. */
export function effectiveSettings(
  document: SourceDocument,
  project: Project,
  service: string | undefined,
): string | undefined {
  const view = viewOf(document, project);
  const entry = view?.instance.services.find((each) => serviceId(each) === service);
  if (!view || (service !== undefined && !entry)) return undefined;
  const space = view.spaceOf(entry);
  const program = entry?.program.text;
  const isSet = (name: string) => space.definition(name) !== undefined;
  const ofService = new Set(entry?.overrides.map(({ name }) => name));
  const ofMain = [...view.instance.settings.keys()].filter((name) => {
    const known = PARAMETERS.get(name);
    return !ofService.has(name) && (program === undefined || (known && isReadBy(known, program)));
  });
  const rest = [...PARAMETERS.values()].filter(
    (parameter) =>
      program !== undefined &&
      !isSet(parameter.name) &&
      parameter.class !== 'legacy' &&
      isKnownTo(parameter, view.instance) &&
      isReadBy(parameter, program),
  );
  return [
    head(view, service, program),
    section('Set for this service in master.cf', space, [...ofService], originOf),
    section(program ? `Set in main.cf and read by ${program}` : 'Set in main.cf', space, ofMain, originOf),
    section(
      'Defaults',
      space,
      rest.map(({ name }) => name),
    ),
  ]
    .filter(Boolean)
    .flatMap((part) => part.split('\n'))
    .map((line) => shownWord(view.instance, line))
    .join('\n');
}

function head({ instance }: View, service: string | undefined, program: string | undefined): string {
  const what = service ? `${service}, which runs ${program}` : 'main.cf, without what services override';
  const level = instance.settings.get('compatibility_level')?.raw;
  const defaults = `Defaults are those of Postfix ${instance.release}${level ? ` at level ${level}` : ''}.`;
  const missing = instance.main ? [] : ['# There is no main.cf beside master.cf: only what master.cf says is known.'];
  return [`# Effective settings of ${what}.`, `# ${defaults}`, ...missing, ''].join('\n');
}

function section(
  title: string,
  space: Space,
  names: readonly string[],
  remark?: (space: Space, name: string) => string | undefined,
): string {
  if (names.length === 0) return '';
  const lines = [...names].sort().flatMap((name) => {
    const said = remark?.(space, name);
    return said === undefined ? [lineOf(space, name)] : [`# ${said}`, lineOf(space, name)];
  });
  return [`# ${title}`, ...lines, ''].join('\n');
}

const DEPENDS_ON_MACHINE = 'depends on the machine';

/** `main.cf:12, default: no`; where a value is the default that is said instead. */
function originOf(space: Space, name: string): string | undefined {
  const definition = space.definition(name);
  if (!definition) return undefined;
  const { at } = definition;
  const text = (definition.service ? space.instance.master : space.instance.main)?.text ?? '';
  const place = `${definition.service ? 'master.cf' : 'main.cf'}:${lineNumberOf(text, at.span.start) + 1}`;
  const parameter = PARAMETERS.get(name);
  if (!parameter) return place;
  const standard = space.defaultText(name);
  const value = standard === undefined ? undefined : space.expand(standard);
  if (value === undefined) return `${place}, default: ${DEPENDS_ON_MACHINE}`;
  if (onOneLine(value) === onOneLine(space.value(name) ?? '')) return `${place}, the default`;
  return `${place}, default: ${value === '' ? 'empty' : withoutSecrets(space.instance, name, value)}`;
}

function lineOf(space: Space, name: string): string {
  const value = space.value(name);
  if (value !== undefined) return `${name} = ${withoutSecrets(space.instance, name, value)}`.trimEnd();
  const definition = space.definition(name);
  if (!definition) return `# ${name} ${DEPENDS_ON_MACHINE}`;
  if (space.isCyclic(name)) return `# ${name} refers to itself`;
  return `# ${name} is unknown${isTemplateText(definition.raw) ? ': a template fills it in' : ''}`;
}
