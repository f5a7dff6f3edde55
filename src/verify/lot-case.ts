import type { Address, Hex } from "../domain/hex.ts";
import type { RegisterType } from "../domain/register-subject.ts";
import type { Ancestry } from "./ancestry.ts";
import type { Dossier } from "./dossier.ts";
import type { LedgerReading } from "./evidence.ts";
import type { LotFacts } from "./lot-facts.ts";
import { nameOf } from "./organisation-history.ts";
import type { Register } from "./register.ts";

/** How the index stands towards the ledger. */
export interface IndexStanding {
  state: "following" | "failing" | "halted" | "rereading";
  /** Newest block of the ledger that the index has seen. */
  tip: bigint;
}

/** Everything that the checks of a lot judge. */
export interface LotCase {
  lot: Hex;
  dossier: Dossier;
  facts: LotFacts;
  /** Registers of `facts.subjects`, in their order. */
  registers: Register[];
  reading: LedgerReading;
  /** What it was made from, and what it replaces; null for a lot without parents that replaces none. */
  ancestry: Ancestry | null;
  index: IndexStanding;
  /** Unix seconds: when the lot is judged. */
  now: number;
}

/** The register of an organisation or a scheme, if the case relies on it. */
export function registerOf(lotCase: LotCase, type: RegisterType, id: string): Register | undefined {
  let registers = registersByCase.get(lotCase);
  if (registers === undefined) {
    const besides = lotCase.ancestry?.registers.map(({ register }) => register) ?? [];
    const byType = Map.groupBy([...besides, ...lotCase.registers], ({ subject }) => subject.type);
    registers = new Map(
      [...byType].map(([of, list]) => [of, new Map(list.map((register) => [register.subject.id, register]))]),
    );
    registersByCase.set(lotCase, registers);
  }
  return registers.get(type)?.get(id);
}

/** A lineage is signed by many: they are not searched for one by one. */
const registersByCase = new WeakMap<LotCase, Map<RegisterType, Map<string, Register>>>();

/** An organisation's name, or its address where no name is known. */
export function nameIn(lotCase: LotCase, organisation: Address): string {
  const register = registerOf(lotCase, "organisation", organisation);
  return (register && nameOf(register)) ?? organisation;
}
