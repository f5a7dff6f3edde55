import { ProblemError } from "../../src/client/problem-error.ts";
import { LedgerRefusal } from "../../src/ledger/ledger-error.ts";

/** How something was refused: by whom, under which name, with which values. */
export interface Refusal {
  by: "service" | "ledger";
  /** Name of the contracts' error, or code of the service's problem. */
  name: string;
  values: Record<string, unknown>;
}

/**
 * Reads the refusal out of what was thrown.
 * @returns undefined if it is no refusal but a failure.
 */
export function refusalIn(thrown: unknown): Refusal | undefined {
  if (thrown instanceof LedgerRefusal) {
    return { by: "ledger", name: thrown.refusal.name, values: thrown.refusal.args };
  }
  if (!(thrown instanceof ProblemError)) return undefined;
  const { code, error, type: _type, title: _title, status: _status, instance: _instance, ...rest } = thrown.problem;
  const { detail: _detail, ...values } = rest;
  if (error !== undefined) return { by: "service", name: error.name, values: error.args };
  return { by: "service", name: code, values };
}
