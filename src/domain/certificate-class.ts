/** What a certificate comes to under its scheme, in the order of the contracts' enumeration, where 0 means "none". */
export const certificateClasses = ["verified", "low-carbon", "zero-carbon", "offset-neutral"] as const;
export type CertificateClass = (typeof certificateClasses)[number];

/** Footprints, less removals, up to which a certificate is of a class; in g CO2e per kg. */
export interface ClassThreshold {
  lowCarbonGramsPerKilogram: number;
  zeroCarbonGramsPerKilogram: number;
}

/** What a class is judged by, in g CO2e per kg. */
export interface CarbonClaims {
  footprintGramsPerKilogram: number;
  removalsGramsPerKilogram: number;
  /** What somebody independent attested of the removals; 0 where nobody did. */
  attestedRemovalsGramsPerKilogram: number;
  offsetsGramsPerKilogram: number;
}

/**
 * The class of a certificate, as `Certification.classOf` derives it.
 * @param threshold Of the scheme for the lot's form; undefined where it sets none.
 */
export function classOf(claims: CarbonClaims, threshold: ClassThreshold | undefined): CertificateClass {
  const removals = Math.min(claims.removalsGramsPerKilogram, claims.attestedRemovalsGramsPerKilogram);
  const residual = Math.max(claims.footprintGramsPerKilogram - removals, 0);
  if (threshold && residual <= threshold.zeroCarbonGramsPerKilogram) return "zero-carbon";
  if (threshold && residual <= threshold.lowCarbonGramsPerKilogram) return "low-carbon";
  const { offsetsGramsPerKilogram: offsets } = claims;
  return offsets !== 0 && offsets >= residual ? "offset-neutral" : "verified";
}
