import { LATENESS, type PartyName } from "../fixture.ts";
import type { Parts, StatedAction } from "./actions.ts";
import { against, certify, declare, reinstate, reject, renew, type Trial, unweigh, weigh } from "./certificates.ts";
import { arbitrate, close, dispatch, handOver, refuseGoods, reportLoss, retire, settle } from "./custody.ts";
import { correct, type Drawing, deposit, split, withdraw } from "./processing.ts";
import {
  type AccountState,
  type ConsignmentState,
  type LotState,
  type ModelState,
  Refusal,
  refuseIf,
  type WeighingState,
} from "./state.ts";

/** What an action is about, of what the model knows. */
export interface Meant {
  lots: (LotState | undefined)[];
  consignment: ConsignmentState | undefined;
  weighing: WeighingState | undefined;
  /** That of whoever states it. */
  account: AccountState | undefined;
}

/** A statement, with what it was about when it was signed. */
export interface Stated extends Omit<Meant, "account"> {
  action: StatedAction;
  /** The statement's digest. */
  statement: string;
  /** Id of the lot that a declaration is of. */
  declares?: bigint;
  /** Ids of the lots that a split or a withdrawal makes. */
  made?: readonly bigint[];
  /** What a weighing says, in grams. */
  weight?: bigint;
  drawing?: Drawing;
  /** End of the certificate that is meant; of none: zero. */
  certificateUntil: number;
  /** When it is said to have happened, where that is said. */
  occurredAt: number | undefined;
}

/**
 * What the contracts promise, once more and plainly: no packing, no hashes, no signatures; a book of lots, consignments and
 * grams, and the rules in the order in which the contracts ask.
 */
export class ModelLedger {
  readonly state: ModelState = {
    lots: [],
    consignments: [],
    weighings: [],
    accounts: new Map(),
    drawn: { extraction: 0n, collection: 0n, openingStock: 0n },
    suspended: new Set(),
  };
  readonly #included = new Set<string>();

  /**
   * Takes a statement, or says by which error it is refused.
   * @param at Time of the block.
   */
  take(stated: Stated, at: number): string | undefined {
    const trial: Trial = {
      ...{ state: this.state, at, statement: stated.statement },
      authorise: (by, ...roles) => {
        refuseIf((stated.occurredAt ?? at) + LATENESS < at, "OccurredTooLongAgo");
        this.#authorise(stated.statement, by, roles);
      },
    };
    try {
      this.#judge(trial, stated);
    } catch (refusal) {
      if (refusal instanceof Refusal) return refusal.message;
      throw refusal;
    }
    this.#included.add(stated.statement);
    return undefined;
  }

  /** Governance shares out what is in dispute, or is told by which error it cannot. */
  arbitrate(consignment: ConsignmentState | undefined, parts: Parts, reason: number): string | undefined {
    try {
      arbitrate(consignment, parts, reason);
    } catch (refusal) {
      if (refusal instanceof Refusal) return refusal.message;
      throw refusal;
    }
    return undefined;
  }

  #authorise(statement: string, by: PartyName, roles: readonly PartyName[]): void {
    refuseIf(this.state.suspended.has(by), "OrganisationIsSuspended");
    refuseIf(!roles.includes(by), "RoleNotHeld");
    refuseIf(this.#included.has(statement), "NonceSpent");
  }

  #judge(trial: Trial, stated: Stated): void {
    const { action, declares, made = [], weight, drawing, lots, consignment, weighing, certificateUntil } = stated;
    const [lot] = lots;
    const stale = certificateUntil !== (lot?.validUntil ?? 0);
    switch (action.kind) {
      case "declare":
        declare(trial, action, declares ?? 0n);
        break;
      case "weigh":
        weigh(trial, action, weight ?? 0n, lot);
        break;
      case "unweigh":
        unweigh(trial, action, weighing);
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
      case "split":
        split(trial, action, made, lot);
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
    }
  }
}

/** What stands for a lot that was never declared. */
export const UNKNOWN_LOT = 12_345n;

export function idOf(lot: LotState | undefined): bigint {
  return lot?.id ?? UNKNOWN_LOT;
}
