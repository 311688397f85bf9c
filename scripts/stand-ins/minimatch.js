/**
 * In place of minimatch, which the language client only asks whether a file fits a pattern of its own selector: `**`, `*`,
 * `?`, `[…]` and `{…,…}`. As in VS Code, a name may begin with a dot.
 */
const SIGNS = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]', '{': '(?:', '}': ')', ',': '|' };

const expressionOf = (pattern) =>
  pattern.replace(/\*\*\/|\*\*|[*?{},]|\[[^\]]*\]|[.+^$()|\\[\]]/g, (sign) =>
    sign in SIGNS ? SIGNS[sign] : sign.length > 1 ? sign.replace('[!', '[^') : `\\${sign}`,
  );

class Minimatch {
  constructor(pattern) {
    this.expression = new RegExp(`^${expressionOf(pattern)}$`);
  }
  makeRe() {
    return this.expression;
  }
  match(path) {
    return this.expression.test(path.replaceAll('\\', '/'));
  }
}

module.exports = { Minimatch };
