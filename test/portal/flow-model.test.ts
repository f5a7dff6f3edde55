import { expect } from "chai";
import type { Balance } from "../../src/client/answers.ts";
import { stopId, streamsOf } from "../../src/portal/desks/flow-model.ts";

type Row = NonNullable<Balance["rows"]>[number];

const row = (changes: Partial<Row>): Row => ({
  element: "Nd",
  form: "separated-oxide",
  site: null,
  openingNanograms: "10",
  inNanograms: "5",
  outNanograms: "3",
  lossNanograms: "2",
  closingNanograms: "10",
  flows: { received: "5", delivered: "3", process: "2" },
  ...changes,
});

const told = (rows: Row[]) =>
  Object.fromEntries(
    streamsOf(rows, "Nd").map(({ from, to, nanograms }) => [`${stopId(from)} > ${stopId(to)}`, nanograms]),
  );

describe("flows of an element", () => {
  it("close for each form: what comes in leaves or remains, whatever site it is from", () => {
    expect(told([row({}), row({ site: "9520000000011" }), row({ element: "Dy" })])).to.deep.equal({
      "from/opening > held/separated-oxide": 20n,
      "held/separated-oxide > to/closing": 20n,
      "from/received > held/separated-oxide": 10n,
      "held/separated-oxide > to/delivered": 6n,
      "held/separated-oxide > to/process": 4n,
    });
  });

  it("show what a tolerance let grow as coming in, and what a site's account gave as leaving it", () => {
    expect(
      told([
        row({ openingNanograms: "0", closingNanograms: "7", flows: { made: "6", process: "-1" } }),
        row({ form: null, openingNanograms: "9", closingNanograms: "5", flows: { withdrawn: "4" } }),
      ]),
    ).to.deep.equal({
      "held/separated-oxide > to/closing": 7n,
      "from/made > held/separated-oxide": 6n,
      "from/process > held/separated-oxide": 1n,
      "from/opening > held/account": 9n,
      "held/account > to/closing": 5n,
      "held/account > to/withdrawn": 4n,
    });
  });
});
