import type { z } from "zod";
import type { lotSummary } from "../../api/schemas/lot.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import type { LotRow } from "../../store/repositories/lot-repository.ts";
import { Problem } from "../plumbing/problem.ts";
import type { Services } from "../services.ts";
import { numberOrNull } from "./number-or-null.ts";

/** A lot by its id. @throws Problem if there is none. */
export async function findLot({ lots }: Services, id: Hex): Promise<LotRow> {
  const lot = await lots.find(id);
  if (lot === undefined) throw lotNotFound(id);
  return lot;
}

export function lotNotFound(id: Hex): Problem {
  return new Problem("lot-not-found", `Nobody has declared a lot ${id} on this ledger.`);
}

/** Names of the organisations that lots mention. */
export function namesOf({ organisations }: Services, lots: readonly LotRow[]): Promise<Map<Address, string>> {
  return organisations.names(lots.flatMap(({ producer, certified_by }) => [producer, certified_by ?? []].flat()));
}

/** A lot as lists answer with it. */
export function summaryOf(lot: LotRow, names: Map<Address, string>): z.input<typeof lotSummary> {
  const self = `/v1/lots/${lot.id}`;
  return {
    id: lot.id,
    producer: lot.producer,
    producerName: names.get(lot.producer) ?? lot.producer,
    lotNumber: lot.lot_number,
    status: lot.status,
    form: lot.form as z.input<typeof lotSummary>["form"],
    massGrams: Number(lot.mass_grams),
    footprintGramsPerKilogram: lot.footprint_grams_per_kilogram,
    elements: lot.elements as z.input<typeof lotSummary>["elements"],
    declaredAt: Number(lot.declared_at),
    scheme: lot.scheme,
    certifier: lot.certified_by,
    certifierName: lot.certified_by && (names.get(lot.certified_by) ?? lot.certified_by),
    certifiedAt: numberOrNull(lot.certified_at),
    validUntil: numberOrNull(lot.valid_until),
    disputes: lot.disputes,
    links: {
      self,
      dossier: `${self}/dossier`,
      custody: `${self}/custody`,
      attestations: `${self}/attestations`,
      verdict: `/v1/verify/lots/${lot.id}`,
    },
  };
}
