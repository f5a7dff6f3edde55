/** What a quota may be drawn for, in the order of the contracts' enumeration, where 0 means "none". */
export const quotaKinds = ["extraction", "collection", "opening-stock"] as const;
export type QuotaKind = (typeof quotaKinds)[number];
