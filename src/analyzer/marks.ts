/**
 * Marks of templates: in their place a tool puts another text before a program reads the file, so that nobody can know
 * the value from the file.
 */

/** Stands for each character of a mark in a text that was made readable. */
export const FILLED_IN = '\uE000';

/**
 * Marks wherever they stand in a text. No class holds the sign that begins its mark, so that many unclosed ones cost no
 * more than one look at the text.
 */
const ANYWHERE: readonly RegExp[] = [
  /\uE000+/,
  // Jinja, Go templates, Mustache, Handlebars; with a dollar GitHub and GitLab. Jinja's statements and comments.
  /\{\{[^{}]+\}\}/,
  /\{%[^%]+%\}/,
  /\{#[^#]+#\}/,
  // ERB and EJS, Template Toolkit, PHP.
  /<%[^%]+%>/,
  /\[%[^%]+%\]/,
  /<\?[^?]+\?>/,
  // Mako's `${env["X"]}`; Octopus and Azure, and Ruby in quotes; Terraform; older shells and Rundeck.
  /\$\{\w+\[[^\][$\n]+\]\}/,
  /#\{[^{}\n]+\}/,
  /%\{\w+\}/,
  /\$\[[\w.-]+\]/,
  // Recipes for sed: `##X##`, `###X###`, `@@X@@`, `@X@`, `_X_`, `__X__`, `%X%`, `<X>`.
  /##\w+##/,
  /@@\w+@@/,
  /(?<![\w@.])@[A-Z][A-Z\d_]+@/,
  /(?<!\w)_+[A-Z]\w*(?<=_)(?!\w)/,
  /%[A-Z][A-Z_]+[A-Z]%/,
  /<[A-Z][A-Z\d_-]+>/,
  // CapRover, and what SOPS has encrypted.
  /\$\$cap_\w+\$\$/,
  /\bENC\[[^\][]+\]/,
];

/** What begins a mark that may be closed elsewhere, and Symfony's processors of variables. */
const BEGUN = /\{\{|\{%|<%|\[%|%env\(|\$\$cap_/;

/** Marks that are the whole text: as a part of one they may be anything. The second one is Grafana's. */
const WHOLE =
  /^(?:@[\w.-]+@$|\$__(?:file|env|vault)\{[^{}]+\}$|%\w+%$|<[A-Za-z][\w .-]*>$|\(\([^()]+\)\)$|env\(|ENC\[)/;

const joined = (patterns: readonly RegExp[]) => patterns.map(({ source }) => source).join('|');

const ALL = new RegExp(joined(ANYWHERE), 'g');
const ANY = new RegExp(joined([...ANYWHERE, BEGUN, WHOLE]));

/** Without one of these there is no mark in a text. */
const MAY_BE_MARK = /[{[<%@#_$(\uE000]/;

/** The marks of templates in a text, each as it stands. */
export const templateMarks = (text: string): string[] => text.match(ALL) ?? [];

/** True for a text that something else fills in before the program reads it, or that only a key opens. */
export const isTemplated = (text: string): boolean => MAY_BE_MARK.test(text) && ANY.test(text);
