import type { Hex } from "../domain/hex.ts";
import type { Fault } from "./watch.ts";

const named = 3;

/** What verdicts find to lack in the index, as an alarm. @param lots Whose last verdicts found that something lacks. */
export function indexFaults(lots: readonly Hex[]): Fault[] {
  if (lots.length === 0) return [];
  const more = lots.length > named ? `, and of ${lots.length - named} more` : "";
  return [
    { code: "index-lacking", detail: `It lacked in the last verdict of ${lots.slice(0, named).join(", ")}${more}.` },
  ];
}
