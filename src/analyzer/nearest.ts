/** The known name that was meant by a misspelt one. */

/** Optimal string alignment: inserted, deleted, replaced and swapped letters; gives up beyond `limit`. */
function distance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const cost = Math.min(
        (above[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (above[j - 1] as number) + (same ? 0 : 1),
        swapped ? (before[j - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      );
      row[j] = cost;
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    before = above;
    above = row;
  }
  return above[b.length] as number;
}

/** Case and separators are no difference. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[_.-]/g, '');

/** Names of four letters or less must match but for their case; longer ones may differ in one or two places. */
const limitFor = (letters: number) => (letters <= 4 ? 0 : letters <= 7 ? 1 : 2);

/** One bit for each letter that occurs; some letters share one. */
function lettersIn(text: string): number {
  let bits = 0;
  for (let index = 0; index < text.length; index++) bits |= 1 << (text.charCodeAt(index) & 31);
  return bits;
}

/** True where so many letters of one occur in the other nowhere that no few changes lead there. */
function areFar(a: number, b: number, limit: number): boolean {
  let missing = a & ~b;
  for (let count = 0; missing !== 0; missing &= missing - 1) if (++count > limit) return true;
  return false;
}

/** Names that people write are shorter, in UTF-16 code units; what it takes to compare two grows with the square. */
const LONGEST_NAME = 100;

/** Finds the nearest of several names, of equally near ones the first; undefined where none is near. */
export function finderOf(candidates: Iterable<string>): (name: string) => string | undefined {
  const all = Array.from(candidates, (name) => ({ name, low: plain(name), letters: lettersIn(plain(name)) }));
  return (name) => {
    if (name.length > LONGEST_NAME) return undefined;
    const low = plain(name);
    const letters = lettersIn(low);
    let best: string | undefined;
    let limit = limitFor(low.length);
    for (const candidate of all) {
      if (Math.abs(low.length - candidate.low.length) > limit) continue;
      if (areFar(letters, candidate.letters, limit) || areFar(candidate.letters, letters, limit)) continue;
      const apart = distance(low, candidate.low, limit);
      if (apart > limit || (apart === limit && best !== undefined)) continue;
      best = candidate.name;
      limit = apart;
    }
    return best === name ? undefined : best;
  };
}

export const nearest = (name: string, candidates: Iterable<string>): string | undefined => finderOf(candidates)(name);
