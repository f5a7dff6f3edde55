import { expect } from "chai";
import { gs1CheckDigit } from "../../src/domain/gs1-check-digit.ts";
import { Packages } from "../../src/units/packages.ts";
import { refusal } from "./refusal.ts";

const lot = `0x${"11".repeat(32)}`;
const other = `0x${"22".repeat(32)}`;
const [pallet, drum, bag] = ["10614141234567890", "10614141234567891", "10614141234567892"].map(
  (digits) => `${digits}${gs1CheckDigit(digits)}`,
) as [string, string, string];

describe("packages", () => {
  let packages: Packages;
  beforeEach(() => {
    packages = new Packages();
    for (const sscc of [pallet, drum, bag]) packages.open(sscc);
  });

  it("hold the grams of what lies in them", () => {
    packages.putGrams(bag, lot, [{ first: 0n, last: 9n }]);
    packages.putGrams(drum, lot, [{ first: 10n, last: 19n }]);
    packages.putGrams(drum, other, [{ first: 0n, last: 4n }]);
    packages.putPackage(drum, bag);
    packages.putPackage(pallet, drum);
    expect(packages.contents(pallet).get(lot)).to.deep.equal([{ first: 0n, last: 19n }]);
    expect(packages.mass(pallet)).to.equal(25n);
    packages.takeOut(bag);
    expect(packages.mass(pallet)).to.equal(15n);
    expect(packages.mass(bag)).to.equal(10n);
  });

  it("never contain themselves, directly or through others", () => {
    expect(refusal(() => packages.putPackage(bag, bag))).to.equal("contains-itself");
    packages.putPackage(drum, bag);
    packages.putPackage(pallet, drum);
    expect(refusal(() => packages.putPackage(bag, pallet))).to.equal("contains-itself");
    expect(refusal(() => packages.putPackage(drum, pallet))).to.equal("contains-itself");
  });

  it("hold a gram once, and lie in one other at most", () => {
    packages.putGrams(bag, lot, [{ first: 0n, last: 9n }]);
    expect(refusal(() => packages.putGrams(drum, lot, [{ first: 9n, last: 12n }]))).to.equal("packed-already");
    expect(refusal(() => packages.putGrams(bag, lot, [{ first: 9n, last: 9n }]))).to.equal("packed-already");
    expect(packages.mass(drum)).to.equal(0n);
    packages.putPackage(drum, bag);
    expect(refusal(() => packages.putPackage(pallet, bag))).to.equal("packed-already");
  });

  it("are refused where unknown, opened twice, empty of grams, or not packed", () => {
    expect(refusal(() => packages.open(bag))).to.equal("package-exists");
    expect(refusal(() => packages.open(bag.slice(1)))).to.equal("length");
    expect(refusal(() => packages.putGrams(bag, lot, []))).to.equal("empty");
    expect(refusal(() => packages.contents("0"))).to.equal("package-unknown");
    expect(refusal(() => packages.takeOut(bag))).to.equal("not-packed");
  });
});
