import { expect } from "chai";
import type { RawContent } from "../fixtures/content.ts";
import { freshScene, Kind, now, Outcome, SCHEME, type Scene, schemeTerms } from "../fixtures/fixture.ts";
import { declared } from "../fixtures/journeys.ts";
import { assay, attest, certify, type Declaration, dispatch, handOver } from "../fixtures/kinds.ts";
import { retire } from "../fixtures/life-cycle-kinds.ts";
import { deposit, outputOf, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";
import type { Signed } from "../fixtures/statements.ts";

/** Every statement that says when something happened to a lot; what answers a dispatch is not before that. */
const statements: Record<string, (scene: Scene, lot: Declaration, occurredAt: number) => Promise<Signed>> = {
  "an assay": (scene, { identity }, occurredAt) => assay(scene, identity, { message: { occurredAt } }),
  "an attestation": (scene, { lot }, occurredAt) => attest(scene, lot, Kind.weight, { message: { occurredAt } }),
  "a finding": (scene, { lot }, occurredAt) =>
    attest(scene, lot, Kind.inspection, { message: { occurredAt, outcome: Outcome.doesNotConform } }),
  "an inconclusive attestation": (scene, { lot }, occurredAt) =>
    attest(scene, lot, Kind.process, { message: { occurredAt, outcome: Outcome.inconclusive } }),
  "a dispatch": (scene, { lot }, occurredAt) => dispatch(scene, [{ lot, grams: 1_000n }], { message: { occurredAt } }),
  "a handover": (scene, { lot }, occurredAt) => handOver(scene, lot, 1_000n, { message: { occurredAt } }),
  "a retirement": (scene, { lot }, occurredAt) => retire(scene, lot, 1_000n, { message: { occurredAt } }),
  "a transformation": (scene, { identity }, occurredAt) =>
    transform(
      scene,
      { taken: [{ identity, grams: 1_000n }], made: [outputOf(identity, { massGrams: 1_000n })] },
      { message: { occurredAt } },
    ),
  "a deposit": (scene, { identity }, occurredAt) =>
    deposit(scene, [{ identity, grams: 1_000n }], { message: { occurredAt } }),
};

describe("Lots: what happens to a lot", () => {
  let scene: Scene;
  let producedAt: number;
  beforeEach(async () => {
    scene = await freshScene();
    await scene.schemes.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
    producedAt = await now();
  });

  async function certifiedLot(changes: Partial<RawContent> = {}): Promise<Declaration> {
    const declaration = await declared(scene, { producedAt, ...changes });
    await (await certify(scene, declaration.lot)).send();
    return declaration;
  }

  for (const [name, state] of Object.entries(statements)) {
    it(`is not before the lot was made: ${name}`, async () => {
      const declaration = await certifiedLot();
      const args = [declaration.lot, producedAt - 1, producedAt] as const;
      await expectRefused(state(scene, declaration, producedAt - 1), scene.lots, "OccurredBeforeMade", ...args);
      await (await state(scene, declaration, producedAt)).send();
    });
  }

  it("is before none of the lots of a consignment, nor of a step or deposit", async () => {
    const old = await certifiedLot({ producedAt: producedAt - 100 });
    const young = await certifiedLot();
    const lines = [old, young].map(({ lot }) => ({ lot, grams: 1_000n }));
    const taken = [old, young].map(({ identity }) => ({ identity, grams: 1_000n }));
    const made = [outputOf(old.identity, { massGrams: 2_000n, deposit: young.identity.content.deposit })];
    const departure = { message: { occurredAt: producedAt - 1 } };
    for (const signed of [
      dispatch(scene, lines, departure),
      transform(scene, { taken, made }, departure),
      deposit(scene, taken, departure),
    ]) {
      const args = [young.lot, producedAt - 1, producedAt] as const;
      await expectRefused(signed, scene.lots, "OccurredBeforeMade", ...args);
    }
  });

  it("is not before an own lot that is no certificate yet was made", async () => {
    const { identity, lot } = await declared(scene, { producedAt });
    const step = (occurredAt: number) =>
      transform(
        scene,
        { taken: [{ identity, grams: 1_000n }], made: [outputOf(identity, { massGrams: 1_000n }, false)] },
        { message: { occurredAt } },
      );
    await expectRefused(step(producedAt - 1), scene.lots, "OccurredBeforeMade", lot, producedAt - 1, producedAt);
    await (await step(producedAt)).send();
  });

  it("is judged by the time that the declaration says, which is on record", async () => {
    const { lot } = await declared(scene, { producedAt: producedAt - 7 });
    expect((await scene.lots.lots(lot)).producedAt).to.equal(producedAt - 7);
  });
});
