import { expect } from "chai";
import { endOf, startOf } from "../../src/cli/moment.ts";

describe("moments", () => {
  it("begin and end with their day, both inclusive", () => {
    expect(startOf("2026-03-01")).to.equal(1_772_323_200);
    expect(endOf("2026-03-01")).to.equal(1_772_409_599);
  });

  it("are exact where they name a second", () => {
    expect(startOf("2026-03-01T12:00:00Z")).to.equal(1_772_366_400);
    expect(endOf("2026-03-01T12:00:00Z")).to.equal(1_772_366_400);
  });

  it("are those of their zone", () => {
    expect(startOf("2026-03-01+08:00")).to.equal(1_772_323_200 - 8 * 3_600);
    expect(endOf("2026-03-01-05:30")).to.equal(1_772_409_599 + 19_800);
    expect(startOf("2026-03-01T12:00+08:00")).to.equal(1_772_366_400 - 8 * 3_600);
    for (const text of ["2026-03-01+15:00", "2026-03-01T12:00:00+01:60"])
      expect(() => startOf(text)).to.throw("There is no");
  });

  it("are refused where they are no date, or in no zone", () => {
    for (const text of ["", "tomorrow", "01.03.2026", "2026-03-01T12:00:00"]) {
      expect(() => startOf(text), text).to.throw("Expected");
    }
  });

  it("are refused where no calendar or clock has them, rather than taken for the next that is", () => {
    for (const text of ["2026-13-01", "2028-06-31", "2027-02-29", "2027-02-30", "2027-06-30T24:00:00Z"]) {
      expect(() => startOf(text), text).to.throw(`There is no ${text}`);
      expect(() => endOf(text), text).to.throw(`There is no ${text}`);
    }
    expect(startOf("2028-02-29")).to.equal(1_835_395_200);
  });
});
