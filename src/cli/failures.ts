import { ProblemError } from "../client/problem-error.ts";
import { UnreachableError } from "../client/unreachable-error.ts";
import { LedgerRefusal } from "../ledger/ledger-error.ts";
import { RpcError } from "../rpc/rpc.ts";
import { CliError } from "./cli-error.ts";

/** Any failure as the command tells it: one sentence, a status, and what machines want to know. */
export function failureOf(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ProblemError) return ofProblem(error);
  if (error instanceof LedgerRefusal) {
    return new CliError("refused", { en: message, zh: `账本拒绝：${error.reason}` }, { ...error.refusal });
  }
  if (error instanceof UnreachableError) {
    return new CliError("unreachable", { en: message, zh: `服务无应答：${message}` });
  }
  if (error instanceof RpcError) return new CliError("unreachable", { en: message, zh: `账本无应答：${message}` });
  return new CliError("failed", { en: message, zh: message });
}

function ofProblem({ problem }: ProblemError): CliError {
  const { error, detail, status } = problem;
  const values = Object.entries(error?.args ?? {}).map(([name, value]) => `${name} ${value}`);
  const text = values.length === 0 ? detail : `${detail} (${values.join(", ")})`;
  const kind = status >= 500 ? "unreachable" : "refused";
  return new CliError(kind, { en: text, zh: `服务拒绝：${text}` }, { problem });
}
