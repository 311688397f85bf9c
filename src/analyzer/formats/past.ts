/** The offset behind the longest match of a sticky pattern at `at`; `at` itself where there is none. */
export function past(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
