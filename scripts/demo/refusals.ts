import { ProblemError } from "../../src/client/problem-error.ts";
import { elementSymbols } from "../../src/domain/elements.ts";
import { LedgerRefusal } from "../../src/ledger/ledger-error.ts";
import type { LedgerError } from "../../src/statements/ledger-error.ts";

/** How something was refused: by whom, under which name, and why. */
export interface Refusal {
  by: "service" | "ledger";
  /** Name of the contracts' error, or code of the service's problem. */
  name: string;
  /** The offending values, or a sentence. */
  reason: string;
}

/**
 * Reads the refusal out of what was thrown.
 * @returns undefined if it is no refusal but a failure.
 */
export function refusalIn(thrown: unknown): Refusal | undefined {
  if (thrown instanceof LedgerRefusal) return ofLedger("ledger", thrown.refusal);
  if (!(thrown instanceof ProblemError)) return undefined;
  const { code, error, detail } = thrown.problem;
  return error === undefined ? { by: "service", name: code, reason: detail } : ofLedger("service", error);
}

function ofLedger(by: Refusal["by"], { name, args }: LedgerError): Refusal {
  const values = Object.entries(args).map(([key, value]) => {
    // The contracts count elements as compositions do; people know them by their symbols.
    const shown = key === "element" ? elementSymbols[Number(value)] : undefined;
    return `${key} ${shown ?? shortened(String(value))}`;
  });
  return { by, name, reason: values.join(", ") };
}

function shortened(value: string): string {
  return value.length > 20 ? `${value.slice(0, 10)}…` : value;
}

/**
 * Waits for what ought to be refused.
 * @returns How it was refused; undefined if it was not.
 * @throws whatever it failed by, where that is no refusal.
 */
export async function refusalTo(attempt: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    return refusal;
  }
}
