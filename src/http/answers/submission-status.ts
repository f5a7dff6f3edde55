import type { z } from "zod";
import type { submissionStatus } from "../../api/schemas/submission.ts";
import type { SubmissionStatus } from "../../relay/submission-status.ts";

/** Where a submission stands. */
export function submissionStatusToWire(status: SubmissionStatus): z.input<typeof submissionStatus> {
  const links = { self: `/v1/statements/${status.id}` };
  if (status.state === "refused" || status.state === "failed") {
    const { state, reason, ...rest } = status;
    return { ...rest, status: state, error: reason, links } as z.input<typeof submissionStatus>;
  }
  const { state, ...rest } = status;
  return { ...rest, status: state, links } as z.input<typeof submissionStatus>;
}
