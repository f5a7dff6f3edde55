import { getBytes } from "ethers";
import { z } from "zod";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import { addressParameter } from "../../api/schemas/scalars.ts";
import {
  exportedUnits,
  gtinRequest,
  gtin as gtinSchema,
  unitCustodyState,
  unitExport,
  unitSecret,
} from "../../api/schemas/unit.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Reader } from "../../readers/reader.ts";
import { type GramRange, gramRanges, gramsIn } from "../../units/gram-range.ts";
import { gs1Key } from "../../units/gs1-key.ts";
import { LotSecret } from "../../units/lot-secret.ts";
import { UnitsRefused } from "../../units/refused.ts";
import { writeUnitCode } from "../../units/unit-code.ts";
import { findLot } from "../answers/lot.ts";
import { registeredToWire, requireCodes } from "../answers/unit.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Takes the secret of a lot into custody. */
export const keepUnitSecret = defineRoute({
  name: "keepUnitSecret",
  method: "put",
  path: "/v1/lots/{id}/unit-secret",
  tag: "Lots",
  summary: "Have the service keep the secret of a lot's codes",
  description:
    "For the lot's producer, signed in. The service can then tell codes of the lot from wrong ones, and print them. The secret is sealed with " +
    "a key of the service's environment and leaves it no more.",
  params: lotParameters,
  body: unitSecret,
  success: { status: 202, description: "How the lot's codes stand here", schema: unitCustodyState },
  problems: [
    "sign-in-required",
    "session-required",
    "not-concerned",
    "lot-not-found",
    "unit-codes-missing",
    "unit-custody-closed",
  ],
  async handle(services, { params: { id }, body: { secret }, reader }) {
    const lot = await findLot(services, id);
    requireProducer(reader, lot.producer);
    const { custody, unitChecker } = services;
    if (!custody.isOpen) {
      throw new Problem("unit-custody-closed", "This service has no key to seal secrets with (YTTERBY_UNITS_KEY).");
    }
    const commitment = await requireCodes(services, id);
    // What leads to the root on the ledger is never put aside for what may not.
    if ((await unitChecker.stateOf(id, commitment)) !== "open") {
      await custody.keep(id, unitChecker.contextOf(id, commitment.registry), new LotSecret(getBytes(secret)));
      await unitChecker.refresh(id);
    }
    return { body: await stateOf(services, id) };
  },
});

/** Says how a lot's codes stand at this service. */
export const readUnitCustody = defineRoute({
  name: "readUnitCustody",
  method: "get",
  path: "/v1/lots/{id}/unit-secret",
  tag: "Lots",
  summary: "Whether the service can check codes of a lot by itself",
  params: lotParameters,
  success: { status: 200, description: "How the lot's codes stand here", schema: unitCustodyState },
  problems: ["lot-not-found"],
  async handle(services, { params: { id } }) {
    await findLot(services, id);
    return { body: await stateOf(services, id) };
  },
});

/** Codes in one answer. */
const mostCodes = 10_000n;

/** Exports codes of a lot. */
export const exportUnitCodes = defineRoute({
  name: "exportUnitCodes",
  method: "post",
  path: "/v1/lots/{id}/unit-codes",
  tag: "Lots",
  summary: "Export codes of a lot, to be printed",
  description: `For the lot's producer, signed in, where the service keeps the lot's secret: at most ${mostCodes} codes at once. Each export is logged.`,
  params: lotParameters,
  body: unitExport,
  success: { status: 200, description: "The codes", schema: exportedUnits },
  problems: [
    ...(["sign-in-required", "session-required", "not-concerned", "lot-not-found"] as const),
    ...(["unit-codes-missing", "unit-ranges-invalid", "unit-secret-missing"] as const),
  ],
  async handle(services, { params: { id }, body, reader, response }) {
    const lot = await findLot(services, id);
    requireProducer(reader, lot.producer);
    const commitment = await requireCodes(services, id);
    const { first, last } = rangeIn({ first: BigInt(body.first), last: BigInt(body.last) }, commitment.grams);
    const codes = await services.unitChecker.codes(id, commitment, first, last);
    if (codes === undefined) {
      throw new Problem(
        "unit-secret-missing",
        `The secret of lot ${id} is not kept here, or its tree is not made yet.`,
      );
    }
    services.logger.info({ lot: id, first: Number(first), last: Number(last) }, "codes of a lot were exported");
    response.set("cache-control", "no-store");
    const gtin = (await services.units.gtinOf(lot.producer, lot.form)) ?? null;
    return {
      body: { lot: id, gtin, codes: codes.map((code) => ({ gram: Number(code.index), code: writeUnitCode(code) })) },
    };
  },
});

/** @throws Problem `unit-ranges-invalid` */
function rangeIn(named: GramRange, grams: bigint): GramRange {
  try {
    const [range = named] = gramRanges([named], grams);
    const count = gramsIn([range]);
    if (count <= mostCodes) return range;
    throw new Problem(
      "unit-ranges-invalid",
      `These are ${count} codes, and at most ${mostCodes} are exported at once.`,
    );
  } catch (error) {
    if (error instanceof UnitsRefused) throw new Problem("unit-ranges-invalid", `${error.message}.`);
    throw error;
  }
}

/** Sets the GTIN of a producer's goods. */
export const setGtin = defineRoute({
  name: "setGtin",
  method: "put",
  path: "/v1/organisations/{address}/gtin",
  tag: "Organisations",
  summary: "Set the GTIN under which goods of one form are sold",
  description: "For the producer itself, signed in. GS1 Digital Links of its lots lead to this service then.",
  params: z.strictObject({ address: addressParameter("The producer") }),
  body: gtinRequest,
  success: { status: 200, description: "The GTIN", schema: gtinSchema },
  problems: ["sign-in-required", "session-required", "not-concerned", "gtin-invalid"],
  async handle({ units }, { params: { address }, body: { form, gtin }, reader }) {
    requireProducer(reader, address);
    const whole = gtinIn(gtin);
    await units.setGtin(address, form, whole);
    return { body: { producer: address, form, gtin: whole } };
  },
});

async function stateOf(services: Parameters<typeof requireCodes>[0], lot: Hex) {
  const commitment = await services.units.commitment(lot);
  if (commitment === undefined) return { lot, registered: null, state: "none" as const };
  const state = await services.unitChecker.stateOf(lot, commitment);
  return { lot, registered: registeredToWire(commitment), state };
}

function requireProducer({ credential }: Reader, producer: Address): void {
  if (credential === undefined) {
    throw new Problem("sign-in-required", "Sign in as the producer.", { headers: { "www-authenticate": "Bearer" } });
  }
  if (credential.machine)
    throw new Problem("session-required", "A machine's token does nothing in the producer's name.");
  if (credential.organisation !== producer) throw new Problem("not-concerned", "Only the producer does this.");
}

function gtinIn(text: string): string {
  try {
    return gs1Key("gtin", text).padStart(14, "0");
  } catch (error) {
    if (error instanceof UnitsRefused) throw new Problem("gtin-invalid", `${error.message}.`);
    throw error;
  }
}
