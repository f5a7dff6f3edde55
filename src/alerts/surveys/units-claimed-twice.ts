import type { Hex } from "../../domain/hex.ts";
import { ConsignmentRepository } from "../../store/repositories/consignment-repository.ts";
import { SeizureRepository } from "../../store/repositories/seizure-repository.ts";
import { UnitRepository } from "../../store/repositories/unit-repository.ts";
import { union } from "../../units/gram-range.ts";
import { doubledAmong } from "../../verify/gram-journey.ts";
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
      .innerJoin("unit_naming", (join) =>
        join
          .onRef("unit_naming.statement", "=", "unit_claim.statement")
          .onRef("unit_naming.holder", "=", "unit_claim.holder")
          .onRef("unit_naming.lot", "=", "unit_claim.lot"),
      )
      .select(["unit_claim.statement", "unit_claim.lot", "first_gram", "last_gram", "arrival_of", "unit_claim.holder"])
      .select(["block_number", "timestamp", "organisation"])
      .where("block_number", "<=", judgedTo)
      .orderBy("block_number")
      .orderBy("log_index")
      .orderBy("lot")
      .orderBy("first_gram")
      .execute();
    const keyOf = ({ statement, holder, lot }: (typeof claims)[number]) => `${statement} ${holder} ${lot}`;
    const fresh = new Set(claims.map(keyOf).filter((key) => memory.get(key) === undefined));
    // What one side says of a consignment now may contradict what was remembered of the other's.
    const about = ({ arrival_of, statement }: (typeof claims)[number]) => arrival_of ?? statement;
    const touched = new Set(claims.filter((claim) => fresh.has(keyOf(claim))).map(about));
    const judged = claims.filter((claim) => touched.has(about(claim)));
    const lots = await lotFacts(
      db,
      judged.map(({ lot }) => lot),
    );
    const saidBy = ({ holder, organisation }: (typeof claims)[number]) => (holder === "" ? organisation : holder);
    const stated = new Map(claims.map((claim) => [claim.statement, claim]));
    const found = [];
    const causes = new Set<string>();
    for (const [id, of] of Map.groupBy(judged, (claim) => claim.lot)) {
      const lot = lots.get(id);
      if (lot === undefined) continue;
      const grams = union(
        of.map(({ first_gram: first, last_gram: last }) => ({ first, last })),
        [],
      );
      for await (const { gram, statements } of doubledAmong(sources, lot.id, grams)) {
        const cause = `${id} ${statements.join(" ")}`;
        const second = stated.get(statements[1]);
        if (second === undefined || causes.has(cause)) continue;
        causes.add(cause);
        const by = claims.filter((claim) => statements.includes(claim.statement)).map(saidBy);
        found.push({
          at: Number(second.timestamp),
          blockNumber: second.block_number,
          finding: {
            cause,
            subject: { type: "lot" as const, id: lot.id },
            statements: [...statements] as Hex[],
            organisations: [...new Set([lot.producer, ...by])],
            countries: [lot.country],
            evidence: {
              ...{ lot: id, lotNumber: lot.lotNumber, gram: Number(gram) },
              ...{ first: statements[0], second: statements[1] },
            },
          },
        });
      }
    }
    for (const key of fresh) memory.set(key, true);
    return found;
  },
});
