/** The rules of one .gitignore file, made for being asked about very many paths. As git has them, but in any case. */

interface Rule {
  /** Of several rules that match, the last one decides. */
  readonly index: number;
  readonly ignores: boolean;
  readonly onlyFolders: boolean;
}

interface Pattern extends Rule {
  readonly expression: RegExp;
  /** It is matched with the whole path, not with the name alone. */
  readonly ofPaths: boolean;
}

/** Without a sign that has a meaning of its own. */
const LITERAL = /^[^*?[\]\\]+$/;
const ANY_WITH_ENDING = /^\*\.([^*?[\]\\/.]+)$/;

/** `*`, `?`, `[…]`, `**` and escapes as in gitignore(5). */
const SIGN = /^\*\*\/|\/\*\*$|\/\*\*\/|\*+|\?|\[[!^]?\]?[^\]/]*\]|\\[\s\S]|[.+^$()|{}[\]\\]/g;

function meaningOf(sign: string): string {
  if (sign === '**/') return '(?:.*/)?';
  if (sign === '/**') return '/.+';
  if (sign === '/**/') return '/(?:.*/)?';
  if (sign.startsWith('*')) return '[^/]*';
  if (sign === '?') return '[^/]';
  if (sign.length > 1 && sign.startsWith('[')) {
    const [, negation, members] = /^\[([!^]?)(.*)\]$/s.exec(sign)!;
    return `[${negation && '^'}${members!.replace(/[[\]]/g, '\\$&')}]`;
  }
  return sign.length > 1 ? escaped(sign.slice(1)) : escaped(sign);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

function expressionOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^${pattern.replace(SIGN, meaningOf)}$`, 'i');
  } catch {
    // Such as `[z-a]`, which matches nothing.
    return undefined;
  }
}

export class IgnoreRules {
  /** Without signs, by name and by path. */
  private readonly names = new Map<string, Rule[]>();
  private readonly paths = new Map<string, Rule[]>();
  private readonly endings = new Map<string, Rule[]>();
  private readonly patterns: Pattern[] = [];
  private count = 0;

  constructor(texts: readonly string[]) {
    for (const text of texts) for (const line of text.split('\n')) this.add(line);
    this.patterns.reverse();
  }

  private add(line: string): void {
    const text = withoutBlanksAtEnd(line.replace(/\r$/, ''));
    const [, not, whole = ''] = /^(!?)(.*)$/s.exec(text) ?? [];
    const pattern = whole.replace(/\/$/, '').replace(/^\//, '');
    if (text.startsWith('#') || pattern === '') return;
    const rule = { index: this.count++, ignores: not === '', onlyFolders: whole.endsWith('/') };
    const ofPaths = whole.replace(/\/$/, '').includes('/');
    const ending = ANY_WITH_ENDING.exec(pattern)?.[1];
    if (LITERAL.test(pattern)) addTo(ofPaths ? this.paths : this.names, pattern.toLowerCase(), rule);
    else if (!ofPaths && ending !== undefined) addTo(this.endings, ending.toLowerCase(), rule);
    else {
      const expression = expressionOf(pattern);
      if (expression) this.patterns.push({ ...rule, expression, ofPaths });
    }
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /**
   * Whether a file or folder is ignored; undefined where no rule says anything. `pathOf` gives its path from the folder of
   * the rules, with slashes. What lies in an ignored folder is ignored, whatever this says of it.
   */
  ignores(name: string, isFolder: boolean, pathOf: () => string): boolean | undefined {
    const lower = name.toLowerCase();
    let last: Rule | undefined;
    const consider = (rules: readonly Rule[] = []) => {
      for (const rule of rules) if ((isFolder || !rule.onlyFolders) && rule.index >= (last?.index ?? 0)) last = rule;
    };
    consider(this.names.get(lower));
    const dot = lower.lastIndexOf('.');
    if (dot >= 0) consider(this.endings.get(lower.slice(dot + 1)));
    let path: string | undefined;
    const wholePath = () => {
      path ??= pathOf();
      return path;
    };
    if (this.paths.size > 0) consider(this.paths.get(wholePath().toLowerCase()));
    for (const pattern of this.patterns) {
      if (pattern.index < (last?.index ?? 0)) break;
      if (pattern.onlyFolders && !isFolder) continue;
      if (!pattern.expression.test(pattern.ofPaths ? wholePath() : name)) continue;
      last = pattern;
      break;
    }
    return last?.ignores;
  }
}

function addTo(rules: Map<string, Rule[]>, key: string, rule: Rule): void {
  const known = rules.get(key);
  if (known) known.push(rule);
  else rules.set(key, [rule]);
}

/** Blanks at the end do not count, but for one that a backslash escapes (gitignore(5)). */
function withoutBlanksAtEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--;
  const isEscaped = end < line.length && line[end - 1] === '\\';
  return line.slice(0, isEscaped ? end + 1 : end);
}
