import type { RpcCall } from "../rpc/rpc.ts";
import type { JournalHeader } from "./journal-header.ts";

/** A program that runs the EVM and keeps a chain in its memory: how it is started, and what its blocks depend on. */
export interface Engine {
  readonly name: "anvil" | "hardhat";
  readonly version: string;
  /** What of the command line decides over blocks, apart from what the journal's header has in fields of its own. */
  readonly flags: readonly string[];
  /** What has to be said to it before every block. */
  readonly beforeBlock: readonly RpcCall[];
  /**
   * Whether it can tell its state, and begin with one. One that can forgets the transactions of all blocks but the two newest;
   * one that cannot keeps everything.
   */
  readonly keepsState: boolean;
  /** The command that runs it. It answers JSON-RPC on its socket, a line each, and can be reached in no other way. */
  command(header: JournalHeader, paths: EnginePaths): readonly [program: string, ...args: string[]];
}

/** Files of one run of an engine. */
export interface EnginePaths {
  /** Where it may spill what does not fit into memory. The command names it, so that it can be recognised. */
  readonly folder: string;
  /** Where its socket has to be. */
  readonly socket: string;
  /** Where the state is that it begins with; without one it begins with nothing. */
  readonly stateFile?: string;
}
