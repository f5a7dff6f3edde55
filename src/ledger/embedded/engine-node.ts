import type { Hex } from "../../domain/hex.ts";
import { keccak256 } from "../../domain/keccak256.ts";
import { parseQuantity, Rpc } from "../rpc.ts";
import type { Engine } from "./engine.ts";
import { type EngineProcess, startEngineProcess } from "./engine-process.ts";
import type { JournalHeader } from "./journal-header.ts";
import type { JournalBlock } from "./journal-record.ts";

/** An engine's block is not the one that was asked for. Nothing may be built on it. */
export class DivergenceError extends Error {
  override readonly name = "DivergenceError";
}

/** How long the engine may work on one thing, such as a block full of long computations. */
const patienceMs = 120_000;

/**
 * Transactions in one request. Their order has to be kept, and anvil works on the calls of a request with more than thirty
 * in any order.
 */
const batchLength = 25;

/** A running engine as the maker of blocks sees it. */
export class EngineNode {
  readonly process: EngineProcess;
  readonly #rpc: Rpc;
  readonly #engine: Engine;
  #head: Hex;

  private constructor(process: EngineProcess, rpc: Rpc, engine: Engine, genesisHash: Hex) {
    this.process = process;
    this.#rpc = rpc;
    this.#engine = engine;
    this.#head = genesisHash;
  }

  /** Starts an engine with nothing but block 0. */
  static async start(engine: Engine, header: JournalHeader, folder: string): Promise<EngineNode> {
    const process = await startEngineProcess(engine, header, folder);
    const rpc = new Rpc(process.url, { timeoutMs: patienceMs });
    try {
      const genesis = (await rpc.call("eth_getBlockByNumber", ["0x0", false])) as { hash: Hex };
      return new EngineNode(process, rpc, engine, genesis.hash);
    } catch (error) {
      await process.kill();
      throw error;
    }
  }

  /** Hash of the last block. */
  get head(): Hex {
    return this.#head;
  }

  async nonceOf(sender: Hex): Promise<bigint> {
    return parseQuantity(await this.#rpc.call("eth_getTransactionCount", [sender, "latest"]));
  }

  async includes(transactionHash: Hex): Promise<boolean> {
    return (await this.#rpc.call("eth_getTransactionReceipt", [transactionHash])) !== null;
  }

  /** Gives the engine the transactions of the next block, which is not made yet. */
  async submit(transactions: readonly Buffer[]): Promise<void> {
    for (let i = 0; i < transactions.length; i += batchLength) {
      const slice = transactions.slice(i, i + batchLength);
      const toCall = (raw: Buffer) => ({ method: "eth_sendRawTransaction", params: [`0x${raw.toString("hex")}`] });
      await this.#rpc.batch(slice.map(toCall));
    }
  }

  /**
   * Makes a block of what was submitted.
   * @throws DivergenceError if it is not exactly the block that is wanted; RpcError if the engine does not answer.
   */
  async mine({ number, timestamp, parentHash, transactions }: JournalBlock): Promise<void> {
    for (const { method, params } of this.#engine.beforeBlock) await this.#rpc.call(method, params);
    await this.#rpc.call("evm_mine", [timestamp]);
    const made = await this.#rpc.call("eth_getBlockByNumber", ["latest", false]);
    const wanted = {
      number: quantity(number),
      timestamp: quantity(timestamp),
      parentHash,
      transactions: transactions.map((raw) => `0x${keccak256(raw).toString("hex")}`),
    };
    const got = made as typeof wanted & { hash: Hex };
    const names = ["number", "timestamp", "parentHash", "transactions"] as const;
    const differing = names.filter((name) => String(got[name]) !== String(wanted[name]));
    if (differing.length > 0) {
      throw new DivergenceError(
        `The engine made another block ${number} than the journal has (${differing.join(", ")}).`,
      );
    }
    this.#head = got.hash;
  }

  async kill(): Promise<void> {
    await this.process.kill();
    this.#rpc.close();
  }
}

function quantity(value: number): string {
  return `0x${value.toString(16)}`;
}
