import { againstCertificate } from "../against-certificate.ts";
import { defineKind } from "../kind.ts";
import { day, shortAddress, shortLot } from "../wording.ts";

/** Suspends a certificate: nothing new starts with the lot until it is reinstated. */
export const suspend = defineKind({
  name: "suspend",
  title: { en: "Suspend a certificate", zh: "暂停证书" },
  contract: "Certification",
  functionName: "suspend",
  eventName: "Suspended",
  primaryType: "Suspend",
  fields: againstCertificate,
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "suspended", of: ({ reason, effectiveFrom }) => ({ reason, effectiveFrom }) },
  reliesOn: () => [],
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: null,
  gas: () => 320_000,
  describe: ({ organisation, lot: id, reason, effectiveFrom }) => ({
    en: `${shortAddress(organisation)} suspends the certificate of lot ${shortLot(id)} from ${day(effectiveFrom)}, reason ${reason}`,
    zh: `${shortAddress(organisation)} 自 ${day(effectiveFrom)} 起暂停批次 ${shortLot(id)} 的证书，原因代码 ${reason}`,
  }),
});
