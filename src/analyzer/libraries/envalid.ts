import type { MailLibrary } from './library';
import { chainOf, converted, environmentOf, orDefault, propertiesOf, propertyOf, type SchemaReader } from './schema';

const read: SchemaReader = (evaluator, given, schema) => {
  const [link] = chainOf(schema);
  if (!link) return evaluator.opaque(schema);
  return converted(evaluator, link, orDefault(evaluator, given, propertyOf(link.args[0]?.value, 'default')), schema);
};

export const envalid: MailLibrary = {
  call: (evaluator, { target, callee, args: [, schema] }) =>
    target.kind === 'external' && target.module === 'envalid' && target.path.at(-1) === 'cleanEnv'
      ? environmentOf(evaluator, propertiesOf(schema?.value), read, callee)
      : undefined,
};
