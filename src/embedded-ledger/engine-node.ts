import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import type { PostLimits } from "../rpc/post.ts";
import { parseQuantity, Rpc, RpcError } from "../rpc/rpc.ts";
import { SocketPost } from "../rpc/socket-post.ts";
import type { Engine } from "./engine.ts";
import { type EngineProcess, type Slot, startEngineProcess } from "./engine-process.ts";
import { stateAfter } from "./engine-state.ts";
import type { StoredBlock } from "./history.ts";
import type { JournalHeader } from "./journal-header.ts";
import type { JournalBlock } from "./journal-record.ts";
import type { Snapshot } from "./snapshot.ts";
import { wayBack } from "./way-back.ts";

/** An engine's block is not the one that was asked for. Nothing may be built on it. */
export class DivergenceError extends Error {
  override readonly name: string = "DivergenceError";
}

/** The engine's state is not the one that its block commits to: somebody has altered it. */
export class AlteredStateError extends DivergenceError {
  override readonly name: string = "AlteredStateError";

  constructor(block: number) {
    super(
      `The engine's state after block ${block} is not the one that the block commits to: somebody has altered it. ` +
        "No block was made known since. Whoever did it can run programs as the service's user, or as the administrator: find out " +
        `who. Then ${wayBack}.`,
    );
  }
}

/** How long the engine may work on one thing, such as a block full of long computations. */
const patienceMs = 120_000;
const forwardLimits = { timeoutMs: patienceMs, maxResponseBytes: 512 * 1024 * 1024 };
const dumpLimits = { timeoutMs: patienceMs, maxResponseBytes: 3 * 1024 * 1024 * 1024 };

/**
 * Transactions in one request. Their order has to be kept, and anvil works on the calls of a request with more than thirty
 * in any order.
 */
const batchLength = 25;

interface Base {
  readonly number: number;
  readonly hash: Hex;
  /** Undefined of a state without accounts. */
  readonly stateRoot: Hex | undefined;
}

/** Of any account the proof begins with the root of all. */
const anyAccount = `0x${"0".repeat(40)}`;

interface Header {
  readonly number: Hex;
  readonly hash: Hex;
  readonly stateRoot: Hex;
}

/** A running engine as the maker of blocks sees it. */
export class EngineNode {
  readonly process: EngineProcess;
  readonly slot: Slot;
  /** Number of the block that it began with; 0 if it made all of them. */
  readonly base: number;
  readonly #rpc: Rpc;
  readonly #post: SocketPost;
  readonly #engine: Engine;
  #number: number;
  #head: Hex;
  /** What the last block, and the one before, say of the state after them. */
  #stateRoots: { last: Hex | undefined; before?: Hex | undefined };
  #workMs = 0;
  #users = 0;
  #idle: () => void = () => undefined;

  private constructor(process: EngineProcess, slot: Slot, engine: Engine, base: Base) {
    this.process = process;
    this.slot = slot;
    this.base = base.number;
    this.#post = new SocketPost(process.socket);
    this.#rpc = new Rpc(this.#post, { timeoutMs: patienceMs });
    this.#engine = engine;
    this.#number = base.number;
    this.#head = base.hash;
    this.#stateRoots = { last: base.stateRoot };
  }

  /**
   * Starts an engine with nothing but block 0, or with what a snapshot has.
   * @throws DivergenceError if the engine does not take the snapshot for what it is; AlteredStateError if the state in the
   * snapshot is not that of its block.
   */
  static async start(
    engine: Engine,
    header: JournalHeader,
    folder: string,
    { slot = "engine", snapshot }: { slot?: Slot; snapshot?: Snapshot } = {},
  ): Promise<EngineNode> {
    const process = await startEngineProcess(engine, header, folder, {
      slot,
      ...(snapshot && { state: snapshot.state }),
    });
    const rpc = new Rpc(new SocketPost(process.socket), { timeoutMs: patienceMs });
    try {
      const { number, hash, stateRoot } = (await rpc.call("eth_getBlockByNumber", ["latest", false])) as Header;
      // Block 0 does not say what engines begin with.
      const begun = snapshot === undefined ? await rootAfter(rpc, number) : stateRoot;
      const base: Base = { number: Number(parseQuantity(number)), hash, stateRoot: begun };
      if (snapshot !== undefined && (base.number !== snapshot.number || base.hash !== snapshot.hash)) {
        throw new DivergenceError(`The snapshot of block ${snapshot.number} is not what the engine began with.`);
      }
      const node = new EngineNode(process, slot, engine, base);
      if (snapshot !== undefined) await node.requireUnaltered();
      return node;
    } catch (error) {
      await process.kill();
      throw error;
    } finally {
      rpc.close();
    }
  }

  /** Number of the last block. */
  get number(): number {
    return this.#number;
  }

  /** Hash of the last block. */
  get head(): Hex {
    return this.#head;
  }

  /** How long it has worked on blocks, in milliseconds: what making them once more would take. */
  get workMs(): number {
    return this.#workMs;
  }

  async nonceOf(sender: Hex): Promise<bigint> {
    return parseQuantity(await this.#rpc.call("eth_getTransactionCount", [sender, "latest"]));
  }

  async includes(transactionHash: Hex): Promise<boolean> {
    return (await this.#rpc.call("eth_getTransactionReceipt", [transactionHash])) !== null;
  }

  /** Gives the engine the transactions of the next block, which is not made yet. */
  async submit(transactions: readonly Buffer[]): Promise<void> {
    const began = performance.now();
    for (let i = 0; i < transactions.length; i += batchLength) {
      const slice = transactions.slice(i, i + batchLength);
      const toCall = (raw: Buffer) => ({ method: "eth_sendRawTransaction", params: [`0x${raw.toString("hex")}`] });
      await this.#rpc.batch(slice.map(toCall));
    }
    this.#workMs += performance.now() - began;
  }

  /**
   * Makes a block of what was submitted.
   * @throws DivergenceError if it is not exactly the block that is wanted; RpcError if the engine does not answer.
   */
  async mine({ number, timestamp, parentHash, transactions }: JournalBlock): Promise<void> {
    const began = performance.now();
    for (const { method, params } of this.#engine.beforeBlock) await this.#rpc.call(method, params);
    await this.#rpc.call("evm_mine", [timestamp]);
    const made = await this.#rpc.call("eth_getBlockByNumber", ["latest", false]);
    const wanted = {
      number: quantity(number),
      timestamp: quantity(timestamp),
      parentHash,
      transactions: transactions.map((raw) => keccak256Hex(raw)),
    };
    const got = made as typeof wanted & Header;
    const names = ["number", "timestamp", "parentHash", "transactions"] as const;
    const differing = names.filter((name) => String(got[name]) !== String(wanted[name]));
    if (differing.length > 0) {
      throw new DivergenceError(
        `The engine made another block ${number} than the journal has (${differing.join(", ")}).`,
      );
    }
    this.#number = number;
    this.#head = got.hash;
    this.#stateRoots = { last: got.stateRoot, before: this.#stateRoots.last };
    this.#workMs += performance.now() - began;
  }

  /**
   * Makes sure that the newest block was made on the state that the block before commits to. The engine has kept that state as
   * it was when it began the block, so nothing can be altered in between unnoticed.
   * @throws AlteredStateError
   */
  async requireSoundBase(): Promise<void> {
    if ("before" in this.#stateRoots) await this.#requireState(this.#number - 1, this.#stateRoots.before);
  }

  /** Makes sure that the state is the one that the newest block commits to. @throws AlteredStateError */
  async requireUnaltered(): Promise<void> {
    await this.#requireState(this.#number, this.#stateRoots.last);
  }

  async #requireState(number: number, stateRoot: Hex | undefined): Promise<void> {
    if ((await rootAfter(this.#rpc, quantity(number))) !== stateRoot) throw new AlteredStateError(number);
  }

  /** A block with its receipts, as the engine writes them. */
  async read(number: number): Promise<StoredBlock> {
    const tag = quantity(number);
    // Not with whole transactions: the engine would recover the sender of each, which takes longer than all the rest.
    const [block, receipts] = await Promise.all([
      this.#rpc.call("eth_getBlockByNumber", [tag, false]) as Promise<{ hash: Hex; transactions: Hex[] }>,
      this.#result("eth_getBlockReceipts", [tag], forwardLimits),
    ]);
    return { number, hash: block.hash, transactions: block.transactions, block: JSON.stringify(block), receipts };
  }

  /** What an engine needs to go on from here. */
  async snapshot(): Promise<Snapshot> {
    const head = (await this.#rpc.call("eth_getBlockByNumber", ["latest", false])) as Record<string, unknown>;
    const dump = await this.#result("anvil_dumpState", [], dumpLimits);
    // Hexadecimal text between quotation marks, after 0x.
    const state = await stateAfter(dump.subarray(3, -1), head);
    return { number: this.#number, hash: this.#head, state };
  }

  /** Keeps it alive while something works with it. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await work();
    } finally {
      if (--this.#users === 0) this.#idle();
    }
  }

  /** Passes a request on, as it is. @throws RpcError if it is not answered. */
  async forward(body: string): Promise<Buffer> {
    return (await this.#post.send(body, forwardLimits)).body;
  }

  /** Ends it once nobody works with it any more. */
  async killWhenIdle(): Promise<void> {
    if (this.#users > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    await this.kill();
  }

  async kill(): Promise<void> {
    await this.process.kill();
    this.#post.close();
  }

  /** The result of a call as bytes: what is large is not worth being taken apart. */
  async #result(method: string, params: readonly unknown[], limits: PostLimits): Promise<Buffer> {
    const { body } = await this.#post.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }), limits);
    const before = '{"jsonrpc":"2.0","id":1,"result":';
    if (body.toString("latin1", 0, before.length) !== before || body.at(-1) !== 0x7d) {
      throw new RpcError("malformed", `The engine answers ${method} with ${body.toString("latin1", 0, 200)}`);
    }
    return body.subarray(before.length, -1);
  }
}

/** The root of the state that the engine has after a block. */
async function rootAfter(rpc: Rpc, block: Hex): Promise<Hex | undefined> {
  const proof = (await rpc.call("eth_getProof", [anyAccount, [], block])) as { accountProof: readonly Hex[] };
  const top = proof.accountProof[0];
  return top === undefined ? undefined : keccak256Hex(Buffer.from(top.slice(2), "hex"));
}

function quantity(value: number): string {
  return `0x${value.toString(16)}`;
}
