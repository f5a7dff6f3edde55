import type { Hex } from "../../domain/hex.ts";
import type { Message } from "../../statements/statement.ts";
import type { IncludedStatement, Movement } from "../fold.ts";
import type { State } from "../state.ts";
import { declaredLot } from "./declared-lot.ts";
import { lotContent } from "./lot-content.ts";

type Producing = IncludedStatement<"transform"> | IncludedStatement<"withdraw">;

/** Records the lots that come out of a transformation or of a site's account. */
export function produce(tables: State["tables"], event: Producing): void {
  const { organisation: producer, outputs }: Message<"transform" | "withdraw"> = event.statement.message;
  // What was made by a scheme's prices and tolerance can be certified under it alone.
  const scheme = event.statement.kind === "transform" ? event.statement.message.scheme : 0;
  const ids = producedLots(event);
  for (const [output, { lotNumber, certifiable, content }] of outputs.entries()) {
    const status = certifiable ? "declared" : "uncertifiable";
    const lot = declaredLot(ids[output] as Hex, { producer, lotNumber, content }, event, {
      status,
      made_by: event.digest,
      output,
    });
    tables.lot.put({ ...lot, scheme: scheme === 0 ? null : scheme });
    tables.lot_content.put(lotContent(lot.id, content));
  }
}

/** What comes into the producer's stock by it. */
export function made(event: Producing, kind: "made" | "withdrawn"): Movement[] {
  const { organisation, outputs }: Message<"transform" | "withdraw"> = event.statement.message;
  const ids = producedLots(event);
  return outputs.map(({ content }, index) => ({
    organisation,
    lot: ids[index] as Hex,
    kind,
    grams: content.massGrams,
  }));
}

/** Ids of the outputs, which stand last among the statement's lots. */
function producedLots({ statement, lots }: Producing): Hex[] {
  const { outputs }: Message<"transform" | "withdraw"> = statement.message;
  return lots.slice(lots.length - outputs.length);
}
