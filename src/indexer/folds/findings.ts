import type { Hex } from "../../domain/hex.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, GovernanceEvent, IncludedStatement } from "../fold.ts";

/** An authority records what it found in a shipment. */
export const recordFinding: Fold<IncludedStatement<"record-finding">> = {
  want: ({ digest }, tables) => tables.border_finding.want(digest),
  apply({ statement: { message }, digest, timestamp, blockNumber, logIndex }, tables) {
    tables.border_finding.put({
      ...{ statement: digest, reference_kind: message.referenceKind, reference_number: message.referenceNumber },
      ...{ country: message.country, goods_code: message.goodsCode, label_origin: message.labelOrigin },
      ...{ seal: message.seal, gross_grams: message.grossGrams, net_grams: message.netGrams },
      ...{ evidence: message.evidence, occurred_at: BigInt(message.occurredAt), authority: message.organisation },
      ...{ recorded_at: timestamp, withdrawn_at: null, block_number: blockNumber, log_index: logIndex },
    });
  },
};

/** It is linked to a lot. */
export const linkFinding: Fold<IncludedStatement<"link-finding">> = {
  want({ statement: { message } }, tables) {
    const lot = lotIdToWire(message.lot);
    tables.finding_link.want(message.finding, lot);
    tables.lot.want(lot);
  },
  apply({ statement: { message }, timestamp }, tables) {
    const { finding, organisation } = message;
    const lot = lotIdToWire(message.lot);
    tables.lot.put({ ...tables.lot.require(lot), watched: true });
    tables.finding_link.put({ finding, lot, linked_by: organisation, linked_at: timestamp });
  },
};

/** It is linked no more, or stands no more. */
export const withdrawFinding: Fold<IncludedStatement<"withdraw-finding">> = {
  want({ statement: { message } }, tables) {
    if (message.lot === null) tables.border_finding.want(message.finding);
    else tables.finding_link.want(message.finding, lotIdToWire(message.lot));
  },
  apply({ statement: { message }, timestamp }, tables) {
    const { finding, lot } = message;
    if (lot !== null) tables.finding_link.remove(finding, lotIdToWire(lot));
    else tables.border_finding.put({ ...tables.border_finding.require(finding), withdrawn_at: timestamp });
  },
};

interface FindingUnlinked {
  lot: bigint;
  digest: Hex;
  finding: Hex;
}

/** Governance has ended a link. */
const findingUnlinked: Fold<GovernanceEvent<FindingUnlinked>> = {
  want: ({ args }, tables) => tables.finding_link.want(args.finding, lotIdToWire(args.lot)),
  apply: ({ args }, tables) => tables.finding_link.remove(args.finding, lotIdToWire(args.lot)),
  dossiers: ({ args }) => ({ lots: [lotIdToWire(args.lot)], digest: args.digest }),
};

/** What the events of governance in `Findings` do, by name. */
export const findingsFolds = { FindingUnlinked: findingUnlinked };
