import type { UnitCheck } from "../../client/answers.ts";
import { readUnitCode } from "../../units/unit-code.ts";
import { checkUnitProof } from "../../units/unit-proof.ts";

/** Whether the proof that came with a code leads to the root, hashed again here. */
export function leadsToRoot({ code, proof, context, registered }: UnitCheck): boolean {
  if (proof === null) return false;
  try {
    const commitment = { context, grams: BigInt(registered.grams), root: registered.root };
    checkUnitProof({ unit: readUnitCode(code), ...proof }, commitment);
    return true;
  } catch {
    return false;
  }
}
