import type { z } from "zod";
import type { lotDetails } from "../../api/schemas/lot.ts";
import type { JsonObject } from "../../statements/codec.ts";

/** What a statement, as it came over the wire, declares of a lot: the lot that it is about, or one that came out of it. */
export function declaredContent(message: JsonObject, lotNumber: string): z.input<typeof lotDetails>["content"] {
  const outputs = (message.outputs ?? []) as { lotNumber: string; content: JsonObject }[];
  return message.content ?? outputs.find((output) => output.lotNumber === lotNumber)?.content;
}
