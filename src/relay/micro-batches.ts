import { setImmediate as turn } from "node:timers/promises";

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** How many items must have gathered before another batch is begun beside one that is in work: each has its own price. */
const ENOUGH = 32;

/**
 * Puts items that arrive while others are in work into one batch, so that one call to ledger and database serves many.
 * An item that arrives alone does not wait for others. A few batches are in work at once, as each mostly waits for an answer.
 */
export class MicroBatches<Item, Result> {
  readonly #maximum: number;
  readonly #work: (items: Item[]) => Promise<Result[]>;
  readonly #waiting: Waiting<Item, Result>[] = [];
  readonly #atOnce: number;
  #working = 0;

  /**
   * @param maximum Most items in one batch.
   * @param atOnce Most batches in work.
   * @param work Gives a result for each item, in their order.
   */
  constructor(maximum: number, atOnce: number, work: (items: Item[]) => Promise<Result[]>) {
    this.#maximum = maximum;
    this.#atOnce = atOnce;
    this.#work = work;
  }

  /** @throws whatever the work on its batch throws. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      const enough = this.#working === 0 ? 1 : ENOUGH;
      if (this.#working < this.#atOnce && this.#waiting.length >= enough) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#working++;
    // What arrives in the same turn of the event loop belongs together: a batch of one would hold up all the others.
    await turn();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#maximum);
      try {
        const results = await this.#work(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      await turn();
    }
    this.#working--;
  }
}
