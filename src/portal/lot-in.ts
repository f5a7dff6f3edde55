import type { Hex } from "../domain/hex.ts";
import { readSought } from "./find-lot.ts";
import { asShown, service } from "./service.ts";

/** A lot by its id, or by its number where one lot alone has it: the service refuses what is neither. */
export async function lotIn(typed: string): Promise<Hex> {
  const sought = readSought(typed);
  if (sought.by === "id") return sought.id;
  const { items } = await asShown(service.lots({ lotNumber: typed.trim(), limit: 2 }));
  return items.length === 1 ? String(items[0]?.id) : typed.trim();
}
