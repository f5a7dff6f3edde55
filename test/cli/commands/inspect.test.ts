import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { hostile, visible } from "../../fixtures/hostile-texts.ts";
import { answeredLine } from "../answered-line.ts";

const hash = `0x${"a".repeat(64)}`;
const address = `0x${"1".repeat(40)}`;
const message = {
  ...{ lot: hash, holder: address, country: "NL", ground: null, evidence: null, until: 1_790_000_000 },
  ...{ organisation: address, key: address },
};
const { lot: _lot, holder: _holder, ...terms } = message;
const ofConsignment = { consignment: hash, ...terms };
const answer = {
  ...{ finding: null, consignment: hash, lots: [hash], assay: null },
  ...{ toleranceBasisPoints: 125, assayToleranceBasisPoints: 500 },
  compared: ["country", "seal", "net"],
  mismatches: [
    {
      ...{ mismatch: "seal-differs", found: `S-1${hostile["right to left"]}`, stated: "S-2" },
      says: { en: `Seal S-1${hostile["right to left"]} was found.`, zh: "见封志 S-1。" },
    },
  ],
  holds: [
    { kind: "hold", lotNumber: "A-1", message },
    { kind: "hold", lotNumber: "A-2", message: { ...message, holder: null, ground: 9 } },
    { kind: "hold-consignment", lotNumber: null, message: ofConsignment },
  ],
};

describe("ytterby inspect", () => {
  const { asked, folder, run } = answeredLine((address) =>
    address.includes("netGrams") ? answer : { ...answer, mismatches: [], holds: [], compared: ["net"] },
  );
  const soFar = ["inspect", "--country", "NL", "--no-seal", "--goods-code", "850511", "--label-origin", "TH"];
  const weighed = ["--gross", "21.4 t", "--net", "20 t", "--consignment", hash];

  it("asks with what was found so far, and says what does not fit, what was left out, and how to hold", async () => {
    const { out, status } = await run(...soFar, ...weighed, "--tolerance", "1.25", "--ground", "9");
    expect(status).to.equal(0);
    expect(asked.at(-1)).to.equal(
      `/v1/inspections/mismatches?country=NL&seal=&goodsCode=850511&labelOrigin=TH&grossGrams=21400000&netGrams=20000000&consignment=${hash}&tolerance=125&ground=9`,
    );
    expect(out).to.match(/^- Seal S-1.* was found\.$/m);
    expect(out).to.contain("Not compared: gross weight, origin on the label, HS code, rare earths");
    expect(out).to.contain(`To hold: lot A-1, grams of ${address} (state hold --file … --set ground=…)`);
    expect(out).to.contain("To hold: lot A-2, grams of every holder (state hold --file …)");
    expect(out).to.contain(`To hold: consignment ${hash} (state hold-consignment --file … --set ground=…)`);
    for (const printed of out.split("\n")) expect(printed).to.match(visible);
  });

  it("sends what a laboratory found as it is written, and refuses what is no composition", async () => {
    await run(...soFar, "--assay", "Nd 60 %, Tb <10 ppm", "--assay-tolerance", "10", "--lot", hash);
    const { searchParams } = new URL(asked.at(-1) ?? "", "http://service");
    expect(searchParams.get("assay")).to.equal("Nd 60 %, Tb <0.001 %");
    expect(searchParams.get("assayTolerance")).to.equal("1000");
    const before = asked.length;
    const { err, status } = await run("--lang", "zh", ...soFar, "--assay", "Fe 60 %", "--lot", hash);
    expect(status).to.equal(64);
    expect(err).to.contain("Fe: 未知字段");
    expect(asked).to.have.length(before);
  });

  it("writes holds as files that `state --file` reads", async () => {
    const { out } = await run(...soFar, ...weighed, "--holds", folder());
    const read = async (name: string) => JSON.parse(await readFile(join(folder(), name), "utf8")) as unknown;
    const { ground: _, ...known } = message;
    expect(await read("hold-1.json")).to.deep.equal({ message: known });
    expect(await read("hold-2.json")).to.deep.equal({ message: { ...message, holder: null, ground: 9 } });
    expect(out).to.contain(join(folder(), "hold-2.json"));
    const nowhere = await run(...soFar, ...weighed, "--holds", join(folder(), "nowhere"));
    expect(nowhere.status).to.equal(64);
    expect(nowhere.err).to.contain("its folder does not exist");
  });

  it("compares a finding on record with a lot, in either language", async () => {
    const { out } = await run("--lang", "zh", "inspect", "--finding", hash, "--lot", hash);
    expect(asked.at(-1)).to.equal(`/v1/inspections/mismatches?finding=${hash}&lot=${hash}`);
    expect(out)
      .to.contain("未见超出允差的不符。")
      .and.to.contain("未比对：所在国家、封志、毛重、标签原产国、商品编码、稀土成分、钍与铀");
    expect((await run("--lang", "zh", ...soFar, ...weighed)).out).to.contain("全部持有人 的货物");
  });

  it("refuses before it asks what is neither one thing nor the other", async () => {
    const before = asked.length;
    for (const [args, said] of [
      [["--country", "NL"], "Give --consignment or --lot."],
      [["--country", "NL", "--lot", hash, "--consignment", hash], "Give --consignment or --lot."],
      [["--lot", hash], "Give --finding, or --country"],
      [["--lot", hash, "--finding", hash, "--country", "NL"], "Give --finding, or --country"],
      [["--lot", hash, "--finding", hash, "--net", "5"], "Give --country"],
      [["--lot", hash, "--seal", "S-1"], "Give --country"],
      [["--lot", hash, "--country", "NL", "--tolerance", "x"], "Expected a percentage"],
    ] as const) {
      const { err, status } = await run("inspect", ...args);
      expect(status, said).to.equal(64);
      expect(err).to.contain(said);
    }
    expect(asked).to.have.length(before);
  });
});
