import { elementSymbols } from "../../domain/elements.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import { inheritancePolicies } from "../../domain/inheritance.ts";
import { locationNumberToWire } from "../../statements/location-number.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";

interface TermsSet {
  scheme: bigint;
  terms: { toleranceBasisPoints: bigint; prices: bigint[] };
}
interface AllowanceGranted {
  organisation: Address;
  site: bigint;
  toleranceNanograms: bigint;
  relianceNanograms: bigint;
}
interface AllowanceDrawn {
  organisation: Address;
  site: bigint;
  digest: Hex;
  toleratedNanograms: bigint;
  reliedNanograms: bigint;
}
interface InheritancePolicySet {
  reason: bigint;
  policy: bigint;
}

const termsSet: Fold<GovernanceEvent<TermsSet>> = {
  want: ({ args }, tables) => tables.processing_terms.want(Number(args.scheme)),
  apply({ args: { scheme, terms } }, tables) {
    const priced = elementSymbols.map((symbol, index) => [symbol, Number(terms.prices[index])] as const);
    tables.processing_terms.put({
      scheme: Number(scheme),
      tolerance_basis_points: Number(terms.toleranceBasisPoints),
      prices: Object.fromEntries(priced.filter(([, price]) => price !== 0)),
    });
  },
};

const allowanceGranted: Fold<GovernanceEvent<AllowanceGranted>> = {
  want: ({ args }, tables) => tables.allowance.want(args.organisation, locationNumberToWire(args.site)),
  apply({ args }, tables) {
    const [organisation, site] = [args.organisation, locationNumberToWire(args.site)];
    const before = tables.allowance.get(organisation, site);
    tables.allowance.put({
      organisation,
      site,
      tolerance_nanograms: args.toleranceNanograms,
      tolerated_nanograms: before?.tolerated_nanograms ?? 0n,
      reliance_nanograms: args.relianceNanograms,
      relied_nanograms: before?.relied_nanograms ?? 0n,
    });
  },
};

const allowanceDrawn: Fold<GovernanceEvent<AllowanceDrawn>> = {
  want: ({ args }, tables) => tables.allowance.want(args.organisation, locationNumberToWire(args.site)),
  apply({ args }, tables) {
    const granted = tables.allowance.require(args.organisation, locationNumberToWire(args.site));
    tables.allowance.put({
      ...granted,
      tolerated_nanograms: granted.tolerated_nanograms + args.toleratedNanograms,
      relied_nanograms: granted.relied_nanograms + args.reliedNanograms,
    });
  },
};

const inheritancePolicySet: Fold<GovernanceEvent<InheritancePolicySet>> = {
  want: ({ args }, tables) => tables.inheritance_policy.want(Number(args.reason)),
  apply({ args }, tables) {
    const policy = inheritancePolicies[Number(args.policy)];
    if (policy === undefined) throw new RangeError(`There is no inheritance policy ${args.policy}.`);
    tables.inheritance_policy.put({ reason: Number(args.reason), policy });
  },
};

/** What the events of governance in `Policies` do, by name. */
export const policiesFolds = {
  TermsSet: termsSet,
  AllowanceGranted: allowanceGranted,
  AllowanceDrawn: allowanceDrawn,
  InheritancePolicySet: inheritancePolicySet,
};
