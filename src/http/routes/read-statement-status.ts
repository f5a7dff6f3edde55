import { z } from "zod";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { submissionStatus } from "../../api/schemas/submission.ts";
import type { SubmissionStatus } from "../../relay/submission-status.ts";
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
    return { body: toWire(status) };
  },
});

function toWire(status: SubmissionStatus): z.input<typeof submissionStatus> {
  const links = { self: `/v1/statements/${status.id}` };
  if (status.state === "refused" || status.state === "failed") {
    const { state, reason, ...rest } = status;
    return { ...rest, status: state, error: reason, links } as z.input<typeof submissionStatus>;
  }
  const { state, ...rest } = status;
  return { ...rest, status: state, links } as z.input<typeof submissionStatus>;
}
