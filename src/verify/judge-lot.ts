import type { LocalisedText } from "../domain/localised-text.ts";
import { type Origin, originsOf } from "../domain/origin.ts";
import {
  type Check,
  type CheckId,
  checkIds,
  conclude,
  type HeadReading,
  type UnitCodes,
  type Verdict,
} from "../domain/verdict.ts";
import { isWholeAncestry } from "./ancestry.ts";
import { notFoundIn, radioactiveIn } from "./assays.ts";
import { classIn } from "./certificate-class.ts";
import { noBorderFinding } from "./checks/border-findings.ts";
import {
  certificateOf,
  certified,
  certifierAccredited,
  inDate,
  notRejected,
  notRevoked,
  notSuspended,
  schemeInForce,
} from "./checks/certificate.ts";
import { inDoubt, type LotCheck } from "./checks/check.ts";
import { dossierComplete, indexCurrent, registersComplete, statementsAuthentic } from "./checks/completeness.ts";
import { custodyUnbroken, nothingMissing } from "./checks/custody.ts";
import { dayOf } from "./checks/day-of.ts";
import {
  compositionPlausible,
  examinationsPresent,
  examinationsStand,
  identityMatches,
  undisputed,
} from "./checks/examinations.ts";
import { notHeld } from "./checks/holds.ts";
import { ancestorsSound, carbonAccounted, lineageConserved, yieldsPlausible } from "./checks/lineage.ts";
import { passagesPermitted } from "./checks/passages.ts";
import { notSeized } from "./checks/seizures.ts";
import { keysTrusted, signaturesValid, signersEntitled } from "./checks/signers.ts";
import { gapsIn, lacksActsOf } from "./gaps.ts";
import { goodsIn } from "./goods.ts";
import type { LotCase } from "./lot-case.ts";
import { disputedGramsIn, shortGramsIn } from "./missing.ts";
import { restsOnIn } from "./rests-on.ts";
import { whereaboutsOf } from "./whereabouts.ts";

const checks: Record<CheckId, LotCheck> = {
  "index-current": indexCurrent,
  "dossier-complete": dossierComplete,
  "statements-authentic": statementsAuthentic,
  "signatures-valid": signaturesValid,
  "identity-matches": identityMatches,
  "registers-complete": registersComplete,
  "signers-entitled": signersEntitled,
  "custody-unbroken": custodyUnbroken,
  "lineage-conserved": lineageConserved,
  "not-rejected": notRejected,
  certified: certified,
  "not-revoked": notRevoked,
  "not-suspended": notSuspended,
  "scheme-in-force": schemeInForce,
  "certifier-accredited": certifierAccredited,
  "examinations-present": examinationsPresent,
  "examinations-stand": examinationsStand,
  "ancestors-sound": ancestorsSound,
  "carbon-accounted": carbonAccounted,
  "composition-plausible": compositionPlausible,
  "keys-trusted": keysTrusted,
  undisputed: undisputed,
  "in-date": inDate,
  "yields-plausible": yieldsPlausible,
  "nothing-missing": nothingMissing,
  "not-held": notHeld,
  "not-seized": notSeized,
  "no-border-finding": noBorderFinding,
  "passages-permitted": passagesPermitted,
};

/**
 * Whether what a check finds wrong may come of what lacks here, rather than of the goods. What is not named fails by what is here, or says
 * itself what lacks. What the ledger itself says of a lot does not wait for what lacks.
 */
const comesOfGaps: Partial<Record<CheckId, (lotCase: LotCase) => boolean>> = {
  "identity-matches": (lotCase) => gapsIn(lotCase).dossier,
  "custody-unbroken": (lotCase) => gapsIn(lotCase).dossier,
  "lineage-conserved": (lotCase) =>
    (["terms", "allowance", "account"] as const).some((type) => lacksActsOf(lotCase, type)),
  "not-rejected": (lotCase) => gapsIn(lotCase).dossier && lotCase.reading.record.status !== "rejected",
  certified: (lotCase) => gapsIn(lotCase).dossier && lotCase.reading.record.status !== "declared",
  "not-revoked": (lotCase) => gapsIn(lotCase).dossier && lotCase.reading.record.status !== "revoked",
  "scheme-in-force": lacksForCertificate,
  "certifier-accredited": lacksForCertificate,
  "examinations-present": (lotCase) => lacksForCertificate(lotCase) || lacksActsOf(lotCase, "organisation"),
  "examinations-stand": lacksForCertificate,
};

function lacksForCertificate(lotCase: LotCase): boolean {
  return gapsIn(lotCase).dossier || lacksActsOf(lotCase, "scheme");
}

function answer(lotCase: LotCase, id: CheckId): Check {
  const check = checks[id](lotCase);
  return check.status === "fail" && comesOfGaps[id]?.(lotCase) ? inDoubt(check) : check;
}

/** Judges a lot: every check, and what they come to. */
export function judgeLot(lotCase: LotCase): Verdict {
  const answered = checkIds.map((id) => answer(lotCase, id));
  const { conclusion, decisive } = conclude(answered);
  return {
    lot: lotCase.lot,
    goods: goodsIn(lotCase),
    notFound: notFoundIn(lotCase),
    radioactive: radioactiveIn(lotCase),
    origin: originIn(lotCase),
    class: classIn(lotCase),
    certificate: certificateOf(lotCase),
    restsOn: restsOnIn(lotCase),
    conclusion,
    summary: decisive?.reason ?? valid(lotCase),
    whereabouts: whereaboutsOf(lotCase),
    disputedGrams: disputedGramsIn(lotCase),
    shortGrams: shortGramsIn(lotCase),
    retiredGrams: lotCase.facts.custody.retiredGrams,
    unitCodes: unitCodesIn(lotCase),
    block: lotCase.reading.block,
    heads: headsOf(lotCase),
    checks: answered,
  };
}

function valid({ reading: { record } }: LotCase): LocalisedText {
  const day = dayOf(record.validUntil);
  return {
    en: `The certificate of this lot is valid until ${day}; all that was stated about it is complete and genuine.`,
    zh: `该批次证书有效期至 ${day}；关于它的全部声明完整且真实。`,
  };
}

/** Where the elements come from: what was declared of the lots without parents. */
function originIn({ facts, ancestry, lot }: LotCase): Origin[] | null {
  if (ancestry !== null) {
    return isWholeAncestry(ancestry) ? ancestry.origin : null;
  }
  const { declaration } = facts;
  if (declaration === null) return null;
  const own = { ...declaration.identity, id: lot, madeBy: null, certifiable: declaration.certifiable };
  return originsOf({ lot, ancestors: [], lots: new Map([[lot, own]]), steps: new Map() });
}

function unitCodesIn({ facts: { unitCodes } }: LotCase): UnitCodes | null {
  if (unitCodes === null) return null;
  const { digest: statement, root, grams, place } = unitCodes;
  return { statement, root, grams, registeredAt: place.timestamp };
}

function headsOf({ lot, dossier, registers, reading }: LotCase): HeadReading[] {
  return [
    { type: "lot", subject: lot, computed: dossier.head, onLedger: reading.head },
    ...registers.flatMap(({ subject, head }, index): HeadReading[] => {
      const onLedger = reading.heads[index];
      return onLedger ? [{ type: subject.type, subject: subject.id, computed: head, onLedger }] : [];
    }),
  ];
}
