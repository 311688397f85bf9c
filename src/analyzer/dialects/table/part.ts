/** Settings that are a part of a value: host and port of one text, password of a URL, fallback of a variable. */
import type { Edit, Editable, Scalar, Setting, Span } from '../../model';

/** A part of a value that is fixed by writing the whole anew. */
class PartEditable implements Editable {
  constructor(
    private readonly whole: Setting<string>,
    private readonly text: string,
    private readonly span: Span,
    private readonly encode: (value: string) => string,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const { start, end } = this.span;
    return this.whole.editable?.replace(this.text.slice(0, start) + this.encode(String(value)) + this.text.slice(end));
  }
}

export const verbatim = (value: string) => value;

/** A part of a setting's text as a setting; the whole is its place where escapes make offsets useless. */
export function part<T>(
  whole: Setting<string>,
  text: string,
  span: Span,
  read: (text: string) => T | undefined,
  encode = verbatim,
): Setting<T> {
  const raw = text.slice(span.start, span.end);
  const { start } = whole.at.span;
  const exact = whole.raw === text;
  const at = exact ? { uri: whole.at.uri, span: { start: start + span.start, end: start + span.end } } : whole.at;
  const editable = whole.editable && new PartEditable(whole, text, span, encode);
  return { ...whole, value: read(raw), raw, at, editable };
}
