import { expect } from "chai";
import { hostile, visible } from "../../fixtures/hostile-texts.ts";
import { answeredLine } from "../answered-line.ts";

const hash = `0x${"a".repeat(64)}`;
const authority = `0x${"1".repeat(40)}`;
const found = {
  ...{
    statement: hash,
    referenceKind: "container",
    referenceNumber: "CSQU3054383",
    country: "MX",
    goodsCode: "850511",
  },
  ...{ labelOrigin: "TH", seal: null, grossGrams: 21_000_000, netGrams: 20_000_000, evidence: null },
  ...{ occurredAt: 1_790_000_000, recordedAt: 1_790_000_100, withdrawnAt: null, authority },
  ...{ name: `Aduana${hostile["right to left"]}`, links: [{ lot: hash, authority, linkedAt: 1_790_000_200 }] },
};

describe("ytterby findings", () => {
  const { asked, run: runAny } = answeredLine((address) => {
    const over = { ...found, goodsCode: null, labelOrigin: null, grossGrams: 0, netGrams: 0, links: [] };
    const items = address.includes("lot=") ? [] : [found, { ...over, withdrawnAt: 1_792_000_000 }];
    return { items, next: items.length === 0 ? null : "Y3Vyc29y" };
  });
  const run = (...args: string[]) => runAny("findings", ...args);

  it("says what was found where, by whom, of which lots, and what was withdrawn", async () => {
    const { out, status } = await run("--reference", "csqu 305438-3", "--withdrawn");
    expect(status).to.equal(0);
    expect(asked.at(-1)).to.equal("/v1/findings?reference=CSQU3054383&withdrawn=1");
    expect(out).to.match(/^2026-09-21 {2}container CSQU3054383, Aduana.* in MX$/m);
    expect(out).to.contain("  HS 850511, label TH, gross ").and.to.contain(`  lot     ${hash}`);
    expect(out).to.contain("in MX, withdrawn 2026-10-14").and.to.contain("more: --cursor Y3Vyc29y");
    for (const printed of out.split("\n")) expect(printed).to.match(visible);
  });

  it("asks by lot and authority, in either language", async () => {
    expect((await run("--lot", hash)).out).to.contain("no findings");
    const { out } = await runAny("--lang", "zh", "findings", "--authority", authority);
    expect(asked.at(-1)).to.match(new RegExp(`^/v1/findings\\?authority=${authority}$`, "i"));
    expect(out).to.contain("集装箱 CSQU3054383");
  });

  it("refuses the number of a container whose check digit is wrong, before it asks", async () => {
    const before = asked.length;
    const { err, status } = await run("--reference", "CSQU3054384");
    expect(status).to.equal(64);
    expect(err).to.contain("CSQU305438 is followed by 3");
    expect(asked).to.have.length(before);
  });
});
