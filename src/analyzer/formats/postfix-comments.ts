/** Services and options that master.cf holds as comments, ready to be put to use: the stock file comes with several. */
import type { Edit } from '../model';

/** `#submission inet n - y - - smtpd`: a name and seven fields of their forms, which no sentence has. */
const SERVICE =
  /^#\s*(?=[\w.:[\]-]+\s+(?:inet|unix|pass)\s+(?:[yn-]\s+){3}(?:-|\d+\??)\s+(?:-|\d+)\s+[\w-]+(?:\s+-o\s.*)?$)/;
const OPTION = /^(\s*)#(\s*)(?=-o\s)/;

const isService = (line: string) => SERVICE.test(line);

/** The line of an option without the mark; it begins with a blank, to belong to the service above it. */
const option = (line: string): string | undefined =>
  OPTION.test(line)
    ? line.replace(OPTION, (_, before: string, behind: string) => (before + behind).padStart(2))
    : undefined;

function* linesFrom(text: string, offset: number): Generator<{ readonly text: string; readonly start: number }> {
  for (let start = offset; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    yield { text: text.slice(start, end).trimEnd(), start };
    start = end + 1;
  }
}

/** The services that stand in comments with their options, as the edits that put each to use: one edit a line. */
export function commentedServices(text: string, uri: string): Edit[][] {
  const found: Edit[][] = [];
  let open = false;
  for (const { text: line, start } of linesFrom(text, 0)) {
    const span = { start, end: start + line.length };
    const head = isService(line);
    const argument = open ? option(line) : undefined;
    if (head) found.push([{ uri, span, text: line.replace(SERVICE, '') }]);
    else if (argument !== undefined) found.at(-1)!.push({ uri, span, text: argument });
    // A line that goes on with the service above the comments would come to belong to this one.
    else if (open && /^\s+[^\s#]/.test(line)) found.pop();
    open = head || (open && line.startsWith('#'));
  }
  return found;
}

/** The edit that puts an option to use where it stands in a comment between or right below the lines of a service. */
export function uncommentOption(text: string, uri: string, service: number, wanted: string): Edit | undefined {
  const feed = text.indexOf('\n', service);
  for (const { text: line, start } of linesFrom(text, feed < 0 ? text.length : feed + 1)) {
    if (/^[^\s#]/.test(line) || isService(line)) return undefined;
    const argument = option(line);
    if (argument?.trim() === wanted) return { uri, span: { start, end: start + line.length }, text: argument };
  }
  return undefined;
}
