/** What readers of the environment make of its texts. */
import type { Builtin } from '../javascript/evaluator';
import type { Primitive } from '../javascript/values';

/** Readers with a schema behind them may give booleans and numbers: their texts are not taken for mistakes. */
export const withSchema: Builtin = (evaluator, [value], node) => {
  const subject = value?.();
  if (subject?.kind === 'unknown') return { ...subject, trail: undefined };
  if (subject?.kind !== 'known' || typeof subject.value !== 'string') return subject;
  const readings = readingsOf(subject.value);
  if (!readings.some((reading) => typeof reading === 'boolean')) return { ...subject, trail: undefined, readings };
  const truthy = readings.every(Boolean) || undefined;
  // No text that could stand there instead is false for every reader.
  return { ...evaluator.opaque(node), source: { ...subject.source, editable: undefined }, readings, truthy };
};

function readingsOf(given: string): Primitive[] {
  const isNumber = given.trim() !== '' && !Number.isNaN(Number(given));
  const asBoolean = /^(?:true|yes|on|1)$/i.test(given) ? true : /^(?:false|no|off|0)$/i.test(given) ? false : undefined;
  return [given, ...(isNumber ? [Number(given)] : []), ...(asBoolean === undefined ? [] : [asBoolean])];
}
