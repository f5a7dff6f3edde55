/**
 * Where a consignment stands, in the order of the contracts' enumeration, where 0 means "none". A refused
 * one is still on the road, back to its sender.
 */
export const consignmentStatuses = ["on-the-road", "received", "refused", "returned", "lost"] as const;
export type ConsignmentStatus = (typeof consignmentStatuses)[number];
