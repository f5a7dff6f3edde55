import { expect } from "chai";
import type { PackageAnswer } from "../../../src/client/answers.ts";
import { Client } from "../../../src/client/client.ts";
import type { ProblemError } from "../../../src/client/problem-error.ts";
import { gs1CheckDigit } from "../../../src/domain/gs1-check-digit.ts";
import type { Hex } from "../../../src/domain/hex.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { parties } from "../../fixtures/parties.ts";
import { lotOf } from "../../fixtures/signing.ts";
import { describeInTurn } from "../../store/engines.ts";
import { cleanup } from "../../support/cleanup.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

const [pallet, drum, bag] = ["10614141234567890", "10614141234567891", "10614141234567892"].map(
  (digits) => `${digits}${gs1CheckDigit(digits)}`,
) as [string, string, string];

async function problemOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: ProblemError) => error.problem.code,
  );
}

describeInTurn("packages over HTTP", (fresh) => {
  const closing = cleanup();
  const { miner, refiner, recycler, regulator } = parties;
  let service: Service;
  let by: Record<"miner" | "refiner" | "recycler" | "regulator", Client>;
  let id: bigint;
  let lot: Hex;
  let uncoded: Hex;
  let sent: Awaited<ReturnType<Service["world"]["sign"]["dispatch"]>>;

  before(async () => {
    service = await startService(await fresh());
    closing(() => service.close());
    const { sign, include } = service.world;
    const declared = await sign.declare("PACKED-1", { massGrams: 5_000n });
    const plain = await sign.declare("PACKED-2", { massGrams: 5_000n });
    await include(
      ...[declared, plain, ...(await sign.certification(declared)), ...(await sign.certification(plain))],
      await sign.registerUnitCodes(miner, lotOf(declared), 5_000n, `0x${"77".repeat(32)}`),
    );
    await service.services.indexer.catchUp();
    id = lotOf(declared);
    [lot, uncoded] = [lotIdToWire(id), lotIdToWire(lotOf(plain))];
    const as = async (party: typeof miner) => new Client(service.url, (await signInAs(service, party)).token);
    by = {
      miner: await as(miner),
      refiner: await as(refiner),
      recycler: await as(recycler),
      regulator: await as(regulator),
    };
  });

  const fill = (sscc: string, ...ranges: [number, number][]) =>
    by.miner.recordPackageEvent(sscc, {
      what: "filled",
      lot,
      ranges: ranges.map(([first, last]) => ({ first, last })),
    });
  const pack = (sscc: string, inner: string) => by.miner.recordPackageEvent(sscc, { what: "packed", package: inner });
  const gramsOf = ({ packed }: PackageAnswer) => packed.map(({ grams }) => grams);

  it("hold the grams of what lies in them, nested, and a gram once", async () => {
    expect(gramsOf(await fill(bag, [0, 9], [20, 29]))).to.deep.equal([20]);
    expect(gramsOf(await fill(drum, [10, 19]))).to.deep.equal([10]);
    expect(await problemOf(fill(drum, [29, 30]))).to.equal("package-conflict");
    expect(gramsOf(await pack(drum, bag))).to.deep.equal([30]);
    const [packed] = (await pack(pallet, drum)).packed;
    expect(packed).to.deep.include({ packerName: miner.name, statement: null, within: null, packages: [drum] });
    expect(packed?.lots).to.deep.equal([{ lot, lotNumber: "PACKED-1", grams: 30, ranges: [{ first: 0, last: 29 }] }]);
    const inside = (await by.miner.package(bag)).packed[0];
    expect(inside).to.deep.include({ within: drum, grams: 20 });
    expect(inside?.events.map(({ what, grams }) => [what, grams])).to.deep.equal([["filled", 20]]);
  });

  it("never contain themselves, and lie in one other at most", async () => {
    expect(await problemOf(pack(bag, bag))).to.equal("package-conflict");
    expect(await problemOf(pack(bag, pallet))).to.equal("package-conflict");
    expect(await problemOf(pack(pallet, bag))).to.equal("package-conflict");
    expect(await problemOf(by.miner.recordPackageEvent(pallet, { what: "unpacked" }))).to.equal("package-conflict");
    expect((await by.miner.packages()).items.map(({ sscc }) => sscc)).to.deep.equal([pallet]);
    await by.miner.recordPackageEvent(drum, { what: "unpacked" });
    const first = await by.miner.packages({ limit: 1 });
    expect([first.items.length, first.next]).to.deep.equal([1, first.items[0]?.sscc]);
    const rest = await by.miner.packages({ limit: 1, after: String(first.next) });
    expect([...first.items, ...rest.items].map(({ sscc }) => sscc)).to.deep.equal([pallet, drum].sort());
    await pack(pallet, drum);
  });

  it("take what is there alone: grams of a coded lot in hand, and SSCCs that are right", async () => {
    expect(await problemOf(fill(bag, [4_990, 5_000]))).to.equal("unit-ranges-invalid");
    expect(await problemOf(fill(bag, [9, 8]))).to.equal("unit-ranges-invalid");
    const filled = { what: "filled" as const, lot, ranges: [{ first: 100, last: 109 }] };
    expect(await problemOf(by.miner.recordPackageEvent(bag, { ...filled, lot: uncoded }))).to.equal(
      "unit-codes-missing",
    );
    expect(await problemOf(by.recycler.recordPackageEvent(bag, filled))).to.equal("not-concerned");
    const wrong = `${bag.slice(0, -1)}${(Number(bag.at(-1)) + 1) % 10}`;
    expect(await problemOf(by.miner.package(wrong))).to.equal("invalid-request");
    expect(await problemOf(by.miner.recordPackageEvent(wrong, filled))).to.equal("invalid-request");
    expect(await problemOf(new Client(service.url).package(bag))).to.equal("sign-in-required");
  });

  it("are known to who packed them and to authorities, whose reading is on record, until they leave", async () => {
    for (const who of [by.refiner, by.recycler]) {
      expect(await problemOf(who.package(bag))).to.equal("package-not-found");
      expect(await problemOf(who.recordPackageEvent(bag, { what: "seen", country: "DE" }))).to.equal(
        "package-not-found",
      );
    }
    const { db } = service.services.store;
    const reads = async () => (await db.selectFrom("access_log").selectAll().execute()).length;
    const before = await reads();
    expect(gramsOf(await by.regulator.package(bag))).to.deep.equal([20]);
    expect(await reads()).to.equal(before + 1);
  });

  it("leave with a statement as they are packed then: its parties look them up, and say where they saw them", async () => {
    const { sign, include } = service.world;
    sent = await sign.dispatch(miner, refiner, [{ lot: id, grams: 30n }]);
    await include(sent);
    await service.services.indexer.catchUp();
    const statement = sign.digest(sent);
    const claim = (...packages: string[]) => by.miner.claimUnits(statement, { packages });
    expect(await problemOf(claim(bag))).to.equal("unit-ranges-invalid");
    expect(await problemOf(claim(pallet, bag))).to.equal("package-conflict");
    expect(await problemOf(claim(`${"0".repeat(17)}0`))).to.equal("package-not-found");
    const named = await claim(pallet);
    expect(named.lots).to.deep.equal([{ lot, ranges: [{ first: 0, last: 29 }] }]);
    expect((await claim(pallet)).doubled).to.deep.equal([]);

    // What the sender does with its book afterwards changes nothing of what left.
    await by.miner.recordPackageEvent(drum, { what: "unpacked" });
    await by.miner.recordPackageEvent(bag, { what: "emptied" });
    const arrived = await by.refiner.package(pallet);
    expect(arrived.packed).to.have.length(1);
    expect(arrived.packed[0]).to.deep.include({ statement, grams: 30, packages: [drum], events: [] });
    expect(gramsOf(await by.refiner.package(bag))).to.deep.equal([20]);
    expect(gramsOf(await by.miner.package(bag)).sort()).to.deep.equal([0, 20]);
    expect(await problemOf(by.recycler.package(pallet))).to.equal("package-not-found");

    const seen = await by.refiner.recordPackageEvent(bag, { what: "seen", country: "DE" });
    expect(seen.packed[0]?.events.map(({ what, country, byName }) => ({ what, country, byName }))).to.deep.equal([
      { what: "seen", country: "DE", byName: refiner.name },
    ]);
    expect((await by.miner.package(bag)).packed[0]?.events[0]).to.deep.include({ what: "seen", country: "DE" });
  });

  it("are taken over by who received all that they left with, once, as they were packed then", async () => {
    const { sign, include } = service.world;
    const statement = sign.digest(sent);
    const take = (client: Client, sscc: string, from = statement) =>
      client.recordPackageEvent(sscc, { what: "received", statement: from });
    expect(await problemOf(take(by.refiner, pallet)), "on the road").to.equal("not-concerned");
    await include(await sign.receive(sent, refiner, [30n]));
    await service.services.indexer.catchUp();

    expect(await problemOf(take(by.recycler, pallet))).to.equal("not-concerned");
    expect(await problemOf(take(by.miner, pallet))).to.equal("not-concerned");
    expect(await problemOf(take(by.refiner, pallet, `0x${"5".repeat(64)}`))).to.equal("statement-not-found");
    expect(await problemOf(take(by.refiner, `${"0".repeat(17)}0`))).to.equal("package-not-found");
    const own = ({ packed }: PackageAnswer) =>
      packed.find(({ packer, statement: left }) => packer === refiner.organisation && left === null);
    expect(own(await take(by.refiner, pallet))).to.deep.include({ grams: 30, packages: [drum], within: null });
    expect(own(await by.refiner.package(bag))).to.deep.include({ grams: 20, within: drum });
    expect(await problemOf(take(by.refiner, pallet))).to.equal("package-conflict");
    expect(await problemOf(take(by.refiner, drum))).to.equal("package-conflict");
    const unpacked = await by.refiner.recordPackageEvent(drum, { what: "unpacked" });
    expect(own(unpacked)).to.deep.include({ within: null });
  });

  it("are taken over one by one where not all arrived, once their grams are named", async () => {
    const { sign, include } = service.world;
    const [here, missing] = ["10614141234567850", "10614141234567851"].map(
      (digits) => `${digits}${gs1CheckDigit(digits)}`,
    ) as [string, string];
    await fill(here, [200, 219]);
    await fill(missing, [220, 229]);
    const part = await sign.dispatch(miner, refiner, [{ lot: id, grams: 30n }]);
    const receipt = await sign.receive(part, refiner, [20n]);
    await include(part, receipt);
    await service.services.indexer.catchUp();
    await by.miner.claimUnits(sign.digest(part), { packages: [here, missing] });
    const take = (sscc: string) =>
      by.refiner.recordPackageEvent(sscc, { what: "received", statement: sign.digest(part) });
    const name = (...packages: string[]) => by.refiner.claimUnits(sign.digest(receipt), { packages });
    expect(await problemOf(take(here))).to.equal("not-concerned");
    expect(await problemOf(name(here, missing))).to.equal("unit-ranges-invalid");
    expect(await problemOf(name(bag))).to.equal("package-not-found");
    expect((await name(here)).lots).to.deep.equal([{ lot, ranges: [{ first: 200, last: 219 }] }]);
    expect(await problemOf(take(missing))).to.equal("not-concerned");
    // One with nothing in it is nobody's but who received the consignment.
    const empty = `10614141234567852${gs1CheckDigit("10614141234567852")}`;
    await fill(empty, [230, 230]);
    await by.miner.recordPackageEvent(empty, { what: "emptied" });
    await by.miner.claimUnits(sign.digest(part), { packages: [here, missing, empty] });
    const steal = by.recycler.recordPackageEvent(empty, { what: "received", statement: sign.digest(part) });
    expect(await problemOf(steal)).to.equal("not-concerned");
    const { packed } = await take(here);
    expect(packed.find(({ packer }) => packer === refiner.organisation)?.grams).to.equal(20);
    // Once the rest is the recipient's too, it has received all, though in two steps.
    await include(await sign.settle(part, miner, refiner, [{ recipientGrams: 10n, senderGrams: 0n }], 0));
    await service.services.indexer.catchUp();
    const rest = (await take(missing)).packed.find(({ packer }) => packer === refiner.organisation);
    expect(rest?.grams).to.equal(10);
  });

  it("show it where two statements moved one gram", async () => {
    const { sign, include } = service.world;
    const again = await sign.dispatch(miner, refiner, [{ lot: id, grams: 20n }]);
    await include(again);
    await service.services.indexer.catchUp();
    await fill(bag, [0, 9], [20, 29]);
    const statement = sign.digest(again);
    const { doubled } = await by.miner.claimUnits(statement, { packages: [bag] });
    expect(doubled.map(({ gram }) => gram)).to.deep.equal([0, 20]);
  });
});
