/** What a path tells of the purpose of a file. Paths are slash-separated, from the workspace's root. */

/** Folders and names by which projects tell their tests and the data of tests. */
const TESTS =
  /(?:^|\/)(?:(?:\w+[-_])?tests?|__tests__|specs?|e2e|cypress|fixtures|__fixtures__|__mocks__|testdata|test[-_](?:data|resources|fixtures))\/|(?:^|\/)test[-_][^/]*$|[._-](?:test|spec|e2e|cy)\.[a-z]+$/i;

/** True for a file that only tests read: what it says about encryption and credentials matters to nobody. */
export const isTestFile = (path: string): boolean => TESTS.test(path);

/** What the names of files end with that show what to write, and are copied to be filled in. */
export const TEMPLATE_WORDS = ['default', 'defaults', 'dist', 'example', 'sample', 'template', 'templ', 'tmpl', 'tpl'];

const TEMPLATES = new RegExp(`(?:${TEMPLATE_WORDS.join('|')})(?:[._-]|$)`, 'i');

export const isTemplateFile = (path: string): boolean => TEMPLATES.test(path.slice(path.lastIndexOf('/') + 1));

/** `...`, `xxx`, `<port>`, or nothing: what a template leaves to whoever copies it. */
const OPEN = /^(?:\.{2,}|…|x{3,}|\*{2,}|_{2,}|-{2,}|\?+|<[^>]*>)?$/i;

/** True for a text of a template in whose place every value may stand. */
export const standsOpen = (text: string): boolean => OPEN.test(text);
