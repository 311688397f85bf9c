/** Percent-encoding of any text. */

/** As a part of a URL. Half a surrogate pair, which has no encoding, becomes the replacement character as in browsers. */
export const percentEncoded = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
