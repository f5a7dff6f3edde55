import { z } from "zod";
import { ProblemError } from "../client/problem-error.ts";
import { UnreachableError } from "../client/unreachable-error.ts";
import { wayOut } from "../client/ways-out.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import { LedgerRefusal } from "../ledger/ledger-error.ts";
import { RpcError } from "../rpc/rpc.ts";
import { faultWords } from "../statements/fault-words.ts";
import { CliError } from "./cli-error.ts";

/** Any failure as the command tells it: one sentence, a status, and what machines want to know. */
export function failureOf(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ProblemError) return ofProblem(error);
  if (error instanceof LedgerRefusal) {
    const text = { en: message, zh: `账本拒绝：${error.reason}` };
    return new CliError("refused", text, { ...error.refusal }, waysOutOf(error.refusal.name));
  }
  if (error instanceof UnreachableError) {
    return new CliError("unreachable", { en: message, zh: `服务无应答：${message}` });
  }
  if (error instanceof RpcError) return new CliError("unreachable", { en: message, zh: `账本无应答：${message}` });
  return new CliError("failed", { en: message, zh: message });
}

/** Fields that the service names; what answers may be any service. */
const fieldErrors = z.array(z.object({ path: z.string(), message: z.string() })).max(100);

function ofProblem({ problem }: ProblemError): CliError {
  const { error, detail, status, code } = problem;
  const values = Object.entries(error?.args ?? {}).map(([name, value]) => `${name} ${value}`);
  const reason = values.length === 0 ? "" : ` (${values.join(", ")})`;
  const isUnavailable = status >= 500;
  const text = {
    en: `${detail}${reason}`,
    zh:
      error === undefined
        ? `${isUnavailable ? "服务暂时无法答复" : "服务拒绝"}：${wayOut(code)?.zh ?? detail}`
        : `账本将拒绝：${error.name}${reason}`,
  };
  const fields = (fieldErrors.safeParse(problem.errors).data ?? []).map(({ path, message }) => ({
    en: `${path}: ${message}`,
    zh: `${path}：${faultWords[message] ?? message}`,
  }));
  const kind = isUnavailable ? "unreachable" : "refused";
  return new CliError(kind, text, { problem }, [...fields, ...(error === undefined ? [] : waysOutOf(error.name))]);
}

function waysOutOf(name: string): LocalisedText[] {
  return [wayOut(name)].filter((way) => way !== undefined);
}
