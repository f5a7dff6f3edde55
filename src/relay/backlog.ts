/** How many submissions wait to be sent, as this process knows it; the store is asked again now and then. */
export class Backlog {
  #queued = 0;
  #since = 0;
  #onMore: () => void = () => {};

  get queued(): number {
    return this.#queued;
  }

  /** Since when there has been one that waits, in Unix milliseconds. */
  get since(): number {
    return this.#since;
  }

  /** Sets what is called when more are waiting. */
  onMore(listener: () => void): void {
    this.#onMore = listener;
  }

  add(count: number): void {
    if (this.#queued === 0) this.#since = Date.now();
    this.#queued += count;
    this.#onMore();
  }

  /** So many were sent; those that are left have waited no longer than that. */
  remove(count: number): void {
    this.#queued = Math.max(0, this.#queued - count);
    this.#since = Date.now();
  }

  /** Corrects the figure by the store's. */
  correct(count: number): void {
    if (count > this.#queued) this.add(count - this.#queued);
    else this.#queued = count;
  }
}
