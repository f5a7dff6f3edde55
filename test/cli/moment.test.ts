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

  it("are refused where they are no date, or in no zone", () => {
    for (const text of ["", "tomorrow", "2026-13-01", "01.03.2026", "2026-03-01T12:00:00"]) {
      expect(() => startOf(text), text).to.throw("Expected");
    }
  });
});
