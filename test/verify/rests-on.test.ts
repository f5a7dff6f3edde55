import { expect } from "chai";
import { sql } from "kysely";
import type { Content, LotIdentity } from "../../src/domain/lot.ts";
import { restsOnInAll, type Verdict } from "../../src/domain/verdict.ts";
import { grantAllowance, setTerms } from "../../src/governance/calls.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { createVerifier, type Verifier } from "../../src/verify/verifier.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { parties, scheme } from "../fixtures/parties.ts";
import { identityOf, idOf, lotOf, outputsOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import { describeInTurn } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";

const { miner, laboratory } = parties;
const site = 6_901_234_000_009n;
/** La 11 %, Ce 21 %, Pr 2.2 %, Nd 7.2 % and Sm 0.5 % of every lot here, in hundredths of a ppm. */
const found = 41_900_000n;

describeInTurn("what a lot rests on", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;
  let verifier: Verifier;
  let measured: Statement<"declare">;
  let guessed: Statement<"declare">;
  let next = 0;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    store = await openStore(await fresh());
    onClose(() => store.close());
    const indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 });
    verifier = createVerifier({ ledger: world.ledger, store, indexer });
    const { sign, include, governance } = world;
    const granted = { toleranceNanograms: 10n ** 12n, relianceNanograms: 10n ** 12n };
    await governance.execute(
      setTerms({ scheme, toleranceBasisPoints: 50, prices: {} }),
      grantAllowance({ organisation: miner.organisation, site, ...granted }),
      grantAllowance({ organisation: miner.organisation, site: 0n, ...granted }),
    );
    measured = await sign.declare("MEASURED");
    guessed = await sign.declare("GUESSED");
    const { massGrams } = guessed.message.content;
    await include(
      measured,
      ...(await sign.certification(measured)),
      guessed,
      await poorer(guessed),
      await sign.attest(guessed, "weight", laboratory, "conforms", { quantity: massGrams - 10n }),
      await sign.certify(lotOf(guessed)),
    );
  });

  /** An assay that found 1 ppm less neodymium than was declared. */
  async function poorer(declared: Statement<"declare">): Promise<Statement<"assay">> {
    const { witness, message } = await world.sign.assay(declared);
    const composition = { ...message.composition, Nd: { partsPerHundredMillion: 7_200_000 - 100 } };
    return world.sign.statement("assay", laboratory, { ...message, composition }, { witness });
  }

  async function verify(lot: bigint): Promise<Verdict> {
    const verdict = await verifier.verifyLot(lotIdToWire(lot), { fresh: true });
    if (verdict === undefined) throw new Error("The lot is not known");
    return verdict;
  }

  /** Makes certified lots of a thousand grams of another. */
  async function make(of: LotIdentity, grams: readonly bigint[], changes: Partial<Content> = {}): Promise<bigint[]> {
    const { sign, include } = world;
    const stated = { footprintGramsPerKilogram: 3_000, allocation: "mass" as const, producedAt: sign.now };
    const outputs = grams.map((massGrams) => ({
      ...stated,
      ...changes,
      custodyModel: "mass-balance" as const,
      lotNumber: `MADE-${next++}`,
      massGrams,
    }));
    const step = await sign.transform(miner, [{ declared: of, grams: 1_000n }], outputs, { scheme });
    await include(step);
    for (const { producer, lotNumber, content } of outputsOf(step)) {
      const declared = { kind: "declare", message: { organisation: producer, lotNumber, content } };
      await include(...(await sign.certification(declared as unknown as Statement<"declare">)));
    }
    return outputsOf(step).map(idOf);
  }

  it("is nothing but measurements where assay and scale found what was declared", async () => {
    const { restsOn, conclusion } = await verify(lotOf(measured));
    expect(conclusion).to.equal("valid");
    expect(restsOn).to.deep.equal({
      foundNanograms: 25_000_000n * found * 10n,
      certificateNanograms: 0n,
      making: null,
      ancestorsDrew: false,
    });
  });

  it("is what the certificate drew: declared beyond what the assay found, and grams that the scale did not", async () => {
    const { restsOn, conclusion } = await verify(lotOf(guessed));
    expect(conclusion).to.equal("valid");
    // 25 t with 1 ppm too much neodymium, and 10 g of all that was declared as found.
    const drawn = (25_000_000n * 100n + 10n * found) * 10n;
    expect(drawn).to.equal(29_190_000_000n);
    expect(restsOn).to.deep.include({ certificateNanograms: drawn, making: null, ancestorsDrew: false });
    expect(restsOn && restsOnInAll(restsOn)).to.deep.equal({ nanograms: drawn, partsPerHundredMillion: 279 });
  });

  it("is what a renewal drew besides, once an assay found less", async () => {
    const { sign, include } = world;
    const declared = await sign.declare("RENEWED");
    await include(declared, ...(await sign.certification(declared)));
    expect((await verify(lotOf(declared))).restsOn).to.deep.include({ certificateNanograms: 0n });
    await include(await poorer(declared), await sign.renew(lotOf(declared), sign.certificateUntil));
    const drawn = 25_000_000n * 100n * 10n;
    expect((await verify(lotOf(declared))).restsOn).to.deep.include({ certificateNanograms: drawn });
  });

  it("is what the step drew on tolerance and on limits of detection, and says that an ancestor drew", async () => {
    const source = identityOf(guessed);
    const composition = { ...source.content.composition, Dy: { partsPerHundredMillion: 10 } };
    const [made = 0n] = await make(source, [1_002n], { composition });
    const { restsOn, conclusion } = await verify(made);
    expect(conclusion).to.equal("valid");
    // 2 g more of all that was found, and dysprosium within the limit below which the feed's assay found none.
    const making = { toleratedNanograms: 2n * found * 10n, reliedNanograms: 1_002n * 10n * 10n, lots: 1 };
    expect(restsOn).to.deep.equal({
      foundNanograms: 1_002n * (found + 10n) * 10n,
      certificateNanograms: 0n,
      making,
      ancestorsDrew: true,
    });
    expect(restsOn && restsOnInAll(restsOn).nanograms).to.equal(838_100_200n);
  });

  it("counts what a step drew against each of the lots that came out of it", async () => {
    const lots = await make(identityOf(measured), [501n, 501n]);
    const making = { toleratedNanograms: 2n * found * 10n, reliedNanograms: 0n, lots: 2 };
    for (const lot of lots) {
      const { restsOn } = await verify(lot);
      expect(restsOn).to.deep.include({ making, certificateNanograms: 0n, ancestorsDrew: false });
    }
  });

  it("is proved by the allowance's head, of ancestors too: other figures in the database are found out", async () => {
    const [made = 0n] = await make(identityOf(guessed), [1_000n]);
    expect((await verify(made)).restsOn).to.deep.include({ ancestorsDrew: true });
    const certificate = await store.db
      .selectFrom("lot")
      .select("certification")
      .where("id", "=", lotIdToWire(lotOf(guessed)))
      .executeTakeFirstOrThrow();
    const setDrawn = (nanograms: string) =>
      sql`update governance_act set args = jsonb_set(args::jsonb, '{toleratedNanograms}', ${JSON.stringify(nanograms)}::jsonb)::json
        where event = 'AllowanceDrawn' and args->>'digest' = ${certificate.certification}`.execute(store.db);
    await setDrawn("0");
    for (const lot of [lotOf(guessed), made]) {
      const { conclusion, checks } = await verify(lot);
      expect(conclusion).to.equal("invalid");
      expect(checks.find(({ id }) => id === "registers-complete")?.status).to.equal("fail");
    }
    await setDrawn("29190000000");
    expect((await verify(made)).conclusion).to.equal("valid");
  });
});
