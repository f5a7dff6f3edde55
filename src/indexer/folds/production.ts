import type { Message } from "../../statements/statement.ts";
import type { IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import { declaredLot } from "./declared-lot.ts";

/** Records the lots that come out of a transformation or of a site's account. */
export function produce(
  tables: State["tables"],
  event: IncludedStatement<"transform"> | IncludedStatement<"withdraw">,
): void {
  const { organisation: producer, outputs }: Message<"transform" | "withdraw"> = event.statement.message;
  for (const [output, { lotNumber, certifiable, content }] of outputs.entries()) {
    const status = certifiable ? "declared" : "uncertifiable";
    tables.lot.put(declaredLot({ producer, lotNumber, content }, event, { status, made_by: event.digest, output }));
  }
}
