import { expect } from "chai";
import { sql } from "kysely";
import { gs1CheckDigit } from "../../../src/domain/gs1-check-digit.ts";
import type { Address, Hex } from "../../../src/domain/hex.ts";
import { openStore, type Store } from "../../../src/store/open-store.ts";
import { PackageRepository } from "../../../src/store/repositories/package-repository.ts";
import { describeEngines } from "../engines.ts";

const [sender, recipient]: [Address, Address] = [`0x${"a".repeat(40)}`, `0x${"b".repeat(40)}`];
const lot: Hex = `0x${"1".repeat(64)}`;
const sscc = (number: number) => {
  const digits = `1061414${String(number).padStart(10, "0")}`;
  return `${digits}${gs1CheckDigit(digits)}`;
};
const statement = (number: number): Hex => `0x${String(number).padStart(64, "0")}`;
const range = (first: number, last: number) => ({ first: BigInt(first), last: BigInt(last) });

describeEngines("package repository", (fresh) => {
  let store: Store;
  let packages: PackageRepository;

  before(async function () {
    this.timeout(60_000);
    store = await openStore(await fresh());
    packages = new PackageRepository(store.db);
  });

  after(() => store.close());

  const fill = (by: Address, of: string, ...ranges: ReturnType<typeof range>[]) =>
    packages.record(by, of, { what: "filled", lot, ranges }, 1n);
  const takeOver = (of: string, from: Hex) => packages.record(recipient, of, { what: "received", statement: from }, 2n);
  const find = (organisation: Address, of: string) => packages.find({ organisation }, of);
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => "done",
      (error: { code: string }) => error.code,
    );

  it("takes a package over with more ranges than one statement has parameters", async function () {
    this.timeout(60_000);
    const [pallet, drum] = [sscc(1), sscc(2)];
    await fill(sender, drum, range(0, 0));
    await packages.record(sender, pallet, { what: "packed", package: drum }, 1n);
    // Every other gram: none of these ranges touch. Five columns each are more than 65,535 values.
    const count = 14_000;
    await sql`
      insert into package_grams (organisation, sscc, lot, first_gram, last_gram)
      select ${sender}, ${drum}, ${lot}, 2 * place, 2 * place from generate_series(1, ${count - 1}::int8) as place`.execute(
      store.db,
    );
    await packages.leave(statement(1), sender, [pallet]);
    await packages.record(sender, drum, { what: "emptied" }, 1n);
    await takeOver(pallet, statement(1));
    const own = await find(recipient, pallet);
    expect(own?.children).to.deep.equal([drum]);
    const ranges = own?.contents.get(lot) ?? [];
    expect(ranges).to.have.length(count);
    for (const [place, { first, last }] of ranges.entries()) {
      if (first !== BigInt(2 * place) || last !== first) throw new Error(`range ${place} is ${first}-${last}`);
    }
    expect((await find(sender, pallet))?.contents.size).to.equal(0);
    await packages.record(recipient, drum, { what: "emptied" }, 3n);
  });

  it("takes nothing over of which its recipient has packed a gram otherwise before", async () => {
    const [drum, bag, own] = [sscc(11), sscc(12), sscc(13)];
    await fill(sender, bag, range(100_000, 100_099));
    await fill(sender, drum, range(100_100, 100_199));
    await packages.record(sender, drum, { what: "packed", package: bag }, 1n);
    await packages.leave(statement(2), sender, [drum]);
    // One gram of what lies in the inner package.
    await fill(recipient, own, range(100_099, 100_099), range(200_000, 200_009));
    expect(await codeOf(takeOver(drum, statement(2)))).to.equal("packed-already");
    // Nothing of it is left behind, neither package nor event.
    for (const each of [drum, bag]) {
      expect(await find(recipient, each)).to.equal(undefined);
      expect(await packages.events(recipient, each)).to.deep.equal([]);
    }
    expect((await find(recipient, own))?.contents.get(lot)).to.have.length(2);

    await packages.record(recipient, own, { what: "emptied" }, 3n);
    await fill(recipient, own, range(200_000, 200_009));
    await takeOver(drum, statement(2));
    expect((await find(recipient, drum))?.contents.get(lot)).to.deep.equal([range(100_000, 100_199)]);
    expect((await find(recipient, bag))?.parent).to.equal(drum);
    expect((await find(recipient, own))?.contents.get(lot)).to.deep.equal([range(200_000, 200_009)]);
  });

  it("takes nothing over of which a package stands in its recipient's book already, however it is packed there", async () => {
    const [drum, bag] = [sscc(21), sscc(22)];
    await fill(sender, bag, range(300_000, 300_009));
    await packages.record(sender, drum, { what: "packed", package: bag }, 1n);
    await packages.leave(statement(3), sender, [drum]);
    await fill(recipient, bag, range(400_000, 400_009));
    expect(await codeOf(takeOver(drum, statement(3)))).to.equal("packed-already");
    expect(await find(recipient, drum)).to.equal(undefined);
    // The grams of another lot are no hindrance, nor are those that other packages left with.
    expect(await codeOf(takeOver(sscc(23), statement(3)))).to.equal("package-unknown");
    expect(await codeOf(takeOver(drum, statement(2)))).to.equal("package-unknown");
  });
});
