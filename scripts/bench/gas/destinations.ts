import { z } from "zod";
import { ethers, provider } from "../../../test/contracts/fixtures/fixture.ts";

/** What a transaction's gas is spent on. */
export interface Destinations {
  /** What every transaction costs. */
  transaction: number;
  callData: number;
  /** Recovering signers (the precompile alone). */
  signatures: number;
  /** Reading slots. */
  reading: number;
  /** Writing slots. */
  writing: number;
  events: number;
  /** Calling other contracts, the first look at each included. */
  calls: number;
  /** Everything else: decoding, checking, hashing. */
  computing: number;
}

const trace = z.object({
  structLogs: z.array(
    z.object({ op: z.string(), gas: z.coerce.number(), gasCost: z.coerce.number(), depth: z.number() }),
  ),
});
type Step = z.infer<typeof trace>["structLogs"][number];

const TRANSACTION = 21_000;
const RECOVERY = 3_000;

/**
 * Where the gas of a transaction went, by a trace of its every instruction.
 * @param share How many statements share it.
 */
export async function destinationsOf(transaction: string, share: number): Promise<Destinations> {
  const [receipt, sent] = await Promise.all([
    ethers.provider.getTransactionReceipt(transaction),
    ethers.provider.getTransaction(transaction),
  ]);
  if (receipt === null || sent === null) throw new Error(`There is no transaction ${transaction}`);
  const options = { disableMemory: true, disableStack: true, disableStorage: true };
  const { structLogs: steps } = trace.parse(
    await provider.request({ method: "debug_traceTransaction", params: [transaction, options] }),
  );
  const spent = { signatures: 0, reading: 0, writing: 0, events: 0, calls: 0 };
  for (const [index, step] of steps.entries()) {
    if (step.op === "SLOAD") spent.reading += step.gasCost;
    else if (step.op === "SSTORE") spent.writing += step.gasCost;
    else if (step.op.startsWith("LOG")) spent.events += step.gasCost;
    else if (step.op === "EXTCODESIZE") spent.calls += step.gasCost;
    else if (step.op === "CALL" || step.op === "STATICCALL") {
      const cost = costOfCall(steps, index);
      // The one precompile that is called.
      const recovers = steps[index + 1]?.depth === step.depth && cost > RECOVERY;
      spent.signatures += recovers ? RECOVERY : 0;
      spent.calls += recovers ? cost - RECOVERY : cost;
    }
  }
  let callData = 0;
  for (const byte of ethers.getBytes(sent.data)) callData += byte === 0 ? 4 : 16;
  const known = Object.values(spent).reduce((sum, gas) => sum + gas, TRANSACTION + callData);
  const all = { transaction: TRANSACTION, callData, ...spent, computing: Number(receipt.gasUsed) - known };
  const shared = Object.entries(all).map(([name, gas]) => [name, Math.round(gas / share)]);
  return Object.fromEntries(shared) as Destinations;
}

/** What a call cost its caller beyond what was spent inside. */
function costOfCall(steps: readonly Step[], index: number): number {
  const call = steps[index];
  if (call === undefined) return 0;
  let next = index + 1;
  while ((steps[next]?.depth ?? 0) > call.depth) next += 1;
  const total = call.gas - (steps[next]?.gas ?? call.gas);
  const [first, last] = [steps[index + 1], steps[next - 1]];
  if (next === index + 1 || first === undefined || last === undefined) return total;
  return total - (first.gas - (last.gas - last.gasCost));
}
