import type { Request } from "express";
import { ipKeyGenerator } from "express-rate-limit";
import type { z } from "zod";
import type { unitCheck } from "../../api/schemas/unit.ts";
import type { Hex } from "../../domain/hex.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { cloneSignsOf, type UnitScan } from "../../domain/unit-scans.ts";
import type { Verdict, Whereabouts } from "../../domain/verdict.ts";
import { type Concern, concerning } from "../../readers/concern.ts";
import type { Reader } from "../../readers/reader.ts";
import type { LotParents, UnitCommitmentRow } from "../../store/repositories/unit-repository.ts";
import type { GramPlace } from "../../units/gram-journey.ts";
import { UnitsRefused } from "../../units/refused.ts";
import { readUnitCode, type UnitCode, writeUnitCode } from "../../units/unit-code.ts";
import type { UnitProof } from "../../units/unit-proof.ts";
import { journeyAlong } from "../../verify/gram-journey.ts";
import type { UnitOutcome } from "../../verify/unit-checker.ts";
import { statementConcerns } from "../concerns/flow-concerns.ts";
import { placeConcerns } from "../concerns/place-concerns.ts";
import { Problem } from "../plumbing/problem.ts";
import type { Services } from "../services.ts";
import { lotNotFound } from "./lot.ts";
import { verdictToWire } from "./verdict.ts";

export type UnitCheckAnswer = z.input<typeof unitCheck>;

/** A code that somebody asks about, and who it is. */
export interface UnitAsked {
  lot: Hex;
  code: UnitCode;
  proof?: Omit<UnitProof, "unit">;
  request: Request;
  reader: Reader;
}

/** A check as far as a code's outcome is known. */
export interface CheckedUnit {
  commitment: UnitCommitmentRow;
  /** What its lot was made from; undefined where no lots went into it directly. */
  parents: LotParents | undefined;
  found: UnitOutcome;
}

/** @throws Problem `unit-code-malformed` */
export function codeIn(text: string): UnitCode {
  try {
    return readUnitCode(text);
  } catch (error) {
    if (error instanceof UnitsRefused) throw new Problem("unit-code-malformed", `${error.message}.`);
    throw error;
  }
}

/** Checks a code, and counts it where it is wrong. */
export async function checkUnit(services: Services, asked: UnitAsked): Promise<CheckedUnit> {
  return (await checkUnitOfAny(services, [asked])).checked;
}

/**
 * Checks a code that may be of one of several lots, as producers under one GTIN may name a lot alike. It counts as wrong only where no lot
 * has another answer: otherwise whoever names a lot like another's has the other's buyers counted as guessing.
 */
export async function checkUnitOfAny(
  services: Services,
  [first, ...others]: readonly [UnitAsked, ...UnitAsked[]],
): Promise<{ asked: UnitAsked; checked: CheckedUnit }> {
  const client = clientOf(first);
  services.wrongCodes.require(client);
  let told = { asked: first, checked: await foundOf(services, first) };
  for (const asked of others) {
    if (told.checked.found.outcome === "genuine") break;
    const checked = await foundOf(services, asked);
    if (checked.found.outcome === "genuine" || told.checked.found.outcome === "wrong") told = { asked, checked };
  }
  if (told.checked.found.outcome === "wrong") services.wrongCodes.count(client);
  return told;
}

async function foundOf(services: Services, { lot: id, code, proof }: UnitAsked): Promise<CheckedUnit> {
  const { lot, commitment, parents } = await services.codedLots.find(id);
  if (lot === undefined) throw lotNotFound(id);
  if (commitment === undefined) throw codesMissing(id);
  const found = await judged(services, id, { commitment, lotGrams: lot.left_grams }, code, proof);
  return { commitment, parents, found };
}

async function judged(services: Services, ...args: Parameters<Services["unitChecker"]["check"]>): Promise<UnitOutcome> {
  try {
    return await services.unitChecker.check(...args);
  } catch (error) {
    if (error instanceof UnitsRefused) throw new Problem("unit-proof-malformed", `${error.message}.`);
    throw error;
  }
}

/** What is registered for a lot. @throws Problem `unit-codes-missing` */
export async function requireCodes({ units }: Services, lot: Hex): Promise<UnitCommitmentRow> {
  const commitment = await units.commitment(lot);
  if (commitment === undefined) throw codesMissing(lot);
  return commitment;
}

function codesMissing(lot: Hex): Problem {
  return new Problem("unit-codes-missing", `The producer has registered no codes for the grams of lot ${lot}.`);
}

/** Writes a check for whoever asks. */
export async function unitAnswer(services: Services, asked: UnitAsked, checked: CheckedUnit): Promise<UnitCheckAnswer> {
  const { lot, code } = asked;
  const { commitment, found } = checked;
  const proof = found.outcome === "genuine" ? found.proof : null;
  const [verdict, told, madeFrom] = await Promise.all([
    verdictOn(services, lot),
    proof === null ? undefined : services.units.told(lot, code.index),
    proof === null ? undefined : madeFromOf(services, checked.parents, asked.reader),
  ]);
  const journey = told && (await journeyAlong(services, lot, told.moves));
  const scans = told?.scans;
  const whereabouts = proof === null ? [] : (verdict?.whereabouts ?? []);
  const places = verdict === undefined || proof === null ? [] : verdictToWire(verdict, undefined).whereabouts;
  const at = placeAt(journey?.place, whereabouts);
  const own = places[at];
  const place = own === undefined ? null : { ...own, grams: 1 };
  if (asked.reader.credential !== undefined) {
    const concerns = await placeConcerns(services, whereabouts);
    places.forEach((each, index) => {
      concerning(each, concerns[index] ?? nobody);
    });
    if (place !== null) concerning(place, concerns[at] ?? nobody);
  }
  return {
    code: writeUnitCode(code),
    lot,
    gram: Number(code.index),
    outcome: found.outcome,
    says: says[found.outcome],
    next: nextStep(found.outcome, verdict, scans ?? [], journey?.doubled != null),
    proof: proof && { salt: proof.salt, path: [...proof.path] },
    registered: registeredToWire(commitment),
    registry: commitment.registry,
    context: services.unitChecker.contextOf(lot, commitment.registry),
    verdict: verdict === undefined ? null : { conclusion: verdict.conclusion, summary: verdict.summary },
    whereabouts: places,
    journey:
      journey?.place == null
        ? null
        : {
            ...{ state: journey.place.state, place, isSigned: journey.isSigned },
            doubled: journey.doubled && [...journey.doubled],
          },
    madeFrom: madeFrom ?? null,
    scans: scans === undefined ? null : scansToWire(scans),
  };
}

/** What went into a lot; which grams they were is told to whom the making concerns. */
async function madeFromOf(
  services: Services,
  parents: LotParents | undefined,
  { credential }: Reader,
): Promise<UnitCheckAnswer["madeFrom"]> {
  if (parents === undefined) return null;
  const { step, lots } = parents;
  const isSignedIn = credential !== undefined;
  const [claims, making] = await Promise.all([
    isSignedIn ? services.units.claimsOf({ statement: step }) : [],
    isSignedIn ? services.statements.find(step) : undefined,
  ]);
  const concern = making && (await statementConcerns(services, [making])).get(step);
  const named = Map.groupBy(claims, (claim) => claim.lot);
  return {
    step,
    lots: lots.map(({ lot: parent, lotNumber, grams }) => {
      const ranges = named.get(parent)?.slice(0, mostRanges) ?? null;
      const told = ranges?.map(({ first, last }) => ({ first: Number(first), last: Number(last) })) ?? null;
      return concerning({ lot: parent, lotNumber, grams: Number(grams), ranges: told }, concern ?? nobody);
    }),
  };
}

/** Ranges of a lot that an answer has. */
const mostRanges = 1_000;

const nobody: Concern = { organisations: [], countries: [] };

export function registeredToWire({ statement, root, grams, registered_at }: UnitCommitmentRow) {
  return { statement, root, grams: Number(grams), registeredAt: Number(registered_at) };
}

/** The verdict on a lot; undefined where the ledger does not answer. A code is genuine all the same. */
export async function verdictOn({ verifier, logger }: Services, lot: Hex): Promise<Verdict | undefined> {
  try {
    return await verifier.verifyLot(lot, { fresh: false });
  } catch (error) {
    logger.warn({ lot, error: String(error) }, "a gram is shown without its lot's verdict");
    return undefined;
  }
}

function clientOf({ reader, request }: UnitAsked): string {
  return reader.credential?.organisation ?? ipKeyGenerator(request.ip ?? "");
}

const says: Record<UnitOutcome["outcome"], LocalisedText> = {
  genuine: {
    en: "This code is one that the producer registered for a gram of this lot.",
    zh: "该编码确为生产商为此批次的某一克所登记。",
  },
  wrong: { en: "This is no code of this lot.", zh: "这不是该批次的编码。" },
  unproven: {
    en: "This service does not keep the secret of this lot, so it cannot tell without a proof.",
    zh: "本服务不保管该批次的密钥，没有证明便无法判断。",
  },
  preparing: { en: "The codes of this lot are being made ready.", zh: "该批次的编码正在准备中。" },
};

function nextStep(
  outcome: UnitOutcome["outcome"],
  verdict: Verdict | undefined,
  scans: readonly UnitScan[],
  isDoubled: boolean,
): LocalisedText {
  if (outcome === "wrong") {
    return {
      en: "Compare every symbol with the label. If it says the same, the label is not the producer's: keep the goods apart and tell customs.",
      zh: "请与标签逐字核对。若无误，则标签并非生产商所贴：请将货物隔离并通知海关。",
    };
  }
  if (outcome === "unproven")
    return { en: "Ask the producer for the proof of this code.", zh: "请向生产商索取该编码的证明。" };
  if (outcome === "preparing") return { en: "Ask again in a few minutes.", zh: "请几分钟后再试。" };
  if (isDoubled) {
    return {
      en: "Two statements say that they moved this gram, and one of them is wrong: have the goods examined, and tell customs.",
      zh: "两份声明均称移动了这一克，其中必有一份有误：请检验货物并通知海关。",
    };
  }
  if (cloneSignsOf(scans).length > 0) {
    return {
      en: "The code is genuine, but it was seen where one gram cannot be. The label may be a copy: have the goods examined.",
      zh: "编码真实，但其出现之处非一克所能及。标签可能是复制品：请检验货物。",
    };
  }
  if (verdict?.conclusion !== "valid") {
    return {
      en: "Read what the verdict says of the lot before you take the goods.",
      zh: "收货前请先阅读该批次的核验结论。",
    };
  }
  return {
    en: "Nothing. A label can be copied: weigh and examine what matters.",
    zh: "无须处理。标签可能被复制：重要货物请称重并检验。",
  };
}

/** Where among the places of the lot's grams this one is, as the ledger has grams there too; -1 if nowhere. */
function placeAt(place: GramPlace | null | undefined, whereabouts: readonly Whereabouts[]): number {
  if (place == null || !("holder" in place)) return -1;
  return whereabouts.findIndex(
    ({ state, holder, consignment }) =>
      state === place.state &&
      holder === place.holder &&
      (!("consignment" in place) || consignment === place.consignment),
  );
}

function scansToWire(scans: readonly UnitScan[]): NonNullable<UnitCheckAnswer["scans"]> {
  const hours = scans.map(({ hour }) => hour * 3_600);
  return {
    scans: scans.reduce((sum, { count }) => sum + count, 0),
    countries: [...new Set(scans.map(({ country }) => country))].sort(),
    first: hours.length === 0 ? null : Math.min(...hours),
    last: hours.length === 0 ? null : Math.max(...hours),
    cloneSigns: cloneSignsOf(scans),
  };
}
