import { expect } from "chai";
import { readUnitLink, writeUnitLink } from "../../src/units/digital-link.ts";
import { writeUnitCode } from "../../src/units/unit-code.ts";
import { refusal } from "./refusal.ts";

const unit = { index: 42n, tag: 99n };
const serial = writeUnitCode(unit);

describe("links to units", () => {
  it("follow GS1 Digital Link and read as they were written", () => {
    const path = writeUnitLink({ gtin: "4006381333931", lotNumber: "ND/2026-07", unit });
    expect(path).to.equal(`/01/04006381333931/10/ND%2F2026-07/21/${serial}`);
    expect(readUnitLink(path)).to.deep.equal({ gtin: "04006381333931", lotNumber: "ND/2026-07", unit });
  });

  it("refuse what GS1 cannot carry", () => {
    const link = { gtin: "4006381333931", lotNumber: "A", unit };
    for (const lotNumber of ["", "A B", "稀土", "A".repeat(21), ".", ".."]) {
      expect(refusal(() => writeUnitLink({ ...link, lotNumber }))).to.equal("lot-number");
    }
    expect(refusal(() => writeUnitLink({ ...link, gtin: "4006381333932" }))).to.equal("check-digit");
  });

  it("refuse other paths", () => {
    expect(refusal(() => readUnitLink(`/01/04006381333931/21/${serial}`))).to.equal("link");
    expect(refusal(() => readUnitLink(`/01/04006381333931/10/A/21/${serial}/x`))).to.equal("link");
    expect(refusal(() => readUnitLink(`/01/04006381333931/10/%E0%A4/21/${serial}`))).to.equal("link");
    expect(refusal(() => readUnitLink(`/01/04006381333932/10/A/21/${serial}`))).to.equal("check-digit");
    expect(refusal(() => readUnitLink(`/01/04006381333931/10/A/21/${serial.slice(1)}`))).to.equal("length");
  });
});
