import { schemeSubject } from "../../domain/register-subject.ts";
import { defineKind } from "../kind.ts";
import { integer, lot, optionalDocument, time } from "../scalars.ts";
import { day, shortAddress, shortLot } from "../wording.ts";

/** Renews a certificate, expired or not, under the terms its scheme has now. */
export const renew = defineKind({
  name: "renew",
  title: { en: "Renew a certificate", zh: "续期证书" },
  contract: "Certification",
  functionName: "renew",
  eventName: "Renewed",
  primaryType: "Renew",
  fields: {
    lot: lot("Lot whose certificate is renewed"),
    scheme: integer(16, "Scheme under which it is certified from now on"),
    certificateUntil: time("End of the certificate that is renewed"),
    validUntil: time("Last second (inclusive) of the renewed certificate"),
    report: optionalDocument("Salted hash of the certifier's report"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "renewed", of: ({ scheme }) => ({ scheme }) },
  reliesOn: ({ scheme }) => [schemeSubject(scheme)],
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: null,
  gas: () => 320_000,
  describe: ({ organisation, lot: id, validUntil }) => ({
    en: `${shortAddress(organisation)} renews the certificate of lot ${shortLot(id)} until ${day(validUntil)}`,
    zh: `${shortAddress(organisation)} 将批次 ${shortLot(id)} 的证书续期至 ${day(validUntil)}`,
  }),
});
