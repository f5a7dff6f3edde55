import { expect } from "chai";
import { forms } from "../../src/domain/form.ts";
import { goodsCodesOf } from "../../src/domain/goods-codes.ts";
import { statisticalGoods } from "../../src/domain/trade-statistics.ts";

describe("codes of goods", () => {
  it("are there for every form, of four digits or six, and none is within another", () => {
    for (const form of forms) {
      const codes = goodsCodesOf([form]);
      expect(codes, form).to.not.deep.equal([]);
      for (const code of codes) {
        expect(code).to.match(/^[0-9]{4}([0-9]{2})?$/);
        expect(codes.filter((other) => code.startsWith(other))).to.deep.equal([code]);
      }
    }
  });

  it("have those by which trade statistics count the same forms", () => {
    for (const { hs, forms: counted } of statisticalGoods) {
      for (const form of counted) expect(goodsCodesOf([form]), `${form} under ${hs}`).to.include(hs);
    }
  });

  it("of several forms are those of any, in order and each once", () => {
    expect(goodsCodesOf(["ore", "concentrate", "ore"])).to.deep.equal(["253090", "261220", "2846"]);
  });
});
