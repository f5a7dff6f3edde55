/** What the reason for which an ancestor was suspended, revoked or rejected means for its descendants. Governed by reason. */
export const inheritancePolicies = ["default", "ignore", "flag", "invalidate"] as const;
export type InheritancePolicy = (typeof inheritancePolicies)[number];
