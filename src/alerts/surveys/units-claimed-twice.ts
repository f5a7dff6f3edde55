import type { Address, Hex } from "../../domain/hex.ts";
import { ConsignmentRepository } from "../../store/repositories/consignment-repository.ts";
import { SeizureRepository } from "../../store/repositories/seizure-repository.ts";
import { UnitRepository } from "../../store/repositories/unit-repository.ts";
import { journeyOf } from "../../verify/gram-journey.ts";
import { defineSurvey } from "../survey.ts";
import { lotFacts } from "./lot-facts.ts";

/**
 * Two statements are said to have moved one gram, and cannot both have. A claim waits until its statement is final: an alert stays, and a fork may
 * take the statement back or have another one come first.
 */
export const unitsClaimedTwice = defineSurvey<
  "units-claimed-twice",
  { lot: string; lotNumber: string; gram: number; first: string; second: string }
>({
  name: "units-claimed-twice",
  severity: "warning",
  title: { en: "Gram codes claimed twice", zh: "同一克码被重复申报" },
  words: ({ lotNumber, gram }) => ({
    en: `Two statements are said to have moved gram ${gram} of lot ${lotNumber}, and only one can have.`,
    zh: `有两项声明均称移动了批次 ${lotNumber} 的第 ${gram} 克，而只可能有一项属实。`,
  }),
  async look(db, memory, judgedTo) {
    const sources = {
      units: new UnitRepository(db),
      consignments: new ConsignmentRepository(db),
      seizures: new SeizureRepository(db),
    };
    const claims = await db
      .selectFrom("unit_claim")
      .innerJoin("statement_included", "statement_included.digest", "unit_claim.statement")
      .select(["unit_claim.statement", "lot", "first_gram", "last_gram", "block_number", "timestamp", "organisation"])
      .where("block_number", "<=", judgedTo)
      .orderBy("block_number")
      .orderBy("log_index")
      .orderBy("lot")
      .orderBy("first_gram")
      .execute();
    const fresh = claims.filter(({ statement }) => memory.get(statement) === undefined);
    const lots = await lotFacts(
      db,
      fresh.map(({ lot }) => lot),
    );
    const stated = new Map(claims.map((claim) => [claim.statement, claim]));
    const found = [];
    for (const { statement, lot: id, first_gram: first, last_gram: last } of fresh) {
      memory.set(statement, true);
      const lot = lots.get(id);
      if (lot === undefined) continue;
      for (const gram of await sources.units.bordersWithin(lot.id, { first, last })) {
        const { doubled } = await journeyOf(sources, lot.id, gram);
        const second = doubled && stated.get(doubled[1]);
        if (doubled === null || second == null) continue;
        const by = doubled.flatMap((digest) => stated.get(digest)?.organisation ?? []) as Address[];
        found.push({
          at: Number(second.timestamp),
          blockNumber: second.block_number,
          finding: {
            cause: `${id} ${doubled.join(" ")}`,
            subject: { type: "lot" as const, id: lot.id },
            statements: [...doubled] as Hex[],
            organisations: [lot.producer, ...by],
            countries: [lot.country],
            evidence: { lot: id, lotNumber: lot.lotNumber, gram: Number(gram), first: doubled[0], second: doubled[1] },
          },
        });
      }
    }
    return found;
  },
});
