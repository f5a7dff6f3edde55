import { UnitsRefused } from "../../src/units/refused.ts";

/** Code of the refusal that a call ends in; null where it succeeds. */
export function refusal(call: () => unknown): string | null {
  try {
    call();
    return null;
  } catch (error) {
    if (error instanceof UnitsRefused) return error.code;
    throw error;
  }
}
