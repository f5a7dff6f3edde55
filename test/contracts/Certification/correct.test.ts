import { expect } from "chai";
import { expectEvent } from "../fixtures/events.ts";
import { freshScene, type Scene } from "../fixtures/fixture.ts";
import { certified } from "../fixtures/journeys.ts";
import { correctFootprint } from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

describe("Certification: correct a footprint", () => {
  let scene: Scene;
  let lot: bigint;
  beforeEach(async () => {
    scene = await freshScene();
    ({ lot } = await certified(scene));
  });

  it("records what is higher, and says so in an event", async () => {
    const signed = await correctFootprint(scene, lot, 4_001);
    const { organisation } = scene.party.certifier;
    const { digest, message: statement, signature } = signed;
    await expectEvent(signed, "FootprintCorrected", { lot, digest, organisation, statement, signature });
    expect((await scene.lots.lots(lot)).footprintGramsPerKilogram).to.equal(4_001n);
  });

  it("never lowers it: carbon cannot shrink", async () => {
    await expectRefused(correctFootprint(scene, lot, 4_000), scene.lots, "FootprintNotHigher", lot, 4_000, 4_000);
    await expectRefused(correctFootprint(scene, lot, 1), scene.lots, "FootprintNotHigher", lot, 1, 4_000);
    const nobody = [5n, scene.party.certifier.organisation] as const;
    const unknown = correctFootprint(scene, 5n, 1);
    await expectRefused(unknown, scene.certification, "NotTheProducerOrCertifier", ...nobody);
  });

  it("is the producer's or the certifier's to say, and no other verifier's", async () => {
    const { miner, refiner, verifier } = scene.party;
    for (const other of [refiner, verifier]) {
      const statement = correctFootprint(scene, lot, 4_001, {}, other);
      const args = [lot, other.organisation] as const;
      await expectRefused(statement, scene.certification, "NotTheProducerOrCertifier", ...args);
    }
    await (await correctFootprint(scene, lot, 4_001, {}, miner)).send();
  });
});
