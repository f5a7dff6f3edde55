import { z } from "zod";
import { inspection } from "../../api/schemas/inspection.ts";
import { hashParameter } from "../../api/schemas/scalars.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import {
  compareInspection as compare,
  type Inspected,
  type Mismatch,
  mostAssayToleranceBasisPoints,
  mostToleranceBasisPoints,
  usualAssayToleranceBasisPoints,
  usualToleranceBasisPoints,
} from "../../domain/inspection.ts";
import { mismatchWords } from "../../domain/inspection-words.ts";
import { textFault } from "../../domain/plain-text.ts";
import type { Credential } from "../../readers/credential.ts";
import type { Reader } from "../../readers/reader.ts";
import { UnreadableText } from "../../statements/from-text.ts";
import { someSharesFromText } from "../../statements/some-shares.ts";
import type { BorderFinding } from "../../store/repositories/finding-repository.ts";
import { foundAssay } from "../answers/found-assay.ts";
import { holdDrafts } from "../answers/hold-drafts.ts";
import { goodsOfConsignment, goodsOfLot } from "../answers/stated-goods.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

type Wire = z.input<typeof inspection>;

const code = (description: string) =>
  z
    .string()
    .regex(/^[A-Z]{2}$/, "expected two capital letters")
    .optional()
    .meta({ description: `${description} (ISO 3166-1 alpha-2)` });

const weight = (description: string) =>
  z
    .string()
    .regex(/^[0-9]{1,14}$/, "expected grams")
    .optional()
    .meta({ description: `${description}; 0 if not weighed (grams)` });

const tolerance = (description: string, usual: number, most: number) =>
  z
    .string()
    .regex(/^[0-9]{1,4}$/, `expected basis points from 0 to ${most}`)
    .transform(Number)
    .refine((points) => points <= most, `expected basis points from 0 to ${most}`)
    .default(usual)
    .meta({ description: `${description}, in basis points, 0 to ${most}` });

/** What was found, as an officer has it before he signs. */
const fields = {
  country: code("Where the goods were found"),
  seal: z
    .string()
    .max(66)
    .refine((text) => text === "" || textFault(text) === undefined, "expected text of which nothing is hidden")
    .optional()
    .meta({ description: "Number of the seal found; empty: there was none" }),
  goodsCode: z
    .string()
    .regex(/^[0-9]{6,13}$/, "expected six to thirteen digits")
    .optional()
    .meta({ description: "Code of the Harmonized System that they are of" }),
  labelOrigin: code("Country of origin on the label"),
  grossGrams: weight("Gross weight"),
  netGrams: weight("Net weight"),
  assay: z
    .string()
    .max(2_000)
    .transform((text, context) => {
      try {
        return someSharesFromText(text);
      } catch (error) {
        if (!(error instanceof UnreadableText)) throw error;
        context.addIssue({ code: "custom", message: `cannot be read: ${error.text.en}` });
        return z.NEVER;
      }
    })
    .optional()
    .meta({
      description:
        "What a laboratory found, by mass, of the elements that it looked for, thorium and uranium too, as compositions are written: " +
        "`Nd 60 %, Pr 500 ppm, Tb <10 ppm`",
      example: "Nd 60 %, Tb <10 ppm",
    }),
};
type Fields = { [F in keyof typeof fields]?: z.output<(typeof fields)[F]> };
const fieldNames = Object.keys(fields) as (keyof typeof fields)[];

/** Compares what was found at the border with what the ledger says. */
export const compareInspection = defineRoute({
  name: "compareInspection",
  method: "get",
  path: "/v1/inspections/mismatches",
  tag: "Custody",
  summary:
    "Where what was found at the border is not what the ledger says, with the figures, and holds ready to be signed",
  description:
    "For a finding that is on record, or for what was found so far, before anyone signs. With a consignment, weights, seal, way, label and code are " +
    "compared; it has to concern the reader. With a lot, label and code are, and whether there is more of it than was declared. An assay is compared with " +
    "either, element by element: of a finding on record it is the one in its document (`AssayDocument`). Findings are told to whom " +
    "`GET /v1/findings` tells them. Nothing is stored but that an authority asked.",
  query: z
    .strictObject({
      finding: hashParameter("A finding on record, by its statement").optional(),
      ...fields,
      consignment: hashParameter("Consignment that the goods are said to be").optional(),
      lot: hashParameter("Lot that they are said to be of").optional(),
      tolerance: tolerance(
        "By how much of the grams stated weights may differ",
        usualToleranceBasisPoints,
        mostToleranceBasisPoints,
      ),
      assayTolerance: tolerance(
        "By how much of what is stated of an element its share may differ, where that is more than 0.05 percentage points",
        usualAssayToleranceBasisPoints,
        mostAssayToleranceBasisPoints,
      ),
      ground: z
        .string()
        .regex(/^[1-9][0-9]{0,4}$/, "expected a number from 1 to 65535")
        .transform(Number)
        .refine((ground) => ground <= 65_535, "expected a number from 1 to 65535")
        .optional()
        .meta({ description: "Code of the legal ground, for holds" }),
    })
    .refine(({ consignment, lot }) => (consignment === undefined) !== (lot === undefined), {
      path: ["consignment"],
      message: "expected a consignment or a lot, and not both",
    })
    .refine(({ finding, ...found }) => finding === undefined || fieldNames.every((name) => found[name] === undefined), {
      path: ["finding"],
      message: "expected a finding or what was found, and not both",
    })
    .refine(({ finding, country }) => finding !== undefined || country !== undefined, {
      path: ["country"],
      message: "expected the country where the goods were found, or a finding",
    }),
  success: { status: 200, description: "What does not fit", schema: inspection },
  problems: [
    ...(["sign-in-required", "not-concerned", "statement-not-found"] as const),
    ...(["consignment-not-found", "lot-not-found", "lineage-too-large"] as const),
  ],
  async handle(services, { query, reader, request }) {
    const { credential, jurisdiction } = reader;
    if (credential === undefined) {
      throw new Problem("sign-in-required", "Sign in to compare what was found.", {
        headers: { "www-authenticate": "Bearer" },
      });
    }
    if (isAuthority(reader)) await services.readers.recordAccess(credential, request.method, request.originalUrl);
    const { finding = null, consignment = null, lot, tolerance: weight, assayTolerance, ground = null } = query;
    const recorded = finding === null ? undefined : await findingShown(services, reader, credential, finding);
    const found = recorded === undefined ? foundSoFar(query) : await foundOnRecord(services, recorded);
    const { assay, labelOrigin } = found;
    const asked = { origins: labelOrigin !== undefined, shares: assay !== undefined };
    const known =
      consignment === null
        ? await goodsOfLot(services, lot as Hex, asked)
        : await goodsOfConsignment(services, consignment, reader, asked);
    const { compared, mismatches } = compare(found, known.stated, { weight, assay: assayTolerance });
    const { country } = found;
    const mayHold = jurisdiction === "every" || jurisdiction.has(country);
    const toHold = { ...known, country, ground, evidence: recorded?.evidence ?? null };
    return {
      body: {
        ...{ finding, consignment, assay: assay ?? null, compared },
        ...{ toleranceBasisPoints: weight, assayToleranceBasisPoints: assayTolerance },
        lots: known.lots.map(({ id }) => id),
        mismatches: mismatches.map(mismatchToWire),
        holds: mayHold && mismatches.length > 0 ? await holdDrafts(services, credential, toHold) : [],
      },
    };
  },
});

/** What is smuggled crosses borders: an authority of any country is told what those of others found. */
function isAuthority({ jurisdiction }: Reader): boolean {
  return jurisdiction === "every" || jurisdiction.size > 0;
}

/** @throws Problem where there is none, or none that the reader is told of. */
async function findingShown(
  { findings }: Services,
  reader: Reader,
  { organisation }: Credential,
  statement: Hex,
): Promise<BorderFinding> {
  const party = isAuthority(reader) ? {} : { party: organisation as Address };
  const [finding] = (await findings.list({ statement, withdrawn: true, ...party }, { limit: 1 })).items;
  if (finding !== undefined) return finding;
  throw new Problem("statement-not-found", `There is no finding ${statement}, or it is not open to you.`);
}

async function foundOnRecord(services: Services, row: BorderFinding): Promise<Inspected> {
  const { country, seal, goods_code, label_origin, gross_grams, net_grams, evidence } = row;
  const assay = evidence === null ? undefined : await foundAssay(services, evidence);
  return {
    ...{ country, seal },
    ...(goods_code !== null && { goodsCode: goods_code }),
    ...(label_origin !== null && { labelOrigin: label_origin }),
    ...(gross_grams > 0n && { grossGrams: gross_grams }),
    ...(net_grams > 0n && { netGrams: net_grams }),
    ...(assay !== undefined && { assay }),
  };
}

function foundSoFar(query: Fields): Inspected {
  const { country = "", seal, goodsCode, labelOrigin, assay } = query;
  const [grossGrams, netGrams] = [BigInt(query.grossGrams ?? 0), BigInt(query.netGrams ?? 0)];
  return {
    country,
    ...(seal !== undefined && { seal: seal === "" ? null : seal }),
    ...(goodsCode !== undefined && { goodsCode }),
    ...(labelOrigin !== undefined && { labelOrigin }),
    ...(grossGrams > 0n && { grossGrams }),
    ...(netGrams > 0n && { netGrams }),
    ...(assay !== undefined && { assay }),
  };
}

function mismatchToWire(of: Mismatch): Wire["mismatches"][number] {
  const entries = Object.entries(of).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]);
  return { ...Object.fromEntries(entries), says: mismatchWords(of) };
}
