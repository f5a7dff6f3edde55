import { z } from "zod";
import { momentOf } from "../../domain/moment.ts";

/** A day as a parameter: Unix seconds of its first or its last second. */
export const day = (description: string, edge: "start" | "end") =>
  z
    .string()
    .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?$/, "expected a day, such as 2026-01-31")
    .transform((text, context) => {
      const moment = momentOf(text, edge);
      if (typeof moment === "number") return BigInt(moment);
      context.addIssue({ code: "custom", message: moment.fault.en });
      return z.NEVER;
    })
    .meta({ description: `${description}, such as 2026-01-31; of UTC unless it has a zone: 2026-01-31+08:00` });

/** Parameters of what is asked for by days. */
export const dayParameters = { from: day("First day", "start"), to: day("Last day", "end") };

/** For `refine`: days in their order. */
export const inOrder = ({ from, to }: { from: bigint; to: bigint }): boolean => from <= to;
/** What is said where they are not. */
export const outOfOrder = { path: ["to"], message: "expected no day before the first" };
