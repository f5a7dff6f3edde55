import { solidityPackedKeccak256 } from "ethers";
import type { Hex } from "../domain/hex.ts";
import { processes } from "../domain/process.ts";
import { accountSubject, type RegisterSubject } from "../domain/register-subject.ts";
import type { ContractName } from "../statements/kind.ts";
import { locationNumberToWire } from "../statements/location-number.ts";
import { acts, allowance } from "./acts.ts";
import type { ActValues } from "./define-act.ts";

/** A link of a register: whose, and what it is made of. */
export interface RegisterLink {
  subject: RegisterSubject;
  digest: Hex;
}

type LinkMaker = (values: ActValues) => RegisterLink;

const makers = new Map<string, LinkMaker>([
  // What modules draw on an allowance is no act, and is a link of its register all the same.
  [
    "Policies.AllowanceDrawn",
    (values) => ({
      subject: allowance(values),
      digest: solidityPackedKeccak256(
        ["bytes32", "uint256", "uint256"],
        [values.digest, values.toleratedNanograms, values.reliedNanograms],
      ),
    }),
  ],
  // What a statement puts into a site's account or takes out of it is a link of the account, with the carbon that it moved.
  [
    "SiteAccounts.AccountMoved",
    (values) => ({
      subject: account(values),
      digest: solidityPackedKeccak256(["bytes32", "uint256"], [values.digest, values.carbonMilligrams]),
    }),
  ],
]);
for (const { contract, eventName, subject, digest } of Object.values(acts)) {
  if (subject === null) continue;
  makers.set(`${contract}.${eventName}`, (values) => ({ subject: subject(values), digest: digest(values) }));
}

function account(values: ActValues): RegisterSubject {
  const process = processes[Number(values.process) - 1];
  if (process === undefined) throw new RangeError(`There is no process ${String(values.process)}.`);
  const site = locationNumberToWire(BigInt(String(values.site)));
  return accountSubject({ organisation: String(values.organisation), site, process });
}

/**
 * The link that an event makes of a register, from what the event says.
 * @returns undefined if it makes none.
 * @throws Error if the values are none of this event.
 */
export function registerLinkOf(contract: ContractName, event: string, values: ActValues): RegisterLink | undefined {
  return makers.get(`${contract}.${event}`)?.(values);
}
