import { z } from "zod";
import { visibleObject } from "../visibility.ts";

/** Why the ledger refuses. */
export const ledgerError = visibleObject({
  public: {
    name: z.string().meta({ description: "The contracts' error; see docs/errors.md" }),
    contract: z.string().optional(),
    args: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .meta({ description: "The offending values" }),
    reason: z.string().optional().meta({ description: "Why, in a sentence, where more is known than the error tells" }),
    item: z.int().optional().meta({ description: "Index of the statement that failed, in a bundle" }),
    data: z.string().optional().meta({ description: "What was answered, where nothing of it could be read" }),
  },
}).meta({ id: "LedgerError" });
