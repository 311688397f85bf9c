/** Name of an error that only a bug can cause, and its place in our bundles. Its message is left out: it may quote a text that holds a secret. */
export function withoutMessage(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const place = /\b(?:core|command|server)\.js:\d+:\d+/.exec(error.stack ?? '')?.[0];
  return place ? `${error.name} at ${place}` : error.name;
}
