/**
 * What template engines, `envsubst` and `sed` recipes leave in the text of main.cf and master.cf for themselves: Jinja
 * `{{ x }}`, `{% if %}` and `{# #}`, ERB `<%= x %>`, Template Toolkit `[% x %]`, Go `{{ if }}`, PHP `<?= x ?>`, Nix
 * `''${x}`, `${cfg.x}` and `${f "x"}`, Smarty `{$x}`, the shell's backticks, and words between marks of their own: `@x@`,
 * `__X__`, `%X%`, `$$X$$`, `[[X]]`, `{X_Y}`, `#x#`, or with an end of their own: `X_HERE`.
 */
/** Marks of template engines. Postfix itself has `{{` behind `$` and behind the type of an inline table. */
const OF_ENGINES =
  /(?<!\$|(?:inline|cidr|regexp|pcre|pipemap|unionmap|randmap|static|cdb|debug):|\{)\{\{|\{%|%\}|<%|%>|\[%|%\]|<\?(?:=|php\b|$)|\$\{env(?:[:.][A-Za-z]|\[)|\$\{\{\s*[\w.]+\s*\}\}|''\$\{|\$\{(?:(?:toString|if|lib\.[^\s$]+)\s|[A-Za-z_]\w*\.[\w.]+[\s}])|#\{\w[\w.]*\}|\$\[\w+\]/;

/** Words between marks that recipes replace. */
const BETWEEN_MARKS =
  /##\w+##|@@\w+@@|(?<![\w@.])@[A-Za-z]\w+@(?![\w@.])|\bPH_[A-Z]|(?<!\w)_+[A-Za-z]\w*(?<=_)(?!\w)|\$\{[A-Za-z]\w*\s+["(']|~[A-Z][A-Z0-9_]+~|\^[A-Z][A-Z0-9_]+\^|!![A-Z][A-Z0-9_]+!!|\+\+[A-Z][A-Z0-9_]+\+\+|\$\$[A-Z][A-Z0-9_]+\$\$|\[\[[A-Z][A-Z0-9_]+\]\]|XXX[A-Z_]+XXX|%\{\w[^{}\s]*\}|%\(\w+\)s|\|\|[A-Z]\w+\|\|/;

/** Words that ask for another, and the marks of Smarty and of a shell. */
const OTHERS =
  /\b(?:CHANGE|REPLACE)_?[A-Z][A-Z0-9_]*|(?<!\w)%[A-Za-z_]\w{2,}|<[A-Z][A-Z0-9_-]+>|(?<![$\w{])\{[A-Z][A-Z0-9]*_[A-Z0-9_]+\}|(?:^|[^=<>!?:\s]\s?=\s?|-o |[\w/,]\s)\{\$[A-Za-z]\w*\}(?!\s*[?:!<>}])|\b[A-Z][A-Z0-9_]*_HERE\b|#[A-Z][A-Z0-9_]*#|(?<![^\s=])#[a-z]\w*#(?!\S)|`[^`\n]+`/;

/** True for a text that some tool fills in before Postfix reads it. Of a name that ends at the `=` of `<?=` the rest is no part. */
export const isTemplateText = (text: string): boolean =>
  OF_ENGINES.test(text) || BETWEEN_MARKS.test(text) || OTHERS.test(text);

/** Names in capitals are no Postfix style: `envsubst` or a shell fills `$NAME` in. */
export const isEnvironmentName = (name: string): boolean => /^[A-Z][A-Z0-9_]+$/.test(name);

/** True where a tool may put another text, also by a variable of the environment: `${MAX_PROCESSES}`. */
export const isFilledIn = (text: string): boolean => isTemplateText(text) || /\$\{?[A-Z][A-Z0-9_]+\b/.test(text);

/** What ends a mark, by what begins it. */
const CLOSERS: Readonly<Record<string, string>> = {
  '{{': '}}',
  '{%': '%}',
  '{#': '#}',
  '<%': '%>',
  '[%': '%]',
  '<?': '?>',
  '${': '}',
  '`': '`',
};
/** The last one is a call in Nix: `${toString cfg.port}`. */
const OPENER = /\{[{%#]|[<[]%|<\?|`|\$\{(?=(?:toString|if|lib\.[\w.]+|[A-Za-z]\w*\.[\w.]+)\s|[A-Za-z]\w*\s+["'(])/;

/** Zimbra's condition for the rest of a line: `%%uncomment SERVICE:opendkim%%`. */
const LINE_CONDITION = /%%\w+ [^%\n]+%%/y;

/** The cheap test in front of all that reads marks. */
export const mayHoldMarks = (text: string): boolean => OPENER.test(text) || text.includes('%%');

/** `indexOf` for offsets that only grow: what is far away, or nowhere, is looked for once. */
function forwardSearch(text: string): (needle: string, from: number) => number {
  const next = new Map<string, number>();
  return (needle, from) => {
    const known = next.get(needle);
    if (known !== undefined && (known < 0 || known >= from)) return known;
    const found = text.indexOf(needle, from);
    next.set(needle, found);
    return found;
  };
}

/** A text of the same length in which no mark holds a blank or a comma, so that each is a part of one word. */
export function glueMarks(text: string): string {
  if (!mayHoldMarks(text)) return text;
  const search = forwardSearch(text);
  const opener = new RegExp(OPENER, 'g');
  let glued = '';
  let done = 0;
  for (let found = opener.exec(text); found; found = opener.exec(text)) {
    const closer = CLOSERS[found[0]]!;
    const close = search(closer, found.index + 2);
    if (close < 0) continue;
    opener.lastIndex = close + closer.length;
    glued += text.slice(done, found.index) + text.slice(found.index, opener.lastIndex).replace(/[\s,]/g, '_');
    done = opener.lastIndex;
  }
  return glued + text.slice(done);
}

/** What ends the mark that a line leaves open; Postfix itself has braces behind `$` and behind the type of a table. */
export function openMark(line: string): string | undefined {
  for (const opener of ['{{', '<%', '[%']) {
    const found = line.lastIndexOf(opener);
    const closer = CLOSERS[opener]!;
    if (found >= 0 && !/[$:{]/.test(line[found - 1] ?? '') && !line.includes(closer, found)) return closer;
  }
  return undefined;
}

/** Begins of marks that leave no text of their own. */
const DIRECTIVE =
  /\{[%#]|<%(?!=)|\[%|<\?(?!=)|\{\{[-~]?\s*(?:(?:if|else|end|range|with|define|block|template|include)\b|\/\*|!--|[#/^!])/y;
const OPENS =
  /(?:\{%[-+]?|<%-?|\[%-?|\{\{[-~]?|<\?(?:php)?)\s*(?:if|unless|for|foreach|range|with|each|block|macro|define|while|case|#\w+|[@$\w.]+\.each\b)/i;
const CLOSES = /(?:\{%[-+]?|<%-?|\[%-?|\{\{[-~]?|<\?(?:php)?)\s*(?:end\w*|\/\w+|\}\s*(?:%>|\?>))/i;

/** A line that the template engine takes out, or several where a directive or a comment goes on over their ends. */
export interface Directive {
  /** The offset of the line feed behind it, or of the end of the text. */
  readonly end: number;
  /** How many levels of conditions and loops it opens; negative where it closes one. */
  readonly levels: -1 | 0 | 1;
  /** True where it may leave text that belongs to the line above. */
  readonly goesOn?: boolean;
}

function skipBlanks(text: string, from: number): number {
  let index = from;
  while (/[ \t\v\f\r]/.test(text[index] ?? '')) index++;
  return index;
}

/**
 * Finds the directive that the line at an offset begins with, where nothing else stands beside it. It is asked for
 * growing offsets.
 */
export function directivesOf(text: string): (start: number) => Directive | undefined {
  const search = forwardSearch(text);
  const markEnd = (start: number, opener: string): number | undefined => {
    // Within these comments braces mean nothing.
    const inner = opener.endsWith('/*') ? '*/' : opener.endsWith('!--') ? '--' : undefined;
    const from = inner === undefined ? start + 2 : search(inner, start + opener.length);
    const closer = CLOSERS[opener.slice(0, 2)]!;
    const close = from < 0 ? -1 : search(closer, from);
    return close < 0 ? undefined : close + closer.length;
  };
  return (start) => {
    let index = skipBlanks(text, start);
    const first = index;
    LINE_CONDITION.lastIndex = index;
    if (LINE_CONDITION.test(text)) {
      const feed = text.indexOf('\n', index);
      const goesOn = index > start || /\s/.test(text[LINE_CONDITION.lastIndex] ?? '');
      return { end: feed < 0 ? text.length : feed, levels: 0, goesOn };
    }
    while (index < text.length && text[index] !== '\n') {
      DIRECTIVE.lastIndex = index;
      const opener = DIRECTIVE.exec(text)?.[0];
      const end = opener === undefined ? undefined : markEnd(index, opener);
      if (end === undefined) return undefined;
      index = skipBlanks(text, end);
    }
    if (index === first) return undefined;
    const whole = text.slice(first, index);
    const opens = OPENS.test(whole);
    return { end: index, levels: opens === CLOSES.test(whole) ? 0 : opens ? 1 : -1 };
  };
}
