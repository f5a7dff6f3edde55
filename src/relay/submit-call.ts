import type { Hex } from "../domain/hex.ts";
import { abiDecoder, abiEncoder } from "../ledger/abi-coder.ts";
import { contractInterface } from "../ledger/contract-interfaces.ts";
import type { LedgerCall } from "./ledger-call.ts";

const WORD = 32;

/** What `Statements.submit` answers for a group. */
export interface GroupAnswer {
  /** What it reverted with; `0x` where it succeeded. */
  reason: Hex;
  gasUsed: number;
}

const submit = contractInterface("Statements").getFunction("submit");
if (submit === null) throw new Error("Statements has no function submit");
const encode = abiEncoder(submit.inputs, Buffer.from(submit.selector.slice(2), "hex"));
const decode = abiDecoder(submit.outputs);

/** The call of `Statements.submit` with groups of calls. */
export function encodeSubmit(groups: readonly (readonly LedgerCall[])[]): Buffer {
  return encode([groups]);
}

/** Bytes that a group takes up there. */
export function groupSize(group: readonly LedgerCall[]): number {
  return WORD + group.reduce((sum, call) => sum + WORD + callSize(call), 0);
}

function callSize({ data }: LedgerCall): number {
  return 4 * WORD + Math.ceil((data.length / 2 - 1) / WORD) * WORD;
}

/**
 * Reads what `Statements.submit` returns. The node may have made it up.
 * @throws RangeError if the data is nothing that it returns.
 */
export function decodeSubmitAnswer(data: Hex): GroupAnswer[] {
  const [reasons, gas] = decode(Buffer.from(data.slice(2), "hex")) as [Hex[], bigint[]];
  if (reasons.length !== gas.length) throw new RangeError("the lists differ in length");
  return reasons.map((reason, index) => {
    const gasUsed = Number(gas[index]);
    if (!Number.isSafeInteger(gasUsed)) throw new RangeError("no gas is that much");
    return { reason, gasUsed };
  });
}
