import type { Logger } from "pino";
import type { Indexer } from "../indexer/indexer.ts";
import { readHeader } from "../relay/block-header.ts";
import type { Relay } from "../relay/relay.ts";
import { parseQuantity } from "../rpc/quantity.ts";
import type { Rpc } from "../rpc/rpc.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { IndexerStatus } from "../store/index-standing.ts";
import { type AlarmCode, alarms, alarmsOf } from "./alarms.ts";
import type { Sample } from "./sample.ts";

/** What is watched, and how. */
export interface WatchOptions {
  rpc: Rpc;
  indexer: Pick<Indexer, "status">;
  relay: Pick<Relay, "status">;
  logger: Logger;
  /** What others have found out by themselves, each with what exactly it is. */
  faults?: () => readonly Fault[];
  /** Time between two looks, in milliseconds. */
  periodMs?: number;
  /** How many periods in a row a stoppage lasts before it is an alarm. */
  periods?: number;
}

/** What somebody besides the watch has found out, and an alarm is raised for as long as it stands. */
export interface Fault {
  code: AlarmCode;
  /** What exactly: names, numbers, the node's words. */
  detail: string;
}

/** An alarm that is raised. */
export interface Alarm {
  code: AlarmCode;
  /** Since when, Unix milliseconds. */
  since: number;
  /** What exactly; null where the alarm says all there is to say. */
  detail: string | null;
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
  readonly #raised = new Map<AlarmCode, Alarm>();
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
    return { alarms: [...this.#raised.values()], last: this.#samples.at(-1) };
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
    const faults = [...(this.#options.faults?.() ?? []), ...faultsOf(index), ...nodeFaults(this.#options.rpc)];
    const details = new Map(Map.groupBy(faults, ({ code }) => code));
    const seen = alarmsOf(this.#samples, this.#periods);
    this.#tell(
      (Object.keys(alarms) as AlarmCode[])
        .filter((code) => seen.includes(code) || details.has(code))
        .map((code) => ({
          code,
          detail:
            details
              .get(code)
              ?.map(({ detail }) => detail)
              .join(" ") ?? null,
        })),
    );
  }

  async #askLedger(): Promise<Sample["ledger"]> {
    const { rpc, relay } = this.#options;
    try {
      const { sender } = relay.status();
      const [block, nonce, balance] = (
        await rpc.batch([
          { method: "eth_blockNumber", params: [] },
          { method: "eth_getTransactionCount", params: [sender, "latest"] },
          { method: "eth_getBalance", params: [sender, "latest"] },
        ])
      ).map(parseQuantity) as [bigint, bigint, bigint];
      const isUnpayable = balance === 0n && (await this.#hasPrice());
      return { block, nonce, isPruned: await this.#isPruned(block), isUnpayable };
    } catch {
      return null;
    }
  }

  /**
   * Whether gas has a price. Where it is free one block over half its limit lifts go-ethereum's base fee for good, unless its network is
   * told otherwise. A node that answers what is no block is the index's to tell of.
   */
  async #hasPrice(): Promise<boolean> {
    try {
      return (await readHeader(this.#options.rpc, "latest")).baseFee > 0n;
    } catch {
      return false;
    }
  }

  /** Whether the node answers for the newest block, and not for the one up to which the index reaches. */
  async #isPruned(newest: bigint): Promise<boolean> {
    const { rpc, relay, indexer } = this.#options;
    const { indexedBlock } = indexer.status();
    if (indexedBlock === undefined || indexedBlock >= newest) return false;
    try {
      await rpc.call("eth_getTransactionCount", [relay.status().sender, `0x${indexedBlock.toString(16)}`]);
      return false;
    } catch (error) {
      return error instanceof RpcError && error.kind === "rpc" && !error.retryable;
    }
  }

  #tell(seen: readonly Pick<Alarm, "code" | "detail">[]): void {
    const { logger } = this.#options;
    for (const code of this.#raised.keys()) {
      if (seen.some((alarm) => alarm.code === code)) continue;
      this.#raised.delete(code);
      logger.info({ alarm: code }, "an alarm is over");
    }
    for (const { code, detail } of seen) {
      const before = this.#raised.get(code);
      this.#raised.set(code, { code, detail, since: before?.since ?? Date.now() });
      // Not once more for what has only changed its words, such as a number of blocks.
      if (before === undefined) logger.error({ alarm: code, detail }, `ALARM: ${alarms[code].en}`);
    }
  }
}

/** Why the index is halted, beside the sample that says that it is. */
function faultsOf(index: IndexerStatus): Fault[] {
  return index.state === "halted" ? [{ code: "index-halted", detail: index.reason }] : [];
}

/** Which nodes are not believed, and why. */
function nodeFaults(rpc: Rpc): Fault[] {
  return rpc.complaints().map(({ node, kind, sentence }) => ({
    code: kind === "another-chain" ? "node-of-another-chain" : "node-faulty",
    detail: `The node ${node}: ${sentence}`,
  }));
}
