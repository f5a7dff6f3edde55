import { elementSymbols } from "../../domain/elements.ts";
import { forms } from "../../domain/form.ts";
import type { Hex } from "../../domain/hex.ts";
import { entriesOf } from "../../domain/mask.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import { country } from "../../statements/short-text.ts";
import type { Fold, GovernanceEvent, IncludedStatement } from "../fold.ts";
import { timeOrNull } from "./governance-values.ts";

interface RuleSet {
  rule: bigint;
  name: string;
  valueShareBasisPoints: bigint;
  terms: {
    elements: bigint;
    forms: bigint;
    validFrom: bigint;
    validUntil: bigint;
    suspendedFrom: bigint;
    suspendedUntil: bigint;
    againFrom: bigint;
    againUntil: bigint;
    coversTransit: boolean;
    country: Hex;
  };
}
interface PermitNumbered {
  number: bigint;
  digest: Hex;
}
interface PassedUnpermitted {
  consignment: Hex;
  digest: Hex;
  change: Hex;
  country: Hex;
  rule: string;
  lots: bigint[];
}
interface PermitChanged {
  number: bigint;
  grams: bigint;
}

const code = country("Country");

const ruleSet: Fold<GovernanceEvent<RuleSet>> = {
  want: ({ args }, tables) => tables.export_rule.want(Number(args.rule)),
  apply({ args: { rule, name, valueShareBasisPoints, terms } }, tables) {
    tables.export_rule.put({
      ...{ rule: Number(rule), name, country: code.decode([terms.country]) },
      elements: entriesOf(elementSymbols, Number(terms.elements), 0),
      forms: entriesOf(forms, Number(terms.forms), 1),
      ...{ valid_from: terms.validFrom, valid_until: terms.validUntil },
      ...{ suspended_from: timeOrNull(terms.suspendedFrom), suspended_until: timeOrNull(terms.suspendedUntil) },
      ...{ again_from: timeOrNull(terms.againFrom), again_until: timeOrNull(terms.againUntil) },
      covers_transit: terms.coversTransit,
      value_share_basis_points: valueShareBasisPoints === 0n ? null : Number(valueShareBasisPoints),
    });
  },
};

/** A regulator grants a permit; its number was told just before. */
export const permit: Fold<IncludedStatement<"permit">> = {
  want: ({ digest }, tables) => tables.export_permit.want(digest),
  apply({ statement: { message }, digest, timestamp, blockNumber, logIndex }, tables) {
    const { organisation: authority, exporter, consignee, country: from, destination } = message;
    tables.export_permit.put({
      ...tables.export_permit.require(digest),
      ...{ authority, exporter, consignee, country: from, destination },
      ...{ elements: message.elements, forms: message.forms, granted_grams: message.grams, end_use: message.endUse },
      ...{ valid_from: BigInt(message.validFrom), valid_until: BigInt(message.validUntil), granted_at: timestamp },
      ...{ block_number: blockNumber, log_index: logIndex },
    });
  },
};

/** It is over. */
export const withdrawPermit: Fold<IncludedStatement<"withdraw-permit">> = {
  want: ({ statement }, tables) => tables.export_permit.want(statement.message.permit),
  apply({ statement: { message }, timestamp }, tables) {
    tables.export_permit.put({ ...tables.export_permit.require(message.permit), withdrawn_at: timestamp });
  },
};

/** A permit has its number; what it says follows with its statement. */
const permitNumbered: Fold<GovernanceEvent<PermitNumbered>> = {
  want({ args }, tables) {
    tables.export_permit_use.want(args.number);
    tables.export_permit.want(args.digest);
  },
  apply({ args: { number, digest }, timestamp, blockNumber, logIndex }, tables) {
    tables.export_permit_use.put({ number, drawn_grams: 0n });
    tables.export_permit.put({
      ...{ statement: digest, number, authority: "", exporter: "", consignee: "", country: "", destination: "" },
      ...{
        elements: [],
        forms: [],
        granted_grams: 0n,
        end_use: null,
        valid_from: 0n,
        valid_until: 0n,
      },
      ...{ granted_at: timestamp, withdrawn_at: null, block_number: blockNumber, log_index: logIndex },
    });
  },
};

/** A consignment has taken grams from a permit, or given some back. @param sign One, or minus one. */
const permitChanged = (sign: 1n | -1n): Fold<GovernanceEvent<PermitChanged>> => ({
  want: ({ args }, tables) => tables.export_permit_use.want(args.number),
  apply({ args: { number, grams } }, tables) {
    const { drawn_grams } = tables.export_permit_use.require(number);
    tables.export_permit_use.put({ number, drawn_grams: drawn_grams + sign * grams });
  },
});

/** Lots pass a country whose rule controls them, and no permit covers it. */
const passedUnpermitted: Fold<GovernanceEvent<PassedUnpermitted>> = {
  want: ({ args }, tables) => tables.unpermitted_passage.want(args.digest),
  apply({ args: { consignment, digest, change, country: where, rule, lots }, blockNumber, logIndex }, tables) {
    tables.unpermitted_passage.put({
      ...{ digest, change, consignment, country: code.decode([where]), rule, lots: lots.map(lotIdToWire) },
      ...{ block_number: blockNumber, log_index: logIndex },
    });
  },
  dossiers: ({ args }) => ({ lots: args.lots.map(lotIdToWire), digest: args.digest }),
};

/** What the events of `ExportControl` that tell of no statement do, by name. */
export const exportControlFolds = {
  RuleSet: ruleSet,
  PermitNumbered: permitNumbered,
  PermitDrawn: permitChanged(1n),
  PermitRestored: permitChanged(-1n),
  PassedUnpermitted: passedUnpermitted,
};
