/** Placeholder until the parser lands. */
export interface MainCfTree {
  readonly format: 'main.cf';
  readonly entries: readonly import('./scope').Entry[];
}
export function parseMainCf(_text: string, _uri: string, _path = ''): MainCfTree {
  return { format: 'main.cf', entries: [] };
}
