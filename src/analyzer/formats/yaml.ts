/** Placeholder until the parser lands. */
export interface YamlTree {
  readonly format: 'yaml';
  readonly entries: readonly import('./scope').Entry[];
}
export function parseYaml(_text: string, _uri: string, _path = ''): YamlTree {
  return { format: 'yaml', entries: [] };
}
