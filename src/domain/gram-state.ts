/** How a gram stands after the moves that name it. */
export const gramStates = ["in-hand", "on-the-road", "disputed", "seized", "retired", "consumed", "lost"] as const;
export type GramState = (typeof gramStates)[number];
