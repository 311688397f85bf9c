/** Telling real secrets from what stands in their place. */

/** Texts that say "put yours here", in any case and with any separators. */
const PLACEHOLDER =
  /^(?:$|[*x.\-_?#]+$|<|\[|\{|\$|%|@|change|replace|insert|enter|put|add|fill|set[-_ ]|your|my[-_ ]?(?:smtp|mail|email|app|secure)?[-_ ]?(?:pass|secret|key|user)|todo|fixme|tbd|none|null|undefined|example|sample|dummy|fake|foo|bar|baz|test|demo|default|redacted|hidden|masked|secret|pass|pwd|password|passwd|app[-_ ]?pass|api[-_ ]?key|token|key|user|admin|root|guest|qwerty|letmein|hunter2|123|abc|asdf|some|any|the[-_ ]|an?[-_ ]|smtp[-_ ]?(?:pass|secret|key|user)|mail[-_ ]?(?:pass|secret|key)|email[-_ ]?(?:pass|secret|key)|sg\.x+|sg\.your|xsmtpsib-x+|re_x+|.*(?:here|placeholder|changeme|change[-_]me|goes[-_ ]here|_?password|-password|xxxx|\.\.\.)$)/i;

/** The same in other languages. */
const FOREIGN_PLACEHOLDER =
  /^(?:(?:sua|tu|su|votre|ton|dein|ihr)[-_ ]|senha|contrase|clave|mot[-_ ]?de[-_ ]?passe|geheim|parola)/i;

/** A text with `{{ }}`, `<%= %>`, `${ }`, `%env()%` or `#{ }` is filled in by some tool. */
const TEMPLATE = /\{\{|\}\}|<%|%>|\$\{|\$\(|%env\(|#\{|^<[^>]*>$|^\[[^\]]*\]$|^__\w+__$|^%\w+%$|^!\w+/;

/** Words that nobody has for the password of a real account. */
const DUMMY =
  /^(?:docker|(?:node|php)?mail(?:er|pit|hog|dev|trap)?|e-?mail|smtp|laravel|symfony|django|postfix|dev|development|local|app|web|hello|blah|random|lorem|nopass|no-?reply|zxcvbn|s[e3]cr[e3]t|p[a@4][s$]{2}(?:w[o0]rd)?|(?:super|top|very|strong|ur)[-_ ]?(?:secret|p[a@4]ss(?:w[o0]rd)?))[\d!@#.]*$/i;

/** `aaaa bbbb cccc dddd`. */
const REPEATED = /^(?:(\w)\1{3}[ -]?)+$/;

/** `ZZZZZZ`, `aaaaaaaa@aaaaaa`, `abababab`: blotted out. */
const hasFewCharacters = (text: string) => new Set(text).size <= 2;

/** With parts blotted out: `1/XXxXxx-xxx`, `-----BEGIN PRIVATE KEY-----...`. */
const MASKED = /x{4}|\.{3}|…|\*{3}/i;

/** Encrypted, or the name of a secret that is kept elsewhere. */
const ELSEWHERE = /^(?:encrypted:|ENC[[(]|\{cipher\}|vault:|op:\/\/|arn:aws|file:|\/run\/secrets\/)/;

/** True for a value that is certainly no real secret: a placeholder, a template expression, a test value. */
export function isPlaceholder(text: string): boolean {
  const value = text.trim();
  return (
    [PLACEHOLDER, FOREIGN_PLACEHOLDER, DUMMY, REPEATED, MASKED, ELSEWHERE].some((pattern) => pattern.test(value)) ||
    TEMPLATE.test(text) ||
    hasFewCharacters(value)
  );
}

/** True for a text that some tool fills in, so that nobody can know it. */
export const isTemplate = (text: string): boolean => TEMPLATE.test(text);
