import { ethers } from "ethers";
import type { StatedAction, Unsigned } from "./actions.ts";
import { sharesOf } from "./custody.ts";
import type { Meant } from "./model-ledger.ts";
import type { ConsignmentState, Link, LotState } from "./state.ts";

/** Head of a dossier that has these links. */
export function headOf(links: readonly Link[]): { hash: string; count: bigint } {
  let hash = `0x${"00".repeat(28)}`;
  for (const { digest, at } of links) {
    const link = coder.encode(["bytes28", "bytes32", "uint256"], [hash, digest, at]);
    hash = ethers.dataSlice(ethers.keccak256(link), 0, 28);
  }
  return { hash, count: BigInt(links.length) };
}

/** Lots in whose dossiers something is a link, before it is taken; one that gets two links stands there twice. What it makes comes besides. */
export function linkedBy(
  action: StatedAction | Unsigned,
  { lots, consignment, attestation, hold, seizure }: Omit<Meant, "account" | "replaced">,
): LotState[] {
  switch (action.kind) {
    case "rotate":
    case "release":
      return [];
    case "unattest":
      return known([attestation?.lot]);
    case "settle":
    case "arbitrate":
      return settled(consignment, action);
    default:
      if ("consignment" in action) return consignment?.lines.map(({ lot }) => lot) ?? [];
      if ("held" in action) return known([hold?.lot]);
      if ("seizure" in action) return known([seizure?.lot]);
      return known(lots);
  }
}

/** Of what both sides get some of, each side's grams are a link. */
function settled(
  consignment: ConsignmentState | undefined,
  { parts }: Extract<StatedAction | Unsigned, { kind: "settle" | "arbitrate" }>,
): LotState[] {
  if (consignment === undefined) return [];
  const { recipientGrams, senderGrams } = sharesOf(consignment.missing, parts);
  const lots = consignment.lines.map(({ lot }) => lot);
  return recipientGrams > 0n && senderGrams > 0n ? [...lots, ...lots] : lots;
}

function known(lots: readonly (LotState | undefined)[]): LotState[] {
  return lots.filter((lot) => lot !== undefined);
}

const coder = ethers.AbiCoder.defaultAbiCoder();
