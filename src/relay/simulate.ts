import type { Hex } from "../domain/hex.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { decodeLedgerError } from "../ledger/ledger-error.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { LedgerError } from "../statements/ledger-error.ts";
import { readHeader } from "./block-header.ts";
import { sufficientGas } from "./gas.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { decodeSubmitAnswer, encodeSubmit } from "./submit-call.ts";

/** What would become of a group: the gas it takes, or why the ledger refuses it. */
export type Simulated = { gasUsed: number } | { error: LedgerError };

/** Runs groups as the next block would: in order, and in one state as far as one call can hold them. */
export type Simulate = (groups: readonly LedgerCall[][]) => Promise<Simulated[]>;

/** Nodes give a call no more gas than they are set to; 50,000,000 is a common setting. */
const CALL_GAS_MAXIMUM = 45_000_000;

const INVALID_PARAMETERS = -32602;

/** How long a node that took no other time than the newest block's is not asked to. */
const NO_TIME_MS = 60_000;

/** A block may be made while a call is under way, but hardly at each try. */
const TIMES_MAXIMUM = 3;

/**
 * Simulates by calls of the batch entry at the newest block.
 * @throws RpcError if the node does not answer, or not cleanly.
 */
export function createSimulate(ledger: Ledger): Simulate {
  // A call at the newest block sees that block's time, which may lie back long on a ledger that makes blocks on demand.
  let noTimeUntil = 0;
  /** Time of the newest block that was seen, in Unix seconds. */
  let newest = 0;

  /** Calls with the time that the next block will have, which the newest block's header, asked for beside it, confirms. */
  const callAtNextTime = async (transaction: object): Promise<unknown> => {
    for (let tries = 1; ; tries++) {
      const time = Math.max(newest + 1, Math.floor(Date.now() / 1000));
      const overrides = { time: `0x${time.toString(16)}` };
      const [header, answer] = await Promise.allSettled([
        readHeader(ledger.rpc, "latest"),
        ledger.rpc.call("eth_call", [transaction, "latest", {}, overrides]),
      ]);
      if (header.status === "rejected") throw header.reason;
      newest = Number(header.value.timestamp);
      if (time <= newest && tries < TIMES_MAXIMUM) continue;
      if (answer.status === "rejected") throw answer.reason;
      return answer.value;
    }
  };

  const call = async (groups: readonly LedgerCall[][]): Promise<Hex> => {
    const transaction = {
      to: ledger.address("Statements"),
      data: `0x${encodeSubmit(groups).toString("hex")}`,
      gas: `0x${sufficientGas(groups).toString(16)}`,
    };
    if (Date.now() >= noTimeUntil) {
      try {
        return hexResult(await callAtNextTime(transaction));
      } catch (error) {
        if (!(error instanceof RpcError) || error.code !== INVALID_PARAMETERS) throw error;
        noTimeUntil = Date.now() + NO_TIME_MS;
      }
    }
    return hexResult(await ledger.rpc.call("eth_call", [transaction, "latest"]));
  };

  const simulate: Simulate = async (groups) => {
    if (groups.length === 0) return [];
    const chunk = firstWithin(groups, CALL_GAS_MAXIMUM);
    if (chunk < groups.length) {
      const parts = await Promise.all([simulate(groups.slice(0, chunk)), simulate(groups.slice(chunk))]);
      return parts.flat();
    }
    try {
      return readAnswer(await call(groups), groups.length);
    } catch (error) {
      const reverted = revertData(error);
      if (reverted === undefined) throw error;
      // One that reverts the whole call must not condemn the others.
      if (groups.length === 1) return [{ error: decodeLedgerError(reverted) }];
      const middle = Math.ceil(groups.length / 2);
      return [...(await simulate(groups.slice(0, middle))), ...(await simulate(groups.slice(middle)))];
    }
  };
  return simulate;
}

function readAnswer(data: Hex, groups: number): Simulated[] {
  try {
    const answers = decodeSubmitAnswer(data);
    if (answers.length !== groups) throw new RangeError("answers are missing");
    return answers.map(({ reason, gasUsed }) => (reason === "0x" ? { gasUsed } : { error: decodeLedgerError(reason) }));
  } catch (cause) {
    throw new RpcError("malformed", "The node's answer is not that of the batch entry", { cause });
  }
}

function hexResult(value: unknown): Hex {
  if (typeof value !== "string") throw new RpcError("malformed", "The node answered a call with no data");
  return value;
}

function revertData(error: unknown): Hex | undefined {
  return error instanceof RpcError && error.kind === "rpc" && !error.retryable ? error.data : undefined;
}

/** How many groups, one at least, go into one call. */
function firstWithin(groups: readonly LedgerCall[][], maximum: number): number {
  let gas = 0;
  const count = groups.findIndex((group) => {
    gas += sufficientGas([group]);
    return gas > maximum;
  });
  return count === -1 ? groups.length : Math.max(count, 1);
}
