/** Packages that make a boolean of a word: `boolean` 3, `yn` 5. */
import { known } from '../javascript/operators';
import type { MailLibrary } from './library';

const MODULES = /^(?:boolean|yn)$/;
const TRUE = /^\s*(?:true|t|yes|y|on|1)\s*$/i;

export const wordsOfTruth: MailLibrary = {
  call: (evaluator, { target, args: [subject], frame }) => {
    if (target.kind !== 'external' || !MODULES.test(target.module ?? '') || !subject || subject.spread)
      return undefined;
    const value = evaluator.evaluate(subject.value, frame);
    if (value.kind === 'known') return known(TRUE.test(String(value.value)), value.source);
    return value.kind === 'unknown' ? { ...value, trail: undefined, pieces: undefined } : undefined;
  },
};
