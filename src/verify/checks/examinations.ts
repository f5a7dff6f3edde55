import { formatGrams } from "../../domain/amounts.ts";
import type { AttestationKind } from "../../domain/attestation.ts";
import { compositionProblem } from "../../domain/composition.ts";
import type { CheckData } from "../../domain/verdict.ts";
import { attestationKindWords, formWords, outcomeWords } from "../../domain/words.ts";
import { lotId } from "../../statements/content.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import { type LotCase, nameIn, registerOf } from "../lot-case.ts";
import type { Examination } from "../lot-facts.ts";
import { rolesAt } from "../organisation-history.ts";
import { isBefore } from "../place.ts";
import { termsAt } from "../scheme-history.ts";
import { fail, type LotCheck, notApplicable, pass, warn } from "./check.ts";
import { dayOf } from "./day-of.ts";

const dayNumber = (unixSeconds: number) => Math.floor(unixSeconds / 86_400);

/** The lot's id is the hash of what was declared. */
export const identityMatches: LotCheck = ({ lot, dossier, facts: { declaration } }) => {
  const id = "identity-matches";
  if (declaration === null || dossier.entries[0]?.link.digest !== declaration.digest) {
    return fail(id, "The lot's declaration is not the first of its statements.", "该批次的首份声明并非其申报。");
  }
  const { producer, lotNumber, content } = declaration.identity;
  const computed = lotIdToWire(lotId(producer, lotNumber, content));
  return computed === lot
    ? pass(
        id,
        "The lot's id is the fingerprint of what its producer declared: nothing of it can have changed.",
        "批次标识即生产者申报内容的指纹，内容不可能被更改。",
        { lotNumber, producer },
      )
    : fail(id, "The lot's id belongs to another declaration.", "该批次标识属于另一份申报。", { computed });
};

/** What the scheme asks to be examined was examined, by others than the producer, in time. */
export const examinationsPresent: LotCheck = (lotCase) => {
  const id = "examinations-present";
  const { certification, examinations } = lotCase.facts;
  if (certification === null) return notApplicable(id, "There is no certificate.", "无证书。");
  const register = registerOf(lotCase, "scheme", String(certification.scheme));
  const terms = register && termsAt(register, certification.place);
  if (terms === undefined) return fail(id, "The scheme's terms are not known.", "方案条款未知。");
  const found: CheckData[] = [];
  for (const kind of terms.attestations) {
    const newest = examinations
      .filter((examination) => examination.kind === kind && isBefore(examination.place, certification.place))
      .filter(({ takenBack }) => takenBack === null || isBefore(certification.place, takenBack))
      .filter((examination) => examination.outcome === "conforms" && isIndependent(lotCase, examination))
      .reduce<Examination | undefined>((a, b) => (a && a.occurredAt >= b.occurredAt ? a : b), undefined);
    const words = attestationKindWords[kind];
    if (newest === undefined) {
      return fail(
        id,
        `The scheme asks for an independent finding on ${words.en}, and there was none when the lot was certified.`,
        `方案要求独立的${words.zh}结论，而认证时并无此结论。`,
        { missing: kind },
      );
    }
    const age = dayNumber(certification.place.timestamp) - dayNumber(newest.occurredAt);
    if (age > terms.maximumAgeDays) {
      return fail(
        id,
        `The finding on ${words.en} was ${age} days old when the lot was certified; the scheme allows ${terms.maximumAgeDays}.`,
        `认证时${words.zh}结论已有 ${age} 天，方案允许 ${terms.maximumAgeDays} 天。`,
        { tooOld: kind, statement: newest.digest },
      );
    }
    found.push(described(lotCase, newest));
  }
  const asked = terms.attestations.map((kind) => attestationKindWords[kind]);
  return pass(
    id,
    `Everything the scheme asks for was examined independently: ${asked.map(({ en }) => en).join(", ") || "nothing"}.`,
    `方案要求的各项均已独立审查：${asked.map(({ zh }) => zh).join("、") || "无"}。`,
    { required: terms.attestations, found },
  );
};

/** Nothing that the certificate rests on was taken back since. */
export const examinationsStand: LotCheck = (lotCase) => {
  const id = "examinations-stand";
  const { certification, examinations } = lotCase.facts;
  if (certification === null) return notApplicable(id, "There is no certificate.", "无证书。");
  const register = registerOf(lotCase, "scheme", String(certification.scheme));
  const asked = (register && termsAt(register, certification.place)?.attestations) ?? [];
  const relied = examinations.filter(
    ({ kind, outcome, place }) =>
      asked.includes(kind) && outcome === "conforms" && isBefore(place, certification.place),
  );
  const standing = new Set(relied.filter(({ takenBack }) => takenBack === null).map(({ kind }) => kind));
  const fallen = relied.find(({ kind, takenBack }) => takenBack !== null && !standing.has(kind));
  if (fallen === undefined) {
    return pass(id, "Nothing that the certificate rests on was taken back.", "证书所依据的结论均未被撤回。");
  }
  const words = attestationKindWords[fallen.kind];
  const name = nameIn(lotCase, fallen.by);
  return fail(
    id,
    `${name} has taken back the finding on ${words.en} that the certificate rests on.`,
    `${name} 已撤回证书所依据的${words.zh}结论。`,
    { statement: fallen.digest, kind: fallen.kind },
  );
};

/** Nobody whose word counts found the lot to be other than declared. */
export const undisputed: LotCheck = (lotCase) => {
  const id = "undisputed";
  const { examinations } = lotCase.facts;
  const { disputes } = lotCase.reading.record;
  const data = { disputes, findings: examinations.map((examination) => described(lotCase, examination)) };
  const against = examinations.filter(({ outcome, takenBack }) => outcome === "does-not-conform" && takenBack === null);
  if (disputes > 0) {
    const finding = against.find((examination) => isHeard(lotCase, examination));
    return finding
      ? fail(id, ...sentence(lotCase, finding), data)
      : fail(id, "The ledger counts a finding against this lot.", "账本载有不利于该批次的结论。", data);
  }
  // A competitor's word decides nothing, but is not withheld.
  const doubt = against[0] ?? examinations.find(({ outcome }) => outcome === "inconclusive");
  if (doubt) return warn(id, ...sentence(lotCase, doubt), data);
  const count = examinations.length;
  return count === 0
    ? pass(id, "Nobody has examined the lot.", "尚无人对该批次进行审查。", data)
    : pass(
        id,
        `${count === 1 ? "The one examination" : `All ${count} examinations`} found the lot as declared.`,
        `全部 ${count} 次审查均与申报相符。`,
        data,
      );
};

/** The declared composition can be, and can be of that form. */
export const compositionPlausible: LotCheck = ({ facts: { declaration } }) => {
  const id = "composition-plausible";
  if (declaration === null) return notApplicable(id, "There is no declaration.", "无申报。");
  const { composition, form } = declaration.identity.content;
  const problem = compositionProblem(composition, form);
  const words = formWords[form];
  return problem === undefined
    ? pass(id, `The declared composition is possible for ${words.en}.`, `所申报成分对${words.zh}而言合理。`, { form })
    : fail(id, `The declared composition cannot be that of ${words.en}.`, `所申报成分不可能属于${words.zh}。`, {
        ...problem,
      });
};

/** Whether it comes from somebody who judges such things, and is not the producer. */
function isIndependent(lotCase: LotCase, { by, kind, place }: Examination): boolean {
  if (by === lotCase.facts.declaration?.identity.producer) return false;
  const register = registerOf(lotCase, "organisation", by);
  const roles = register ? rolesAt(register, place) : [];
  return roles.includes(judges[kind]);
}

/** Whether a finding counts against the lot: a producer's own word stands against itself. */
function isHeard(lotCase: LotCase, examination: Examination): boolean {
  return examination.by === lotCase.facts.declaration?.identity.producer || isIndependent(lotCase, examination);
}

const judges = {
  assay: "laboratory",
  weight: "laboratory",
  process: "verifier",
  footprint: "verifier",
  inspection: "customs",
  clearance: "customs",
  removals: "verifier",
} as const satisfies Record<AttestationKind, string>;

function described(lotCase: LotCase, examination: Examination): CheckData {
  const { digest, kind, outcome, quantity, by, occurredAt } = examination;
  return {
    statement: digest,
    kind,
    outcome,
    quantity: quantity === null ? null : quantity.toString(),
    by,
    name: nameIn(lotCase, by),
    occurredAt,
  };
}

function sentence(lotCase: LotCase, { kind, outcome, by, occurredAt, quantity }: Examination): [string, string] {
  const name = nameIn(lotCase, by);
  const what = attestationKindWords[kind];
  const verdict = outcomeWords[outcome];
  const day = dayOf(occurredAt);
  const measured = kind === "weight" && quantity !== null ? ` (${formatGrams(quantity)})` : "";
  return [
    `${name} examined ${what.en}${measured} on ${day}: the lot ${verdict.en}.`,
    `${name} 于 ${day} 审查${what.zh}${measured}：${verdict.zh}。`,
  ];
}
