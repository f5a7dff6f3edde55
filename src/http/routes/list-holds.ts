import { z } from "zod";
import { hold } from "../../api/schemas/hold.ts";
import { pageOf, pageParameters } from "../../api/schemas/page.ts";
import { addressParameter, hashParameter } from "../../api/schemas/scalars.ts";
import { challengeState, isAnsweredLate } from "../../domain/hold.ts";
import { documentsByField } from "../../statements/knowledge.ts";
import type { HoldRow } from "../../store/repositories/hold-repository.ts";
import { decodeCursor, encodeCursor } from "../../store/repositories/page.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Lists goods that authorities hold. */
export const listHolds = defineRoute({
  name: "listHolds",
  method: "get",
  path: "/v1/holds",
  tag: "Custody",
  summary: "Goods that authorities hold, the oldest hold first",
  query: z.strictObject({
    lot: hashParameter("Lot of which grams are held").optional(),
    authority: addressParameter("Organisation that holds them").optional(),
    holder: addressParameter("Organisation whose grams are held, by name").optional(),
    consignment: hashParameter("Consignment that is held").optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, "expected two capital letters")
      .optional()
      .meta({
        description: "Country in which they are; of a consignment's hold, of the authority (ISO 3166-1 alpha-2)",
      }),
    inForce: z.enum(["0", "1"]).default("1").meta({ description: "1: only those in force now; 0: all" }),
    ...pageParameters,
  }),
  success: { status: 200, description: "A page of holds", schema: pageOf(hold).meta({ id: "HoldPage" }) },
  problems: ["cursor-invalid"],
  async handle(
    { holds, organisations, statements },
    { query: { lot, authority, holder, consignment, country, inForce, cursor, limit } },
  ) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (cursor !== undefined && after === undefined) {
      throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
    }
    const now = Math.floor(Date.now() / 1_000);
    const page = await holds.list(
      {
        ...(lot && { lot }),
        ...(authority && { authority }),
        ...(holder && { holder }),
        ...(consignment && { consignment }),
        ...(country && { country }),
        ...(inForce === "1" && { inForceAt: BigInt(now) }),
      },
      { limit, ...(after && { after }) },
    );
    const [names, stated] = await Promise.all([
      organisations.names(page.items.map((row) => row.authority)),
      statements.findAll(
        page.items.flatMap(({ statement, answer }) => [statement, ...(answer === null ? [] : [answer])]),
      ),
    ]);
    const documents = new Map(stated.map((row) => [row.digest, documentsByField(row)]));
    const items = page.items.map((row) => ({
      ...{ statement: row.statement, lot: row.lot, holder: row.holder, consignment: row.consignment },
      ...{ country: row.country, ground: row.ground },
      ...{ authority: row.authority, name: names.get(row.authority) ?? row.authority },
      ...{ heldAt: Number(row.held_at), until: Number(row.until) },
      ...{ endedAt: row.ended_at === null ? null : Number(row.ended_at), endedBy: row.ended_by },
      documents: documents.get(row.statement) ?? [],
      challenge: challengeToWire(row, now, documents.get(row.answer ?? "") ?? []),
    }));
    return { body: { items, next: page.next ? encodeCursor(page.next) : null } };
  },
});

/** What is particular to a hold that is a challenge; of one that is over, as it was then. */
function challengeToWire(
  { answer_by, answered_at, answer, decision, ended_at, until }: HoldRow,
  now: number,
  documents: { field: string; hash: string }[],
) {
  if (answer_by === null) return null;
  const clock = {
    answerBy: Number(answer_by),
    answeredAt: answered_at === null ? null : Number(answered_at),
    decision,
  };
  const at = Math.min(now, Number(until), ended_at === null ? now : Number(ended_at));
  const { answerBy, answeredAt } = clock;
  return { state: challengeState(clock, at), answerBy, answeredAt, late: isAnsweredLate(clock), answer, documents };
}
