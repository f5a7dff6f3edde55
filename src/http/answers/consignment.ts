import type { z } from "zod";
import type { consignment, custody } from "../../api/schemas/custody.ts";
import type { ConsignmentRepository, RouteChange } from "../../store/repositories/consignment-repository.ts";
import type { LotRepository } from "../../store/repositories/lot-repository.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import { numberOrNull } from "./number-or-null.ts";

type Found = NonNullable<Awaited<ReturnType<ConsignmentRepository["find"]>>>;
type Line = Awaited<ReturnType<LotRepository["lines"]>>[number];

/** A consignment. @param dispatch The statement that it began with. @param changes Those of its route, in their order. */
export function consignmentToWire(
  found: Found,
  dispatch: StatementRow | undefined,
  changes: readonly RouteChange[] = [],
): z.input<typeof consignment> {
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
    route: found.route,
    routeChanges: changes.map(changeToWire),
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
export function consignmentOfLotToWire(
  line: Line,
  changes: readonly RouteChange[] = [],
): z.input<typeof custody>["consignments"][number] {
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
    route: line.route,
    routeChanges: changes.map(changeToWire),
    sentGrams: Number(line.sent_grams),
    receivedGrams: numberOrNull(line.received_grams),
    returnedGrams: Number(line.returned_grams),
  };
}

function changeToWire({
  statement,
  organisation,
  route,
  reason,
  occurred_at,
  stated_at,
  unpermitted,
}: RouteChange): NonNullable<z.input<typeof consignment>["routeChanges"]>[number] {
  return {
    ...{ statement, organisation, route, reason, occurredAt: Number(occurred_at), statedAt: Number(stated_at) },
    unpermitted: unpermitted.map(({ country, rule, lots }) => ({ country, rule, lots })),
  };
}
