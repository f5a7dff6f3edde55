import { LATENESS, type PartyName } from "../fixtures/fixture.ts";
import type { StatedAction, Unsigned } from "./actions.ts";
import type { BorderAction } from "./border-actions.ts";
import {
  against,
  assay,
  certify,
  declare,
  overrule,
  reinstate,
  reject,
  release,
  renew,
  setAside,
  setAsideCorrection,
  type Trial,
  unattest,
  weigh,
} from "./certificates.ts";
import {
  arbitrate,
  changeRoute,
  close,
  dispatch,
  handOver,
  refuseGoods,
  reportLoss,
  retire,
  settle,
} from "./custody.ts";
import {
  answerChallenge,
  challenge,
  decideChallenge,
  hold,
  holdConsignment,
  liftHold,
  releaseHold,
  renewHold,
} from "./customs.ts";
import { linkedBy } from "./dossiers.ts";
import { correct, type Drawing, deposit, transform, withdraw } from "./processing.ts";
import { restoreSeized, returnSeized, seize } from "./seizures.ts";
import {
  type AccountState,
  type AttestationState,
  type ConsignmentState,
  type HoldState,
  type Link,
  type LotState,
  type ModelState,
  Refusal,
  refuseIf,
  type SeizureState,
} from "./state.ts";

/** What an action is about, of what the model knows. */
export interface Meant {
  lots: (LotState | undefined)[];
  consignment: ConsignmentState | undefined;
  attestation: AttestationState | undefined;
  /** The rejected lot whose place a declaration is to take; of one that nobody declared: unknown. */
  replaced: LotState | "unknown" | undefined;
  hold: HoldState | undefined;
  seizure: SeizureState | undefined;
  /** That of whoever states it. */
  account: AccountState | undefined;
}

/** What an act of governance is about. */
export interface Governed extends Pick<Meant, "consignment" | "hold" | "seizure"> {
  lot: LotState | undefined;
}

/** A statement, with what it was about when it was signed. */
export interface Stated extends Omit<Meant, "account"> {
  action: StatedAction;
  /** The statement's digest. */
  statement: string;
  /** Address of the key that signed, and of the one that countersigned. */
  key: string;
  counterKey: string | undefined;
  nonce: bigint;
  /** Id of the lot that a declaration is of. */
  declares?: bigint;
  /** Ids of the lots that a step or a withdrawal makes. */
  made?: readonly bigint[];
  /** What a weighing says, in grams. */
  weight?: bigint;
  drawing?: Drawing;
  /** End of the certificate that is meant; of none: zero. */
  certificateUntil: number;
  /** When it is said to have happened, where that is said. */
  occurredAt: number | undefined;
  /** End of a hold, and when an answer is due; zero where none is stated. */
  until: number;
  answerBy: number;
}

/**
 * What the contracts promise, once more and plainly: no packing, no hashes, no signatures; a book of lots, consignments and
 * grams, and the rules in the order in which the contracts ask.
 */
export class ModelLedger {
  readonly state: ModelState = {
    lots: [],
    consignments: [],
    attestations: [],
    accounts: new Map(),
    holds: [],
    seizures: [],
    drawn: { extraction: 0n, collection: 0n, openingStock: 0n },
    withheld: new Map(),
    unmeasured: new Map(),
    suspended: new Set(),
    accredited: new Set(["certifier", "verifier"]),
    revoked: new Set(),
  };
  /** Nonces that were spent, of each party. */
  readonly #spent = new Set<string>();

  /**
   * Takes a statement, or says by which error it is refused.
   * @param at Time of the block.
   */
  take(stated: Stated, at: number): string | undefined {
    const trial: Trial = {
      ...{ state: this.state, at, occurredAt: stated.occurredAt ?? at, statement: stated.statement },
      authorise: (by, ...roles) => {
        refuseIf((stated.occurredAt ?? at) + LATENESS < at, "OccurredTooLongAgo");
        this.#requireAuthority(by, stated.key, roles);
        refuseIf(this.#spent.has(`${by} ${stated.nonce}`), "NonceSpent");
      },
      countersign: (by, ...roles) => this.#requireAuthority(by, stated.counterKey ?? "", roles),
    };
    const refusal = this.#linking(linkedBy(stated.action, stated), { digest: stated.statement, at }, () =>
      this.#judge(trial, stated),
    );
    if (refusal === undefined) this.#spent.add(`${stated.action.by} ${stated.nonce}`);
    return refusal;
  }

  /** Takes the cancellation of a nonce, by the key that spends it. */
  cancel({ by, key, nonce, cancelled }: { by: PartyName; key: string; nonce: bigint; cancelled: bigint }) {
    return refusalOf(() => {
      this.#requireAuthority(by, key);
      for (const each of [nonce, cancelled]) {
        refuseIf(this.#spent.has(`${by} ${each}`), "NonceSpent");
        this.#spent.add(`${by} ${each}`);
      }
    });
  }

  /**
   * Governance shares out what is in dispute, sets something aside, or gives something back, or anybody has grams released; or is told
   * by which error not.
   * @param link What stands in dossiers of it.
   */
  govern(action: Unsigned, about: Governed, link: Link): string | undefined {
    const { lot, consignment, hold: held, seizure } = about;
    return this.#linking(linkedBy(action, { ...about, lots: [lot], attestation: undefined }), link, () => {
      if (action.kind === "arbitrate") arbitrate(consignment, action.parts, action.reason);
      else if (action.kind === "setAside") setAside(lot, action.stale);
      else if (action.kind === "setAsideCorrection") setAsideCorrection(lot, action.which);
      else if (action.kind === "release") release(this.state, lot);
      else if (action.kind === "liftHold") liftHold(link.at, action, held);
      else if (action.kind === "restoreSeized") restoreSeized(action, seizure);
      else overrule(lot, action);
    });
  }

  /** Judges something, and enters it into the dossiers of lots and of what it makes. */
  #linking(linked: LotState[], link: Link, judge: () => void): string | undefined {
    const { length: before } = this.state.lots;
    const refusal = refusalOf(judge);
    if (refusal !== undefined) return refusal;
    for (const lot of [...linked, ...this.state.lots.slice(before)]) lot.links.push(link);
    return undefined;
  }

  /** @param roles Whoever may; anybody, where none is given. */
  #requireAuthority(by: PartyName, key: string, roles?: readonly PartyName[]): void {
    refuseIf(this.state.suspended.has(by), "OrganisationIsSuspended");
    refuseIf(this.state.revoked.has(key), "KeyIsRevoked");
    refuseIf(roles !== undefined && !roles.includes(by), "RoleNotHeld");
  }

  /** A rotation adds a key, takes the old one out of use, or does neither. */
  #rotate(trial: Trial, { by, way }: Extract<StatedAction, { kind: "rotate" }>, { key }: Stated): void {
    trial.authorise(by, by);
    refuseIf(way === "nothing", "RotationEmpty");
    refuseIf(way === "known", "KeyAlreadyAdded");
    if (way === "replaced") this.state.revoked.add(key);
  }

  #judge(trial: Trial, stated: Stated): void {
    const { action, declares, made = [], weight, drawing, lots, consignment, certificateUntil } = stated;
    const [lot] = lots;
    const stale = certificateUntil !== (lot?.validUntil ?? 0);
    switch (action.kind) {
      case "declare":
        declare(trial, action, declares ?? 0n, stated.replaced);
        break;
      case "weigh":
        weigh(trial, action, weight ?? 0n, lot);
        break;
      case "assay":
        assay(trial, action, lot);
        break;
      case "unattest":
        unattest(trial, action, stated.attestation);
        break;
      case "rotate":
        this.#rotate(trial, action, stated);
        break;
      case "certify":
        certify(trial, action, lot);
        break;
      case "renew":
        renew(trial, { ...action, stale }, lot);
        break;
      case "reject":
        reject(trial, action, lot);
        break;
      case "suspend":
      case "revoke":
        against(trial, { ...action, stale: stale && certificateUntil !== 0 }, lot, stale && certificateUntil === 0);
        break;
      case "reinstate":
        reinstate(trial, action, lot);
        break;
      case "dispatch": {
        const lines = action.lines
          .map(({ grams }, index) => ({ lot: lots[index], grams }))
          .sort((a, b) => (idOf(a.lot) < idOf(b.lot) ? -1 : 1));
        dispatch(trial, action, lines);
        break;
      }
      case "receive":
      case "recall":
        close(trial, action, consignment);
        break;
      case "refuse":
        refuseGoods(trial, action, consignment);
        break;
      case "reportLoss":
        reportLoss(trial, action, consignment);
        break;
      case "settle":
        settle(trial, action, consignment);
        break;
      case "handOver":
        handOver(trial, action, { lot, grams: action.grams });
        break;
      case "retire":
        retire(trial, action, { lot, grams: action.grams });
        break;
      case "transform":
        transform(trial, action, made, lot);
        break;
      case "deposit":
        deposit(trial, action, { lot, grams: action.grams });
        break;
      case "withdraw":
        if (drawing !== undefined) withdraw(trial, action, drawing, made[0] ?? 0n);
        break;
      case "correct":
        correct(trial, action, lot);
        break;
      default:
        judgeAtBorder(trial, action, stated);
    }
  }
}

function judgeAtBorder(trial: Trial, action: BorderAction, stated: Stated): void {
  const { lots, consignment, hold: held, seizure, until, answerBy } = stated;
  const [lot] = lots;
  switch (action.kind) {
    case "hold":
      hold(trial, action, until, lot);
      break;
    case "holdConsignment":
      holdConsignment(trial, action, until, consignment);
      break;
    case "renewHold":
      renewHold(trial, action, until, held);
      break;
    case "releaseHold":
      releaseHold(trial, action, held);
      break;
    case "challenge":
      challenge(trial, action, { answerBy, until }, lot);
      break;
    case "answerChallenge":
      answerChallenge(trial, action, held);
      break;
    case "decideChallenge":
      decideChallenge(trial, action, until, held);
      break;
    case "seize":
      seize(trial, action, held);
      break;
    case "returnSeized":
      returnSeized(trial, action, seizure);
      break;
    case "changeRoute":
      changeRoute(trial, action, consignment);
      break;
  }
}

/** The error by which something is refused. */
function refusalOf(judge: () => void): string | undefined {
  try {
    judge();
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.message;
    throw refusal;
  }
  return undefined;
}

/** What stands for a lot that was never declared. */
export const UNKNOWN_LOT = 12_345n;

export function idOf(lot: LotState | undefined): bigint {
  return lot?.id ?? UNKNOWN_LOT;
}
