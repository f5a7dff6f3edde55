/** Lets a loop sleep until something happens. A call that comes while it is awake counts for its next sleep. */
export class WakeUp {
  #pending = false;
  #wake: (() => void) | undefined;

  call(): void {
    this.#pending = true;
    this.#wake?.();
  }

  /** Sleeps until called, at most so many milliseconds. */
  async sleep(milliseconds: number): Promise<void> {
    if (!this.#pending && milliseconds > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#pending = false;
    this.#wake = undefined;
  }
}
