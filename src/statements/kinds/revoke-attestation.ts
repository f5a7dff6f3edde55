import { attestedWitness } from "../attested-witness.ts";
import { defineKind } from "../kind.ts";
import { hash, integer, lot } from "../scalars.ts";
import { shortAddress, shortHash, shortLot } from "../wording.ts";
import { attest } from "./attest.ts";

/** Takes back any attestation but an assay, by the one who made it. */
export const revokeAttestation = defineKind({
  name: "revoke-attestation",
  title: { en: "Take an examination back", zh: "撤回检验结论" },
  contract: "Attestations",
  functionName: "revokeAttestation",
  eventName: "AttestationRevoked",
  primaryType: "RevokeAttestation",
  fields: {
    lot: lot("Lot that was examined"),
    attestation: hash("What is taken back: digest of its statement"),
    reason: integer(16, "Reason code", 1),
  },
  attachments: { witness: attestedWitness("AttestWitness", attest.message) },
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "taken-back", of: ({ attestation: examination }) => ({ examination }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: { from: "statement", field: "attestation" },
  gas: () => 320_000,
  describe: ({ organisation, lot: id, attestation, reason }) => ({
    en: `${shortAddress(organisation)} takes back an attestation of lot ${shortLot(id)} (${shortHash(attestation)}), reason ${reason}`,
    zh: `${shortAddress(organisation)} 撤回对批次 ${shortLot(id)} 的证明（${shortHash(attestation)}），原因代码 ${reason}`,
  }),
});
