import { randomInt } from "node:crypto";
import { hexlify } from "ethers";
import { UnitCustody } from "../../src/data-folder/unit-custody.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { lotContext } from "../../src/units/lot-context.ts";
import { LotSecret } from "../../src/units/lot-secret.ts";
import { writeUnitCode } from "../../src/units/unit-code.ts";
import { rootHash } from "../../src/units/unit-proof.ts";
import { UnitTree } from "../../src/units/unit-tree.ts";
import { carry } from "./carry.ts";
import { Connections } from "./connections.ts";
import { certify, declare, drawLots, examine, weigh } from "./lots.ts";
import { QuickSigner } from "./quick-sign.ts";
import { openStage, unitsKey } from "./stage.ts";
import { steadily } from "./steadily.ts";

const lotsInAll = 8;
const gramsEach = 1_000_000n;
/** Of which each is asked about a few times. */
const codesInAll = 2_000;

/**
 * Checks of codes of lots of a tonne each over HTTP, 500 a second: each with the lot's verdict, the proof and its check against the root.
 * @returns Milliseconds.
 */
export async function unitCheckMs(): Promise<number[]> {
  const stage = await openStage();
  const connections = new Connections(stage.url, 64);
  try {
    const signer = new QuickSigner(stage.ledger);
    const lots = drawLots(stage, "CODED", lotsInAll, gramsEach);
    for (const made of [declare, examine, weigh, certify]) {
      await carry(
        connections,
        lots.flatMap((lot) => made(stage, signer, lot)),
      );
    }
    const custody = new UnitCustody(stage.folder, unitsKey);
    const contract = stage.ledger.address("UnitCodes");
    const coded = await Promise.all(
      lots.map(async (lot) => {
        const id = lotIdToWire(lot.id);
        const context = lotContext({ chainId: BigInt(stage.ledger.chainId), contract, lot: id });
        const secret = LotSecret.draw();
        await custody.keep(id, context, secret);
        const keys = secret.keys(context);
        const root = rootHash(context, gramsEach, hexlify(new UnitTree(keys, context, gramsEach).top()));
        const message = { lot: lot.id, grams: gramsEach, root };
        return {
          id,
          keys,
          statement: signer.sign(stage.organisations[lot.producer], "register-unit-codes", { message }),
        };
      }),
    );
    await carry(
      connections,
      coded.map(({ statement }) => statement),
    );
    const paths = Array.from({ length: codesInAll }, (_, n) => {
      const { id, keys } = coded[n % lotsInAll] as (typeof coded)[number];
      return `/v1/verify/units/${writeUnitCode(keys.unit(BigInt(randomInt(Number(gramsEach)))))}?lot=${id}`;
    });
    // Until all trees are made.
    for (const path of paths.slice(0, lotsInAll)) {
      let body = "";
      do ({ body } = await connections.get(path));
      while (body.includes('"outcome":"preparing"'));
      if (!body.includes('"outcome":"genuine"')) throw new Error(`A code of the benchmark is not genuine: ${body}`);
    }
    return await steadily(stage.url, paths);
  } finally {
    connections.close();
    await stage.close();
  }
}
