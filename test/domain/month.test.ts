import { expect } from "chai";
import { dueOf, monthOf, spanOf } from "../../src/domain/month.ts";

const seconds = (text: string) => BigInt(Date.parse(text) / 1_000);

describe("a month", () => {
  it("spans its days, in leap years and at the end of a year", () => {
    expect(spanOf("2028-02")).to.deep.equal({
      from: seconds("2028-02-01T00:00:00Z"),
      to: seconds("2028-03-01T00:00:00Z"),
    });
    expect(spanOf("2026-12")).to.deep.equal({
      from: seconds("2026-12-01T00:00:00Z"),
      to: seconds("2027-01-01T00:00:00Z"),
    });
  });

  it("is owed until the last second of the next month's tenth day", () => {
    expect(dueOf("2026-11")).to.equal(seconds("2026-12-10T23:59:59Z"));
    expect(dueOf("2026-12")).to.equal(seconds("2027-01-10T23:59:59Z"));
  });

  it("is found by a time, at both edges", () => {
    expect(monthOf(seconds("2026-11-30T23:59:59Z"))).to.equal("2026-11");
    expect(monthOf(seconds("2026-12-01T00:00:00Z"))).to.equal("2026-12");
  });

  it("begins, ends and is owed by the clock of a zone", () => {
    const china = 8 * 3_600;
    expect(spanOf("2026-11", china)).to.deep.equal({
      from: seconds("2026-10-31T16:00:00Z"),
      to: seconds("2026-11-30T16:00:00Z"),
    });
    expect(dueOf("2026-11", china)).to.equal(seconds("2026-12-10T15:59:59Z"));
    expect(monthOf(seconds("2026-11-30T16:00:00Z"), china)).to.equal("2026-12");
    expect(monthOf(seconds("2026-11-30T15:59:59Z"), china)).to.equal("2026-11");
  });
});
