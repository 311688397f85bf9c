/** How the process of the server reaches its client, by its arguments. Node only. */

export const USAGE = 'Usage: node server.js --stdio | --node-ipc | --socket=PORT | --pipe=NAME';

/** Standard streams and Node's own channel are read from the arguments by vscode-languageserver. */
export type Transport =
  | { readonly kind: 'stdio' | 'node-ipc' }
  | {
      readonly kind: 'socket';
      readonly to: { readonly port: number; readonly host: string } | { readonly path: string };
    };

/** Undefined where the arguments name no way that is there. `hasChannel`: the process was forked with a channel. */
export function transportOf(args: readonly string[], hasChannel: boolean): Transport | undefined {
  for (const [index, arg] of args.entries()) {
    const [name, value = args[index + 1] ?? ''] = arg.split(/=(.*)/s);
    if (name === '--stdio') return { kind: 'stdio' };
    if (name === '--node-ipc') return hasChannel ? { kind: 'node-ipc' } : undefined;
    if (name === '--pipe') return value === '' ? undefined : { kind: 'socket', to: { path: value } };
    if (name === '--socket') {
      const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
      return port > 0 && port < 65536 ? { kind: 'socket', to: { port, host: '127.0.0.1' } } : undefined;
    }
  }
  return undefined;
}
