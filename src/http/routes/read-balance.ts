import { z } from "zod";
import { balance } from "../../api/schemas/balance.ts";
import { dayParameters, inOrder, outOfOrder } from "../../api/schemas/days.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import { drawBalance } from "../../domain/balance.ts";
import { concerning } from "../../readers/concern.ts";
import { balanceRowOf, newestBlock } from "../answers/balance.ts";
import { concernOfBooks } from "../concerns/own-books.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Draws up an organisation's balance. */
export const readBalance = defineRoute({
  name: "readBalance",
  method: "get",
  path: "/v1/organisations/{id}/balance",
  tag: "Custody",
  summary: "What an organisation had and has of every element, by form and site",
  description:
    "Opening + in - out - losses = closing, in every row. Stock is what it has in hand, certified or not, and what it sent that has " +
    "not arrived yet; it counts by what was found in it. Accounts of sites count the same way.",
  params: z.strictObject({ id: addressParameter("Organisation") }),
  query: z.strictObject(dayParameters).refine(inOrder, outOfOrder),
  success: { status: 200, description: "Its balance", schema: balance },
  problems: ["sign-in-required", "not-concerned", "organisation-not-found"],
  async handle(services, { params: { id }, query, reader }) {
    if ((await services.organisations.find(id)) === undefined) {
      throw new Problem("organisation-not-found", `No organisation ${id} is enrolled.`);
    }
    const concern = await concernOfBooks(services, reader, id);
    const newest = await newestBlock(services);
    const [end, now] = [query.to + 1n, newest.timestamp + 1n];
    const to = end < now ? end : now;
    const span = { organisation: id, from: query.from, to, blockNumber: newest.number };
    const rows = drawBalance(await services.stocks.basis(span)).map(balanceRowOf);
    const body = {
      organisation: id,
      from: Number(query.from),
      to: Number(to) - 1,
      blockNumber: Number(newest.number),
      blockHash: newest.hash,
      rows,
    };
    return { body: concerning(body, concern) };
  },
});
