import { chmodSync, mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { acquirePidLock } from "../data-folder/pid-lock.ts";
import { anvil } from "./anvil.ts";
import { Chain } from "./chain.ts";
import type { Engine } from "./engine.ts";
import { startFront } from "./front.ts";
import { hardhat } from "./hardhat.ts";
import { HeadFile } from "./head-file.ts";
import { History } from "./history.ts";
import { Journal } from "./journal.ts";
import type { Pins } from "./journal-header.ts";
import { RpcServer } from "./rpc-server.ts";
import { readUnfinished } from "./unfinished.ts";

export interface EmbeddedLedgerOptions {
  /** Where the ledger is kept; it is made if it does not exist. One process at a time uses it. */
  readonly folder: string;
  readonly chainId: number;
  /** The least time between two blocks, in milliseconds. Under 1,000 the blocks' timestamps may run ahead of the clock. */
  readonly blockPeriodMs: number;
  /** Gas of one block; 300,000,000 if absent. */
  readonly gasLimit?: bigint;
  /** How long a start may take to make blocks again before a snapshot makes it shorter, in milliseconds; 3,000 if absent. */
  readonly snapshotAfterMs?: number;
  /** How often the state is looked at while no blocks are made, in milliseconds; 10,000 if absent. */
  readonly idleLookMs?: number;
  /** Whether it starts although a way back is not finished: for whoever finishes it. */
  readonly goingBack?: boolean;
  /** Hears what takes long or goes wrong, as lines for people. */
  readonly onProgress?: (line: string) => void;
  /** Port on the loopback interface; any free one if absent. */
  readonly port?: number;
}

/** A ledger of one node, for development and for organisations that run no network of their own. */
export interface EmbeddedLedger {
  /** Where it serves JSON-RPC, as any node does, to whoever was told this address: it holds a secret of this run. */
  readonly rpcUrl: string;
  /** Answers a request as the address does, without the way there. */
  answer(request: unknown): Promise<unknown>;
  readonly chainId: number;
  readonly engine: "anvil" | "hardhat";
  /** Why it has stopped, and what to do; undefined while all is well. */
  readonly stopped: string | undefined;
  /** Calls a function after every new block; returns what ends that. */
  onBlock(listener: (blockNumber: number) => void): () => void;
  /** Ends the ledger and everything it started. What was included stays; what was pending is lost. */
  close(): Promise<void>;
}

/** EVM rules of every ledger; Besu QBFT and the other permissioned engines of today run them too. */
const hardfork = "cancun";
const defaultGasLimit = 300_000_000n;
/** Its owner's alone: the journal has every statement in full. */
const privately = 0o700;
const defaultSnapshotAfterMs = 3_000;

/**
 * Starts the ledger of a folder: its blocks are made again from its journal, with the hashes they had.
 * @throws Error if the folder is in use; JournalError if the journal is damaged or was made with other settings;
 * DivergenceError if a block gets another hash.
 */
export async function startEmbeddedLedger(
  options: EmbeddedLedgerOptions,
  engine: Engine = findEngine(),
): Promise<EmbeddedLedger> {
  const { chainId, blockPeriodMs, gasLimit = defaultGasLimit, onProgress = () => undefined, port = 0 } = options;
  const { snapshotAfterMs = defaultSnapshotAfterMs, idleLookMs } = options;
  const folder = resolve(options.folder);
  const undo: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    mkdirSync(folder, { recursive: true, mode: privately });
    // One that an earlier version made was open to all readers of the machine. Somebody else's keeps the rights that they gave it.
    if (statSync(folder).uid === process.getuid?.()) chmodSync(folder, privately);
    const lock = acquirePidLock(join(folder, "ledger.lock"), `The ledger in ${folder}`);
    undo.push(() => lock.release());
    if (!options.goingBack && readUnfinished(folder) !== undefined) {
      throw new Error(
        `The ledger in ${folder} was taken back, but its statements not yet. Run "ytterby ledger back --to last-good" once more.`,
      );
    }
    const headFile = new HeadFile(join(folder, "head"));
    undo.push(() => headFile.close());
    const pins = pinsOf(engine, chainId, gasLimit);
    const journal = await Journal.open(join(folder, "journal"), pins, headFile.read()?.number ?? 0);
    undo.push(() => journal.close());
    const history = History.open(join(folder, "history.sqlite"));
    undo.push(() => history.close());
    const parts = { engine, journal, headFile, history, folder, onProgress };
    const chain = await Chain.open({ ...parts, blockPeriodMs, snapshotAfterMs, ...(idleLookMs && { idleLookMs }) });
    undo.push(() => chain.close());
    const server = new RpcServer(chain);
    const front = await startFront((body) => server.answerBody(body), port);
    undo.push(() => front.close());
    return {
      rpcUrl: front.url,
      answer: (request) => server.answer(request),
      chainId,
      engine: engine.name,
      get stopped() {
        return chain.stopped;
      },
      onBlock: (listener) => chain.onBlock(listener),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the blocks of a ledger on this engine depend on. */
export function pinsOf({ name, version, flags }: Engine, chainId: number, gasLimit = defaultGasLimit): Pins {
  return { engine: name, engineVersion: version, hardfork, chainId, blockGasLimit: gasLimit.toString(), flags };
}

/** The faster engine where its package for this platform is installed, the other elsewhere. */
export function findEngine(): Engine {
  return anvil() ?? hardhat();
}
