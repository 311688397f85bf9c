/** Telling real secrets from what stands in their place. */
import { isTemplated } from './marks';

/** How texts begin that say "put yours here", in any case and with any separators. */
const PLACEHOLDER =
  /^(?:$|[*x.\-_?#]+$|<|\[|\{|%|change|replace|insert|enter[-_ ]|set[-_ ]|your|my[-_ ]?(?:smtp|mail|email|app|secure)?[-_ ]?(?:pass|secret|key|user)|example|sample|dummy|redacted|hidden|masked|secret|passwor[dt]|passwd|abcd ?efgh|app[-_ ]?pass|api[-_ ]?key|qwerty|letmein|hunter2|the[-_ ]|an?[-_ ]|smtp[-_ ]?(?:pass|secret|key|user)|mail[-_ ]?(?:pass|secret|key)|email[-_ ]?(?:pass|secret|key)|sg\.x+|sg\.your|xsmtpsib-x+|re_x+|.*(?:here|placeholder|changeme|change[-_]me|goes[-_ ]here|_?password|-password|xxxx|\.\.\.)$)/i;

/** Words that say so alone, before another word, or with a few digits and signs; real passwords begin with them, too. */
const WORD =
  /^[@$]?(?:put|add|fill|enter|todo|fixme|tbd|none|null|undefined|unset|disabled|removed|noop|n\/a|fake|mock|foo|bar|baz|test|testing|demo|default|pass|pwd|token|key|user|admin|root|guest|123|abc|asdf|some|any|mailtrap)(?:[-_ ].*|(?:123|pass|word|foo|bar|user|abc|def|gh|jkl|qwe)*[\d!@#$.*]{0,9})$/i;

/** The same in other languages. */
const FOREIGN_PLACEHOLDER =
  /^(?:(?:sua|tu|su|votre|ton|dein|ihr)[-_ ]|(?:sua)?senha|contrase|clave|mot[-_ ]?de[-_ ]?passe|geheim|parola|wachtwoord|has[lł]o|salasana|l[oö]senord|adgangskode|[sş]ifre|uygulama[-_ ]|mat[-_ ]khau)/i;

/** Words in another script, without a digit: nobody can type such a password everywhere. */
const FOREIGN_SCRIPT = /^(?=.*[^\p{ASCII}])[^\d]*$/u;

/** What stands for another text besides the marks of templates: variables, and a word in brackets. */
const TEMPLATE = /\}\}|%>|\$\{|\$\(|#\{|^<[^>]*>$|^\[[^\]]*\]$|^__\w+__$|^!\w+|^[@$][A-Z][A-Z\d_]+$/;

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
    [PLACEHOLDER, WORD, FOREIGN_PLACEHOLDER, FOREIGN_SCRIPT, DUMMY, REPEATED, MASKED, ELSEWHERE].some((pattern) =>
      pattern.test(value),
    ) ||
    isTemplate(text) ||
    hasFewCharacters(value)
  );
}

/** Keys whose form says that a machine has made them: SendGrid's, Brevo's, Mailgun's. */
const MADE = /^(?:SG\.[\w-]{22}\.[\w-]{43}|xsmtpsib-[\da-f]{64}-\w{16}|(?:key-)?[\da-f]{32}-[\da-f]{8}-[\da-f]{8})$/;

/** Four groups of four letters, as Google makes them; one of them without a vowel, as words are not. */
const APP_PASSWORD = /^(?=.*\b[b-df-hj-np-tv-z]{4}\b)[a-z]{4}(?: [a-z]{4}){3}$/;

/** Letters in the order of the alphabet or the keyboard. */
const TYPED = /abcd|efgh|ijkl|mnop|wxyz|qwer|asdf|zxcv/;

/** True for what nobody writes as an example: a key in the form of its maker. */
export const isUnmistakable = (text: string): boolean =>
  !isPlaceholder(text) && (MADE.test(text) || (APP_PASSWORD.test(text) && !TYPED.test(text) && new Set(text).size > 8));

/** True for a text that some tool fills in, so that nobody can know it. */
export const isTemplate = (text: string): boolean => isTemplated(text) || TEMPLATE.test(text);
