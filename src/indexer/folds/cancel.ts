import type { Fold, IncludedStatement } from "../fold.ts";

/** A cancellation concerns no lot: it extends the head of the organisation. */
export const cancel: Fold<IncludedStatement<"cancel">> = {
  want() {},
  apply() {},
  link({ digest, statement: { message } }) {
    return {
      subject: { table: "organisation", key: message.organisation },
      digest,
    };
  },
};
