/** Work that is looked for whenever somebody wakes it, and after a pause at the latest: one look at a time, and none is missed. */
export class Rounds {
  readonly #look: () => Promise<void>;
  readonly #pollMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = true;

  /** @param look One look; it deals with its own failures. */
  constructor(look: () => Promise<void>, pollMs: number) {
    this.#look = look;
    this.#pollMs = pollMs;
  }

  /** Whether a look that is under way is to end where it can. */
  get stopped(): boolean {
    return this.#stopped;
  }

  start(): void {
    this.#stopped = false;
    this.#timer ??= setInterval(() => this.wake(), this.#pollMs);
    this.wake();
  }

  /** Ends after the look that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  /** Looks now, or once more after the look that is under way. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.#look();
    }
  }
}
