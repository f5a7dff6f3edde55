import type { LedgerCall } from "./ledger-call.ts";

/** What every transaction costs. */
export const TRANSACTION_GAS = 21_000;

/** The batch entry's own allowances: to open a bundle, and to note a failure (`GROUP_GAS` and `ITEM_GAS` there). */
const GROUP_GAS = 10_000;
const ITEM_GAS = 3_000;

/** Bytes of a transaction's data (EIP-2028). */
const ZERO_BYTE_GAS = 4;
const BYTE_GAS = 16;
/** Offsets, lengths, address and padding around a call. */
const CALL_FRAME_GAS = 8 * 32 * ZERO_BYTE_GAS;

/**
 * What a group may take beyond its simulation: there its neighbours may have touched the same storage first, and it may have
 * succeeded where it now fails and says why.
 */
const MARGIN_GAS = 40_000;

/** Gas that the batch entry asks for before it makes a call with this budget, by the rule that 1/64 stays behind (EIP-150). */
function needed(budget: number): number {
  return Math.floor((budget * 64) / 63) + ITEM_GAS;
}

/** Gas that must be left when a group's turn comes, lest the whole transaction revert; most of it is not used. */
export function gasReserve(group: readonly LedgerCall[]): number {
  const budgets = group.map(({ gasBudget }) => needed(gasBudget));
  return group.length === 1 ? (budgets[0] as number) : needed(GROUP_GAS + sum(budgets));
}

/** Gas that a group is expected to take of a transaction. */
export function groupGas(group: readonly LedgerCall[], simulated: number): number {
  return calldataGas(group) + executionGas(simulated);
}

function executionGas(simulated: number): number {
  return Math.ceil(simulated * 1.1) + MARGIN_GAS;
}

/** Gas that suffices for groups of which nothing is known. */
export function sufficientGas(groups: readonly (readonly LedgerCall[])[]): number {
  return TRANSACTION_GAS + sum(groups.map((group) => calldataGasMaximum(group) + executionGas(gasReserve(group))));
}

/** Gas limit of a transaction: what its groups are expected to take, and what has to be left untouched. */
export function transactionGas(groups: readonly { gas: number; reserve: number }[]): number {
  return TRANSACTION_GAS + sum(groups.map(({ gas }) => gas)) + Math.max(0, ...groups.map(({ reserve }) => reserve));
}

function calldataGas(group: readonly LedgerCall[]): number {
  let gas = 0;
  for (const { data } of group) {
    for (const byte of Buffer.from(data.slice(2), "hex")) gas += byte === 0 ? ZERO_BYTE_GAS : BYTE_GAS;
    gas += CALL_FRAME_GAS;
  }
  return gas;
}

/** The same without looking at each byte. */
function calldataGasMaximum(group: readonly LedgerCall[]): number {
  return sum(group.map(({ data }) => BYTE_GAS * (data.length / 2 - 1) + CALL_FRAME_GAS));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
