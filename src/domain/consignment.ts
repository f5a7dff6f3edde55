/**
 * Where a consignment stands, in the order of the contracts' enumeration, where 0 means "none". A refused one is still on the road,
 * back to its sender. Of a disputed one far less arrived than was sent, and what is missing waits until both sides settle.
 */
export const consignmentStatuses = [
  "on-the-road",
  "received",
  "refused",
  "returned",
  "lost",
  "disputed",
  "settled",
] as const;
export type ConsignmentStatus = (typeof consignmentStatuses)[number];

/** Where a consignment waits for somebody: nothing has closed it yet. */
export const openStatuses = ["on-the-road", "refused", "disputed"] as const satisfies readonly ConsignmentStatus[];
