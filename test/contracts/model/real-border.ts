import { through } from "../fixtures/export-control.ts";
import { code, ethers, now, type Scene } from "../fixtures/fixture.ts";
import type { Dispatched } from "../fixtures/kinds.ts";
import { type Signed, sign } from "../fixtures/statements.ts";
import type { BorderAction, LiftAction, Part } from "./border-actions.ts";
import { earliestDeadline } from "./customs.ts";
import { idOf } from "./model-ledger.ts";
import type { HoldState, LotState, SeizureState } from "./state.ts";

/** What a statement at a border is about. */
export interface AtBorder {
  lot: LotState | undefined;
  hold: HoldState | undefined;
  seizure: SeizureState | undefined;
  /** The dispatch of the consignment that is meant; of none, one that was never included. */
  dispatched(): Promise<Dispatched>;
}

/**
 * Signs what an authority states, or what is stated to it.
 * @param at Time of the block that is to include it.
 */
export async function signAtBorder(
  scene: Scene,
  action: BorderAction,
  at: number,
  { lot, hold, seizure, dispatched }: AtBorder,
): Promise<Signed> {
  const by = scene.party[action.by];
  const held = { lot: idOf(hold?.lot), hold: hold?.statement ?? NONE };
  switch (action.kind) {
    case "hold": {
      const terms = { ground: action.ground, evidence: EVIDENCE, until: at + action.seconds };
      return sign(scene, "hold", by, { lot: idOf(lot), ...partOf(scene, action), ...terms });
    }
    case "holdConsignment": {
      const { digest: consignment, message } = await dispatched();
      const terms = { ground: action.ground, evidence: EVIDENCE, until: at + action.seconds };
      const fields = { consignment, country: code(action.country), ...terms };
      return sign(scene, "holdConsignment", by, fields, {}, { before: [message] });
    }
    case "renewHold":
      return sign(scene, "renewHold", by, { ...held, reason: action.reason, until: at + action.seconds });
    case "releaseHold":
      return sign(scene, "releaseHold", by, { ...held, reason: action.reason });
    case "challenge":
    case "answerChallenge":
    case "decideChallenge":
      return signChallenge(scene, action, at, { lot, hold });
    case "seize": {
      const order = { ground: action.ground, evidence: action.order ? EVIDENCE : ethers.ZeroHash };
      return sign(scene, "seize", by, { ...held, ...partOf(scene, action), grams: action.grams, ...order });
    }
    case "returnSeized": {
      const seized = { lot: idOf(seizure?.lot), seizure: seizure?.statement ?? NONE };
      return sign(scene, "returnSeized", by, { ...seized, reason: action.reason });
    }
    case "changeRoute": {
      const { digest: consignment, message } = await dispatched();
      const route = through(...action.countries);
      const fields = { consignment, route, reason: action.reason, occurredAt: (await now()) - action.before };
      return sign(scene, "changeRoute", by, fields, {}, { before: [message] });
    }
  }
}

async function signChallenge(
  scene: Scene,
  action: Extract<BorderAction, { kind: "challenge" | "answerChallenge" | "decideChallenge" }>,
  at: number,
  { lot, hold }: Pick<AtBorder, "lot" | "hold">,
): Promise<Signed> {
  const by = scene.party[action.by];
  const challenged = { lot: idOf(hold?.lot), challenge: hold?.statement ?? NONE };
  switch (action.kind) {
    case "challenge": {
      const answerBy = earliestDeadline(at) + action.later;
      const notice = action.notice ? EVIDENCE : ethers.ZeroHash;
      const terms = { ground: action.ground, notice, answerBy, until: answerBy + action.seconds };
      return sign(scene, "challenge", by, { lot: idOf(lot), ...partOf(scene, action), ...terms });
    }
    case "answerChallenge": {
      const documents = { declaration: EVIDENCE, contractOfSale: EVIDENCE, explanation: EVIDENCE };
      const technical = action.complete ? EVIDENCE : ethers.ZeroHash;
      return sign(scene, "answerChallenge", by, { ...challenged, ...documents, technical, other: NONE });
    }
    case "decideChallenge": {
      const { decision, reason } = action;
      return sign(scene, "decideChallenge", by, { ...challenged, decision, reason, until: at + action.seconds });
    }
  }
}

/** Has governance lift a hold, or have what was seized given back. */
export function lift(
  { customs, seizures }: Scene,
  action: LiftAction,
  { hold, seizure }: Pick<AtBorder, "hold" | "seizure">,
): Promise<{ data: string }> {
  if (action.kind === "liftHold") {
    return customs.liftHold(idOf(hold?.lot), hold?.statement ?? NONE, action.reason);
  }
  return seizures.restoreSeized(idOf(seizure?.lot), seizure?.statement ?? NONE, action.reason);
}

function partOf({ party }: Scene, { of, place }: Part): { holder: string; country: string } {
  return { holder: of === "everybody" ? ethers.ZeroAddress : party[of].organisation, country: code(place) };
}

const EVIDENCE = ethers.id("evidence");
/** What nobody stated. */
const NONE = ethers.id("nothing");
