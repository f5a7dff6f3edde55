import { z } from "zod";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { submissionStatus } from "../../api/schemas/submission.ts";
import { submissionStatusToWire } from "../answers/submission-status.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Tells where a submission stands. */
export const readStatementStatus = defineRoute({
  name: "readStatementStatus",
  method: "get",
  path: "/v1/statements/{id}",
  tag: "Statements",
  summary: "Where a statement or a bundle stands",
  params: z.strictObject({ id: hashParameter("Digest of a statement, or id of a bundle") }),
  success: { status: 200, description: "Its status, with what is known in it", schema: submissionStatus },
  problems: ["statement-not-found"],
  async handle({ relay }, { params: { id } }) {
    const status = await relay.statusOf(id);
    if (status === undefined) {
      throw new Problem("statement-not-found", `No statement or bundle ${id} was ever accepted here, or included.`);
    }
    return { body: submissionStatusToWire(status) };
  },
});
