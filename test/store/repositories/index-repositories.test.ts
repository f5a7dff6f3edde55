import { expect } from "chai";
import { createIndexer } from "../../../src/indexer/indexer.ts";
import { openStore, type Store } from "../../../src/store/open-store.ts";
import { ConsignmentRepository } from "../../../src/store/repositories/consignment-repository.ts";
import { type LotFilter, LotRepository, type LotRow } from "../../../src/store/repositories/lot-repository.ts";
import { OrganisationRepository } from "../../../src/store/repositories/organisation-repository.ts";
import type { Cursor } from "../../../src/store/repositories/page.ts";
import { StatementRepository } from "../../../src/store/repositories/statement-repository.ts";
import { startAnvilWorld } from "../../fixtures/anvil-world.ts";
import { history } from "../../fixtures/history.ts";
import { parties, scheme } from "../../fixtures/parties.ts";
import type { World } from "../../fixtures/world.ts";
import { cleanup } from "../../support/cleanup.ts";
import { describeEngines } from "../engines.ts";

const nowhere = `0x${"0".repeat(64)}`;

describeEngines("repositories of the index", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;
  let lots: LotRepository;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    for (const prefix of ["R", "RR"]) for await (const _ of history(world, prefix));
    store = await openStore(await fresh());
    onClose(() => store.close());
    await createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 }).catchUp();
    lots = new LotRepository(store.db);
  });

  const numbers = async (filter: LotFilter) =>
    (await lots.list(filter, { limit: 100 })).items.map((lot) => lot.lot_number);

  const lotNumbered = async (number: string): Promise<LotRow> => {
    const [lot] = (await lots.list({ lotNumber: number }, { limit: 1 })).items;
    if (lot === undefined) throw new Error(`there is no lot ${number}`);
    return lot;
  };

  it("list lots, the newest declaration first", async () => {
    const order = [
      "O",
      "M",
      "N",
      "L",
      "K",
      "J",
      "G2",
      "G1",
      "I",
      "H",
      "G",
      "F",
      "E",
      "W",
      "Z",
      "Y",
      "Y",
      "V",
      "SEEN2",
      "FOUND",
      "SEEN",
      "X",
      "C2",
      "D",
      "C",
      "B",
      "A",
    ];
    expect(await numbers({})).to.deep.equal([...order.map((n) => `RR-${n}`), ...order.map((n) => `R-${n}`)]);
  });

  for (const limit of [1, 3, 7, 14]) {
    it(`list lots in pages of ${limit} without a gap or a double`, async () => {
      const seen: string[] = [];
      let after: Cursor | undefined;
      do {
        const page = await lots.list({}, { limit, ...(after && { after }) });
        expect(page.items).to.have.lengthOf.within(1, limit);
        seen.push(...page.items.map((lot) => lot.lot_number));
        after = page.next;
      } while (after !== undefined);
      expect(seen).to.deep.equal(await numbers({}));
    });
  }

  it("filter lots by each field, and by several at once", async () => {
    const { miner, refiner, magnetMaker, carrier } = parties;
    expect(await numbers({ producer: refiner.organisation })).to.deep.equal([
      ...["RR-G2", "RR-G1", "RR-E", "RR-D"],
      ...["R-G2", "R-G1", "R-E", "R-D"],
    ]);
    expect(await numbers({ status: "rejected" })).to.deep.equal([
      ...["RR-W", "RR-Z", "RR-Y", "RR-Y", "RR-FOUND", "RR-SEEN", "RR-C"],
      ...["R-W", "R-Z", "R-Y", "R-Y", "R-FOUND", "R-SEEN", "R-C"],
    ]);
    expect(await numbers({ status: "suspended", producer: miner.organisation })).to.deep.equal(["RR-A", "R-A"]);
    expect(await numbers({ status: "suspended", producer: refiner.organisation })).to.deep.equal([]);
    expect(await numbers({ form: "concentrate" })).to.have.lengthOf(54);
    expect(await numbers({ form: "magnet" })).to.deep.equal([]);
    expect(await numbers({ scheme })).to.deep.equal(
      ["RR", "R"].flatMap((prefix) => ["N", "H", "G", "X", "B", "A"].map((number) => `${prefix}-${number}`)),
    );
    expect(await numbers({ scheme: scheme + 1 })).to.deep.equal([]);
    expect(await numbers({ holder: magnetMaker.organisation })).to.deep.equal(["RR-G", "RR-A", "R-G", "R-A"]);
    expect(await numbers({ holder: magnetMaker.organisation, lotNumber: "R-A" })).to.deep.equal(["R-A"]);
    expect(await numbers({ holder: carrier.organisation })).to.deep.equal(["RR-G", "R-G"]);
    expect(await numbers({ element: "Nd" })).to.have.lengthOf(54);
    expect(await numbers({ element: "Lu" })).to.deep.equal([]);
  });

  it("tell a lot's holders and its lines on the road", async () => {
    const { id } = await lotNumbered("R-A");
    const { miner, magnetMaker, refiner, recycler, carrier } = parties;
    const grams = new Map((await lots.holders(id)).map((row) => [row.holder, row.grams]));
    expect([...grams]).to.have.deep.members([
      [miner.organisation, 14_993_187n],
      // What was shared out to it of two consignments, and what it received of a third.
      [refiner.organisation, 1_201n],
      [magnetMaker.organisation, 9_996_000n],
    ]);
    const lines = await lots.lines(id);
    expect(lines.map((line) => [line.recipient, line.sent_grams, line.received_grams, line.status])).to.deep.equal([
      // With what was shared out to the recipient later.
      [refiner.organisation, 10_000_000n, 9_999_400n, "settled"],
      [carrier.organisation, 1n, 1n, "returned"],
      [refiner.organisation, 2_000n, 800n, "settled"],
      [refiner.organisation, 5_000n, 0n, "lost"],
      [refiner.organisation, 7_000n, 6_990n, "returned"],
      [recycler.organisation, 3n, null, "on-the-road"],
      [refiner.organisation, 900n, 1n, "disputed"],
    ]);
    expect(await lots.find(nowhere)).to.equal(undefined);
    expect(await lots.holders(nowhere)).to.deep.equal([]);
  });

  it("tell a lot's dossier in order, in parts, and by kind", async () => {
    const statements = new StatementRepository(store.db);
    const { id, links } = await lotNumbered("R-A");
    const whole = await statements.dossier(id, 0, 1_000);
    expect(whole.map(({ position }) => position)).to.deep.equal(Array.from({ length: links }, (_, i) => i + 1));
    expect(whole[0]?.statement).to.include({ kind: "declare" });
    expect(await statements.dossier(id, 2, 3)).to.deep.equal(whole.slice(2, 5));
    const examinations = await statements.dossierOfKinds(id, ["assay", "attest"]);
    const examined = whole.filter(({ statement }) => statement?.kind === "assay" || statement?.kind === "attest");
    expect(examinations).to.deep.equal(examined.map(({ position, statement }) => ({ ...statement, position })));
    expect(examinations).to.have.length.above(3);
    const first = whole[0]?.statement;
    if (!first) throw new Error("the dossier has no declaration");
    expect(await statements.find(first.digest)).to.deep.equal(first);
    expect(await statements.find(nowhere)).to.equal(undefined);
    expect(await statements.findAll([first.digest, nowhere])).to.deep.equal([first]);
    expect(await statements.findAll([])).to.deep.equal([]);
  });

  it("tell a consignment with its lines", async () => {
    const consignments = new ConsignmentRepository(store.db);
    const [line] = await lots.lines((await lotNumbered("R-A")).id);
    const consignment = await consignments.find(line?.consignment ?? "");
    expect(consignment).to.include({
      sender: parties.miner.organisation,
      recipient: parties.refiner.organisation,
      carrier: parties.carrier.organisation,
      from_country: "CN",
      to_country: "CN",
      status: "settled",
      shortage_reason: 3,
      seal_intact: false,
    });
    expect(consignment?.lines.map(({ sent_grams }) => sent_grams)).to.have.members([10_000_000n, 7_000_000n]);
    expect(consignment?.lines.map(({ received_grams }) => received_grams)).to.have.members([9_999_400n, 0n]);
    expect(await consignments.find(nowhere)).to.equal(undefined);
  });

  it("tell organisations in pages, by name, and with what they were granted", async () => {
    const organisations = new OrganisationRepository(store.db);
    const all = await organisations.list(0, 100);
    expect(all.map(({ name }) => name)).to.deep.equal(Object.values(parties).map(({ name }) => name));
    expect(await organisations.list(2, 3)).to.deep.equal(all.slice(2, 6));
    const { buyer, miner, verifier } = parties;
    expect(await organisations.names([buyer.organisation, miner.organisation, nowhere])).to.deep.equal(
      new Map([
        [miner.organisation, miner.name],
        [buyer.organisation, buyer.name],
      ]),
    );
    const found = await organisations.find(buyer.organisation);
    expect(found?.roles.map(({ role, country, site }) => [role, country, site])).to.deep.equal([
      ["buyer", "", null],
      ["recycler", "DK", "5790000000005"],
    ]);
    expect(found?.keys.filter(({ revoked_at }) => revoked_at === null)).to.have.lengthOf(1);
    expect((await organisations.roles([buyer.organisation])).map(({ role }) => role)).to.deep.equal([
      "buyer",
      "recycler",
    ]);
    expect((await organisations.find(verifier.organisation))?.accreditations).to.have.lengthOf(1);
    const quota = (await organisations.find(miner.organisation))?.quotas[0];
    // Twice 25 t, 7 t, 450 g, 300 g, 25 t, 190 kg, 30 g, and 450, 40 and 80 g that are withheld; what else was rejected went back.
    expect(quota?.drawn_grams).to.equal(2n * 57_192_800n);
    expect(await organisations.find(nowhere.slice(0, 42))).to.equal(undefined);
  });
});
