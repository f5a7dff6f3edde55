import { expect } from "chai";
import { formatFor } from "../../src/portal/format.ts";

describe("the portal's figures", () => {
  const [en, zh] = [formatFor("en"), formatFor("zh")];

  it("say grams exactly, with their unit", () => {
    expect(en.mass(999)).to.equal("999 g");
    expect(en.mass(1_000)).to.equal("1 kg");
    expect(en.mass(25_000_001)).to.equal("25.000001 t");
    expect(en.mass(281_474_976_710_655n)).to.equal("281,474,976.710655 t");
    expect(zh.mass(1_234_567_890)).to.equal("1,234.56789 t");
  });

  it("lose no digit of a share or a footprint", () => {
    expect(en.share(100_000_000)).to.equal("100 %");
    expect(en.share(1)).to.equal("0.000001 %");
    expect(en.footprint(27_001)).to.equal("27.001 kg CO₂e/kg");
    expect(en.decimal(12_345_678_901_234_567_890n, 3)).to.equal("12,345,678,901,234,567.89");
  });

  it("say nanograms exactly, in grams below a kilogram", () => {
    expect([0n, 838_100_200n, 10n ** 12n, 1_000_000_000_000_001n].map(en.nanograms)).to.deep.equal([
      "0 g",
      "0.8381002 g",
      "1 kg",
      "1.000000000000001 t",
    ]);
  });

  it("say how long something takes in its two largest units", () => {
    const [minute, hour, day] = [60, 3_600, 86_400];
    expect(en.span(15 * day + 23 * hour + 59 * minute)).to.equal("15 days 23 hours");
    expect(en.span(day + 59 * minute)).to.equal("1 day");
    expect(en.span(hour + minute + 59)).to.equal("1 hour 1 minute");
    expect(en.span(59)).to.equal("0 minutes");
    expect(zh.span(2 * day + hour)).to.equal("2天1小时");
  });

  it("name days and countries in the reader's language", () => {
    const noon = Date.UTC(2027, 4, 27, 12) / 1_000;
    expect(en.day(noon)).to.equal("27 May 2027");
    expect(zh.day(noon)).to.equal("2027年5月27日");
    expect([en.country("SE"), zh.country("SE")]).to.deep.equal(["Sweden", "瑞典"]);
  });
});
