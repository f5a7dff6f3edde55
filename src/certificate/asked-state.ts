import type { Address, Hex } from "../domain/hex.ts";
import type { ReadingBlock } from "../domain/verdict.ts";
import type { LedgerEvidence, Wanted } from "../verify/evidence.ts";
import {
  consignmentSlot,
  consignmentStatusIn,
  gramsIn,
  headIn,
  lotHeadSlot,
  recordIn,
  recordSlot,
  registerSlot,
  type Slot,
  stockSlot,
} from "./storage-slots.ts";

/** State of a ledger at one block, word by word. */
export interface State {
  readonly block: ReadingBlock;
  /** The word in a slot; zero where nothing is. */
  word(slot: Slot): bigint;
  /** Whether an account has code. */
  isContract(account: Address): boolean;
}

/** The ledger as a verdict asks for it, from its state: the views of the contracts, written once more. */
export function ledgerOf(state: State): LedgerEvidence {
  const heads = (subjects: Wanted["subjects"]) => subjects.map((subject) => headIn(state.word(registerSlot(subject))));
  const record = (lot: Hex) => recordIn(state.word(recordSlot(lot)));
  const wallets = (keys: readonly Address[]) => new Set(keys.filter((key) => state.isContract(key)));
  return {
    reading: async ({ lot, subjects, stocks, consignments, wallets: keys }) => ({
      block: state.block,
      record: record(lot),
      head: headIn(state.word(lotHeadSlot(lot))),
      heads: heads(subjects),
      holdings: {
        stocks: stocks.map((stock) => gramsIn(state.word(stockSlot(lot, stock)))),
        consignments: consignments.map((id) => consignmentStatusIn(state.word(consignmentSlot(id)))),
        wallets: wallets(keys),
      },
    }),
    heads: async (subjects) => heads(subjects),
    lotHeads: async (lots) => lots.map((lot) => headIn(state.word(lotHeadSlot(lot)))),
    records: async (lots) => lots.map(record),
    wallets: async (keys) => wallets(keys),
  };
}
