import { solidityPackedKeccak256 } from "ethers";
import type { Address, Hex } from "../../domain/hex.ts";
import { processes } from "../../domain/process.ts";
import { accountSubject } from "../../domain/register-subject.ts";
import { locationNumberToWire } from "../../statements/location-number.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";
import { registerLink } from "./governance-values.ts";

interface AccountMoved {
  organisation: Address;
  site: bigint;
  digest: Hex;
  process: bigint;
  carbonMilligrams: bigint;
}

/** What a deposit or a withdrawal changes is its statement's; this is its link in the account's head. */
const accountMoved: Fold<GovernanceEvent<AccountMoved>> = {
  want: () => undefined,
  apply: () => undefined,
  link({ args }) {
    const process = processes[Number(args.process) - 1];
    if (process === undefined) throw new RangeError(`There is no process ${args.process}.`);
    return registerLink(
      accountSubject({ organisation: args.organisation, site: locationNumberToWire(args.site), process }),
      solidityPackedKeccak256(["bytes32", "uint256"], [args.digest, args.carbonMilligrams]),
    );
  },
};

/** What the events of `SiteAccounts` do that are no statements, by name. */
export const siteAccountsFolds = { AccountMoved: accountMoved };
