import type { Hex } from "../domain/hex.ts";
import type { Act, ActValues } from "./define-act.ts";

/**
 * The hash of an act's call, from what its event tells. An event that does not tell all of the call tells its hash.
 * @returns undefined if the values are none of this act.
 */
export function actDigestOf(act: Act, values: ActValues): Hex | undefined {
  try {
    return act.digest(values);
  } catch {
    return typeof values.digest === "string" ? (values.digest as Hex) : undefined;
  }
}
