/** Runs again whenever something changes at some paths. */
import fs from 'node:fs';

/** How long changes pause before the next run. In milliseconds. */
const PAUSE = 200;

/** What no run reads, and where much changes all the time. */
const UNREAD = /(?:^|[\\/])(?:node_modules|\.git)(?:[\\/]|$)/;

/** Runs once, and again after changes, until the process ends or a run fails. */
export function watch(paths: readonly string[], run: () => Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running: Promise<unknown> = Promise.resolve();
    const next = () => {
      running = running.then(run).catch(reject);
    };
    // Before the first run, so that nothing is missed while it goes on.
    for (const path of paths) {
      const watcher = fs.watch(path, { recursive: fs.statSync(path).isDirectory() }, (_event, name) => {
        if (name !== null && UNREAD.test(name)) return;
        clearTimeout(timer);
        timer = setTimeout(next, PAUSE);
      });
      watcher.on('error', reject);
    }
    next();
  });
}
