import type { Goods } from "../domain/verdict.ts";
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
    },
  };
}
