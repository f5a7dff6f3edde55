import type { StepFault } from "../../domain/lineage.ts";
import { alertWords } from "../../domain/plausibility.ts";
import { policiesSubject } from "../../domain/register-subject.ts";
import type { CheckData } from "../../domain/verdict.ts";
import { processWords } from "../../domain/words.ts";
import type { Ancestry, Trouble } from "../ancestry.ts";
import { classIn } from "../certificate-class.ts";
import { lacksActs } from "../gaps.ts";
import type { LotCase } from "../lot-case.ts";
import { subjectKey } from "../register.ts";
import { fail, inDoubt, type LotCheck, notApplicable, pass, unsettled, warn } from "./check.ts";

const none = ["This lot was made from no other.", "该批次并非由其他批次制成。"] as const;
/** How many lots a check names; it says how many there are. */
const namedMaximum = 20;

/** What the lot was made from is known in full, and every step kept the laws of mass and carbon. */
export const lineageConserved: LotCheck = ({ facts, ancestry }) => {
  const id = "lineage-conserved";
  if (ancestry === null) return notApplicable(id, ...none);
  const { lineage, faults, differing, lacking, uncompared } = ancestry;
  const counts = {
    ancestors: lineage.ancestors.length,
    compared: lineage.ancestors.length - uncompared,
    steps: lineage.steps.size,
    onServiceWord: onServiceWord(ancestry),
  };
  const missing = [...new Set([...lineage.altered, ...differing])];
  const [from, fromZh] =
    lineage.replaced.length === 0
      ? ["what this lot was made from", "该批次的来源"]
      : ["what this lot was made from, or replaces", "该批次的来源或所替代批次"];
  if (lacking.length > 0) {
    return unsettled(
      id,
      `Of ${from}, something that the ledger lists lacks here, of ${lacking.length} statements or lots. That is doubt about this service, and no finding against the goods.`,
      `${fromZh}中，有 ${lacking.length} 份声明或批次的部分资料为账本所列而此处缺失。这是对本服务的疑问，并非对货物的认定。`,
      { ...counts, missing: missing.slice(0, namedMaximum), lacking: lacking.slice(0, namedMaximum) },
    );
  }
  if (missing.length > 0) {
    return fail(
      id,
      `Of ${from}, ${missing.length} statements or lots are missing here, or are not what the ledger lists.`,
      `${fromZh}中，有 ${missing.length} 份声明或批次缺失，或与账本所列不符。`,
      { ...counts, missing: missing.slice(0, namedMaximum) },
    );
  }
  if (facts.declaration?.hasParents === false) return notApplicable(id, ...none);
  const [first] = faults;
  if (first !== undefined) {
    const [en, zh] = wordsOf(first.fault);
    return fail(id, en, zh, {
      ...counts,
      faults: faults.slice(0, namedMaximum).map(({ step, fault }) => ({ step, ...plain(fault) })),
    });
  }
  if (uncompared > 0) {
    return warn(
      id,
      `Of ${counts.ancestors} lots that went into it, the dossiers of ${counts.compared} were compared with the ledger; of the others, the service's word is taken. A fresh verdict compares all.`,
      `其 ${counts.ancestors} 个来源批次中，已将 ${counts.compared} 个的档案与账本核对；其余以服务所述为准。重新核验将全部核对。`,
      counts,
    );
  }
  return pass(
    id,
    `Recomputed ${counted(counts.steps, "step")} back to ${counted(rootsOf(lineage.lots), "lot")} from the ground: no element grew, and no carbon was lost.`,
    `已重算 ${counts.steps} 个步骤，追溯至 ${rootsOf(lineage.lots)} 个源头批次：任何元素均未增多，碳足迹无丢失。`,
    counts,
  );
};

/** What no head commits to, and is therefore taken from the service as it is. */
function onServiceWord({ lineage: { steps }, uncompared }: Ancestry): string[] {
  const inputs = [...steps.values()].flatMap((step) => step.inputs);
  return [
    ...(inputs.length > 0 ? ["transport-carbon", "certified-share"] : []),
    ...(uncompared > 0 ? ["ancestors-not-compared"] : []),
  ];
}

/**
 * Nothing that the lot was made from was revoked, suspended or disputed, as far as that counts for what is made of it; and no authority
 * found any of it in a shipment, and it passed no country without a permit, nor did what it replaces.
 */
export const ancestorsSound: LotCheck = (lotCase) => {
  const { ancestry } = lotCase;
  const id = "ancestors-sound";
  if (ancestry === null) return notApplicable(id, ...none);
  const counted = ancestry.troubles.filter(({ policy }) => policy !== "ignore");
  const doubtful = (trouble: Trouble) => isPolicyDoubtful(lotCase, ancestry, trouble);
  const grave = counted.filter(({ policy }) => policy === "invalidate");
  const worst = grave.find((trouble) => !doubtful(trouble)) ?? grave[0] ?? counted[0];
  const { ancestors, replaced } = ancestry.lineage;
  const counts = {
    ancestors: ancestors.length,
    ...(replaced.length > 0 && { replaced: replaced.length }),
  };
  if (worst === undefined) {
    const texts = [
      ...(ancestors.length > 0 || replaced.length === 0 ? [soundWords(ancestors.length)] : []),
      ...(replaced.length > 0 ? [soundlyReplacedWords(replaced.length)] : []),
    ];
    return pass(id, texts.map(([en]) => en).join(" "), texts.map(([, zh]) => zh).join(""), counts);
  }
  const data = {
    ...counts,
    troubles: counted.slice(0, namedMaximum).map(troubleData),
  };
  const [en, zh] = troubleWords(worst, counted.length);
  if (worst.policy !== "invalidate") return warn(id, en, zh, data);
  const check = fail(id, en, zh, data);
  return doubtful(worst) ? inDoubt(check) : check;
};

/** Whether what governance says of such a trouble lacks here, or the reason by which it says it. */
function isPolicyDoubtful(lotCase: LotCase, { lacking, registers }: Ancestry, { lot, reason }: Trouble): boolean {
  if (lacksActs(lotCase, policiesSubject)) return true;
  const policies = registers.find(({ register: { subject } }) => subjectKey(subject) === subjectKey(policiesSubject));
  const isGoverned = policies?.register.acts.some(({ event }) => event === "InheritancePolicySet") ?? false;
  return reason === null && isGoverned && lacking.includes(lot);
}

/** All carbon of the steps is carried by lots with a certificate, and none was corrected upwards since. */
export const carbonAccounted: LotCheck = (lotCase) => {
  const id = "carbon-accounted";
  const { facts, ancestry } = lotCase;
  if (ancestry === null || facts.declaration?.hasParents === false) return notApplicable(id, ...none);
  const { corrected, uncertified } = ancestry;
  const data = {
    corrected: corrected.slice(0, namedMaximum),
    uncertifiedCoProducts: uncertified.length,
  };
  if (corrected.length > 0) {
    return warn(
      id,
      `The footprint of ${corrected.length} lots that went into it was corrected upwards since: what is declared here rests on the lower figures.`,
      `其 ${corrected.length} 个来源批次的碳足迹事后被上调：此处申报值仍基于较低数值。`,
      data,
    );
  }
  const claim = classIn(lotCase);
  if (uncertified.length > 0 && (claim === "low-carbon" || claim === "zero-carbon")) {
    return warn(
      id,
      `A share of the carbon went into ${uncertified.length} co-products that never became certificates; the class "${claim}" rests on that.`,
      `部分碳排放归入 ${uncertified.length} 个从未获证的联产品；“${claim}”等级以此为前提。`,
      data,
    );
  }
  return pass(
    id,
    "Each step's carbon is carried by what came out of it, at least by its share.",
    "各步骤的碳排放均由其产出按不低于其份额承担。",
    data,
  );
};

/** What the steps recovered is within what is published of such steps: where not, somebody should look. */
export const yieldsPlausible: LotCheck = ({ facts, ancestry }) => {
  const id = "yields-plausible";
  if (ancestry === null || facts.declaration?.hasParents === false) return notApplicable(id, ...none);
  const { alerts } = ancestry;
  const [first] = alerts;
  if (first === undefined) {
    return pass(id, "What the steps recovered is within published yields.", "各步骤回收率均在公开范围内。");
  }
  const { en, zh } = alertWords(first, processWords[first.process]);
  const [more, others] =
    alerts.length === 1 ? ["", ""] : [`; ${alerts.length} alerts in all`, `；共 ${alerts.length} 项`];
  return warn(id, `${upperFirst(en)}${more}.`, `${zh}${others}。`, {
    alerts: alerts.slice(0, namedMaximum).map((alert) => ({ ...alert })),
  });
};

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function rootsOf(lots: ReadonlyMap<string, { madeBy: string | null }>): number {
  return [...lots.values()].filter(({ madeBy }) => madeBy === null).length;
}

function wordsOf(fault: StepFault): [string, string] {
  if (fault.law === "carbon") {
    return [
      `A step let carbon shrink: an output declares ${fault.footprintGramsPerKilogram} g CO2e/kg, less than its share.`,
      `某步骤使碳足迹缩小：一项产出申报 ${fault.footprintGramsPerKilogram} g CO2e/kg，低于其份额。`,
    ];
  }
  const { element, outNanograms, inNanograms } = fault;
  return fault.law === "mass"
    ? [
        `A step let ${element} grow: ${outNanograms} ng came out of ${inNanograms} ng.`,
        `某步骤使 ${element} 增多：投入 ${inNanograms} 纳克，产出 ${outNanograms} 纳克。`,
      ]
    : [
        `A step claims more certified ${element} than went in certified: ${outNanograms} ng of ${inNanograms} ng.`,
        `某步骤声称的认证 ${element} 多于投入的认证量：${outNanograms} 纳克对 ${inNanograms} 纳克。`,
      ];
}

function plain(fault: StepFault): CheckData {
  return Object.fromEntries(
    Object.entries(fault).map(([name, value]) => [name, typeof value === "bigint" ? String(value) : value]),
  );
}

function troubleData({ lot, trouble, reason, policy }: Trouble): CheckData {
  return { lot, trouble, reason, policy };
}

const troubleNames: Record<Trouble["trouble"], [string, string]> = {
  revoked: ["A lot that went into this one was revoked", "其来源批次之一被撤销"],
  suspended: ["A lot that went into this one was suspended", "其来源批次之一被暂停"],
  disputed: ["A lot that went into this one was disputed", "其来源批次之一被质疑"],
  found: [
    "An authority says that what was found in a shipment is of a lot that went into this one",
    "有主管机关称一批查获货物属于其来源批次之一",
  ],
  unpermitted: [
    "Some of a lot that went into this one passed a country without the permit that a rule there asks for",
    "其来源批次之一的部分货物途经一国而缺少该国规定的许可证",
  ],
  "replaced-found": [
    "An authority says that what was found in a shipment is of a rejected lot that this one replaces, directly or by way of others",
    "有主管机关称一批查获货物属于该批次直接或间接替代的被驳回批次",
  ],
  "replaced-unpermitted": [
    "Some of a rejected lot that this one replaces, directly or by way of others, passed a country without the permit that a rule there asks for",
    "该批次直接或间接替代的被驳回批次的部分货物途经一国而缺少该国规定的许可证",
  ],
};

function soundWords(count: number): [string, string] {
  return [
    `None of the ${count} lots that went into it was revoked, suspended or disputed, was found in a shipment by an authority, or passed a country without a permit.`,
    `其 ${count} 个来源批次均未被撤销、暂停或质疑，没有与其关联的查获情况，途中也未缺少许可证。`,
  ];
}

function soundlyReplacedWords(count: number): [string, string] {
  return [
    `Of the lots that it replaces, directly or by way of others (${count}), none was found in a shipment by an authority, or passed a country without a permit.`,
    `其直接或间接替代的批次（${count} 个）没有与其关联的查获情况，途中也未缺少许可证。`,
  ];
}

function troubleWords({ trouble, reason }: Trouble, count: number): [string, string] {
  const [en, zh] = troubleNames[trouble];
  const [because, cause] = reason === null ? ["", ""] : [`, for reason ${reason}`, `（原因代码 ${reason}）`];
  const [more, others] = count === 1 ? ["", ""] : [`; ${count} findings in all`, `；共 ${count} 项`];
  return [`${en}${because}${more}.`, `${zh}${cause}${others}。`];
}
