import { againstCertificate } from "../against-certificate.ts";
import { defineKind } from "../kind.ts";
import { day, shortAddress, shortLot } from "../wording.ts";

/** Revokes a certificate. Where the producer has every gram, a certifier takes it back to the declaration. */
export const revoke = defineKind({
  name: "revoke",
  title: { en: "Revoke a certificate", zh: "撤销证书" },
  contract: "Certification",
  functionName: "revoke",
  eventName: "Revoked",
  primaryType: "Revoke",
  fields: againstCertificate,
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "revoked", of: ({ reason, effectiveFrom }) => ({ reason, effectiveFrom }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: null,
  gas: () => 320_000,
  describe: ({ organisation, lot: id, reason, effectiveFrom }) => ({
    en: `${shortAddress(organisation)} revokes the certificate of lot ${shortLot(id)} from ${day(effectiveFrom)}, reason ${reason}`,
    zh: `${shortAddress(organisation)} 自 ${day(effectiveFrom)} 起撤销批次 ${shortLot(id)} 的证书，原因代码 ${reason}`,
  }),
});
