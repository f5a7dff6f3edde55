import { expect } from "chai";
import type { z } from "zod";
import { lotNumber } from "../../src/statements/content.ts";
import { locationNumber, optionalLocationNumber } from "../../src/statements/location-number.ts";
import { bigInteger, grams, hash, integer, lot, optionalHash } from "../../src/statements/scalars.ts";
import { country, optionalShortText, route, shortText } from "../../src/statements/short-text.ts";

const hex = (digits: string, bytes: number) => `0x${digits.padEnd(2 * bytes, "0")}`;

function taken(schema: z.ZodType, values: unknown[]): unknown[] {
  return values.filter((value) => schema.safeParse(value).success);
}

describe("scalars on the wire", () => {
  it("are integers within the bits of the struct's field", () => {
    const values = [-1, 0, 1.5, 65_535, 65_536, "1", null, Number.NaN, Number.POSITIVE_INFINITY, 1e300];
    expect(taken(integer(16, "").schema, values)).to.deep.equal([0, 65_535]);
    expect(taken(integer(16, "", 1).schema, [0, 1])).to.deep.equal([1]);
  });

  it("are grams below 2^48", () => {
    expect(taken(grams("").schema, [0, 2 ** 48 - 1, 2 ** 48, 0.5, -1, "5"])).to.deep.equal([0, 2 ** 48 - 1]);
    expect(grams("").schema.parse(7)).to.equal(7n);
  });

  it("are decimal strings where they may exceed 2^53", () => {
    const most = (2n ** 64n - 1n).toString();
    const values = ["0", most, (2n ** 64n).toString(), "01", "-1", "1.0", "0x1", " 1", "", "9".repeat(100_000), 1];
    expect(taken(bigInteger(64, "").schema, values)).to.deep.equal(["0", most]);
    expect(taken(bigInteger(256, "").schema, [(2n ** 256n).toString()])).to.deep.equal([]);
  });

  it("are hashes of 64 digits, in lower case when typed", () => {
    const upper = `0x${"AB".repeat(32)}`;
    expect(hash("").schema.parse(upper)).to.equal(upper.toLowerCase());
    expect(lot("").schema.parse(upper)).to.equal(BigInt(upper));
    expect(taken(lot("").schema, [`${upper}0`, upper.slice(0, -1), upper.slice(2), `0x${"g".repeat(64)}`, 1])).to.be
      .empty;
    expect(optionalHash("").schema.parse(undefined)).to.equal(null);
  });

  it("are lot numbers of GS1's character set 82, 1 to 20 of them", () => {
    const set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    const ascii = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
    expect(taken(lotNumber.schema, ascii).join("")).to.equal(set82);
    expect(taken(lotNumber.schema, ["", "A".repeat(20), "A".repeat(21), "A\n", "A B"])).to.deep.equal(["A".repeat(20)]);
  });

  it("are Global Location Numbers with all their digits", () => {
    const site = locationNumber("");
    expect(taken(site.schema, ["0614141000005", "614141000005", "0000000000000", "061414100000A", 6141])).to.deep.equal(
      ["0614141000005"],
    );
    expect(site.toWire(614_141_000_005n)).to.equal("0614141000005");
    expect(optionalLocationNumber("").decode([0n])).to.equal(null);
  });
});

describe("short texts", () => {
  const deposit = shortText(32, "", "Ytterby");

  it("are counted in bytes of UTF-8", () => {
    const most = "白云鄂博矿区一号"; // 24 bytes
    const values = [most, `${most}12345678`, `${most}123456789`, "", "a\0b", "\ud800"];
    expect(taken(deposit.schema, values)).to.deep.equal([most, `${most}12345678`]);
  });

  it("are padded with zeros, and found again", () => {
    expect(deposit.encode("Ytterby")).to.deep.equal([hex(Buffer.from("Ytterby").toString("hex"), 32)]);
    expect(deposit.decode(deposit.encode("白云鄂博"))).to.equal("白云鄂博");
  });

  it("stand as bytes where the ledger has bytes that are no text, and mean the same", () => {
    for (const raw of [hex("ff", 32), hex("610062", 32), hex("00", 32)]) {
      expect(deposit.decode([raw])).to.equal(raw);
      expect(deposit.encode(deposit.schema.parse(raw))).to.deep.equal([raw]);
    }
    expect(deposit.schema.parse(hex("61", 32))).to.equal("a");
    expect(optionalShortText("", "S-1").decode([hex("", 32)])).to.equal(null);
  });

  it("are countries of two capitals", () => {
    expect(taken(country("").schema, ["CN", "cn", "C", "CHN", "C1", ""])).to.deep.equal(["CN"]);
    expect(country("").encode("CN")).to.deep.equal(["0x434e"]);
  });

  it("are routes of up to sixteen countries, in order", () => {
    const way = route("");
    expect(way.encode(["CN", "KZ"])).to.deep.equal([hex("434e4b5a", 32)]);
    expect(way.decode([hex("434e4b5a", 32)])).to.deep.equal(["CN", "KZ"]);
    expect(way.decode([hex("", 32)])).to.deep.equal([]);
    expect(way.decode([hex("434e00004b5a", 32)])).to.deep.equal(["CN", "0x0000", "KZ"]);
    const full = Array.from({ length: 16 }, () => "CN");
    expect(way.decode(way.encode(full))).to.deep.equal(full);
    expect(taken(way.schema, [[...full, "CN"], ["CN", "0x0000"], ["cn"]])).to.deep.equal([]);
  });
});
