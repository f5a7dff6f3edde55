import type { DestinationStream } from "pino";
import { shownJson } from "../domain/plain-text.ts";

/** Where log lines go so that nothing in them is hidden: what was logged may hold what somebody else wrote. */
export function shownLines(out: { write(line: string): unknown }): DestinationStream {
  return { write: (line) => void out.write(shownJson(line)) };
}
