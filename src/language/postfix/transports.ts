/** Names of services in values, such as transports and filters, and the lines of master.cf that they stand for. */
import { SERVICE_SUFFIXES } from '../../analyzer/data/postfix-parameters';
import { allDefinitions, type Definition, type Instance } from '../../analyzer/dialects/postfix/instance';
import type { ServiceEntry } from '../../analyzer/formats/master-cf-tree';
import { parameterOf } from './parameters';
import type { Occurrence } from './results';
import { type NameInValue, placeIn, tokenAt } from './token';
import type { View } from './view';

/** Parameters whose value is the name of a service: transports with a next hop behind the colon, and internal services. */
export const takesService = (name: string): boolean =>
  parameterOf(name)?.kind === 'transport' || /_(?:service_name|transport)$/.test(name);

/** Transports in tables that are written in main.cf itself: `static:slow`, `inline:{{example.org = slow:}}`. */
const IN_TABLE = /(?:\bstatic:|=)\s*(?:\{\s*)?([^\s:,${}=]+)/g;
const AT_START = /^([^\s:,${}]+)/g;

function servicesIn({ name, raw }: Definition): NameInValue[] {
  const pattern = /(?:^|_)transport_maps$/.test(name) ? IN_TABLE : takesService(name) ? AT_START : undefined;
  return [...(pattern ? raw.matchAll(pattern) : [])].map((match) => {
    const end = match.index + match[0].length;
    return { name: match[1]!, start: end - match[1]!.length, end };
  });
}

/** A TCP port is no transport. */
const isNamed =
  (name: string) =>
  ({ service, type }: ServiceEntry): boolean =>
    service.text === name && type.text !== 'inet';

/** The name of the service that an offset speaks of, in a value or in the first column of master.cf. */
export function serviceNameAt(view: View, offset: number): string | undefined {
  const token = tokenAt(view, offset);
  if (token?.kind === 'column') {
    return token.column === 'service' && token.service.type.text !== 'inet' ? token.service.service.text : undefined;
  }
  if (token?.kind !== 'word') return undefined;
  return servicesIn(token.definition).find((use) => {
    const { span } = placeIn(token.definition, use);
    return span.start <= offset && offset <= span.end;
  })?.name;
}

/** The lines of a service, everything that names it, and the parameters that its name begins. */
export function serviceOccurrences(instance: Instance, name: string): Occurrence[] {
  const entries = instance.services.filter(isNamed(name));
  const found: Occurrence[] = entries.map(({ service }) => ({
    at: { uri: instance.master!.uri, span: service.span },
    isDefinition: true,
  }));
  for (const definition of allDefinitions(instance)) {
    const ofService =
      definition.name.startsWith(`${name}_`) && SERVICE_SUFFIXES.has(definition.name.slice(name.length));
    if (ofService && entries.length > 0) found.push({ at: definition.key, isDefinition: false });
    for (const use of servicesIn(definition))
      if (use.name === name) {
        found.push({ at: placeIn(definition, use), isDefinition: false });
      }
  }
  return found;
}
