import { expect } from "chai";
import { AlertEngine } from "../../../src/alerts/engine.ts";
import { Client } from "../../../src/client/client.ts";
import { ProblemError } from "../../../src/client/problem-error.ts";
import { addKey, enrol, grantRole } from "../../../src/governance/calls.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { UnitRepository } from "../../../src/store/repositories/unit-repository.ts";
import { parties } from "../../fixtures/parties.ts";
import { always, party } from "../../fixtures/party.ts";
import { lotOf } from "../../fixtures/signing.ts";
import { describeInTurn } from "../../store/engines.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

const { miner, magnetMaker, regulator } = parties;
const german = party("Customs of DE", "customs", "DE");
const norwegian = party("Customs of NO", "customs", "NO");
const header = "flow,hs,reporter,partner,month,net_kg,value";

describeInTurn("trade statistics", (fresh) => {
  let service: Service;
  let engine: AlertEngine;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    const { sign, include, governance } = service.world;
    for (const { organisation, name, country, role, key } of [german, norwegian]) {
      await governance.execute(
        enrol({ organisation, name, country, site: 6_901_234_000_009n }),
        grantRole({ organisation, role, country, site: null, ...always }),
        addKey({ organisation, key: key.address, scopes: ["attestation"], ...always }),
      );
    }
    const declared = await sign.declare("T-1");
    const sent = await sign.dispatch(miner, magnetMaker, [{ lot: lotOf(declared), grams: 2_000_000n }]);
    await include(declared, ...(await sign.certification(declared)), sent, await sign.receive(sent, magnetMaker));
    await settle();
    engine = new AlertEngine({ store: service.services.store, logger: service.services.logger });
  });

  after(() => service.close());

  /** Makes what the ledger has final, in the index too. */
  async function settle(): Promise<void> {
    await service.services.ledger.rpc.call("anvil_mine", ["0x10"]);
    await service.services.indexer.catchUp();
  }

  const as = async (who: Parameters<typeof signInAs>[1]) =>
    new Client(service.url, (await signInAs(service, who)).token);
  const refusal = (asked: Promise<unknown>) =>
    asked.then(
      () => "done",
      (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
    );
  const months = ["2025-01", "2025-02", "2025-03"];
  const csv = (imported: number) =>
    [
      header,
      ...months.flatMap((month) => [`X,2846,CN,DE,${month},90000,1`, `M,2846,DE,CN,${month},${imported},1`]),
    ].join("\n");

  it("are taken in whole or not at all, by authorities alone", async () => {
    const client = await as(german);
    const wrong = `${csv(1)}\nX,2846,CN,DE,2025-99,1,1`;
    const problem = await client.storeStatistics("January", wrong).catch((error: ProblemError) => error.problem);
    expect(problem).to.deep.include({
      code: "statistics-invalid",
      lines: [{ line: 8, message: '"2025-99" is no month: write 2026-01 or 202601' }],
    });
    expect((await client.statisticFiles()).items).to.deep.equal([]);
    const stored = await client.storeStatistics("UN Comtrade, first quarter", csv(88_000));
    expect(stored).to.include({ figures: 6, skipped: 0, organisation: german.organisation });
    expect((await client.statisticFiles()).items.map(({ document }) => document)).to.deep.equal([stored.document]);
    const kept = await fetch(`${service.url}/v1/evidence/${stored.document}`);
    expect(await kept.text()).to.equal(csv(88_000));
    expect(await refusal((await as(miner)).storeStatistics("x", csv(1)))).to.equal("not-concerned");
    expect(await refusal(new Client(service.url).mirrorStatistics())).to.equal("sign-in-required");
    expect(await refusal(client.storeStatistics(" ", csv(1)))).to.equal("invalid-request");
    const bytes = await fetch(`${service.url}/v1/statistics?name=x`, {
      method: "POST",
      body: Buffer.from([0xff, 0xfe, 0]),
      headers: { "content-type": "text/csv", authorization: `Bearer ${(await signInAs(service, german)).token}` },
    });
    expect(((await bytes.json()) as { code: string }).code).to.equal("statistics-invalid");
  });

  it("stand beside what the ledger has, for the countries of whoever asks", async () => {
    const { rows, gaps, goods } = await (await as(german)).mirrorStatistics({ since: "2025-01" });
    expect(gaps).to.deep.equal([]);
    expect(goods.map(({ hs }) => hs)).to.include("2846");
    const [reported] = rows.filter(({ month }) => month === "2025-02");
    expect(reported).to.deep.equal({
      ...{ hs: "2846", from: "CN", to: "DE", month: "2025-02", certifiedOutGrams: "0", certifiedInGrams: "0" },
      ...{ exportedGrams: "90000000", importedGrams: "88000000" },
    });
    // Concentrate is declared under a code of many minerals.
    const certified = rows.filter(({ hs }) => hs === "253090");
    expect(
      certified.map(({ certifiedOutGrams, certifiedInGrams }) => [certifiedOutGrams, certifiedInGrams]),
    ).to.deep.equal([["2000000", "2000000"]]);
    expect((await (await as(norwegian)).mirrorStatistics({ since: "2025-01" })).rows).to.deep.equal([]);
    expect((await (await as(regulator)).mirrorStatistics({ since: "2025-02", until: "2025-02" })).rows).to.have.length(
      1,
    );
    expect((await (await as(regulator)).mirrorStatistics({ since: "2025-01", from: "DE" })).rows).to.deep.equal([]);
  });

  it("are not overwritten by an authority of another country, once one of the reporting country has spoken", async () => {
    await (await as(norwegian)).storeStatistics("made up", csv(1));
    const { rows } = await (await as(german)).mirrorStatistics({ since: "2025-01", until: "2025-03" });
    expect(rows.map(({ importedGrams }) => importedGrams)).to.deep.equal(Array(3).fill("88000000"));
  });

  it("raise an alert where both sides differ, under the same id whenever they are looked at again", async () => {
    await engine.catchUp();
    const client = await as(german);
    expect((await client.alerts({ rule: "mirror-gap" })).items).to.deep.equal([]);
    await client.storeStatistics("corrected", csv(40_000));
    await engine.catchUp();
    const [alert, ...others] = (await client.alerts({ rule: "mirror-gap" })).items;
    expect(others).to.deep.equal([]);
    expect(alert).to.deep.include({ subject: { type: "route", id: "CN-DE" }, countries: ["CN", "DE"] });
    expect(alert?.description.en).to.equal(
      "Of compounds of rare earths (HS 2846) on route CN-DE, one side reports 270 t and the other 120 t in the three months to 2025-03.",
    );
    const { db } = service.services.store;
    for (const table of ["alert", "alert_memory", "alert_cursor"] as const) await db.deleteFrom(table).execute();
    await engine.catchUp();
    expect((await client.alerts({ rule: "mirror-gap" })).items).to.deep.equal([alert]);
    await engine.catchUp();
    expect((await client.alerts({ rule: "mirror-gap" })).items).to.have.length(1);
  });

  it("are looked at with scans of gram codes, which raise an alert a lot and sign", async () => {
    const { store } = service.services;
    const lot = (await store.db.selectFrom("lot").select("id").executeTakeFirstOrThrow()).id;
    const scan = (gram: bigint, country: string, hour: bigint) =>
      store.db.insertInto("unit_scan").values({ lot, gram, country, hour, scans: 1n, after_end: false }).execute();
    const found = async () => {
      await engine.catchUp();
      return (await (await as(regulator)).alerts({ rule: "units-scanned-apart" })).items;
    };
    await scan(1n, "DE", 500_000n);
    await scan(1n, "CN", 500_020n);
    expect(await found()).to.deep.equal([]);
    await scan(1n, "FR", 500_021n);
    await scan(2n, "DE", 500_030n);
    await scan(2n, "CN", 500_031n);
    const [alert, ...others] = await found();
    expect(others).to.deep.equal([]);
    expect(alert?.evidence).to.deep.include({ gram: 1, sign: "impossible-travel" });
    expect(alert?.raisedAt).to.equal(500_021 * 3_600);
    await scan(1n, "MX", 500_021n);
    expect((await found()).map(({ id }) => id)).to.deep.equal([alert?.id]);
  });

  it("are looked at with claims on gram codes, which raise an alert where one gram was given away twice", async () => {
    const { store, indexer } = service.services;
    const { sign, include } = service.world;
    const declared = await sign.declare("T-2");
    const lot = lotOf(declared);
    const handed = await sign.handOver(miner, magnetMaker, lot, 10n);
    const again = await sign.handOver(miner, magnetMaker, lot, 10n);
    const other = await sign.handOver(miner, magnetMaker, lot, 5n);
    await include(declared, ...(await sign.certification(declared)), handed, other);
    await settle();
    const [first, second, third] = [handed, again, other].map((statement) => sign.digest(statement));
    const units = new UnitRepository(store.db);
    const claim = (digest: string | undefined, from: bigint, to: bigint) =>
      units.claim({ statement: String(digest) }, new Map([[lotIdToWire(lot), [{ first: from, last: to }]]]));
    const found = async () => {
      await engine.catchUp();
      return (await (await as(regulator)).alerts({ rule: "units-claimed-twice" })).items;
    };
    await claim(first, 0n, 9n);
    await claim(third, 20n, 24n);
    expect(await found()).to.deep.equal([]);
    // Nothing is told of a statement that a fork may take back yet.
    await include(again);
    await indexer.catchUp();
    await claim(second, 5n, 14n);
    expect(await found()).to.deep.equal([]);
    await settle();
    const [alert, ...others] = await found();
    expect(others).to.deep.equal([]);
    expect(alert?.evidence).to.deep.include({ gram: 5, first, second });
    expect(alert?.statements).to.deep.equal([first, second]);
    expect((await found()).map(({ id }) => id)).to.deep.equal([alert?.id]);

    // What an authority has seized is sent all the same.
    const held = await sign.hold(regulator, lot, { holder: miner.organisation });
    const seizure = await sign.seize(regulator, held, 20n);
    await include(held, seizure, await sign.releaseHold(regulator, held));
    const sent = await sign.dispatch(miner, magnetMaker, [{ lot, grams: 5n }], { fromCountry: "CN" });
    await include(sent);
    await settle();
    const [taken, gone] = [sign.digest(seizure), sign.digest(sent)];
    await claim(taken, 100n, 119n);
    await claim(gone, 115n, 119n);
    const [more] = (await found()).filter(({ id }) => id !== alert?.id);
    expect(more?.evidence).to.deep.include({ gram: 115, first: taken, second: gone });
    expect(more?.statements).to.deep.equal([taken, gone]);

    // A recipient names what arrived before the sender names what it sent, which is something else.
    const received = await sign.receive(sent, magnetMaker);
    const late = await sign.dispatch(miner, magnetMaker, [{ lot, grams: 5n }], { fromCountry: "CN" });
    const arrived = await sign.receive(late, magnetMaker);
    await include(received, late, arrived);
    await settle();
    const before = (await found()).length;
    const arrival = { consignment: sign.digest(late), holder: magnetMaker.organisation };
    const grams = new Map([[lotIdToWire(lot), [{ first: 200n, last: 204n }]]]);
    await units.claim({ statement: sign.digest(arrived), arrival }, grams);
    expect(await found()).to.have.length(before);
    await claim(sign.digest(late), 202n, 206n);
    const told = (await found()).filter(({ statements }) => statements.includes(sign.digest(arrived)));
    expect(told.map(({ evidence }) => evidence.gram)).to.deep.equal([200]);
    expect(told[0]?.statements).to.deep.equal([sign.digest(late), sign.digest(arrived)]);
    expect(told[0]?.organisations).to.include.members([miner.organisation, magnetMaker.organisation]);

    // What was no contradiction becomes one when a recipient says which grams it did not get.
    const short = await sign.dispatch(miner, magnetMaker, [{ lot, grams: 200n }], { fromCountry: "CN" });
    const most = await sign.receive(short, magnetMaker, [199n]);
    const on = await sign.handOver(magnetMaker, miner, lot, 1n);
    await include(short, most, on);
    await settle();
    await claim(sign.digest(short), 300n, 499n);
    await claim(sign.digest(on), 300n, 300n);
    const still = (await found()).length;
    const named = new Map([[lotIdToWire(lot), [{ first: 301n, last: 499n }]]]);
    const by = { consignment: sign.digest(short), holder: magnetMaker.organisation };
    await units.claim({ statement: sign.digest(most), arrival: by }, named);
    const newest = await found();
    expect(newest).to.have.length(still + 1);
    expect(newest.map(({ evidence }) => evidence.gram)).to.include(300);
  });
});
