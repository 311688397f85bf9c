/** The part of JSON Schema that our schemas use. */

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  /** Before the draft of 2019. */
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : Number.isInteger(value) ? 'integer' : typeof value;

/** Where a value breaks its schema, a line each. */
export function mistakes(value: unknown, schema: Schema, root: Schema = schema, at = '$'): string[] {
  if (schema.$ref) {
    const [, section = '', name = ''] = /^#\/([$\w]+)\/(\w+)$/.exec(schema.$ref) ?? [];
    const named = (section === 'definitions' ? root.definitions : root.$defs)?.[name];
    return named ? mistakes(value, named, root, at) : [`${at}: no ${schema.$ref}`];
  }
  if (schema.anyOf)
    return schema.anyOf.some((each) => mistakes(value, each, root, at).length === 0) ? [] : [`${at}: none fits`];
  if (schema.allOf) return schema.allOf.flatMap((each) => mistakes(value, each, root, at));
  if (schema.enum) return schema.enum.includes(value) ? [] : [`${at}: ${JSON.stringify(value)} is not listed`];
  const type = typeOf(value);
  const types = [schema.type ?? type].flat();
  if (!types.includes(type) && !(types.includes('number') && type === 'integer'))
    return [`${at}: ${type} for ${schema.type}`];
  if (typeof value === 'number' && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value)))
    return [`${at}: ${value} is out of bounds`];
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((each, index) => mistakes(each, items, root, `${at}[${index}]`)) : [];
  }
  if (type !== 'object') return [];
  const entries = Object.entries(value as object);
  const missing = (schema.required ?? []).filter((name) => !entries.some(([key]) => key === name));
  return [
    ...missing.map((name) => `${at}.${name} is missing`),
    ...entries.flatMap(([key, each]) => {
      const own = schema.properties?.[key];
      if (own) return mistakes(each, own, root, `${at}.${key}`);
      return schema.additionalProperties === false ? [`${at}.${key} is not allowed`] : [];
    }),
  ];
}
