import { expect } from "chai";
import { hostile, visible } from "../../fixtures/hostile-texts.ts";
import { answeredLine } from "../answered-line.ts";

const hash = `0x${"a".repeat(64)}`;
const [authority, exporter, consignee] = [1, 2, 3].map((digit) => `0x${String(digit).repeat(40)}`) as [
  string,
  string,
  string,
];
const permit = {
  ...{ statement: hash, number: 7, authority, name: `Ministry${hostile["right to left"]}` },
  ...{ country: "CN", destination: "DE", elements: ["Tb", "Dy"], forms: ["metal", "separated-oxide"] },
  ...{ validFrom: 1_790_000_000, validUntil: 1_795_000_000, grantedAt: 1_789_000_000, withdrawnAt: null },
};

describe("ytterby permits", () => {
  const { asked, run: runAny } = answeredLine((address) => {
    const own = { ...permit, exporter, consignee, grantedGrams: 900_000, drawnGrams: 300_000, endUse: null };
    const items = address.includes("country=MX") ? [] : [own, { ...permit, withdrawnAt: 1_792_000_000 }];
    return { items, next: items.length === 0 ? null : "Y3Vyc29y" };
  });
  const run = (...args: string[]) => runAny("permits", ...args);

  it("says who may send what from where to where, until when, and what is left, as far as it is told", async () => {
    const { out, status } = await run("--all");
    expect(status).to.equal(0);
    expect(asked.at(-1)).to.equal("/v1/permits?running=0");
    expect(out).to.match(
      /^2026-09-21 – 2026-11-18 {2}no\. 7 by Ministry.*: Tb, Dy \(metal, separated oxide\) from CN to DE$/m,
    );
    expect(out).to.contain(`  600 kg left of 900 kg, from ${exporter} to ${consignee}`);
    expect(out).to.contain("from CN to DE, withdrawn on 2026-10-14");
    // Of the other, nothing is told that is the parties' own.
    expect(out.match(/ left of /g)).to.have.length(1);
    expect(out).to.contain(`  permit ${hash}`).and.to.contain("more: --cursor Y3Vyc29y");
    for (const printed of out.split("\n")) expect(printed).to.match(visible);
  });

  it("asks for those of parties and borders that run, in either language, and says where there are none", async () => {
    const { out } = await runAny(
      ...["--lang", "zh", "permits", "--exporter", exporter, "--consignee", consignee],
      ...["--destination", "DE", "--cursor", "Y3Vyc29y"],
    );
    const parameters = new URLSearchParams(asked.at(-1)?.split("?")[1]);
    expect(Object.fromEntries(parameters)).to.deep.include({ destination: "DE", cursor: "Y3Vyc29y", running: "1" });
    expect(parameters.get("exporter")?.toLowerCase()).to.equal(exporter);
    expect(parameters.get("consignee")?.toLowerCase()).to.equal(consignee);
    expect(out).to.contain("第 7 号：Tb, Dy（金属、").and.to.contain("剩余 600 kg，共 900 kg");
    expect((await run("--country", "MX")).out).to.contain("no permits");
    expect((await run("--country", "Mexico")).status).to.equal(64);
  });
});
