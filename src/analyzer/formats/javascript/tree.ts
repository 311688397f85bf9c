/** Placeholder until the parser lands. */
export interface JavaScriptTree {
  readonly format: 'javascript';
  readonly entries: readonly import('../scope').Entry[];
}
export function parseJavaScript(_text: string, _uri: string, _path = ''): JavaScriptTree {
  return { format: 'javascript', entries: [] };
}
