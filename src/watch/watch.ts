import type { Logger } from "pino";
import type { Indexer } from "../indexer/indexer.ts";
import { parseQuantity } from "../ledger/quantity.ts";
import type { Rpc } from "../ledger/rpc.ts";
import type { Relay } from "../relay/relay.ts";
import { type AlarmCode, alarms, alarmsOf } from "./alarms.ts";
import type { Sample } from "./sample.ts";

/** What is watched, and how. */
export interface WatchOptions {
  rpc: Rpc;
  indexer: Pick<Indexer, "status">;
  relay: Pick<Relay, "status">;
  logger: Logger;
  /** Time between two looks, in milliseconds. */
  periodMs?: number;
  /** How many periods in a row a stoppage lasts before it is an alarm. */
  periods?: number;
}

/** An alarm that is raised. */
export interface Alarm {
  code: AlarmCode;
  /** Since when, Unix milliseconds. */
  since: number;
}

/** What the watch has seen. */
export interface WatchStatus {
  alarms: Alarm[];
  /** The last look; undefined before the first. */
  last: Sample | undefined;
}

const usualPeriodMs = 10_000;
const usualPeriods = 6;

/** Looks at ledger, index and relay at regular intervals, and raises an alarm where something stands still. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #periods: number;
  readonly #samples: Sample[] = [];
  readonly #raised = new Map<AlarmCode, number>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#periods = options.periods ?? usualPeriods;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#looking ??= this.look().finally(() => {
        this.#looking = undefined;
      });
    }, this.#options.periodMs ?? usualPeriodMs);
    this.#looking ??= this.look().finally(() => {
      this.#looking = undefined;
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  status(): WatchStatus {
    return { alarms: [...this.#raised].map(([code, since]) => ({ code, since })), last: this.#samples.at(-1) };
  }

  /** Looks once. */
  async look(): Promise<void> {
    const ledger = await this.#askLedger();
    const { state, queued, nextNonce } = this.#options.relay.status();
    const index = this.#options.indexer.status();
    this.#samples.push({
      at: Date.now(),
      ledger,
      index: { state: index.state, block: index.indexedBlock ?? null },
      relay: { state, queued, nextNonce: BigInt(nextNonce) },
    });
    this.#samples.splice(0, this.#samples.length - this.#periods - 1);
    this.#tell(alarmsOf(this.#samples, this.#periods));
  }

  async #askLedger(): Promise<Sample["ledger"]> {
    const { rpc, relay } = this.#options;
    try {
      const [block, nonce] = (
        await rpc.batch([
          { method: "eth_blockNumber", params: [] },
          { method: "eth_getTransactionCount", params: [relay.status().sender, "latest"] },
        ])
      ).map(parseQuantity) as [bigint, bigint];
      return { block, nonce };
    } catch {
      return null;
    }
  }

  #tell(codes: readonly AlarmCode[]): void {
    const { logger } = this.#options;
    for (const code of this.#raised.keys()) {
      if (codes.includes(code)) continue;
      this.#raised.delete(code);
      logger.info({ alarm: code }, "an alarm is over");
    }
    for (const code of codes) {
      if (this.#raised.has(code)) continue;
      this.#raised.set(code, Date.now());
      logger.error({ alarm: code }, `ALARM: ${alarms[code].en}`);
    }
  }
}
