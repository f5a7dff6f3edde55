import { setTimeout as delay } from "node:timers/promises";
import { hexlify } from "ethers";
import type { UnitCheck } from "../../../src/client/answers.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { lotContext } from "../../../src/units/lot-context.ts";
import { LotSecret } from "../../../src/units/lot-secret.ts";
import { writeUnitCode } from "../../../src/units/unit-code.ts";
import { checkUnitProof, rootHash } from "../../../src/units/unit-proof.ts";
import { UnitTree } from "../../../src/units/unit-tree.ts";
import { signIn } from "../sign-in.ts";
import type { Lot, World } from "../world.ts";

const pollMs = 100;
/** Grams whose labels are scanned. */
const [ours, copied] = [123_456n, 654_321n];

/**
 * The producer gives every gram of a lot a code and registers the root. Then a drum is scanned.
 * @throws Error if a code is not told to be what it is.
 */
export async function scanDrum(world: World, lot: Lot): Promise<void> {
  const { ledger, road, organisations } = world;
  const producer = organisations[lot.producer];
  const id = lotIdToWire(lot.id);
  const grams = lot.plan.massGrams;
  const context = lotContext({ chainId: BigInt(ledger.chainId), contract: ledger.address("UnitCodes"), lot: id });
  const secret = LotSecret.draw();
  const keys = secret.keys(context);
  const root = rootHash(context, grams, hexlify(new UnitTree(keys, context, grams).top()));
  await road.carry([await road.sign(producer, "register-unit-codes", { message: { lot: lot.id, grams, root } })]);
  const signedIn = await signIn(world, producer);
  await signedIn.keepUnitSecret(id, hexlify(secret.reveal()));
  while ((await signedIn.unitCustody(id)).state === "opening") await delay(pollMs);

  const { client } = road;
  const unit = keys.unit(ours);
  const genuine = await client.checkUnit(writeUnitCode(unit), id);
  expectOutcome(genuine, "genuine");
  if (genuine.proof === null) throw new Error("A genuine code came without its proof");
  checkUnitProof({ unit, ...genuine.proof }, { context, grams, root });

  const guess = await client.checkUnit(writeUnitCode({ index: ours, tag: unit.tag + 1n }), id);
  expectOutcome(guess, "wrong");

  // Whoever copies a label has a genuine code. That one gram is in two countries gives it away.
  const label = writeUnitCode(keys.unit(copied));
  await client.countScan(label, id, "SE");
  const second = await client.countScan(label, id, "US");
  expectOutcome(second, "genuine");
  if (!second.scans?.cloneSigns.includes("impossible-travel")) throw new Error("A copied code was not noticed");
}

function expectOutcome({ outcome }: UnitCheck, expected: UnitCheck["outcome"]): void {
  if (outcome !== expected) throw new Error(`A code was to be ${expected}, and is ${outcome}`);
}
