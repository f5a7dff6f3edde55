import { expect } from "chai";
import type { AttestationKind } from "../../../src/domain/attestation.ts";
import { describeStatement, kindOf, type UnsignedStatement } from "../../../src/statements/statement.ts";

describe("an attestation, as it is shown before it is signed", () => {
  const says = (kind: AttestationKind, quantity: string) => {
    const example = kindOf("attest").example.message;
    const message = kindOf("attest").messageSchema.parse({ ...example, kind, quantity });
    return describeStatement({ kind: "attest", message } as UnsignedStatement).en;
  };

  it("has its figure in the unit of its kind", () => {
    expect(says("weight", "18315000")).to.contain(", 18.315 t: conforms");
    expect(says("footprint", "17600")).to.contain(", 17.6 kg CO2e/kg: conforms");
    expect(says("removals", "500")).to.contain("CO2e/kg: conforms");
  });

  it("has a number of no unit where nothing is measured in one", () => {
    for (const kind of ["inspection", "clearance"] as const) {
      expect(says(kind, "18315000")).to.contain(", 18315000: conforms").and.to.not.contain("CO2e");
      expect(says(kind, "0")).to.not.match(/, 0/);
    }
  });
});
