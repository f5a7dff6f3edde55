import type { Request } from "express";
import { ipKeyGenerator } from "express-rate-limit";
import type { Reader } from "../../readers/reader.ts";
import type { Listening } from "../feed.ts";
import type { Services } from "../services.ts";
import { Problem } from "./problem.ts";

/**
 * Opens a stream to a reader: there are as many at once as one reader, and all together, may have.
 * @throws Problem `too-many-streams`
 */
export function openStream({ feed }: Pick<Services, "feed">, { credential }: Reader, { ip }: Request): Listening {
  const listening = feed.open(credential?.organisation ?? ipKeyGenerator(ip ?? ""));
  if (listening !== undefined) return listening;
  throw new Problem("too-many-streams", "As many streams are open as there may be. Close one first.", {
    headers: { "retry-after": "30" },
  });
}
