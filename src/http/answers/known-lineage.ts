import type { Hex } from "../../domain/hex.ts";
import { type KnownLineage, LineageTooLargeError } from "../../verify/load-lineage.ts";
import { Problem } from "../plumbing/problem.ts";
import type { Services } from "../services.ts";
import { findLot } from "./lot.ts";

/** What a lot was made from. @throws Problem if there is no such lot, or too much went into it. */
export async function knownLineage(services: Services, id: Hex): Promise<KnownLineage> {
  await findLot(services, id);
  try {
    return await services.verifier.lineage(id);
  } catch (error) {
    if (error instanceof LineageTooLargeError) throw new Problem("lineage-too-large", error.message);
    throw error;
  }
}
