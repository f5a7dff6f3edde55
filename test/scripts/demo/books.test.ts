import { expect } from "chai";
import { Books } from "../../../scripts/demo/books.ts";

describe("books of the demo", () => {
  it("follow grams from hand to hand, over the road, and what is lost on it", () => {
    const books = new Books();
    books.mint(1n, "steppeMine", 100n);
    books.handOver(1n, "steppeMine", "carrier", 30n);
    books.dispatch("0x01", "steppeMine", "lightRefinery", [{ lot: 1n, grams: 60n }]);
    expect([books.inHand(1n, "steppeMine"), books.onTheRoad(1n)]).to.deep.equal([10n, 60n]);
    books.receive("0x01", [55n]);
    expect(books.onTheRoad(1n)).to.equal(0n);
    expect(books.shortage(1n)).to.equal(5n);
    expect(books.holders(1n)).to.deep.equal([
      ["steppeMine", 10n],
      ["carrier", 30n],
      ["lightRefinery", 55n],
    ]);
  });

  it("give a sender what was refused and came back", () => {
    const books = new Books();
    books.mint(1n, "steppeMine", 100n);
    books.dispatch("0x01", "steppeMine", "lightRefinery", [{ lot: 1n, grams: 60n }]);
    books.takeBack("0x01", "steppeMine");
    expect([books.inHand(1n, "steppeMine"), books.onTheRoad(1n), books.shortage(1n)]).to.deep.equal([100n, 0n, 0n]);
  });

  it("forget what something else was made from", () => {
    const books = new Books();
    books.mint(1n, "steppeMine", 100n);
    books.consume(1n, "steppeMine", 60n);
    expect(books.inHand(1n, "steppeMine")).to.equal(40n);
    expect(() => books.consume(1n, "steppeMine", 41n)).to.throw("steppeMine");
  });

  it("know what is in dispute: it is in nobody's hand, and not lost", () => {
    const books = new Books();
    books.mint(1n, "steppeMine", 100n);
    books.dispatch("0x01", "steppeMine", "lightRefinery", [{ lot: 1n, grams: 60n }]);
    books.dispute("0x01", [10n]);
    expect([books.disputed(1n), books.shortage(1n), books.onTheRoad(1n)]).to.deep.equal([50n, 0n, 0n]);
    expect(books.holders(1n)).to.deep.equal([
      ["steppeMine", 40n],
      ["lightRefinery", 10n],
    ]);
  });

  it("do not go below nothing, nor receive what was never sent", () => {
    const books = new Books();
    books.mint(1n, "steppeMine", 1n);
    expect(() => books.handOver(1n, "steppeMine", "carrier", 2n)).to.throw("steppeMine");
    expect(() => books.receive("0x02", [1n])).to.throw("0x02");
  });
});
