import type { Address } from "../../domain/hex.ts";
import { type Concern, joinConcerns } from "../../readers/concern.ts";
import { consignmentOf, partiesOf } from "../../statements/knowledge.ts";
import type { LotRow } from "../../store/repositories/lot-repository.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import type { Services } from "../services.ts";

/** Organisations' countries by their addresses. */
export type Countries = ReadonlyMap<Address, string>;

interface Flow {
  sender: string;
  recipient: string;
  carrier: string | null;
  from_country: string;
  to_country: string;
  passed: readonly string[];
}

/** Whom a consignment concerns: sender, recipient and carrier; the countries it leaves and reaches, and those that it was ever said to pass. */
export function consignmentConcern(flow: Flow): Concern {
  return {
    organisations: [flow.sender, flow.recipient, flow.carrier],
    countries: [flow.from_country, flow.to_country, ...flow.passed],
  };
}

/** Whom something between organisations concerns: them, and their countries. */
export function organisationsConcern(organisations: readonly (Address | null)[], countries: Countries): Concern {
  return { organisations, countries: organisations.map((address) => address && countries.get(address)) };
}

/** Whom a lot concerns as a whole: its producer and who has it in hand; the countries of origin, of production and theirs. */
export function lotConcern(lot: LotRow, holders: readonly Address[], countries: Countries): Concern {
  return joinConcerns(
    { organisations: [], countries: [lot.origin_country, lot.country] },
    organisationsConcern([lot.producer, ...holders], countries),
  );
}

/**
 * Whom statements concern: their parties, and those of the consignment that they are about.
 * @returns By digest.
 */
export async function statementConcerns(
  { consignments, organisations }: Pick<Services, "consignments" | "organisations">,
  rows: readonly StatementRow[],
): Promise<Map<string, Concern>> {
  const ids = [...new Set(rows.flatMap((row) => consignmentOf(row) ?? []))];
  const named = rows.map(partiesOf);
  const [found, countries] = await Promise.all([consignments.flows(ids), organisations.countries(named.flat())]);
  const flows = new Map(found.map((flow) => [flow.id, flow]));
  return new Map(
    rows.map((row, i) => {
      const own = organisationsConcern(named[i] ?? [], countries);
      const flow = flows.get(consignmentOf(row) ?? "");
      return [row.digest, flow ? joinConcerns(own, consignmentConcern(flow)) : own];
    }),
  );
}
