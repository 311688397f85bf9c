/** Placeholder until the parser lands. */
export interface MasterCfTree {
  readonly format: 'master.cf';
  readonly entries: readonly import('./scope').Entry[];
}
export function parseMasterCf(_text: string, _uri: string, _path = ''): MasterCfTree {
  return { format: 'master.cf', entries: [] };
}
