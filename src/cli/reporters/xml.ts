/** Texts in XML. */

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as the value of an attribute or the content of an element. `Shown` texts and visible names hold no control characters. */
export const xml = (text: string): string =>
  text.replaceAll('\n', '&#10;').replace(/[&<>"](?!#10;)/g, (character) => NAMED[character]!);

/** ` name="value"` for each. */
export const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(String(value))}"`)
    .join('');
