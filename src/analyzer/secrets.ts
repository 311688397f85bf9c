/** Telling real secrets from what stands in their place. */

/** Texts that say "put yours here", in any case and with any separators. */
const PLACEHOLDER =
  /^(?:$|[*x.\-_?#]+$|<|\[|\{|\$|%|@|change|replace|insert|enter|put|add|fill|set[-_ ]|your|my[-_ ]?(?:smtp|mail|email|app|secure)?[-_ ]?(?:pass|secret|key|user)|todo|fixme|tbd|none|null|undefined|example|sample|dummy|fake|foo|bar|baz|test|demo|default|redacted|hidden|masked|secret|pass|pwd|password|passwd|app[-_ ]?pass|api[-_ ]?key|token|key|user|admin|root|guest|qwerty|letmein|hunter2|123|abc|asdf|some|any|the[-_ ]|an?[-_ ]|smtp[-_ ]?(?:pass|secret|key|user)|mail[-_ ]?(?:pass|secret|key)|email[-_ ]?(?:pass|secret|key)|sg\.x+|sg\.your|xsmtpsib-x+|re_x+|.*(?:here|placeholder|changeme|change[-_]me|goes[-_ ]here|_?password|-password|xxxx|\.\.\.)$)/i;

/** A text with `{{ }}`, `<%= %>`, `${ }`, `%env()%` or `#{ }` is filled in by some tool. */
const TEMPLATE = /\{\{|\}\}|<%|%>|\$\{|\$\(|%env\(|#\{|^<[^>]*>$|^\[[^\]]*\]$|^__\w+__$|^%\w+%$|^!\w+/;

/** `ZZZZZZ`, `0000`. */
const REPEATED = /^(.)\1{3,}$/;

/** True for a value that is certainly no real secret: a placeholder, a template expression, a test value. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text.trim()) || REPEATED.test(text.trim()) || TEMPLATE.test(text);
}

/** True for a text that some tool fills in, so that nobody can know it. */
export const isTemplate = (text: string): boolean => TEMPLATE.test(text);
