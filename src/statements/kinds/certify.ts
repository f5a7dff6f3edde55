import { schemeSubject } from "../../domain/register-subject.ts";
import { defineKind } from "../kind.ts";
import { endTime, integer, lot, optionalDocument } from "../scalars.ts";
import { day, shortAddress, shortLot } from "../wording.ts";

/** Certifies a declared lot. */
export const certify = defineKind({
  name: "certify",
  title: { en: "Certify a lot", zh: "认证批次" },
  contract: "Certification",
  functionName: "certify",
  eventName: "Certified",
  primaryType: "Certify",
  fields: {
    lot: lot("Lot to certify"),
    scheme: integer(16, "Scheme under which it is certified"),
    validUntil: endTime("Last second (inclusive) of the certificate"),
    report: optionalDocument("Salted hash of the certifier's report"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  declares: () => [],
  moves: null,
  does: { what: "issued", of: ({ scheme }) => ({ scheme }) },
  reliesOn: ({ scheme }) => [schemeSubject(scheme)],
  parties: ["organisation"],
  isFoundation: true,
  shows: "all",
  witness: null,
  gas: () => 390_000,
  describe: ({ organisation, lot: id, scheme, validUntil }) => ({
    en: `${shortAddress(organisation)} certifies lot ${shortLot(id)} under scheme ${scheme} until ${day(validUntil)}`,
    zh: `${shortAddress(organisation)} 按方案 ${scheme} 认证批次 ${shortLot(id)}，有效期至 ${day(validUntil)}`,
  }),
});
