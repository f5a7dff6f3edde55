import type { LedgerError } from "../statements/ledger-error.ts";
import { gasReserve, groupGas } from "./gas.ts";
import type { LedgerCall } from "./ledger-call.ts";
import type { Simulate } from "./simulate.ts";

/** What would become of a group; its calls may have got larger budgets than they came with. */
export type Trial = { calls: LedgerCall[]; gas: number; gasReserve: number } | { error: LedgerError };

const DOUBLINGS_MAXIMUM = 4;

/** Errors that tell of too little gas, and of nothing else. */
const starved = new Set(["CallFailedSilently", "GasInsufficient"]);

/**
 * Simulates groups; where one fails for want of gas alone, its calls' budgets are doubled and it is tried again, as far as
 * one ledger transaction can hold it.
 * @throws RpcError if the node does not answer, or not cleanly.
 */
export async function simulateWithRoom(simulate: Simulate, groups: LedgerCall[][], maxGas: number): Promise<Trial[]> {
  const trials = await tryOut(simulate, groups);
  for (const [index, group] of groups.entries()) {
    let calls = group;
    for (let doublings = 0; doublings < DOUBLINGS_MAXIMUM; doublings++) {
      const trial = trials[index];
      if (trial === undefined || !("error" in trial) || !starved.has(trial.error.name)) break;
      calls = calls.map((call) => ({ ...call, gasBudget: call.gasBudget * 2 }));
      if (gasReserve(calls) > maxGas) break;
      trials[index] = (await tryOut(simulate, [calls]))[0] as Trial;
    }
  }
  return trials;
}

async function tryOut(simulate: Simulate, groups: LedgerCall[][]): Promise<Trial[]> {
  const simulated = await simulate(groups);
  return groups.map((calls, index) => {
    const outcome = simulated[index];
    if (outcome === undefined) throw new Error(`nothing was said of group ${index}`);
    if ("error" in outcome) return outcome;
    return { calls, gas: groupGas(calls, outcome.gasUsed), gasReserve: gasReserve(calls) };
  });
}
