/** Why governance ends a hold over its author's head. The order is that of the contract's enumeration, where 0 means "none". */
export const liftReasons = ["authority-gone", "outside-jurisdiction", "unfounded", "superseded"] as const;
export type LiftReason = (typeof liftReasons)[number];
