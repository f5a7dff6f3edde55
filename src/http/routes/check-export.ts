import { z } from "zod";
import { exportCheck } from "../../api/schemas/export-control.ts";
import { addressParameter, hashParameter } from "../../api/schemas/scalars.ts";
import type { Composition } from "../../domain/composition.ts";
import {
  type Crossing,
  type ExportRule,
  isCoveredBy,
  judgeCrossing,
  notedElements,
  type RuleFinding,
  standingOf,
} from "../../domain/export-control.ts";
import { countedElements, pricesOf, valueShareOf } from "../../domain/export-value.ts";
import type { Address } from "../../domain/hex.ts";
import { type Lineage, lotIn } from "../../domain/lineage.ts";
import { originsOf } from "../../domain/origin.ts";
import { concerning } from "../../readers/concern.ts";
import { exportRuleOf, exportRuleToWire } from "../answers/export-rule.ts";
import { knownLineage } from "../answers/known-lineage.ts";
import { findLot } from "../answers/lot.ts";
import { concernOfBooks } from "../concerns/own-books.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

type Wire = z.input<typeof exportCheck>;

const code = (description: string) =>
  z
    .string()
    .regex(/^[A-Z]{2}$/, "expected two capital letters")
    .meta({ description: `${description} (ISO 3166-1 alpha-2)` });

/** Says which rules apply to a lot that is to cross a border, and why. */
export const checkExport = defineRoute({
  name: "checkExport",
  method: "get",
  path: "/v1/export-control/check",
  tag: "Custody",
  summary: "Which rules apply to a lot that is to cross a border on a day, and why, before anyone signs",
  description:
    "Judged as the ledger judges a dispatch, for one time. With exporter and consignee it says, to them and to authorities, whether a permit covers it.",
  query: z.strictObject({
    lot: hashParameter("Lot that is to be sent"),
    grams: z
      .string()
      .regex(/^[1-9][0-9]{0,14}$/, "expected grams")
      .default("1")
      .meta({ description: "How much of it" }),
    from: code("Country of departure"),
    to: code("Country of destination"),
    route: z
      .string()
      .regex(/^[A-Z]{2}(,[A-Z]{2}){0,15}$/, "expected countries by two capital letters, with commas between")
      .optional()
      .meta({ description: "Countries passed on the way, with commas between" }),
    date: z
      .string()
      .regex(/^[0-9]{1,10}$/, "expected Unix seconds")
      .optional()
      .meta({ description: "Time of the dispatch (Unix seconds); now where there is none" }),
    exporter: addressParameter("Who sends it: the reader itself, or asked by an authority").optional(),
    consignee: addressParameter("Who receives it").optional(),
  }),
  success: { status: 200, description: "What the rules say", schema: exportCheck },
  problems: ["lot-not-found", "lineage-too-large", "sign-in-required", "not-concerned"],
  async handle(services, { query, reader }) {
    const { lot, from: fromCountry, to: toCountry, exporter, consignee } = query;
    const row = await findLot(services, lot);
    const concern = exporter === undefined ? undefined : await concernOfBooks(services, reader, exporter);
    const known = await knownLineage(services, lot);
    const { composition } = lotIn(known.lots, row.id).content;
    const route = query.route?.split(",") ?? [];
    const date = query.date === undefined ? Math.floor(Date.now() / 1_000) : Number(query.date);
    const rules = (await services.exportControl.rules()).map(exportRuleOf);
    const form = row.form as Crossing["form"];
    const findings = judgeCrossing({ form, composition, fromCountry, toCountry, route, times: [date] }, rules);
    const body: Wire = {
      ...{ lot, form, fromCountry, toCountry, route, date },
      controlled: findings.some(({ applies }) => applies),
      elements: elementsOf(composition),
      rules: findings.map(findingToWire),
      valueRules: rules.flatMap((rule) => valueRuleOf(rule, rules, { known, composition, date, madeIn: row.country })),
    };
    if (exporter === undefined || consignee === undefined || concern === undefined) return { body };
    const asked = { findings, exporter, consignee, toCountry, date, grams: BigInt(query.grams), form };
    return { body: concerning({ ...body, permits: await coverageOf(services, asked) }, concern) };
  },
});

function elementsOf(composition: Composition): Wire["elements"] {
  return notedElements(composition).map((element) => {
    const share = composition[element];
    const isLimit = "detectionLimit" in share;
    return { element, partsPerHundredMillion: isLimit ? share.detectionLimit : share.partsPerHundredMillion, isLimit };
  });
}

function findingToWire({
  rule,
  how,
  elements,
  formControlled,
  standings,
  applies,
}: RuleFinding): Wire["rules"][number] {
  return {
    ...exportRuleToWire(rule),
    ...{ how, formControlled, applies, standing: standings[0] ?? "in-force" },
    controlledElements: elements.map(({ element }) => element),
  };
}

interface Made {
  known: Lineage;
  composition: Composition;
  date: number;
  /** Country where the lot was made: a rule about goods made abroad is about none made at home. */
  madeIn: string;
}

function valueRuleOf(
  rule: ExportRule,
  rules: readonly ExportRule[],
  { known, composition, date, madeIn }: Made,
): Wire["valueRules"] {
  const { valueShareBasisPoints: threshold, country } = rule;
  if (threshold === null || madeIn === country) return [];
  const counted = countedElements(rule, rules);
  const { shareBasisPoints, unpriced } = valueShareOf(composition, originsOf(known), { country, counted });
  const standing = standingOf(rule, date);
  const concerned = standing === "in-force" && shareBasisPoints !== null && shareBasisPoints >= threshold;
  return [
    {
      ...{ rule: rule.rule, name: rule.name, country, standing, thresholdBasisPoints: threshold },
      ...{ shareBasisPoints, unpriced, pricesOf, concerned },
    },
  ];
}

interface Asked {
  findings: readonly RuleFinding[];
  exporter: Address;
  consignee: Address;
  toCountry: string;
  date: number;
  grams: bigint;
  form: Crossing["form"];
}

/** For each country that asks for a permit: whether the one that runs there covers it. */
async function coverageOf(
  { exportControl }: Services,
  { findings, exporter, consignee, toCountry: destination, date, grams, form }: Asked,
): Promise<NonNullable<Wire["permits"]>> {
  const applying = findings.filter(({ applies }) => applies);
  const countries = [...new Set(applying.map(({ rule }) => rule.country))];
  return Promise.all(
    countries.map(async (country) => {
      const filter = { exporter, consignee, country, destination, runningAt: BigInt(date) };
      const [permit] = (await exportControl.permits(filter, { limit: 1 })).items;
      if (permit === undefined) return { country, coverage: "missing" as const, permit: null, leftGrams: null };
      const left = permit.granted_grams - permit.drawn_grams;
      const here = applying.filter(({ rule }) => rule.country === country);
      const coverage = !isCoveredBy(permit, form, here)
        ? ("does-not-cover" as const)
        : grams > left
          ? ("exhausted" as const)
          : ("covers" as const);
      return { country, coverage, permit: permit.statement, leftGrams: Number(left) };
    }),
  );
}
