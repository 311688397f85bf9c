/** `1 finding`, `2 findings`. */
export const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
