import type { z } from "zod";
import type { consignment, custody } from "../../api/schemas/custody.ts";
import type { ConsignmentRepository } from "../../store/repositories/consignment-repository.ts";
import type { LotRepository } from "../../store/repositories/lot-repository.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import { routeOf } from "../concerns/flow-concerns.ts";
import { numberOrNull } from "./number-or-null.ts";

type Found = NonNullable<Awaited<ReturnType<ConsignmentRepository["find"]>>>;
type Line = Awaited<ReturnType<LotRepository["lines"]>>[number];

/** A consignment. @param dispatch The statement that it began with. */
export function consignmentToWire(found: Found, dispatch: StatementRow | undefined): z.input<typeof consignment> {
  const { seal } = (dispatch?.message ?? {}) as { seal?: string | null };
  return {
    id: found.id,
    status: found.status,
    fromCountry: found.from_country,
    toCountry: found.to_country,
    dispatchedAt: Number(found.dispatched_at),
    closedAt: numberOrNull(found.closed_at),
    sealIntact: found.seal_intact,
    lots: found.lines.length,
    sender: found.sender,
    recipient: found.recipient,
    carrier: found.carrier,
    route: routeOf(dispatch),
    seal: seal ?? null,
    closure: found.closure,
    shortageReason: found.shortage_reason,
    lines: found.lines.map(({ lot, sent_grams, received_grams, returned_grams }) => ({
      lot,
      sentGrams: Number(sent_grams),
      receivedGrams: numberOrNull(received_grams),
      returnedGrams: Number(returned_grams),
    })),
    dispatch: dispatch?.message ?? null,
  };
}

/** A consignment, as it concerns one lot. */
export function consignmentOfLotToWire(line: Line): z.input<typeof custody>["consignments"][number] {
  return {
    consignment: line.consignment,
    status: line.status,
    fromCountry: line.from_country,
    toCountry: line.to_country,
    dispatchedAt: Number(line.dispatched_at),
    closedAt: numberOrNull(line.closed_at),
    sender: line.sender,
    recipient: line.recipient,
    carrier: line.carrier,
    sentGrams: Number(line.sent_grams),
    receivedGrams: numberOrNull(line.received_grams),
    returnedGrams: Number(line.returned_grams),
  };
}
