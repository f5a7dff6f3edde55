import { service } from "../service.ts";
import type { Material } from "./recompute.ts";

/** Gathers everything that is stated of a lot, and the head that the ledger has of just that. */
export async function gather(id: string): Promise<Material> {
  const [network, lot] = await Promise.all([service.network(), service.lot(id)]);
  for (let attempt = 1; ; attempt++) {
    const entries = await allEntries(id);
    const verdict = await service.verifyLot(id, { fresh: true });
    const head = verdict.heads.find(({ type }) => type === "lot");
    // Something may be stated between the two answers.
    if (head?.onLedger.count === entries.length || attempt === 3) return { network, lot, entries, verdict };
  }
}

async function allEntries(id: string): Promise<Material["entries"]> {
  const entries: Material["entries"] = [];
  let cursor: string | null | undefined;
  do {
    const page = await service.dossier(id, cursor ? { cursor } : {});
    entries.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return entries;
}
