import type { Indexer } from "../indexer/indexer.ts";

/** How many may listen at once. */
export interface FeedLimits {
  inAll: number;
  perReader: number;
}

/** Somebody who listens. */
export interface Listening {
  /** Whether it is over: the service stops. */
  readonly ended: boolean;
  /** Waits for news of the index, for the end, or for so long. @returns whether there may be news. */
  wait(timeoutMs: number): Promise<boolean>;
  /** Ends it; whoever waits is woken. */
  close(): void;
}

const usualLimits: FeedLimits = { inAll: 1_000, perReader: 20 };

/** Those who listen to events: woken when there are any, bounded in number, and ended with the service. */
export class Feed {
  readonly #limits: FeedLimits;
  readonly #listeners = new Set<Listener>();
  readonly #unsubscribe: () => void;
  #closed = false;

  constructor(indexer: Pick<Indexer, "onBlock">, limits: FeedLimits = usualLimits) {
    this.#limits = limits;
    this.#unsubscribe = indexer.onBlock(() => this.wake());
  }

  /** How many listen. */
  get size(): number {
    return this.#listeners.size;
  }

  /**
   * Listens.
   * @param reader Who does, for the bound: an organisation or an address.
   * @returns undefined if there are as many as may be, or the service stops.
   */
  open(reader: string): Listening | undefined {
    const own = [...this.#listeners].filter((listener) => listener.reader === reader).length;
    if (this.#closed || this.#listeners.size >= this.#limits.inAll || own >= this.#limits.perReader) return undefined;
    const listener = new Listener(reader, () => this.#listeners.delete(listener));
    this.#listeners.add(listener);
    return listener;
  }

  /** Tells everybody that there may be news. */
  wake(): void {
    for (const listener of this.#listeners) listener.wake(true);
  }

  /** Ends everybody. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    for (const listener of this.#listeners) listener.close();
  }
}

class Listener implements Listening {
  readonly reader: string;
  readonly #onClose: () => void;
  #ended = false;
  #news = false;
  #wake: ((news: boolean) => void) | undefined;

  constructor(reader: string, onClose: () => void) {
    this.reader = reader;
    this.#onClose = onClose;
  }

  get ended(): boolean {
    return this.#ended;
  }

  async wait(timeoutMs: number): Promise<boolean> {
    // What came while nobody waited counts too.
    if (this.#ended || this.#news) {
      const news = this.#news;
      this.#news = false;
      return news;
    }
    const news = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs, false);
      this.#wake = (value) => {
        clearTimeout(timer);
        resolve(value);
      };
    });
    this.#wake = undefined;
    this.#news = false;
    return news;
  }

  wake(news: boolean): void {
    this.#news ||= news;
    this.#wake?.(news);
  }

  close(): void {
    this.#ended = true;
    this.#onClose();
    this.wake(false);
  }
}
