import { cast, type PartName, partNames } from "./cast.ts";
import type { Lot, World } from "./world.ts";

/** A gram that is not where the story put it. */
export interface Discrepancy {
  lot: string;
  where: string;
  expected: bigint;
  found: bigint;
}

/** Compares the token's balances on the ledger, holder by holder, with the story's own books. */
export async function reconcile(world: World): Promise<Discrepancy[]> {
  const perLot = await Promise.all([...world.lots.values()].map((lot) => compare(world, lot)));
  return perLot.flat();
}

async function compare({ ledger, organisations, books }: World, lot: Lot): Promise<Discrepancy[]> {
  const accounts = partNames.map((name) => organisations[name].address);
  const args = [accounts, accounts.map(() => lot.id)];
  const data = ledger.encodeCall("Lots", "balanceOfBatch", args);
  const result = await ledger.rpc.call("eth_call", [{ to: ledger.address("Lots"), data }, "latest"]);
  const [balances] = Object.values(ledger.decodeResult("Lots", "balanceOfBatch", String(result))) as [bigint[]];
  return partNames.flatMap((name: PartName, index) => {
    const expected = books.inHand(lot.id, name);
    const found = balances[index] ?? 0n;
    return expected === found ? [] : [{ lot: lot.plan.number, where: cast[name].name, expected, found }];
  });
}
