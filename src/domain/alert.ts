/** How much an alert matters: to know, to look into, to act on before the goods move on. */
export const severities = ["information", "warning", "serious"] as const;
export type Severity = (typeof severities)[number];

/** What may be done about an alert. Forwarding opens it to the authorities of another country, and changes nothing else. */
export const alertActs = ["acknowledge", "investigate", "close", "forward"] as const;
export type AlertAct = (typeof alertActs)[number];

/** Where an alert stands. A closed one is not opened again: what its cause does later raises another. */
export const alertStates = ["raised", "acknowledged", "investigated", "closed"] as const;
export type AlertState = (typeof alertStates)[number];

const leadsTo: Record<Exclude<AlertAct, "forward">, AlertState> = {
  acknowledge: "acknowledged",
  investigate: "investigated",
  close: "closed",
};

/** The state of an alert after what was done about it, in order. */
export function stateAfter(acts: readonly AlertAct[]): AlertState {
  return acts.reduce<AlertState>((state, act) => (act === "forward" ? state : leadsTo[act]), "raised");
}

/**
 * Whether an act is possible: an alert goes on and not back, a step may be left out, and of a closed one nothing is left to do.
 */
export function isPossible(state: AlertState, act: AlertAct): boolean {
  if (state === "closed") return false;
  return act === "forward" || alertStates.indexOf(leadsTo[act]) > alertStates.indexOf(state);
}
