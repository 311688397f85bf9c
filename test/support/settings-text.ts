/** A text of settings as tests look at it: its first list, one entry, and the text after an edit. */
import { applyEdits } from '../../src/analyzer/edits';
import type { Entry, SettingsTree } from '../../src/analyzer/formats/scope';
import type { Edit, Scalar } from '../../src/analyzer/model';

export function settingsTexts(parse: (text: string) => SettingsTree) {
  const whole = (text: string) => parse(text).scopes[0]!;
  const entry = (text: string, key: string): Entry => whole(text).entries.find((one) => one.key === key)!;
  return {
    whole,
    entry,
    values: (text: string) => Object.fromEntries(whole(text).entries.map(({ key, value }) => [key, value])),
    replaced: (text: string, key: string, value: Scalar) =>
      applyEdits(text, [entry(text, key).editable.replace(value)!]),
    inserted(text: string, key: string, value: Scalar, after?: string) {
      const list = whole(text);
      const neighbour = list.entries.find((one) => one.key === after);
      return applyEdits(text, [list.insert(key, value, neighbour) as Edit]);
    },
  };
}
