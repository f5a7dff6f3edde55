import { z } from "zod";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { codeParameter, provenUnit, unitCheck, unitScan } from "../../api/schemas/unit.ts";
import { cloneSignsOf } from "../../domain/unit-scans.ts";
import { readUnitLink } from "../../units/digital-link.ts";
import { UnitsRefused } from "../../units/refused.ts";
import { checkUnit, checkUnitOfAny, codeIn, type UnitAsked, unitAnswer, verdictOn } from "../answers/unit.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

const params = z.strictObject({ code: codeParameter });
const problems = [
  "unit-code-malformed",
  "lot-not-found",
  "unit-codes-missing",
  "too-many-wrong-codes",
  "not-ready",
] as const;

/** Checks a code of a gram. */
export const verifyUnit = defineRoute({
  name: "verifyUnit",
  method: "get",
  path: "/v1/verify/units/{code}",
  tag: "Verification",
  summary: "Check the code of a gram",
  description:
    "A genuine code is answered with its proof, which leads to the root that the producer registered on the ledger: whoever checks need not " +
    "believe this service. Who sends too many wrong codes is not answered for a minute.",
  params,
  query: z.strictObject({ lot: hashParameter("Id of the lot that the label names") }),
  success: { status: 200, description: "What the code comes to", schema: unitCheck },
  problems,
  async handle(services, { params: { code }, query: { lot }, reader, request }) {
    const asked = { lot, code: codeIn(code), reader, request };
    return { body: await unitAnswer(services, asked, await checkUnit(services, asked)) };
  },
});

/** Checks a code with a proof that is brought along. */
export const verifyProvenUnit = defineRoute({
  name: "verifyProvenUnit",
  method: "post",
  path: "/v1/verify/units/{code}",
  tag: "Verification",
  summary: "Check the code of a gram by a proof",
  description:
    "For lots whose secret their producer keeps: the producer gives the proof of a code, and any service compares it with the ledger's root.",
  params,
  body: provenUnit,
  success: { status: 200, description: "What the code comes to", schema: unitCheck },
  problems: [...problems, "unit-proof-malformed"],
  async handle(services, { params: { code }, body: { lot, proof }, reader, request }) {
    const asked = { lot, code: codeIn(code), proof, reader, request };
    return { body: await unitAnswer(services, asked, await checkUnit(services, asked)) };
  },
});

/** Counts a scan. */
export const countScan = defineRoute({
  name: "countScan",
  method: "post",
  path: "/v1/verify/units/{code}/scans",
  tag: "Verification",
  summary: "Check the code of a gram, and have the scan counted",
  description:
    "Country and hour are kept, and not who scanned. They show where one code is seen in more places than a gram can be.",
  params,
  body: unitScan,
  success: { status: 201, description: "What the code comes to", schema: unitCheck },
  problems,
  async handle(services, { params: { code }, body: { lot, country }, reader, request }) {
    const asked = { lot, code: codeIn(code), reader, request };
    const checked = await checkUnit(services, asked);
    if (checked.found.outcome === "genuine") await count(services, asked, country);
    return { body: await unitAnswer(services, asked, checked) };
  },
});

type Services = Parameters<typeof unitAnswer>[0];

async function count(services: Services, { lot, code }: UnitAsked, country: string): Promise<void> {
  const { units, logger } = services;
  const verdict = await verdictOn(services, lot);
  const isAfterEnd = verdict !== undefined && verdict.certificate !== null && verdict.whereabouts.length === 0;
  const before = cloneSignsOf(await units.scans(lot, code.index));
  await units.count(lot, code.index, { country, hour: Math.floor(Date.now() / 3_600_000), isAfterEnd });
  const signs = cloneSignsOf(await units.scans(lot, code.index));
  if (signs.length > before.length)
    logger.warn({ lot, gram: Number(code.index), signs }, "a gram's code may be copied");
}

/** Checks what a GS1 Digital Link names. */
export const followUnitLink = defineRoute({
  name: "followUnitLink",
  method: "get",
  path: "/01/{gtin}/10/{lotNumber}/21/{serial}",
  tag: "Verification",
  summary: "Check the code of a gram by its GS1 Digital Link",
  params: z.strictObject({
    gtin: z.string().meta({ description: "GTIN (AI 01)" }),
    lotNumber: z.string().meta({ description: "The producer's lot number (AI 10)" }),
    serial: z.string().meta({ description: "Code of the gram (AI 21)" }),
  }),
  success: { status: 200, description: "What the code comes to", schema: unitCheck },
  problems: [...problems, "gtin-invalid", "unit-link-unknown"],
  async handle(services, { reader, request }) {
    const { gtin, lotNumber, unit } = linkIn(request.path);
    const lots = await services.units.lotsUnder(gtin, lotNumber);
    const [first, ...others] = lots.map((lot) => ({ lot, code: unit, reader, request }));
    if (first === undefined) {
      throw new Problem("unit-link-unknown", `Nobody sells a coded lot ${lotNumber} under the GTIN ${gtin} here.`);
    }
    const told = await checkUnitOfAny(services, [first, ...others]);
    return { body: await unitAnswer(services, told.asked, told.checked) };
  },
});

function linkIn(path: string): ReturnType<typeof readUnitLink> {
  try {
    return readUnitLink(path);
  } catch (error) {
    if (!(error instanceof UnitsRefused)) throw error;
    const isGtin = ["digits", "length", "check-digit"].includes(error.code) && error.message.includes("GTIN");
    throw new Problem(isGtin ? "gtin-invalid" : "unit-code-malformed", `${error.message}.`);
  }
}
