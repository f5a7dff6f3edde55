import { defineKind } from "../kind.ts";
import { integer, lot, optionalHash, time } from "../scalars.ts";
import { day, shortAddress, shortLot } from "../wording.ts";

/** Revokes a certificate, for ever. */
export const revoke = defineKind({
  name: "revoke",
  contract: "Certification",
  functionName: "revoke",
  eventName: "Revoked",
  primaryType: "Revoke",
  fields: {
    lot: lot("Lot whose certificate is meant"),
    certificateUntil: time("End of the certificate that is meant: a renewal moves it, so a stale statement misses"),
    reason: integer(16, "Reason code", 1),
    effectiveFrom: time("When it begins to hold; not after the block"),
    report: optionalHash("Salted hash of the grounds"),
  },
  attachments: {},
  lots: ({ message }) => [message.lot],
  gas: () => 320_000,
  describe: ({ organisation, lot: id, reason, effectiveFrom }) => ({
    en: `${shortAddress(organisation)} revokes the certificate of lot ${shortLot(id)} from ${day(effectiveFrom)}, reason ${reason}`,
    zh: `${shortAddress(organisation)} 自 ${day(effectiveFrom)} 起撤销批次 ${shortLot(id)} 的证书，原因代码 ${reason}`,
  }),
});
