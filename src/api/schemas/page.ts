import { z } from "zod";
import { visibleObject } from "../visibility.ts";

/** Parameters of a list that comes in pages. */
export const pageParameters = {
  cursor: z.string().max(64).optional().meta({ description: "Where the page begins: `next` of the page before" }),
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/, "expected a number from 1 to 200")
    .transform(Number)
    .refine((limit) => limit <= 200, "expected a number from 1 to 200")
    .default(50)
    .meta({ description: "How many items a page has at most, 1 to 200" }),
};

/** A page of items. */
export function pageOf<T extends z.ZodType>(item: T) {
  return visibleObject({
    public: {
      items: z.array(item),
      next: z.string().nullable().meta({ description: "Cursor of the next page; null on the last" }),
    },
  });
}
