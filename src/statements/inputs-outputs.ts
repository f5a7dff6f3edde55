import type { Address } from "../domain/hex.ts";
import { content, lotId, lotIdentity, lotNumber } from "./content.ts";
import type { DeclaredLot } from "./deeds.ts";
import { flag, grams, lot } from "./scalars.ts";
import { list, struct } from "./structs.ts";

const input = struct("Input", { lot: lot("Lot"), grams: grams("Grams taken", 1) });
const output = struct("Output", {
  lotNumber,
  certifiable: flag("Whether it draws on the certified share of what went in; if not, it can never be certified"),
  content,
});

/** Grams of lots that go into something. */
export const inputs = list(input, "What went in, in ascending order of lot ids, each lot once", 1, 64);

/** Lots that come out of something, and are declared by it. */
export const outputs = list(output, "What came out, all of one site and one allocation rule", 1, 64);

/** The inputs' producers, numbers and contents; the contract compares them with their ids. */
export const inputsWitness = list(lotIdentity, "Producers, numbers and contents of the inputs, in their order", 1, 64);

type Outputs = ReturnType<(typeof outputs)["decode"]>;

/** The lots that outputs declare. */
export function madeLots(producer: Address, made: Outputs): DeclaredLot[] {
  return made.map((each) => ({ producer, ...each }));
}

/** Their ids. */
export function outputLots(producer: Address, made: Outputs): bigint[] {
  return made.map(({ lotNumber: number, content: declared }) => lotId(producer, number, declared));
}
