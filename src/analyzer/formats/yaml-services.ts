/**
 * Services of a compose file that have nothing to do with mail, left out before the text is parsed: most of a long file is
 * made of them, and a parser of YAML costs more than all that is done with its nodes.
 */
import { KINDS } from '../kinds';

const HEAD = /^services:[ \t]*(?:#.*)?$/;

/** A service with nothing behind its colon; whatever else stands where a service begins, nobody can tell where it ends. */
const SERVICE = /^[A-Za-z0-9][\w.-]*:[ \t]*(?:#.*)?$/;

/** Names that applications read and that hold no word of mail. */
const OTHER_NAMES = /relay_host|apprise_url|notification_url/i;

/** What ties a service to others of the file: anchors, aliases and merges. */
const TIE = /[&*]|<</;

const isNeeded = (service: string) => KINDS.yaml.hint.test(service) || OTHER_NAMES.test(service) || TIE.test(service);

interface Line {
  readonly start: number;
  /** Before its break. */
  readonly end: number;
  readonly indent: number;
  /** Without its indent; empty for comments, too. */
  readonly text: string;
}

function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const next = found < 0 ? text.length : found + 1;
    const end = found > start && text[found - 1] === '\r' ? found - 1 : found < 0 ? text.length : found;
    const line = text.slice(start, end);
    const content = line.trimStart();
    yield { start, end, indent: line.length - content.length, text: content.startsWith('#') ? '' : content };
    start = next;
  }
}

/** Where the services begin and end that stand below `services`, by lines; undefined where that is not plain to see. */
function servicesIn(text: string): { start: number; end: number }[] | undefined {
  const found: { start: number; end: number }[] = [];
  let column: number | undefined;
  let isInside = false;
  for (const { start, end, indent, text: content } of linesOf(text)) {
    if (content === '') continue;
    if (indent === 0) {
      isInside = HEAD.test(content);
      column = undefined;
      continue;
    }
    if (!isInside) continue;
    column ??= indent;
    if (indent < column || text.slice(start, start + indent).includes('\t')) return undefined;
    if (indent > column) {
      found.at(-1)!.end = end;
      continue;
    }
    if (!SERVICE.test(content)) return undefined;
    found.push({ start: start + indent, end });
  }
  return found;
}

/**
 * The text with a comment of the same length in the place of each service that holds no word of mail. The first one stays,
 * so that the file is still one of services.
 */
export function withoutOtherServices(text: string): string {
  const [, ...services] = servicesIn(text) ?? [];
  let result = '';
  for (const { start, end } of services) {
    if (isNeeded(text.slice(start, end))) continue;
    result += `${text.slice(result.length, start)}#${' '.repeat(end - start - 1)}`;
  }
  return result + text.slice(result.length);
}
