import { expect } from "chai";
import {
  followGram,
  type GramArrival,
  type GramMove,
  type GramPlace,
  type GramReturn,
} from "../../src/units/gram-journey.ts";

const inHand = (holder: string): GramPlace => ({ state: "in-hand", holder });
const onTheRoad = (holder: string): GramPlace => ({ state: "on-the-road", holder, consignment: "0xc" });
const seized = (holder: string): GramPlace => ({ state: "seized", holder });
const back = (statement: string, backTo: string): GramReturn => ({ statement, backTo });
const arrival = (statement: string, sentIn: string, by: string, holder: string, isUnsent = false): GramArrival => ({
  ...{ statement, sentIn, by, holder, isUnsent },
});
const move = (statement: string, by: string, to: GramPlace): GramMove => ({ statement, by, to });

describe("the journey of a gram", () => {
  it("is unknown where nobody has named it", () => {
    expect(followGram([])).to.deep.equal({ place: null, statement: null, doubled: null });
  });

  it("leads from hand to hand, onto the road, back, and to its end", () => {
    const journey = [move("1", "a", inHand("b")), move("2", "b", inHand("a")), move("3", "a", onTheRoad("c"))];
    expect(followGram(journey)).to.deep.equal({ place: onTheRoad("c"), statement: "3", doubled: null });
    const end = move("4", "c", { state: "retired" });
    expect(followGram([...journey.slice(0, 2), move("3", "a", inHand("c")), end])).to.deep.equal({
      ...{ place: { state: "retired" }, statement: "4", doubled: null },
    });
  });

  it("may pass hands that no move names", () => {
    const journey = [move("1", "a", inHand("b")), move("2", "d", inHand("e"))];
    expect(followGram(journey)).to.deep.equal({ place: inHand("e"), statement: "2", doubled: null });
  });

  it("is doubled where one organisation gives it away twice, with both statements", () => {
    const journey = [move("1", "a", inHand("b")), move("2", "b", inHand("c")), move("3", "a", inHand("d"))];
    expect(followGram(journey)).to.deep.equal({ place: inHand("c"), statement: "2", doubled: ["1", "3"] });
  });

  it("is doubled where it moves from the road, or after its end", () => {
    expect(followGram([move("1", "a", onTheRoad("b")), move("2", "b", inHand("c"))]).doubled).to.deep.equal(["1", "2"]);
    for (const state of ["retired", "consumed", "lost"] as const) {
      expect(followGram([move("1", "a", { state }), move("2", "b", inHand("c"))]).doubled).to.deep.equal(["1", "2"]);
    }
  });

  it("leads to the authority that seizes it, and back: meanwhile whoever had it moves it in vain", () => {
    const taken = move("1", "a", seized("officer"));
    expect(followGram([taken])).to.deep.equal({ place: seized("officer"), statement: "1", doubled: null });
    const sold = move("2", "a", inHand("b"));
    expect(followGram([taken, sold]).doubled).to.deep.equal(["1", "2"]);
    expect(followGram([taken, sold, back("1", "a")]).doubled).to.deep.equal(["1", "2"]);
    const returned = [taken, back("1", "a")];
    expect(followGram(returned)).to.deep.equal({ place: inHand("a"), statement: "1", doubled: null });
    expect(followGram([...returned, sold])).to.deep.equal({ place: inHand("b"), statement: "2", doubled: null });
    expect(followGram([sold, move("3", "a", seized("officer"))]).doubled).to.deep.equal(["2", "3"]);
  });

  it("comes back to its sender, who may send it again then and not before", () => {
    const [first, again] = [move("1", "a", onTheRoad("b")), move("2", "a", onTheRoad("c"))];
    expect(followGram([first, back("1", "a"), again])).to.deep.equal({
      ...{ place: onTheRoad("c"), statement: "2", doubled: null },
    });
    expect(followGram([first, again, back("1", "a")]).doubled).to.deep.equal(["1", "2"]);
  });

  describe("that arrives", () => {
    const sent = move("1", "a", onTheRoad("b"));

    it("is in the hand of whoever says so, who may send it on", () => {
      const arrived = arrival("2", "1", "a", "b");
      expect(followGram([sent, arrived])).to.deep.equal({ place: inHand("b"), statement: "2", doubled: null });
      const on = move("3", "b", onTheRoad("c"));
      expect(followGram([sent, arrived, on])).to.deep.equal({ place: onTheRoad("c"), statement: "3", doubled: null });
      expect(followGram([sent, arrived, move("3", "a", inHand("c"))]).doubled).to.deep.equal(["1", "3"]);
    });

    it("is not in it before", () => {
      const early = [sent, move("2", "b", inHand("c")), arrival("3", "1", "a", "b")];
      expect(followGram(early).doubled).to.deep.equal(["1", "2"]);
    });

    it("may come back to its sender, who may send it again", () => {
      const back = arrival("2", "1", "a", "a");
      expect(followGram([sent, back]).place).to.deep.equal(inHand("a"));
      expect(followGram([sent, back, move("3", "a", onTheRoad("c"))]).doubled).to.equal(null);
    });

    it("may go on from whoever may have it of what is disputed, and from nobody else", () => {
      const disputed: GramPlace = { state: "disputed", holder: "b", consignment: "1", maybeWith: ["b"] };
      expect(followGram([move("1", "a", disputed), move("2", "b", inHand("c"))]).doubled).to.equal(null);
      expect(followGram([move("1", "a", disputed), move("2", "a", inHand("c"))]).doubled).to.deep.equal(["1", "2"]);
    });

    it("leaves its sender's hand by that where the sender has named none", () => {
      const arrived = arrival("2", "1", "a", "b");
      expect(followGram([arrived])).to.deep.equal({ place: inHand("b"), statement: "2", doubled: null });
      expect(followGram([arrived, move("3", "a", inHand("c"))]).doubled).to.deep.equal(["2", "3"]);
      expect(followGram([move("0", "a", inHand("c")), arrived]).doubled).to.deep.equal(["0", "2"]);
    });

    it("is doubled where its sender has named others, and where it arrives twice", () => {
      const disputed = { state: "disputed", holder: "b", consignment: "1", maybeWith: [] };
      expect(followGram([arrival("2", "1", "a", "b", true)])).to.deep.equal({
        ...{ place: disputed, statement: "2", doubled: ["1", "2"] },
      });
      const [first, second] = [arrival("2", "1", "a", "b"), arrival("3", "1", "a", "a")];
      expect(followGram([sent, first, second]).doubled).to.deep.equal(["2", "3"]);
      expect(followGram([sent, first, arrival("2", "1", "a", "a")]).doubled).to.deep.equal(["1", "2"]);
    });
  });
});
