/** Work that waits until what calls for it has paused. */

/** In multiples of the pause: how long calls without a pause put the work off. */
const LONGEST = 10;

export class Delayed {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private since = 0;
  private isStopped = false;

  /** `pause` in milliseconds. */
  constructor(
    private readonly work: () => void,
    private readonly pause: number,
  ) {}

  schedule(): void {
    if (this.isStopped) return;
    const now = Date.now();
    if (this.timer === undefined) this.since = now;
    clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(this.pause, this.since + LONGEST * this.pause - now));
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.work();
    }, wait);
  }

  /** For good. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }
}
