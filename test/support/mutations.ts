/** Texts that typing, other systems and accidents make of a text. */

export interface Mutation {
  readonly name: string;
  readonly text: string;
}

/** The text itself, then what becomes of it; `random` chooses the places. */
export function mutationsOf(text: string, random: () => number): Mutation[] {
  const lines = text.split(/(?<=\n)/);
  const below = (end: number) => Math.floor(random() * end);
  const line = below(lines.length);
  const other = below(lines.length);
  const swapped = [...lines];
  [swapped[line], swapped[other]] = [lines[other]!, lines[line]!];
  const place = below(text.length + 1);
  return [
    { name: 'as it is', text },
    { name: `without line ${line + 1}`, text: lines.toSpliced(line, 1).join('') },
    { name: `with line ${line + 1} twice`, text: lines.toSpliced(line, 0, lines[line]!).join('') },
    { name: `with lines ${line + 1} and ${other + 1} swapped`, text: swapped.join('') },
    { name: 'behind a blank line, indented', text: `\n ${text}` },
    { name: 'behind an empty line', text: `\n${text}` },
    { name: 'indented throughout', text: lines.map((each) => `\t${each}`).join('') },
    { name: 'with CRLF', text: text.replaceAll('\n', '\r\n') },
    { name: 'with lone CR', text: text.replaceAll('\n', '\r') },
    { name: `cut off at ${place}`, text: text.slice(0, place) },
    { name: `without what stands in front of ${place}`, text: text.slice(place) },
    { name: `with a NUL at ${place}`, text: `${text.slice(0, place)}\0${text.slice(place)}` },
    { name: 'behind a byte order mark', text: `\ufeff${text}` },
  ];
}
