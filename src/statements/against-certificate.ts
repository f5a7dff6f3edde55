import { endTime, integer, lot, optionalHash, time } from "./scalars.ts";

/** Fields of a statement against a certificate: which one is meant, since when, and on what grounds. */
export const againstCertificate = {
  lot: lot("Lot whose certificate is meant"),
  certificateUntil: endTime(
    "End of the certificate that is meant: a renewal moves it, so a stale statement misses. A regulator may state 0: whatever certificate stands",
  ),
  reason: integer(16, "Reason code", 1),
  effectiveFrom: time("When it begins to hold; not after the block"),
  report: optionalHash("Salted hash of the grounds"),
};
