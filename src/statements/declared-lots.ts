import type { LotIdentity } from "../domain/lot.ts";
import type { RecordedStatement, UnsignedStatement } from "./statement.ts";

/** A lot that a statement declares. */
export interface DeclaredLot extends LotIdentity {
  /** Whether it may become a certificate at all. */
  certifiable: boolean;
}

/** Lots that a statement declares, in its order. */
export function declaredLots(statement: UnsignedStatement | RecordedStatement): DeclaredLot[] {
  switch (statement.kind) {
    case "declare": {
      const { organisation: producer, lotNumber, content } = statement.message;
      return [{ producer, lotNumber, content, certifiable: true }];
    }
    case "transform":
    case "withdraw": {
      const { organisation: producer, outputs } = statement.message;
      return outputs.map((output) => ({ producer, ...output }));
    }
    default:
      return [];
  }
}
