import { expect } from "chai";
import { withdrawnNotMeasured } from "../../../src/alerts/rules/withdrawn-not-measured.ts";
import { yieldOutsideBand } from "../../../src/alerts/rules/yield-outside-band.ts";
import type { DeclaredLot, Deed } from "../../../src/statements/deeds.ts";
import { assayed } from "../../statements/examples.ts";
import { addressOf, compositionOf, declared, Ledger, start } from "../event-of.ts";

const organisation = addressOf("refiner");
const site = 6_901_234_567_892n;
const nd = compositionOf({ Nd: 850_000 });
const dy = compositionOf({ Dy: 870_000 });

const examined = (changes: Partial<Deed<"examined">>): Deed<"examined"> => ({
  what: "examined",
  kind: "assay",
  outcome: "conforms",
  quantity: null,
  composition: null,
  occurredAt: start,
  ...changes,
});

const drawn = (...outputs: DeclaredLot[]): Deed<"drawn"> => ({
  what: "drawn",
  process: "separation",
  outputs,
  emissionsGrams: 0n,
  occurredAt: start,
  period: 1,
});

describe("metal that was never measured going in", () => {
  const feed = (ledger: Ledger, found: Parameters<typeof compositionOf>[0]) => {
    ledger.statement({ declares: [declared("F-1")] });
    ledger.statement({ lotIds: ["F-1"], does: examined({ composition: assayed(compositionOf(found)) }) });
    const inputs = [{ lot: 1n, grams: 1n }];
    ledger.statement({
      organisation,
      lotIds: ["F-1"],
      does: { what: "credited", process: "separation", site, inputs },
    });
  };

  it("raises an alert for each such element, once an account", () => {
    const ledger = new Ledger(withdrawnNotMeasured);
    feed(ledger, { La: 100_000, Nd: 80_000 });
    const outputs = [declared("O-1", { composition: nd, site }), declared("O-2", { composition: dy, site })];
    const [alert, ...others] = ledger.statement({ organisation, declares: outputs, does: drawn(...outputs) });
    expect(others).to.deep.equal([]);
    expect(alert?.evidence).to.deep.include({ element: "Dy", site: "6901234567892", process: "separation" });
    const [again] = ledger.statement({ organisation, does: drawn(declared("O-3", { composition: dy, site })) });
    expect(again?.cause).to.equal(alert?.cause);
  });

  it("raises none for what was measured in it, or in what it was made of", () => {
    const ledger = new Ledger(withdrawnNotMeasured);
    ledger.statement({ declares: [declared("F-1")] });
    ledger.statement({ lotIds: ["F-1"], does: examined({ composition: assayed(compositionOf({ Dy: 500 })) }) });
    const made = declared("F-2");
    const does: Deed<"transformed"> = {
      what: "transformed",
      process: "leaching",
      inputs: [{ lot: 1n, grams: 1n }],
      outputs: [made],
      emissionsGrams: 0n,
      occurredAt: start,
      scheme: 0,
    };
    ledger.statement({ lotIds: ["F-1"], declares: [made], does });
    const inputs = [{ lot: 2n, grams: 1n }];
    ledger.statement({
      organisation,
      lotIds: ["F-2"],
      does: { what: "credited", process: "separation", site, inputs },
    });
    const output = declared("O-1", { composition: dy, site });
    expect(ledger.statement({ organisation, declares: [output], does: drawn(output) })).to.deep.equal([]);
  });

  it("takes no finding for a measurement, nor what another account took in", () => {
    const ledger = new Ledger(withdrawnNotMeasured);
    ledger.statement({ declares: [declared("F-1")] });
    const finding = examined({ outcome: "does-not-conform", composition: assayed(compositionOf({ Dy: 500 })) });
    ledger.statement({ lotIds: ["F-1"], does: finding });
    const inputs = [{ lot: 1n, grams: 1n }];
    ledger.statement({
      organisation,
      lotIds: ["F-1"],
      does: { what: "credited", process: "separation", site, inputs },
    });
    expect(ledger.statement({ organisation, does: drawn(declared("O-1", { composition: dy, site })) })).to.have.length(
      1,
    );
    feed(ledger, { Dy: 500 });
    const elsewhere = drawn(declared("O-2", { composition: dy, site: 5n }));
    expect(ledger.statement({ organisation, does: elsewhere })).to.have.length(1);
  });
});

describe("a yield outside the published band", () => {
  const leach = (recovered: number) => {
    const ledger = new Ledger(yieldOutsideBand);
    ledger.statement({ declares: [declared("C-1", { composition: compositionOf({ Nd: 500_000 }) })] });
    const made = declared("M-1", { form: "mixed-compound", composition: compositionOf({ Nd: 500_000 * recovered }) });
    return ledger.statement({
      organisation,
      lotIds: ["C-1"],
      declares: [made],
      does: {
        what: "transformed",
        process: "leaching",
        inputs: [{ lot: 1n, grams: 1_000_000n }],
        outputs: [made],
        emissionsGrams: 0n,
        occurredAt: start,
        scheme: 0,
      },
    });
  };

  it("raises an alert with its figures", () => {
    const [alert] = leach(0.3);
    expect(alert?.evidence).to.include({ process: "leaching", yieldBasisPoints: 3_000 });
    expect(yieldOutsideBand.words(alert?.evidence as never).en).to.include("30.0 %");
  });

  it("raises none within it", () => {
    expect(leach(0.95)).to.deep.equal([]);
  });
});
