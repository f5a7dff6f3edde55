import { attestedWitness } from "../attested-witness.ts";
import { defineKind } from "../kind.ts";
import { hash, integer, lot } from "../scalars.ts";
import { shortAddress, shortHash, shortLot } from "../wording.ts";
import { assay } from "./assay.ts";

/** Takes back an assay, by the one who made it. */
export const revokeAssay = defineKind({
  name: "revoke-assay",
  title: { en: "Take an assay back", zh: "撤回成分分析" },
  contract: "Attestations",
  functionName: "revokeAssay",
  eventName: "AssayRevoked",
  primaryType: "RevokeAssay",
  fields: {
    lot: lot("Lot that was examined"),
    assay: hash("What is taken back: digest of its statement"),
    reason: integer(16, "Reason code", 1),
  },
  attachments: { witness: attestedWitness("AssayWitness", assay.message) },
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "taken-back", of: ({ assay: examination }) => ({ examination }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: { from: "statement", field: "assay" },
  gas: () => 320_000,
  describe: ({ organisation, lot: id, assay, reason }) => ({
    en: `${shortAddress(organisation)} takes back an assay of lot ${shortLot(id)} (${shortHash(assay)}), reason ${reason}`,
    zh: `${shortAddress(organisation)} 撤回对批次 ${shortLot(id)} 的成分分析（${shortHash(assay)}），原因代码 ${reason}`,
  }),
});
