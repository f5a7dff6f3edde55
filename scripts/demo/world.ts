import type { Content, LotIdentity } from "../../src/domain/lot.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { lotId } from "../../src/statements/content.ts";
import { quotaId } from "../../src/statements/quota.ts";
import type { Books } from "./books.ts";
import type { PartName } from "./cast.ts";
import { profileSource } from "./compositions.ts";
import { type Document, writeDocument } from "./documents.ts";
import { type PlannedLot, quotas } from "./lot-plan.ts";
import type { Organisations } from "./organisation.ts";
import type { Road } from "./road.ts";

/** Everything a step of the story works with. */
export interface World {
  /** Where the service answers. */
  url: string;
  ledger: Ledger;
  organisations: Organisations;
  road: Road;
  books: Books;
  /** Lots that came to be declared, by number. */
  lots: Map<string, Lot>;
}

/** A lot in play. */
export interface Lot {
  plan: PlannedLot;
  producer: PartName;
  identity: LotIdentity;
  id: bigint;
  /** What its declaration rests on. */
  documents: Document;
}

/** A lot that must be there, as the story says so. */
export function lotOf(world: World, number: string): Lot {
  const lot = world.lots.get(number);
  if (lot === undefined) throw new Error(`The story has no lot ${number}`);
  return lot;
}

const tenDays = 10 * 86_400;

/** The moment at which what is stated happened: shortly ago, so that no clock finds it in the future. */
export function justNow(): number {
  return Math.floor(Date.now() / 1000) - 60;
}

/** Writes the declaration of a lot, with the document that says where its figures are from. */
export function draw(organisations: Organisations, plan: PlannedLot, replaces: bigint | null = null): Lot {
  if (plan.quota === null) throw new Error(`Lot ${plan.number} is made from others: only a step declares it`);
  const { holder, country } = quotas[plan.quota];
  const documents = writeDocument({
    title: `Basis of the declaration of lot ${plan.number}`,
    composition: { profile: plan.deposit, source: profileSource },
    footprint: { gramsPerKilogram: plan.footprint.gramsPerKilogram, source: plan.footprint.source },
    note: "A made-up lot of a made-up organisation: the figures are published ones, the material does not exist.",
  });
  const [, deposit = "", originCountry = ""] = plan.deposit.match(/^(.+?) \(.*, ([A-Z]{2})\)$/) ?? [];
  const content: Content = {
    form: plan.form,
    custodyModel: plan.form === "concentrate" || plan.form === "ore" ? "segregated" : "mass-balance",
    massGrams: plan.massGrams,
    composition: plan.composition,
    originCountry,
    deposit,
    country,
    site: organisations[holder].site,
    footprintGramsPerKilogram: plan.footprint.gramsPerKilogram,
    removalsGramsPerKilogram: 0,
    offsetsGramsPerKilogram: 0,
    footprintMethod: plan.footprint.method,
    allocation: plan.footprint.allocation,
    // Every figure is from literature.
    primaryDataBasisPoints: 0,
    producedAt: justNow() - tenDays,
    quota: quotaId(plan.quota),
    documents: documents.hash,
    replaces,
    certifier: organisations.verifier.address,
  };
  const producer = organisations[holder].address;
  const identity = { producer, lotNumber: plan.number, content };
  return { plan, producer: holder, identity, id: lotId(producer, plan.number, content), documents };
}
