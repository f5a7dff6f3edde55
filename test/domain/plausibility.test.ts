import { expect } from "chai";
import type { Form } from "../../src/domain/form.ts";
import type { LineageLot } from "../../src/domain/lineage.ts";
import { alertWords, yieldAlerts } from "../../src/domain/plausibility.ts";
import type { Process } from "../../src/domain/process.ts";
import { processWords } from "../../src/domain/words.ts";
import { input, lineageOf, lotWith, step } from "./lineage-fixture.ts";

type Found = Parameters<typeof lotWith>[2];

/** Alerts on a step that makes lots of one lot. */
function alerts(process: Process, from: [bigint, Found], to: [bigint, Found, Form?][]) {
  const ore = lotWith("0x1", ...from);
  const made = to.map(
    ([grams, found, form = "separated-oxide"], n): LineageLot =>
      lotWith(`0xm${n}`, grams, found, { form, madeBy: "0xa" }),
  );
  const done = step(
    "0xa",
    [input(ore)],
    made.map(({ id }) => id),
    { process },
  );
  return yieldAlerts(lineageOf([ore, ...made], [done]));
}

describe("plausibility of a step", () => {
  it("holds rare earths in all against the published minimum, at the edge", () => {
    const from: [bigint, Found] = [1_000n, { Nd: 100_000 }];
    expect(alerts("leaching", from, [[1_000n, { Nd: 75_000 }, "mixed-compound"]])).to.deep.equal([]);
    expect(alerts("leaching", from, [[1_000n, { Nd: 74_999 }, "mixed-compound"]])).to.deep.equal([
      {
        step: "0xa",
        process: "leaching",
        element: null,
        yieldBasisPoints: 7_499,
        minimumBasisPoints: 7_500,
        maximumBasisPoints: 10_000,
      },
    ]);
    expect(alerts("reduction", from, [[100n, { Nd: 920_000 }, "metal"]])).to.deep.equal([]);
    expect(alerts("reduction", from, [[100n, { Nd: 919_999 }, "metal"]])).to.have.lengthOf(1);
  });

  it("takes nothing for recovered that was not there", () => {
    const [alert] = alerts("reduction", [1_000n, { Nd: 100_000 }], [[101n, { Nd: 999_999 }, "metal"]]);
    expect(alert).to.deep.include({ yieldBasisPoints: 10_099, maximumBasisPoints: 10_000 });
  });

  it("judges a separation by each element that it declares as product, not by what it leaves", () => {
    const from: [bigint, Found] = [1_000n, { Ce: 200_000, Nd: 100_000 }];
    expect(alerts("separation", from, [[120n, { Nd: 800_000 }]])).to.deep.equal([]);
    const [alert] = alerts("separation", from, [[110n, { Nd: 800_000, Ce: 3_000 }]]);
    expect(alert).to.deep.include({ element: "Nd", yieldBasisPoints: 8_800, minimumBasisPoints: 9_400 });
  });

  it("expects a fifth to three tenths of scrap where magnets are machined", () => {
    const from: [bigint, Found] = [1_000n, { Nd: 300_000 }];
    const made = (magnets: bigint) =>
      alerts("magnet-making", from, [
        [magnets, { Nd: 300_000 }, "magnet"],
        [1_000n - magnets, { Nd: 300_000 }, "scrap"],
      ]);
    expect(made(700n)).to.deep.equal([]);
    expect(made(800n)).to.deep.equal([]);
    expect(made(699n)[0]).to.deep.include({
      yieldBasisPoints: 6_990,
      minimumBasisPoints: 7_000,
      maximumBasisPoints: 8_000,
    });
    expect(made(801n)[0]).to.deep.include({ yieldBasisPoints: 8_010 });
  });

  it("has nothing to say of processes without published yields", () => {
    expect(alerts("blending", [1_000n, { Nd: 100_000 }], [[1n, { Nd: 1 }]])).to.deep.equal([]);
  });

  it("tells people the numbers, in both languages", () => {
    const [alert] = alerts("reduction", [1_000n, { Nd: 100_000 }], [[100n, { Nd: 500_000 }, "metal"]]);
    const words = alert && alertWords(alert, processWords.reduction);
    expect(words?.en).to.equal(
      "reduction to metal recovered 50.0 % of the rare earths that went in; published are 92.0 % to 100.0 %",
    );
    expect(words?.zh).to.contain("50.0 %").and.to.contain("稀土");
  });
});
