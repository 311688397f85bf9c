import type { MailLibrary } from './library';
import { chainOf, checkedEnvironment, converted, orDefault, type SchemaReader } from './schema';

const read: SchemaReader = (evaluator, given, schema) => {
  const [link, ...more] = chainOf(schema);
  if (!link || more.some(({ name }) => name === 'when' || name === 'custom')) return evaluator.opaque(schema);
  const [unset] = more.find(({ name }) => name === 'default')?.args ?? [];
  return converted(evaluator, link, orDefault(evaluator, given, unset), schema);
};

const METHODS = { validate: 'value', validateAsync: '', attempt: '' };

export const joi: MailLibrary = {
  call: (evaluator, call) => checkedEnvironment(evaluator, call, METHODS, read),
};
