/** What a machine's token may be limited to: areas of the interface that show more to some readers than to others. */
export const readScopes = ["lots", "custody", "organisations", "verification", "events", "alerts"] as const;
export type ReadScope = (typeof readScopes)[number];
