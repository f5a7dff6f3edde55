import type { Content } from "../domain/lot.ts";
import type { Goods } from "../domain/verdict.ts";
import { isWholeAncestry } from "./ancestry.ts";
import { attestedRemovals } from "./certificate-class.ts";
import { type LotCase, nameIn } from "./lot-case.ts";

/** What a verdict is about, as it was declared; null where the declaration is not known. */
export function goodsIn(lotCase: LotCase): Goods | null {
  const { facts, reading } = lotCase;
  if (facts.declaration === null) return null;
  const { producer, lotNumber, content } = facts.declaration.identity;
  const { form, massGrams, composition, removalsGramsPerKilogram, offsetsGramsPerKilogram } = content;
  return {
    producer,
    producerName: nameIn(lotCase, producer),
    lotNumber,
    form,
    massGrams,
    composition,
    footprint: {
      // What was declared may have been corrected since: the ledger has what counts.
      grossGramsPerKilogram: reading.record.footprintGramsPerKilogram,
      removalsGramsPerKilogram,
      attestedRemovalsGramsPerKilogram: attestedRemovals(lotCase),
      offsetsGramsPerKilogram,
      parts: carbonPartsIn(lotCase, content),
    },
  };
}

/** Of a lot without parents all that it declares; of one that was made what its lineage comes to. */
function carbonPartsIn({ ancestry }: LotCase, content: Content): Goods["footprint"]["parts"] {
  if (ancestry !== null) return isWholeAncestry(ancestry) ? ancestry.carbon : null;
  const milligrams = content.massGrams * BigInt(content.footprintGramsPerKilogram);
  return milligrams === 0n ? [] : [{ source: "cradle", milligrams }];
}
