/** The known name that was meant by a misspelt one. */

/** Edit distance with transpositions (optimal string alignment); gives up beyond `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (above[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (above[j - 1] as number) + (same ? 0 : 1),
        swapped ? (before[j - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = above;
    above = row;
  }
  return above[b.length] as number;
}

/** Names of four letters or less must match but for their case; longer ones may differ in one or two places. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const low = name.toLowerCase().replaceAll(/[_-]/g, '');
  const limit = low.length <= 4 ? 0 : low.length <= 7 ? 1 : 2;
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of candidates) {
    const apart = distance(low, candidate.toLowerCase().replaceAll(/[_-]/g, ''), limit);
    if (apart < least) {
      best = candidate;
      least = apart;
    }
  }
  return best;
}
