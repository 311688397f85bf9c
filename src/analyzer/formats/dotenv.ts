/** Placeholder until the parser lands. */
export interface DotenvTree {
  readonly format: 'dotenv';
  readonly entries: readonly import('./scope').Entry[];
}
export function parseDotenv(_text: string, _uri: string, _path = ''): DotenvTree {
  return { format: 'dotenv', entries: [] };
}
