/** What a certificate comes to under its scheme, in the order of the contracts' enumeration, where 0 means "none". */
export const certificateClasses = ["verified", "low-carbon", "zero-carbon", "offset-neutral"] as const;
export type CertificateClass = (typeof certificateClasses)[number];
