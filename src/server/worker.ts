/**
 * What comes before the server in a worker: of the modules that it needs, the extension has some, and only the extension
 * knows where its script is. It says so in the first message.
 */

/** The worker itself, for which there are no types without those of a whole page. */
interface Worker {
  onmessage: ((message: { readonly data: unknown }) => void) | null;
  importScripts(url: string): void;
  module?: { readonly exports: object };
  require?(name: string): object;
}

export function whenToldOfExtension(start: () => void): void {
  const worker = globalThis as unknown as Worker;
  worker.onmessage = ({ data: url }) => {
    const extension = { exports: {} };
    worker.module = extension;
    worker.importScripts(String(url));
    delete worker.module;
    worker.require = () => extension.exports;
    start();
  };
}
